"""Who may make a move on an identified product: the `by` column of its transition table, in words.

Subjects are products, or rows of a list that carry `case.district_id` and `case.state_id`.
"""

from __future__ import annotations

from typing import Any

from institutions import roles
from institutions.actors import Actor


def the_clock(actor: Actor, product: Any) -> bool:
    """Only the sweep."""
    return actor.is_system


def the_district(actor: Actor, product: Any) -> bool:
    """The convener or chair of the district's own committee."""
    return actor.may(roles.IDENTIFY) and actor.body.district_id == product.case.district_id


def the_state(actor: Actor, product: Any) -> bool:
    """The convener or chair of the State's own committee."""
    return actor.may(roles.ENDORSE) and actor.body.state_id == product.case.state_id


def the_district_or_state(actor: Actor, product: Any) -> bool:
    """Either committee: both may know the classification."""
    return the_district(actor, product) or the_state(actor, product)
