"""Amounts, colours and quarters on the pages of money and progress: {% load money %}."""

from django import template

from strategies.money.sums import rupees
from strategies.monitoring.rule import COLOURS, colour_of, in_words, tone_of

register = template.Library()
register.filter("in_rupees", rupees)


@register.filter
def light(measure) -> dict[str, str]:
    """The colour of a judged measure, in words and as a tone of the design system."""
    return {
        "colour": str(COLOURS[colour_of(measure.verdict)]),
        "tone": tone_of(measure.verdict),
        "why": in_words(measure),
        "share": min(100, max(0, round(measure.share * 100))) if measure.share is not None else None,
    }
