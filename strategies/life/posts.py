"""Which post is accountable for a document at each rung of its ladder."""

from __future__ import annotations

from typing import Any

from escalations.models import Policy
from institutions import clock
from institutions.models import BodyKind, Post, PostRole
from products.identified.posts import body_of, post_of

# Rungs of the two ladders. Approvers come after the drafting committee: they are asked by it.
DISTRICT, DISTRICT_APPROVERS, STATE, CHIEF_SECRETARY = range(4)
STATE_DRAFTS, STATE_APPROVERS, CENTRE = range(3)
HOLDERS = {
    "plan": ("depc.convener", "depc.chair", "sepc.convener", "sepc.chair"),
    "strategy": ("sepc.convener", "sepc.chair", "apex.nodal_officer"),
}


def resolve(resolver: str, document: Any) -> Post | None:
    """The post a policy names by "depc.convener", "sepc.chair" or "apex.nodal_officer"."""
    place, _dot, role = resolver.partition(".")
    case = document.case
    bodies = {
        "depc": lambda: body_of(BodyKind.DEPC, district=case.district_id),
        "sepc": lambda: body_of(BodyKind.SEPC, state=case.state_id),
        "apex": lambda: body_of(BodyKind.APEX),
    }
    if place not in bodies:
        raise ValueError(f"No such body in the ladder of a document: {place}")
    return post_of(bodies[place](), role)


def rung(kind: str, level: int) -> Policy | None:
    """The policy in force today at a level of a kind of document; None where the rules name none."""
    return Policy.objects.in_force(clock.today()).filter(kind=kind, level=level).first()


def accountable(level: int, document: Any) -> Post | None:
    """The one post that answers at a level."""
    kind = document.case.kind
    policy = rung(kind, level)
    return named(policy.holder if policy else HOLDERS[kind][level], document)


def named(resolver: str, document: Any) -> Post | None:
    """The post a policy names; where a committee lacks it, DGFT headquarters answers."""
    return resolve(resolver, document) or post_of(body_of(BodyKind.APEX), PostRole.NODAL_OFFICER)


def copied(level: int, document: Any) -> list[Post]:
    """The posts told of a rung beside its holder."""
    policy = rung(document.case.kind, level)
    names = [name.strip() for name in policy.copied.split(",") if name.strip()] if policy else []
    return [post for name in names if (post := resolve(name, document))]
