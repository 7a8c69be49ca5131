"""From where on a district is asked: four numbers of the working rules, kept among the allowances.

`Allowance` rows win over what stands here, so that DGFT headquarters changes them without a programmer; the rows hold
whole numbers, hence the floor in thousands of US dollars.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from escalations.models import Allowance

DEFAULTS = {
    "focus-share-percent": 75,  # of India's exports of the product, as in the policy brief [DOMAIN section 7]
    "focus-floor-thousand-usd": 1000,
    "focus-at-a-time": 5,  # products a committee is asked about at once, the largest first
    "focus-days": 20,  # working days where no rung of the ladder says otherwise
}


@dataclass(frozen=True)
class Bar:
    """share: between 0 and 1; floor_usd: what the district exports of the product; at_a_time: per committee."""

    share: float
    floor_usd: Decimal
    at_a_time: int
    days: int


def bar() -> Bar:
    """The numbers in force (one query)."""
    set_ = dict(Allowance.objects.filter(code__in=DEFAULTS).values_list("code", "value"))
    numbers = DEFAULTS | set_
    return Bar(
        share=numbers["focus-share-percent"] / 100,
        floor_usd=Decimal(1000 * numbers["focus-floor-thousand-usd"]),
        at_a_time=numbers["focus-at-a-time"],
        days=numbers["focus-days"],
    )
