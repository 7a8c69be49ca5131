"""Cells of a file for spreadsheets: text that none of them takes for a formula. The one rule for every download."""

import csv
from collections.abc import Iterable
from decimal import Decimal

from django.http import HttpResponse

FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def plain(cell: object) -> str:
    """The text of a cell, after an apostrophe where it would begin a formula; nothing for None, a number as it is."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(FORMULAS) and not isinstance(cell, int | float | Decimal) else text


def csv_file(name: str, rows: Iterable[Iterable[object]]) -> HttpResponse:
    """A small table to take away as `name`.csv: headings first, marked as UTF-8 so that spreadsheets read Hindi."""
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    writer = csv.writer(answer)
    writer.writerows([plain(cell) for cell in row] for row in rows)
    return answer
