"""Sums of money, shares and periods as pages print them: short enough to read, with the unit said."""

from __future__ import annotations

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _


def whole(value: Decimal | float | int, places: int = 0) -> str:
    """A number with its digits grouped as in India: 1,23,456. The one way pages group them (dehportal/formats)."""
    return number_format(round(value, places), places, force_grouping=True)


def dollars(value: Decimal | float | int | None) -> str:
    """Such as "USD 437.66 billion", "USD 1.20 million", "USD 4,84,300"; a dash where there is no value."""
    if value is None:
        return "–"
    amount = float(value)
    if abs(amount) >= 1e9:
        return _("USD %(amount)s billion") % {"amount": number_format(round(amount / 1e9, 2), 2)}
    if abs(amount) >= 1e6:
        return _("USD %(amount)s million") % {"amount": number_format(round(amount / 1e6, 2), 2)}
    return _("USD %(amount)s") % {"amount": whole(amount)}


def period_in_words(period: str) -> str:
    """The period as official tables print it: "FY2025" is 2024-25, "CY2021" 2021; others stand as they are."""
    if period.startswith("FY") and period[2:].isdigit():
        year = int(period[2:])
        return f"{year - 1}-{year % 100:02d}"
    return period.removeprefix("CY")


def percent(share: float | None, places: int = 1) -> str:
    """A share between 0 and 1 as "35.6 %"; a dash where there is none."""
    return "–" if share is None else _("%(number)s %%") % {"number": number_format(round(100 * share, places), places)}
