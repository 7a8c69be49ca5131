"""Who may make a move on a source of money: the `by` column of its transition table, in words.

The district's convener asks, reports what was used and sends the utilisation certificate. The post that releases the
money sanctions, refuses, releases and accepts the certificate; since many departments do not work in the portal, the
State's committee (convener or chair) may enter the same from their order. A certificate is never accepted by who sent
it, nor a request sanctioned by who made it, even where one person holds both posts (`effects.two_persons`).
"""

from __future__ import annotations

from institutions import roles
from institutions.actors import Actor
from institutions.models import BodyKind, PostRole
from strategies.models import Funding


def the_clock(actor: Actor, funding: Funding) -> bool:
    return actor.is_system


def the_district(actor: Actor, funding: Funding) -> bool:
    """The convener of the committee whose plan it is."""
    return actor.may(roles.SUBMIT) and actor.body.pk == funding.case.origin_id


def who_releases(actor: Actor, funding: Funding) -> bool:
    """The post that releases the money, or the convener or chair of the State's committee in its stead."""
    if not actor.may(roles.READ):
        return False
    return actor.post.pk == funding.releasing_id or _the_state(actor, funding)


def either(actor: Actor, funding: Funding) -> bool:
    """Those who make entries: each reverses what their side entered."""
    return the_district(actor, funding) or who_releases(actor, funding)


def _the_state(actor: Actor, funding: Funding) -> bool:
    return (
        actor.body.kind == BodyKind.SEPC
        and actor.body.state_id == funding.case.state_id
        and actor.post.role in (PostRole.CONVENER, PostRole.CHAIR)
    )
