"""Financial years, April to March, by the year in which they begin."""

from __future__ import annotations

from datetime import date

FIRST_YEAR, LONGEST = 2021, 10  # the initiative's first plans; a plan of more years is a mistake


def financial_year(day: date) -> int:
    """The year in which the financial year of a day began: 2026 for 31 March 2027."""
    return day.year if day.month >= 4 else day.year - 1


def in_words(year: int) -> str:
    """A financial year as it is written in India: 2026-27."""
    return f"{year}-{(year + 1) % 100:02d}"
