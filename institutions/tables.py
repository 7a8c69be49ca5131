"""Reference tables: CSV files of facts kept beside the code, read as rows of text."""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Model


def read_table(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV table. Every cell is text: codes such as "0904" are never numbers."""
    with path.open(encoding="utf-8", newline="") as file:
        return [{name: cell.strip() for name, cell in row.items()} for row in csv.DictReader(file)]


def day(cell: str) -> date | None:
    """A date cell; empty: no date."""
    return date.fromisoformat(cell) if cell else None


def in_force(row: dict[str, str]) -> DateRange:
    """The half-open range [valid_from, valid_to) of a row."""
    return DateRange(day(row["valid_from"]), day(row.get("valid_to", "")))


def add_missing(rows: list[Model], *, key: str = "code", refresh: tuple[str, ...] = ()) -> int:
    """Add the rows of a table which the database lacks; returns how many.

    What officers edited since stays as it is, unless `refresh` names the fields to take from the table again.
    """
    if not rows:
        return 0
    model = type(rows[0])
    present = {getattr(row, key): row for row in model.objects.all()}
    new = [row for row in rows if getattr(row, key) not in present]
    model.objects.bulk_create(new, batch_size=1000)
    changed = []
    for row in rows:
        kept = present.get(getattr(row, key))
        if kept and any(getattr(kept, name) != getattr(row, name) for name in refresh):
            for name in refresh:
                setattr(kept, name, getattr(row, name))
            changed.append(kept)
    if changed:
        model.objects.bulk_update(changed, refresh, batch_size=500)
    return len(new)


def add_dated(rows: list[Model], *, key: Callable[[Model], tuple]) -> int:
    """Add dated rules (field `during`) which the database lacks; returns how many.

    A rule the table has ended since is ended. A row that would overlap one already there for the same key is left
    out: what officers decided wins over the table.
    """
    if not rows:
        return 0
    model = type(rows[0])
    present: dict[tuple, list[Model]] = {}
    for row in model.objects.all():
        present.setdefault(key(row), []).append(row)
    new = []
    for row in sorted(rows, key=lambda row: row.during.lower):
        same = present.setdefault(key(row), [])
        for kept in same:
            if kept.during.lower == row.during.lower and kept.during.upper is None and row.during.upper:
                kept.during = row.during
                kept.save(update_fields=["during"])
        if not any(overlap(kept.during, row.during) for kept in same):
            same.append(row)
            new.append(row)
    model.objects.bulk_create(new, batch_size=1000)
    return len(new)


def overlap(one: DateRange, other: DateRange) -> bool:
    """Whether two half-open date ranges share a day; no end: for ever."""
    return (one.upper is None or other.lower < one.upper) and (other.upper is None or one.lower < other.upper)
