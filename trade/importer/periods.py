"""Periods as sources write them: "2024-25", "FY2025", "Apr-Mar 2025", "CY2024", "2025-03", "March 2025"."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

_MONTHS = {name.casefold(): number for number, name in enumerate(calendar.month_abbr) if name}
_SPAN = re.compile(r"\b(?:fy\s*)?(\d{4})\s*[-–/]\s*(\d{4}|\d{2})\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(fy|cy)\s*[-:]?\s*(\d{4})\b", re.IGNORECASE)
_ISO_MONTH = re.compile(r"^\s*(\d{4})-(\d{2})\s*$")
_MONTH = re.compile(r"^\s*([a-z]{3,9})[\s,'-]*(\d{4})\s*$", re.IGNORECASE)
_APRIL_MARCH = re.compile(r"\bapr\w*\s*[-–]\s*mar\w*[\s,'-]*(\d{4})\b", re.IGNORECASE)


@dataclass(frozen=True)
class Period:
    """key: "FY2025" ends in March 2025; "CY2024" is a calendar year; "2025-03" a month. The last day is included."""

    key: str
    starts_on: date
    ends_on: date


def financial_year(year: int) -> Period:
    """The Indian financial year that ends in March of `year`."""
    return Period(f"FY{year}", date(year - 1, 4, 1), date(year, 3, 31))


def calendar_year(year: int) -> Period:
    return Period(f"CY{year}", date(year, 1, 1), date(year, 12, 31))


def month(year: int, number: int) -> Period:
    return Period(
        f"{year:04d}-{number:02d}", date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1])
    )


def read_period(text: str) -> Period | None:
    """The period a text means; None where it means none, or could mean two: a bare "2025" says not which year."""
    found = _read(text.strip())
    return found if found and 1988 <= found.ends_on.year <= 2100 else None


def _read(text: str) -> Period | None:
    if (said := _ISO_MONTH.match(text)) and 1 <= int(said[2]) <= 12 and not _is_span(said):
        return month(int(said[1]), int(said[2]))
    if said := _APRIL_MARCH.search(text):
        return financial_year(int(said[1]))
    if said := _SPAN.search(text):
        first, last = int(said[1]), int(said[2])
        last = last if last > 99 else first // 100 * 100 + last + (100 if last == 0 else 0)
        return financial_year(last) if last == first + 1 else None
    if said := _YEAR.search(text):
        year = int(said[2])
        return financial_year(year) if said[1].casefold() == "fy" else calendar_year(year)
    if (said := _MONTH.match(text)) and (number := _MONTHS.get(said[1][:3].casefold())):
        return month(int(said[2]), number)
    return None


def _is_span(said: re.Match[str]) -> bool:
    """ "2009-10" is read as a financial year, "2025-03" as a month: the next year's number decides."""
    return int(said[2]) == (int(said[1]) + 1) % 100
