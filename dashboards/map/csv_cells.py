"""Cells of a CSV file, as text that no spreadsheet takes for a formula."""

FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def plain(cell: object) -> str:
    """The text, after an apostrophe where it would begin a formula."""
    text = str(cell)
    return f"'{text}" if text.startswith(FORMULAS) else text
