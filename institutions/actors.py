"""Who is acting: every permission and every Event takes an explicit Actor."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from institutions import clock
from institutions.models import Appointment, Body, BodyKind, Credential, Jurisdiction, Post
from institutions.roles import permissions_of

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Scope:
    """The places and bodies an actor sees: ids, or everything."""

    everything: bool = False
    states: frozenset[int] = frozenset()
    districts: frozenset[int] = frozenset()
    bodies: frozenset[int] = frozenset()


NOWHERE = Scope()


@dataclass(frozen=True)
class Actor:
    """Somebody or something that acts, always through at most one post.

    kind: person (logged in), link (a signed link in a notice), credential (an API token), system, public.
    """

    kind: str
    user: User | None = None
    appointment: Appointment | None = None
    credential: Credential | None = None

    @property
    def post(self) -> Post | None:
        if self.appointment:
            return self.appointment.post
        return self.credential.post if self.credential else None

    @property
    def body(self) -> Body | None:
        return self.post.body if self.post else None

    @property
    def is_system(self) -> bool:
        return self.kind == "system"

    @property
    def is_current(self) -> bool:
        """Whether the appointment or credential behind the actor is in force now."""
        if self.appointment:
            return self.appointment.in_force(clock.today()) and self.user is not None and self.user.is_active
        return self.credential is not None

    @cached_property
    def permissions(self) -> frozenset[str]:
        if self.post is None or not self.is_current:
            return frozenset()
        return permissions_of(self.body.kind, self.post.role)

    def may(self, permission: str) -> bool:
        return permission in self.permissions

    @cached_property
    def scope(self) -> Scope:
        """Jurisdiction by body kind; what lies outside it is seen through involvement only."""
        if self.is_system:
            return Scope(everything=True)
        if self.post is None or not self.is_current:
            return NOWHERE
        body, own = self.body, frozenset({self.body.pk})
        if body.kind == BodyKind.APEX:
            return Scope(everything=True, bodies=own)
        if body.kind == BodyKind.SEPC:
            return Scope(states=frozenset({body.state_id}), bodies=own)
        if body.kind == BodyKind.DEPC:
            return Scope(districts=frozenset({body.district_id}), bodies=own)
        if body.kind == BodyKind.REGIONAL_AUTHORITY:
            rows = Jurisdiction.objects.in_force(clock.today()).filter(body=body)
            return Scope(districts=frozenset(rows.values_list("district_id", flat=True)), bodies=own)
        return Scope(bodies=own)


SYSTEM = Actor(kind="system")
PUBLIC = Actor(kind="public")


def person(appointment: Appointment) -> Actor:
    """The actor a logged-in user is while acting through one appointment."""
    return Actor(kind="person", user=appointment.user, appointment=appointment)


def appointments_of(user: User) -> list[Appointment]:
    """The appointments a user may act through today, substitutes included, oldest first."""
    return list(Appointment.objects.current(clock.today()).filter(user=user).with_place().order_by("during", "pk"))
