"""Verbs on institutions: appoint, end, confirm, issue. Configuration history is kept by database triggers."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from institutions import clock, roles
from institutions.actors import Actor
from institutions.models import (
    Appointment,
    AppointmentKind,
    AppointmentQuerySet,
    Body,
    BodyKind,
    Credential,
    Jurisdiction,
    Post,
)


def may_appoint(actor: Actor, body: Body) -> bool:
    """The apex appoints anywhere, an SEPC within its State, a DEPC within its own committee."""
    if actor.is_system:
        return True
    if not actor.may(roles.APPOINT):
        return False
    if actor.body.kind == BodyKind.APEX:
        return True
    if actor.body.kind == BodyKind.SEPC:
        return body.state_id == actor.body.state_id
    return body.pk == actor.body.pk


def refuse_to_fill(actor: Actor, post: Post) -> None:
    """Raise PermissionDenied, with the reason, unless an actor may put somebody into a post."""
    if not may_appoint(actor, post.body):
        raise PermissionDenied(_("You cannot appoint people to this body."))
    if actor.post == post and not actor.is_system:
        raise PermissionDenied(_("Nobody fills their own post; the level above appoints your successor."))


def rivals_of(*, post: Post, kind: str, starts_on: date, ends_on: date | None) -> AppointmentQuerySet:
    """Appointments to a post that a new one would overlap; a substitute stands beside the holder."""
    rivals = Appointment.objects.filter(post=post, during__overlap=DateRange(starts_on, ends_on))
    substitute = Q(kind=AppointmentKind.SUBSTITUTE)
    return rivals.filter(substitute if kind == AppointmentKind.SUBSTITUTE else ~substitute)


@transaction.atomic
def appoint(
    *,
    by: Actor,
    post: Post,
    user,
    starts_on: date,
    ends_on: date | None = None,
    kind: str = AppointmentKind.REGULAR,
    order_number: str,
) -> Appointment:
    """Put a person into a post from a date; the predecessor's appointment ends that day, in the same transaction.

    Nobody fills their own post, and nobody appoints outside their jurisdiction.
    """
    refuse_to_fill(by, post)
    Post.objects.select_for_update().get(pk=post.pk)
    rivals = rivals_of(post=post, kind=kind, starts_on=starts_on, ends_on=ends_on)
    for rival in rivals.select_related("user"):
        if rival.during.lower >= starts_on:
            raise ValidationError(
                _("%(person)s holds this post from %(date)s. End that appointment first, or choose a later date.")
                % {"person": rival.user, "date": date_format(rival.during.lower)}
            )
        rival.during = DateRange(rival.during.lower, starts_on)
        rival.save(update_fields=["during"])
    return Appointment.objects.create(
        post=post, user=user, kind=kind, during=DateRange(starts_on, ends_on), order_number=order_number
    )


@transaction.atomic
def end_appointment(*, by: Actor, appointment: Appointment, on: date) -> None:
    """End an appointment on a date (exclusive); the post is vacant from then until somebody is appointed."""
    if not may_appoint(by, appointment.post.body):
        raise PermissionDenied(_("You cannot end appointments in this body."))
    if on <= appointment.during.lower:
        raise ValidationError(_("An appointment ends after the day it starts."))
    if appointment.during.upper and on > appointment.during.upper:
        raise ValidationError(_("This appointment ends earlier already; a longer one needs a new order."))
    appointment.during = DateRange(appointment.during.lower, on)
    appointment.save(update_fields=["during"])


@transaction.atomic
def confirm_jurisdiction(*, by: Actor, jurisdiction: Jurisdiction) -> None:
    """Turn a proposed Regional Authority jurisdiction into one that grants access. For the apex only."""
    if not (by.is_system or by.may(roles.CONFIRM_JURISDICTION)):
        raise PermissionDenied(_("Only DGFT headquarters confirms a Regional Authority's districts."))
    jurisdiction.confirmed = True
    jurisdiction.save(update_fields=["confirmed"])


def issue_credential(*, by: Actor, post: Post, name: str, expires_at: datetime) -> tuple[Credential, str]:
    """A new API credential of a post, and its token: the only time the token can be read."""
    if by.user is None or not may_appoint(by, post.body):
        raise PermissionDenied(_("You cannot issue credentials for this body."))
    token, prefix, secret_hash = Credential.mint()
    credential = Credential.objects.create(
        post=post,
        name=name,
        prefix=prefix,
        secret_hash=secret_hash,
        created_at=clock.now(),
        created_by=by.user,
        expires_at=expires_at,
    )
    return credential, token


def revoke_credential(*, by: Actor, credential: Credential) -> None:
    """Stop an API credential at once; a revoked one stays listed, with what it did."""
    if not may_appoint(by, credential.post.body):
        raise PermissionDenied(_("You cannot revoke credentials of this body."))
    Credential.objects.filter(pk=credential.pk, revoked_at=None).update(revoked_at=clock.now())
