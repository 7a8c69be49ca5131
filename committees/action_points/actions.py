"""The verb that makes an action point."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from cases.models import Case, InvolvementRole
from cases.record import involve
from committees.models import ActionPoint, Decision, Meeting
from committees.references import new_case
from escalations import clocks
from escalations.models import DeadlineKind
from institutions import clock
from institutions.actors import Actor
from institutions.models import Body, Post
from notices.models import Purpose
from notices.outbox import NoticeTo, write
from workflow.engine import start, workflow_of


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
