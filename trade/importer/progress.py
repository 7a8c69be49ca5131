"""How far a file is read, told while the import's own transaction shows nothing to others yet."""

from __future__ import annotations

from contextlib import suppress
from time import monotonic

import psycopg
from django.db import connection

from trade.models import Batch

EVERY = 1.0  # seconds


class Progress:
    """Writes `rows_read` through a connection of its own, at most once a second; a failure to tell is no failure."""

    def __init__(self, batch: Batch) -> None:
        self._batch, self._told = batch, monotonic()
        self._own: psycopg.Connection | None = None

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *exc_info: object) -> None:
        if self._own is not None:
            with suppress(psycopg.Error):
                self._own.close()

    def __call__(self, rows: int) -> None:
        if monotonic() - self._told < EVERY:
            return
        self._told = monotonic()
        with suppress(psycopg.Error):
            if self._own is None or self._own.closed:
                self._own = psycopg.connect(**connection.get_connection_params(), autocommit=True)
                self._own.execute("SET lock_timeout = '200ms'")
            self._own.execute("UPDATE trade_batch SET rows_read = %s WHERE id = %s", [rows, self._batch.pk])
