"""The life of a condition: set in the review, binding with the approval, reported as met, confirmed by the State."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as lazy

from cases.evidence import EvidenceField
from escalations import clocks
from escalations.firing import Fired, note_fired, still_fires
from escalations.models import DeadlineKind
from institutions import clock, roles
from institutions.actors import Actor
from institutions.models import BodyKind
from notices.models import Purpose
from notices.outbox import NoticeTo
from strategies.life import posts
from strategies.life.signing import latest
from strategies.models import Approval, Condition, DocumentStatus
from strategies.models import ConditionStatus as S
from workflow.engine import Inputs, Move, Workflow
from workflow.engine import Transition as T
from workflow.fields import prose
from workflow.inputs import SHORTEST_REASON, Reason

COMMITTEE, ABOVE = 0, 1  # levels of its ladder
HOLDERS = {COMMITTEE: "depc.convener", ABOVE: "sepc.convener"}


class Report(Inputs):
    """How the condition was met, with a paper that shows it."""

    words = "account"
    account = prose(lazy("How it was met"), shortest=SHORTEST_REASON)
    evidence = EvidenceField(label=lazy("Paper that shows it"), required=False)


# Who ------------------------------------------------------------------------------------------------------------------


def the_clock(actor: Actor, condition: Any) -> bool:
    return actor.is_system


def the_district(actor: Actor, condition: Any) -> bool:
    """The convener of the committee that has to meet it."""
    return actor.may(roles.SUBMIT) and actor.body.district_id == condition.case.district_id


def the_state(actor: Actor, condition: Any) -> bool:
    """The committee that set it."""
    return actor.may(roles.ASSESS) and actor.body.state_id == condition.case.state_id


def the_state_but_not_the_reporter(actor: Actor, condition: Any) -> bool:
    """Nobody settles what they reported themselves, in whichever post."""
    if not the_state(actor, condition):
        return False
    reported = condition.case.events.filter(verb="report").order_by("-version").first()
    return reported is None or actor.user is None or reported.actor_user_id != actor.user.pk


# What must hold, and what a move changes ------------------------------------------------------------------------------


def is_approved(condition: Any) -> bool:
    """The plan has just been approved with it."""
    return condition.about.status == DocumentStatus.APPROVED


def nobody_approved(condition: Any) -> bool:
    """Who approves first approves with the conditions as they stand: from then on none is dropped."""
    about = condition.about
    return (
        about.status != DocumentStatus.REVIEW
        or not Approval.objects.filter(version=latest(about), body__kind=BodyKind.SEPC).exists()
    )


def to_the_district(move: Move) -> None:
    move.hand_to(posts.named(HOLDERS[COMMITTEE], move.subject), COMMITTEE)


def to_the_state(move: Move) -> None:
    move.hand_to(posts.named(HOLDERS[ABOVE], move.subject), ABOVE)


def climb(move: Move) -> None:
    """The State's committee is told; the district still has to meet it."""
    move.case.level = ABOVE


# Clocks and notices ---------------------------------------------------------------------------------------------------


def settle(move: Move) -> None:
    if "deadline" in move.inputs:
        note_fired(move)
    if move.transition.clock == "stop":
        clocks.stop(case=move.case)
    elif move.transition.clock:
        ahead = move.subject.due_on > clock.local_date(move.at)
        _start(move, until_due=move.transition.clock == "until" and ahead)


def _start(move: Move, *, until_due: bool) -> None:
    """Until the day of the condition; once that is past, the days of its rung."""
    holder, policy = move.case.holder, posts.rung("condition", ABOVE)
    days = policy.act_days if policy and policy.act_days else None
    if until_due:
        when = {"promised_on": move.subject.due_on}
    elif days:
        when = {"days": days, "policy": policy}
    else:
        return clocks.stop(case=move.case)
    clocks.start(case=move.case, kind=DeadlineKind.CONDITION, post=holder, body=holder.body, started_at=move.at, **when)


def the_holder(move: Move) -> Iterator[NoticeTo]:
    due = clocks.running(move.case)
    yield NoticeTo(move.case.holder, Purpose.FOR_ACTION, reply_by=due.due_at if due else None)


def both(move: Move) -> Iterator[NoticeTo]:
    """Who has to meet it is reminded, and the State told."""
    yield NoticeTo(move.case.holder, Purpose.REMINDER)
    if (state := posts.resolve(HOLDERS[ABOVE], move.subject)) != move.case.holder:
        yield NoticeTo(state, Purpose.COPIED)


def the_district_informed(move: Move) -> Iterator[NoticeTo]:
    yield NoticeTo(posts.resolve(HOLDERS[COMMITTEE], move.subject), Purpose.ANSWERED)


TRANSITIONS = (
    T("open", lazy("Becomes binding"), (S.PROPOSED,), S.OPEN, by=the_state, effect=to_the_district, clock="until",
      notify=the_holder, offered=is_approved),
    T("drop", lazy("Drop the condition"), (S.PROPOSED,), S.DROPPED, by=the_state,
      offered=nobody_approved, tone="danger"),
    T("report", lazy("Report it as met"), (S.OPEN,), S.REPORTED, by=the_district, inputs=Report,
      effect=to_the_state, clock="days", notify=the_holder, tone="primary"),
    T("confirm", lazy("Confirm that it is met"), (S.REPORTED,), S.MET, by=the_state_but_not_the_reporter, clock="stop",
      notify=the_district_informed, tone="primary"),
    T("refuse", lazy("It is not met yet"), (S.REPORTED,), S.OPEN, by=the_state, inputs=Reason,
      effect=to_the_district, clock="until", notify=the_holder),
    T("waive", lazy("Waive the condition"), (S.OPEN, S.REPORTED), S.DROPPED, inputs=Reason,
      by=the_state_but_not_the_reporter, clock="stop", notify=the_district_informed, tone="danger"),
    T("escalate", lazy("The State is told"), (S.OPEN,), None, by=the_clock, inputs=Fired, still=still_fires,
      effect=climb, clock="days", notify=both, offered=lambda condition: condition.case.level == COMMITTEE),
    T("remind", lazy("Reminder"), (S.OPEN, S.REPORTED), None, by=the_clock, inputs=Fired, still=still_fires,
      clock="days", notify=both),
)  # fmt: skip


def overdue(condition: Any, kind: str) -> str:
    """A condition not met goes up once; afterwards whoever has it is reminded."""
    waits = condition.case.status == S.OPEN and condition.case.level == COMMITTEE
    return "escalate" if waits else "remind"


CONDITION = Workflow(
    kind="condition",
    model=Condition,
    statuses=S,
    initial=S.PROPOSED,
    terminal=frozenset({S.MET, S.DROPPED}),
    transitions=TRANSITIONS,
    settle=settle,
    overdue=overdue,
    unclocked=frozenset({S.PROPOSED, S.MET, S.DROPPED}),
    page="condition",
    reads=("case", "about"),
)
