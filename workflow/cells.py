"""Cells of a file for spreadsheets: text that none of them takes for a formula. The one rule for every download."""

from decimal import Decimal

FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def plain(cell: object) -> str:
    """The text of a cell, after an apostrophe where it would begin a formula; nothing for None, a number as it is."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(FORMULAS) and not isinstance(cell, int | float | Decimal) else text
