"""Which committees an actor looks after, and what only members read."""

from __future__ import annotations

from django.db.models import Q

from institutions.actors import Actor
from institutions.models import Body, BodyKind, BodyQuerySet

COMMITTEES = (BodyKind.DEPC, BodyKind.SEPC)


def visible_committees(actor: Actor) -> BodyQuerySet:
    """One's own committee, and those of one's jurisdiction."""
    bodies = Body.objects.active().filter(kind__in=COMMITTEES)
    scope = actor.scope
    if scope.everything:
        return bodies
    return bodies.filter(Q(pk__in=scope.bodies) | Q(state__in=scope.states) | Q(district__in=scope.districts))


def is_member(actor: Actor, body: Body) -> bool:
    """Whether the actor sits on the committee, by whatever seat."""
    return actor.body is not None and actor.is_current and actor.body.pk == body.pk
