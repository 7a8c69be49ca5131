"""Small helps of the market pages: {% load market %}."""

from django import template

from trade.access.raised import Raised

register = template.Library()


@register.simple_tag
def raised_of(raised: dict[str, list[Raised]] | None, gap: str) -> list[Raised]:
    """What the reader sees of the bottlenecks drafted from one gap."""
    return (raised or {}).get(gap, [])
