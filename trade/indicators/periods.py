"""Which slices a slice is compared with: one period earlier or later, India as a whole, and the world."""

from __future__ import annotations

import re

from django.db.models import QuerySet

from trade.models import Slice

YEAR = re.compile(r"^(FY|CY)(\d{4})$")
MONTH = re.compile(r"^(\d{4})-(\d{2})$")


def shifted(period: str, by: int) -> str:
    """The name of a period some periods later (negative: earlier); nothing where the name is of no known kind.

    "FY2025" by -1 is "FY2024"; "2025-01" by -1 is "2024-12".
    """
    if found := YEAR.match(period):
        return f"{found[1]}{int(found[2]) + by:04d}"
    if found := MONTH.match(period):
        year, month = divmod(int(found[1]) * 12 + int(found[2]) - 1 + by, 12)
        return f"{year:04d}-{month + 1:02d}"
    return ""


def neighbour(slice: Slice, by: int) -> Slice | None:
    """The computed slice in force of the same series, level, edition, direction and grain, some periods away."""
    period = shifted(slice.period, by)
    if not period:
        return None
    rows = _like(slice).filter(series=slice.series, grain=slice.grain, period=period)
    return rows.filter(computation__isnull=False).first()


def of_india(slice: Slice) -> Slice | None:
    """India's totals of the same period, level and edition from a table of their own, to set the districts' beside."""
    return _of_grain(slice, "india")


def of_world(slice: Slice) -> Slice | None:
    """The world's exports of the same period, level and edition."""
    return _of_grain(slice, "world")


def _of_grain(slice: Slice, grain: str) -> Slice | None:
    if slice.grain.startswith(grain):
        return None
    return _like(slice).filter(period=slice.period, grain=grain).order_by("-pk").first()


def _like(slice: Slice) -> QuerySet[Slice]:
    return Slice.objects.current().filter(
        level=slice.level, edition=slice.edition, direction=slice.direction, is_synthetic=slice.is_synthetic
    )
