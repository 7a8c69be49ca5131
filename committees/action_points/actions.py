"""The verbs that make an action point: as a decision of a meeting, or between meetings."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from cases.models import Case, InvolvementRole
from cases.record import involve
from committees.action_points.inputs import SetAction
from committees.models import ActionPoint, Decision, Meeting
from committees.references import new_case
from escalations import clocks
from escalations.models import DeadlineKind
from institutions import clock, roles
from institutions.actors import Actor
from institutions.models import Body, Post
from notices.models import Purpose
from notices.outbox import NoticeTo, write
from workflow.engine import start, workflow_of
from workflow.errors import Invalid


def may_set(actor: Actor, body: Body) -> bool:
    """A committee's own convener or chair."""
    return actor.may(roles.CONVENE) and actor.body.pk == body.pk


def set_action(*, by: Actor, body: Body, data: Any) -> ActionPoint:
    """Set an action point between meetings.

    Raises PermissionDenied (403) for a committee that is not the actor's own, Invalid (422) with the bound form.
    """
    if not may_set(by, body):
        raise PermissionDenied(_("Only a committee's own convener or chair sets its action points."))
    form = SetAction(data, subject=ActionPoint(body=body), actor=by)
    if not form.is_valid():
        raise Invalid(form)
    return assign_action(by=by, body=body, **form.cleaned_data)


@transaction.atomic
def assign_action(
    *,
    by: Actor,
    body: Body,
    title: str,
    owner: Post,
    due_on: date,
    meeting: Meeting | None = None,
    decision: Decision | None = None,
    about: Case | None = None,
) -> ActionPoint:
    """Give a post something to do by a date; it holds the case from now, and its clock runs to that date."""
    case = new_case(body, title=title, letter="A", holder=owner)
    point = ActionPoint(body=body, owner=owner, due_on=due_on, meeting=meeting, decision=decision, about=about)
    event = start(workflow=workflow_of("action_point"), case=case, subject=point, by=by, verb="assign",
                  data={"owner": owner.pk, "due_on": due_on.isoformat()})  # fmt: skip
    involve(case=case, body=body, role=InvolvementRole.ORIGIN)
    if owner.body_id != body.pk:
        involve(case=case, body=owner.body, role=InvolvementRole.ANSWERING)
    deadline = clocks.start(
        case=case, kind=DeadlineKind.ACTION, post=owner, body=owner.body, started_at=clock.now(), promised_on=due_on
    )
    write(event=event, to=[NoticeTo(owner, Purpose.ASSIGNED, reply_by=deadline.due_at)])
    return point
