"""Figures in words, for people: the same on the map, in its table, in its legend and on the page of a district."""

from __future__ import annotations

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from trade.money import whole

Number = float | int | Decimal


def about(value: Number) -> str:
    """US dollars in three figures, for the classes of a legend: USD 1.2 billion, USD 430 thousand."""
    value = float(value)
    if value >= 10**9:
        return _("USD %(amount)s billion") % {"amount": figures(value / 10**9)}
    if value >= 10**6:
        return _("USD %(amount)s million") % {"amount": figures(value / 10**6)}
    return _("USD %(amount)s") % {"amount": whole(value)}


def figures(value: Number) -> str:
    """Three figures: 1.24, 12.4, 124."""
    value = float(value)
    places = 0 if abs(value) >= 99.95 else 1 if abs(value) >= 9.995 else 2
    text = f"{value:.{places}f}"
    return number_format(text.rstrip("0").rstrip(".") if "." in text else text)


def percent(share: Number) -> str:
    """A share from 0 to 1 per hundred: 0.034 %, 2.3 %, 45 %."""
    value = float(share) * 100
    if 0 < value < 0.001:
        return _("under %(number)s %%") % {"number": number_format("0.001")}
    places = 0 if value >= 99.95 or value == 0 else 1 if value >= 9.95 else 2 if value >= 0.1 else 3
    return _("%(number)s %%") % {"number": number_format(f"{value:.{places}f}")}


def change(growth: Number) -> str:
    """A growth of 0.12 as +12 %."""
    return f"{'+' if growth > 0 else '−' if growth < 0 else ''}{number_format(f'{abs(float(growth)) * 100:.0f}')} %"


def ten_thousand(hhi: Number) -> str:
    """A Herfindahl-Hirschman index on its scale of 10,000."""
    return whole(hhi)


def rca(value: Number) -> str:
    """An index of specialisation to two decimals; what is not nothing is never shown as nothing."""
    return "<0.01" if 0 < value < 0.005 else number_format(round(float(value), 2), 2)
