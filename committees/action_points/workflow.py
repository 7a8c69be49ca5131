"""The life of an action point: one row per move."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bottlenecks.guards import not_said_already
from cases.models import InvolvementRole
from cases.record import involve
from committees import ladder, who
from committees.action_points import inputs
from committees.climbing import climb, start_follow_up, tell_the_holder, tell_the_level
from committees.models import ActionPoint
from committees.models import ActionPointStatus as S
from committees.models.action_points import UNDONE
from escalations import clocks
from escalations.firing import Fired, note_fired, still_fires
from escalations.models import DeadlineKind
from institutions import clock
from notices.models import Purpose
from notices.outbox import NoticeTo
from workflow.engine import Move, Workflow
from workflow.engine import Transition as T
from workflow.inputs import OptionalNote, Reason

LIVE = (S.OPEN, S.OVERDUE, S.REPORTED)
TERMINAL = frozenset({S.DONE, S.DROPPED})


def is_later(move: Move) -> str | None:
    return _("This is its date already.") if move.inputs["due_on"] == move.subject.due_on else None


def is_another(move: Move) -> str | None:
    same = (move.inputs["owner"].pk, move.inputs["due_on"]) == (move.subject.owner_id, move.subject.due_on)
    return _("It is with this post until this date already.") if same else None


# Effects ------------------------------------------------------------------------------------------------------------


def extend(move: Move) -> None:
    """A later date, and the owner has it again."""
    move.data = {"due_on": move.inputs["due_on"].isoformat(), "before": move.subject.due_on.isoformat()}
    move.subject.due_on = move.inputs["due_on"]
    move.subject.extensions += 1
    move.hand_to(move.subject.owner, 0)


def give_to(move: Move) -> None:
    """Another post does it; the former one keeps reading."""
    move.data = {"owner": move.inputs["owner"].pk, "before": move.subject.owner_id}
    move.subject.owner, move.subject.due_on = move.inputs["owner"], move.inputs["due_on"]
    move.hand_to(move.subject.owner, 0)
    if move.subject.owner.body_id != move.subject.body_id:
        involve(case=move.case, body=move.subject.owner.body, role=InvolvementRole.ANSWERING)


def report(move: Move) -> None:
    """The committee's convener has to look at it."""
    move.subject.result = move.inputs["result"][:300]
    move.hand_to(ladder.convener(move.subject.body) or move.case.holder, move.case.level)


def back_to_owner(move: Move) -> None:
    move.subject.result = ""
    move.hand_to(move.subject.owner, 0)


# Clocks -------------------------------------------------------------------------------------------------------------


def settle(move: Move) -> None:
    if "deadline" in move.inputs:
        note_fired(move)
    if move.transition.clock:
        CLOCKS[move.transition.clock](move)


def to_its_date(move: Move) -> None:
    """The owner's clock, to the date the committee set; a date that has passed runs to the next working day."""
    _run(move, promised_on=max(move.subject.due_on, clock.local_date(move.at)))


def again(move: Move) -> None:
    """The owner has it back: until its date, or for some days where that has passed."""
    (to_its_date if move.subject.due_on > clock.local_date(move.at) else start_follow_up)(move)


def stop(move: Move) -> None:
    clocks.stop(case=move.case)


def _run(move: Move, *, kind: str = DeadlineKind.ACTION, **measure) -> None:
    holder = move.case.holder
    clocks.start(case=move.case, kind=kind, post=holder, body=holder.body, started_at=move.at, **measure)


CLOCKS = {"date": to_its_date, "again": again, "follow up": start_follow_up, "stop": stop}


# Told ---------------------------------------------------------------------------------------------------------------


def the_owner(move: Move) -> Iterator[NoticeTo]:
    yield NoticeTo(move.subject.owner, Purpose.COPIED)


def the_new_owner(move: Move) -> Iterator[NoticeTo]:
    due = clocks.running(move.case)
    yield NoticeTo(move.subject.owner, Purpose.ASSIGNED, reply_by=due.due_at if due else None)


TRANSITIONS = (
    T(
        "report_progress", lazy("Report progress"), LIVE, None, by=who.the_owner_or_conveners,
        inputs=inputs.Progress, still=not_said_already, notify=the_owner,
    ),
    T(
        "report_done", lazy("Report it done"), UNDONE, S.REPORTED, by=who.the_owner,
        inputs=inputs.Report, effect=report, clock="follow up", notify=tell_the_holder, tone="primary",
        hint=lazy("The convener looks at it and closes it."),
    ),
    T(
        "confirm_done", lazy("It is done"), LIVE, S.DONE, by=who.the_conveners,
        inputs=OptionalNote, clock="stop", notify=the_owner, tone="primary",
    ),
    T(
        "return", lazy("Not done yet"), (S.REPORTED,), S.OPEN, by=who.the_conveners,
        inputs=Reason, effect=back_to_owner, clock="again", notify=tell_the_holder,
    ),
    T(
        "extend", lazy("Give more time"), UNDONE, S.OPEN, by=who.the_conveners,
        inputs=inputs.Extend, still=is_later, effect=extend, clock="date", notify=tell_the_holder,
        hint=lazy("The earlier date stays on record."),
    ),
    T(
        "hand_over", lazy("Give it to another post"), UNDONE, S.OPEN, by=who.the_conveners,
        inputs=inputs.HandOver, still=is_another, effect=give_to, clock="date", notify=the_new_owner,
    ),
    T(
        "drop", lazy("Drop it"), LIVE, S.DROPPED, by=who.the_conveners,
        inputs=Reason, clock="stop", notify=the_owner, tone="danger",
    ),
    T(
        "escalate", lazy("Goes up one level"), LIVE, S.OVERDUE, by=who.the_clock,
        inputs=Fired, still=still_fires, effect=climb, clock="follow up", notify=tell_the_level,
    ),
)  # fmt: skip


def overdue(point: ActionPoint, kind: str) -> str:
    return "escalate"


ACTION_POINT = Workflow(
    kind="action_point",
    model=ActionPoint,
    statuses=S,
    initial=S.OPEN,
    terminal=TERMINAL,
    transitions=TRANSITIONS,
    settle=settle,
    overdue=overdue,
    unclocked=TERMINAL,
    page="action-point",
    reads=("body",),
)
