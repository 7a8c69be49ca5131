"""Suspending the clocks of a whole State: who may, and for which reasons."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from escalations import clocks
from escalations.models import Pause, PauseReason
from geography.models import State
from institutions import roles
from institutions.actors import Actor
from institutions.models import BodyKind

REASONS = (PauseReason.CONDUCT, PauseReason.DISASTER, PauseReason.COURT)  # information is awaited case by case


def may_suspend(actor: Actor, state: State) -> bool:
    """The State's own committee (its chair or convener), or the apex."""
    if actor.is_system or actor.may(roles.OVERSEE):
        return True
    steers = actor.may(roles.STEER) and actor.body.kind == BodyKind.SEPC
    return steers and actor.body.state_id == state.pk


def suspend(*, by: Actor, state: State, reason: str, starts_on: date, ends_on: date, order_reference: str) -> Pause:
    """Leave the days [starts_on, ends_on) out of the count of every case of a State, by an order.

    A clock that had run out before stays run out.
    """
    if not may_suspend(by, state):
        raise PermissionDenied(_("Only the State's own committee or DGFT headquarters suspends the State's clocks."))
    if reason not in REASONS:
        raise ValidationError(_("A whole State is suspended for elections, a disaster or a court order only."))
    if ends_on <= starts_on:
        raise ValidationError(_("The last day is before the first."))
    return clocks.suspend_state(
        state=state,
        reason=reason,
        starts_on=starts_on,
        ends_on=ends_on,
        order_reference=order_reference,
        by_post=by.post,
    )
