"""Financial years, April to March, by the year in which they begin."""

from __future__ import annotations

from datetime import date

from products.models.records import financial_year as in_words  # 2026 → "2026-27"

__all__ = ["FIRST_YEAR", "LONGEST", "financial_year", "in_words"]
FIRST_YEAR, LONGEST = 2019, 10  # the initiative's first plans, on paper; a plan of more years is a mistake


def financial_year(day: date) -> int:
    """The year in which the financial year of a day began: 2026 for 31 March 2027."""
    return day.year if day.month >= 4 else day.year - 1
