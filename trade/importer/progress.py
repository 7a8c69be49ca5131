"""How far a file is read, told while the import's own transaction shows nothing to others yet."""

from __future__ import annotations

from contextlib import suppress
from time import monotonic

from django.db import DatabaseError, connection

from trade.models import Batch

EVERY = 1.0  # seconds


class Progress:
    """Writes `rows_read` through a connection of its own, at most once a second; a failure to tell is no failure."""

    def __init__(self, batch: Batch) -> None:
        self._batch, self._told, self._own = batch, monotonic(), None

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *exc_info: object) -> None:
        if self._own is not None:
            with suppress(DatabaseError):
                self._own.close()

    def __call__(self, rows: int) -> None:
        if monotonic() - self._told < EVERY:
            return
        self._told = monotonic()
        with suppress(DatabaseError):
            if self._own is None:
                self._own = connection.copy(alias="import-progress")
                with self._own.cursor() as cursor:
                    cursor.execute("SET lock_timeout = '200ms'")
            with self._own.cursor() as cursor:
                cursor.execute("UPDATE trade_batch SET rows_read = %s WHERE id = %s", [rows, self._batch.pk])
