"""The life of a decision by circulation: one row per move."""

from __future__ import annotations

from collections.abc import Iterator

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from committees import ladder, who
from committees.circulation.counting import count
from committees.models import Answer, Circulation, Decision, MeetingStatus, Reply
from committees.models import CirculationStatus as S
from committees.procedure import members_of
from escalations import clocks
from escalations.firing import Fired, note_fired, still_fires
from notices.models import Purpose
from notices.outbox import NoticeTo
from workflow.engine import Inputs, Move, Workflow
from workflow.engine import Transition as T
from workflow.inputs import OptionalNote, Reason

TERMINAL = frozenset({S.NOT_PASSED, S.RATIFIED, S.WITHDRAWN})


class GiveAnswer(Inputs):
    """A member's answer; a later one takes the place of an earlier one."""

    words = "remark"
    reply = forms.ChoiceField(label=lazy("Your answer"), choices=Reply.choices, widget=forms.RadioSelect)
    remark = forms.CharField(
        label=lazy("Remark"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


def not_the_same_answer(move: Move) -> str | None:
    last = move.subject.answers.filter(post=move.by.post).order_by("-pk").first()
    same = last and (last.reply, last.remark) == (move.inputs["reply"], move.inputs["remark"])
    return _("This is your answer already.") if same else None


def everybody_has_answered(move: Move) -> str | None:
    """Before its date it is counted only when no answer is missing."""
    silent = count(move.subject).silent
    said = ngettext("%(n)s member has not answered yet.", "%(n)s members have not answered yet.", silent)
    return said % {"n": silent} if silent else None


def only_in_a_meeting(move: Move) -> str | None:
    """A quorate meeting in session ratifies it, by a decision that has just been recorded under its item."""
    verb = move.transition.verb
    decisions = Decision.objects.filter(item__about=move.case, act=verb, acted=None, provisional=False)
    decisions = decisions.filter(item__meeting__case__status=MeetingStatus.IN_SESSION)
    decision = decisions.select_related("item__meeting").order_by("-pk").first()
    if decision is None:
        return _("It is ratified in a meeting: record the decision there.")
    move.subject.ratified_in = decision.item.meeting
    return None


# Effects ------------------------------------------------------------------------------------------------------------


def conclude(move: Move) -> None:
    """Count, keep the count, and let the status follow from it."""
    found, subject = count(move.subject), move.subject
    subject.agreed, subject.against, subject.silent = found.agree, found.disagree, found.silent
    move.case.status = S.PASSED if found.passed else S.NOT_PASSED
    move.data = {"agreed": found.agree, "against": found.disagree, "silent": found.silent,
                 "answered": found.verdict.counted, "needed": found.verdict.needed}  # fmt: skip
    move.hand_to(ladder.convener(subject.body) or move.case.holder, 0)


def keep_answer(move: Move) -> None:
    Answer.objects.create(circulation=move.subject, post=move.by.post, reply=move.inputs["reply"],
                          remark=move.inputs["remark"], event=move.event, at=move.at)  # fmt: skip


def settle(move: Move) -> None:
    if "deadline" in move.inputs:
        note_fired(move)
    if move.transition.clock == "stop":
        clocks.stop(case=move.case)


# Told ---------------------------------------------------------------------------------------------------------------


def the_members(move: Move) -> Iterator[NoticeTo]:
    for post in members_of(move.subject.body):
        yield NoticeTo(post, Purpose.COPIED)


def the_convener(move: Move) -> Iterator[NoticeTo]:
    yield NoticeTo(ladder.convener(move.subject.body), Purpose.ANSWERED)


TRANSITIONS = (
    T(
        "answer", lazy("Answer"), (S.OPEN,), None, by=who.the_members,
        inputs=GiveAnswer, still=not_the_same_answer, keep=keep_answer, notify=the_convener, tone="primary",
        hint=lazy("You can change your answer until it closes. No answer is not consent."),
    ),
    T(
        "call_to_meeting", lazy("I want this discussed in a meeting"), (S.OPEN,), S.CALLED, by=who.the_members,
        inputs=Reason, clock="stop", notify=the_members,
        hint=lazy("Any member may; it goes on the agenda of the next meeting."),
    ),
    T(
        "conclude", lazy("Count the answers now"), (S.OPEN,), S.PASSED, by=who.the_conveners,
        inputs=OptionalNote, still=everybody_has_answered,
        effect=conclude, clock="stop", notify=the_members, hint=lazy("When everybody has answered before the date."),
    ),
    T(
        "withdraw", lazy("Withdraw it"), (S.OPEN, S.CALLED), S.WITHDRAWN, by=who.the_conveners,
        inputs=Reason, clock="stop", notify=the_members, tone="danger",
    ),
    T(
        "ratify", lazy("Ratify it"), (S.PASSED, S.CALLED), S.RATIFIED, by=who.the_conveners,
        inputs=OptionalNote, still=only_in_a_meeting, notify=the_members,
        hint=lazy("Recorded as a decision of the meeting that ratifies it."),
    ),
    T(
        "reject", lazy("Do not ratify it"), (S.PASSED, S.CALLED), S.NOT_PASSED, by=who.the_conveners,
        inputs=OptionalNote, still=only_in_a_meeting, notify=the_members,
    ),
    T(
        "close", lazy("Time for answers is over"), (S.OPEN,), S.PASSED, by=who.the_clock,
        inputs=Fired, still=still_fires, effect=conclude, notify=the_members,
    ),
)  # fmt: skip


def overdue(circulation: Circulation, kind: str) -> str:
    return "close"


CIRCULATION = Workflow(
    kind="circulation",
    model=Circulation,
    statuses=S,
    initial=S.OPEN,
    terminal=TERMINAL,
    transitions=TRANSITIONS,
    settle=settle,
    overdue=overdue,
    unclocked=frozenset({S.PASSED, S.CALLED, *TERMINAL}),
    page="circulation",
)
