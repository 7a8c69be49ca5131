"""One table of a series at a time: what is read and what is revoked both hold the series until they are done."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

SERIES = 4025  # the family of advisory locks of series


def wait_for_series(series: str) -> None:
    """Hold the series until the transaction ends, once nobody else does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [SERIES, series])


def hold_series(names: Iterable[str]) -> bool:
    """Hold them all until the transaction ends; False, without waiting, where somebody else holds one."""
    with connection.cursor() as cursor:
        for name in sorted(names):
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s, hashtext(%s))", [SERIES, name])
            if not cursor.fetchone()[0]:
                return False
    return True
