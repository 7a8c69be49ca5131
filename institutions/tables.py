"""Reference tables: CSV files of facts kept beside the code, read as rows of text."""

import csv
from datetime import date
from pathlib import Path

from django.db.backends.postgresql.psycopg_any import DateRange


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
