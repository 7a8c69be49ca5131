"""Money and figures on the pages of a strategy: {% load assembly %}."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from strategies.versions.content import figure
from trade.money import whole

register = template.Library()
CRORE, LAKH = Decimal(10_000_000), Decimal(100_000)


@register.filter
def rupees_short(amount: Decimal | int | None) -> str:
    """A sum short enough for a phone: “₹ 5.00 crore”, “₹ 12.50 lakh”; a dash where there is none."""
    if amount is None:
        return "–"
    if abs(amount) >= CRORE:
        return _("₹ %(amount)s crore") % {"amount": number_format(round(amount / CRORE, 2), 2, force_grouping=True)}
    if abs(amount) >= LAKH:
        return _("₹ %(amount)s lakh") % {"amount": number_format(round(amount / LAKH, 2), 2)}
    return rupees_whole(amount)


@register.filter
def rupees_whole(amount: Decimal | int | None) -> str:
    """A sum to the rupee, grouped as in India: “₹ 5,00,00,000”."""
    return "–" if amount is None else f"₹ {whole(amount)}"


@register.filter
def plain_figure(value: Decimal | None) -> str:
    """A figure without trailing zeros: “40”, “2.5”; a dash where there is none."""
    return "–" if value is None else figure(value)
