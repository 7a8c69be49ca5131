"""Once a month the level above gets one list of the committees below it that missed their meeting."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as lazy

from bottlenecks.ladder import allowance, apex
from cases.models import InvolvementRole
from cases.record import involve
from committees import ladder, who
from committees.climbing import climb, start_follow_up, tell_the_level
from committees.compliance.standing import DORMANT, MISSED, Rules, Standing, committees, standing_of, with_meetings
from committees.models import MeetingReview, MissedMeeting
from committees.models import ReviewStatus as S
from committees.references import new_case
from escalations import clocks
from escalations.firing import Fired, note_fired, still_fires
from escalations.models import DeadlineKind as K
from institutions import clock
from institutions.actors import SYSTEM
from institutions.models import Body, BodyKind
from notices.models import Purpose
from notices.outbox import NoticeTo, write
from workflow.engine import Inputs, Move, Workflow, start, workflow_of
from workflow.engine import Transition as T
from workflow.fields import prose


class FollowUp(Inputs):
    words = "note"
    note = prose(lazy("What is done about it"), shortest=10)


def settle(move: Move) -> None:
    if "deadline" in move.inputs:
        note_fired(move)
    if move.transition.clock == "stop":
        clocks.stop(case=move.case)
    elif move.transition.clock:
        start_follow_up(move)


TRANSITIONS = (
    T("acknowledge", lazy("Follow it up"), (S.OPEN,), S.ACKNOWLEDGED, by=who.the_holding_body, inputs=FollowUp,
      clock="follow up", tone="primary"),
    T("close", lazy("Close the list"), (S.OPEN, S.ACKNOWLEDGED), S.CLOSED, by=who.the_holding_body, inputs=FollowUp,
      clock="stop", hint=lazy("What is still missed comes again with next month's list.")),
    T("escalate", lazy("Goes up one level"), (S.OPEN, S.ACKNOWLEDGED), None, by=who.the_clock, inputs=Fired,
      still=still_fires, effect=climb, clock="follow up", notify=tell_the_level),
)  # fmt: skip


def overdue(review: MeetingReview, kind: str) -> str:
    return "escalate"


MEETING_REVIEW = Workflow(
    kind="meeting_review",
    model=MeetingReview,
    statuses=S,
    initial=S.OPEN,
    terminal=frozenset({S.CLOSED}),
    transitions=TRANSITIONS,
    settle=settle,
    overdue=overdue,
    unclocked=frozenset({S.CLOSED}),
    page="meeting-review",
)


def list_missed(month: date | None = None) -> int:
    """Make this month's lists, one per level above that has something to hear; running again adds nothing.

    Returns how many were made.
    """
    month = (month or clock.today()).replace(day=1)
    listed = set(MeetingReview.objects.filter(month=month).values_list("body", flat=True))
    return sum(_make(above, month, rows) for above, rows in missed_by_level() if above.pk not in listed)


def missed_by_level() -> list[tuple[Body, list[tuple[Body, Standing]]]]:
    """(the body above, [(committee, its standing)]) of all that missed a meeting; queries do not grow with committees.

    A district whose State has no committee is on the list of DGFT headquarters.
    """
    states = {body.state_id: body for body in Body.objects.active().filter(kind=BodyKind.SEPC)}
    top, rules = apex(), Rules()
    missed: dict[Body, list[tuple[Body, Standing]]] = {}
    for body in with_meetings(committees().select_related("state", "district").order_by("code")):
        found = standing_of(body, rules)
        higher = states.get(body.state_id, top) if body.kind == BodyKind.DEPC else top
        if found.state in (MISSED, DORMANT) and higher is not None:
            missed.setdefault(higher, []).append((body, found))
    return list(missed.items())


@transaction.atomic
def _make(above: Body, month: date, rows: list[tuple[Body, Standing]]) -> bool:
    Body.objects.select_for_update(no_key=True).get(pk=above.pk)  # rows that name it can be written meanwhile
    if MeetingReview.objects.filter(body=above, month=month).exists():
        return False
    policy = _first_rung(above)
    post = ladder.accountable(policy, body=above)
    case = new_case(above, title=f"Committees that missed their meeting, {month:%B %Y}", letter="R", holder=post)
    case.level = policy.level
    review = MeetingReview(body=above, month=month)
    event = start(workflow=workflow_of("meeting_review"), case=case, subject=review, by=SYSTEM, verb="list",
                  data={"missed": len(rows)})  # fmt: skip
    involve(case=case, body=above, role=InvolvementRole.ORIGIN)
    MissedMeeting.objects.bulk_create(
        MissedMeeting(review=review, body=body, due_on=found.due_on, last_held_on=found.last_held_on)
        for body, found in rows
    )
    deadline = clocks.start(case=case, kind=K.FOLLOW_UP, post=post, body=above, started_at=clock.now(),
                            days=policy.act_days or allowance("committee-reminder-days"), policy=policy)  # fmt: skip
    write(event=event, to=[NoticeTo(post, Purpose.FOR_ACTION, reply_by=deadline.due_at)])
    return True


def _first_rung(above: Body):
    """A State's list begins with the State, that of States with DGFT headquarters."""
    rows = ladder.rungs("meeting_review")
    return rows[-1] if above.kind == BodyKind.APEX else rows[0]
