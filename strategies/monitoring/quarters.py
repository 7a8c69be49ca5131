"""Quarters of financial years: the first is April to June. Counted as 4 × year + quarter − 1."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from strategies.life.years import financial_year, in_words


class Quarter(NamedTuple):
    """One quarter of a financial year; 2026, 4 is January to March 2027."""

    year: int
    number: int

    @property
    def index(self) -> int:
        return 4 * self.year + self.number - 1

    @property
    def starts_on(self) -> date:
        return _month(self.year, 3 * (self.number - 1))

    @property
    def ends_on(self) -> date:
        return _month(self.year, 3 * self.number) - timedelta(days=1)

    @property
    def slug(self) -> str:
        return f"{self.year}-{self.number}"

    def __str__(self) -> str:
        months = {
            1: _("April to June"),
            2: _("July to September"),
            3: _("October to December"),
            4: _("January to March"),
        }
        return _("Q%(n)s %(year)s (%(months)s)") % {
            "n": self.number, "year": in_words(self.year), "months": months[self.number],
        }  # fmt: skip

    @property
    def short(self) -> str:
        return _("Q%(n)s %(year)s") % {"n": self.number, "year": in_words(self.year)}


def _month(year: int, after_april: int) -> date:
    """The first day of the month so many months after April of a year."""
    month = 3 + after_april
    return date(year + month // 12, month % 12 + 1, 1)


def quarter_at(index: int) -> Quarter:
    return Quarter(index // 4, index % 4 + 1)


def quarter_of(day: date) -> Quarter:
    return Quarter(financial_year(day), (day.month - 4) % 12 // 3 + 1)


def parse(slug: str) -> Quarter | None:
    """The quarter of an address: “2026-3”; None for anything else."""
    year, _dash, number = slug.partition("-")
    if year.isascii() and year.isdigit() and len(year) == 4 and number in ("1", "2", "3", "4"):
        return Quarter(int(year), int(number))
    return None
