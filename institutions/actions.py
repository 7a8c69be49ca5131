"""Verbs on institutions: appoint, end, confirm, issue. Configuration history is kept by database triggers."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from institutions import clock, roles
from institutions.actors import Actor
from institutions.models import Appointment, AppointmentKind, Body, BodyKind, Credential, Jurisdiction, Post


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
    if not may_appoint(by, post.body):
        raise PermissionDenied(_("You cannot appoint people to this body."))
    if by.post == post and not by.is_system:
        raise PermissionDenied(_("Nobody fills their own post; the level above appoints your successor."))
    Post.objects.select_for_update().get(pk=post.pk)
    substitute = kind == AppointmentKind.SUBSTITUTE
    rivals = Appointment.objects.filter(post=post, during__overlap=DateRange(starts_on, ends_on))
    rivals = (
        rivals.filter(kind=AppointmentKind.SUBSTITUTE)
        if substitute
        else rivals.exclude(kind=AppointmentKind.SUBSTITUTE)
    )
    for rival in rivals:
        if rival.during.lower >= starts_on:
            raise ValidationError(
                _(
                    "%(person)s holds this post from %(date)s. End that appointment first, or choose a later date."
                )
                % {"person": rival.user, "date": rival.during.lower}
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
