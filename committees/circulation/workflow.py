"""The life of a decision by circulation: one row per move."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from committees import ladder, who
from committees.models import Answer, Circulation, MeetingStatus, Reply
from committees.models import CirculationStatus as S
from committees.procedure import holders_of, posts_of, quorum_rule, rules_of, votes
from committees.quorum import Presence, Seat, Verdict, judge
from escalations import clocks
from escalations.firing import Fired, note_fired, still_fires
from institutions import clock
from institutions.models import Post
from notices.models import Purpose
from notices.outbox import NoticeTo
from workflow.engine import Inputs, Move, Workflow
from workflow.engine import Transition as T
from workflow.fields import prose

TERMINAL = frozenset({S.NOT_PASSED, S.RATIFIED, S.WITHDRAWN})


class GiveAnswer(Inputs):
    """A member's answer; a later one takes the place of an earlier one."""

    words = "remark"
    reply = forms.ChoiceField(label=lazy("Your answer"), choices=Reply.choices, widget=forms.RadioSelect)
    remark = forms.CharField(
        label=lazy("Remark"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class Reason(Inputs):
    words = "reason"
    reason = prose(lazy("Reason"), shortest=15)


class Note(Inputs):
    words = "note"
    note = prose(lazy("Note"), required=False)


def not_the_same_answer(move: Move) -> str | None:
    last = move.subject.answers.filter(post=move.by.post).order_by("-pk").first()
    same = last and (last.reply, last.remark) == (move.inputs["reply"], move.inputs["remark"])
    return _("This is your answer already.") if same else None


def everybody_has_answered(move: Move) -> str | None:
    """Before its date it is counted only when no answer is missing."""
    tally, _verdict = count(move.subject)
    return _("%(n)s members have not answered yet.") % {"n": tally["silent"]} if tally["silent"] else None


def only_in_a_meeting(move: Move) -> str | None:
    """It is ratified by a meeting that has it on its agenda and is in session."""
    items = move.case.agenda_items.filter(dropped_at=None, meeting__case__status=MeetingStatus.IN_SESSION)
    item = items.select_related("meeting").first()
    if item is None:
        return _("It is ratified in a meeting: record the decision there.")
    move.subject.ratified_in = item.meeting
    return None


# The count ----------------------------------------------------------------------------------------------------------


def standing_answers(circulation: Circulation) -> dict[int, str]:
    """post -> its last answer."""
    return dict(circulation.answers.order_by("pk").values_list("post_id", "reply"))


def count(circulation: Circulation) -> tuple[Counter, Verdict]:
    """How the members answered (silence apart), and whether those who did make a quorum.

    Where the committee's rules let silence be consent, held seats that did not answer count as agreeing.
    """
    on = clock.today()
    posts = [post for post in posts_of(circulation.body, on) if votes(post)]
    holders, substitutes = holders_of(posts, on)
    held = {post.pk: (holders.get(post.pk) or substitutes.get(post.pk)) for post in posts}
    answers = {pk: reply for pk, reply in standing_answers(circulation).items() if held.get(pk)}
    silent = [post.pk for post in posts if held[post.pk] and post.pk not in answers]
    tally = Counter(answers.values())
    tally["silent"] = len(silent)
    if circulation.silence_is_consent:
        tally[Reply.AGREE] += len(silent)
        answers |= dict.fromkeys(silent, Reply.AGREE)
    seats = [Seat(post.pk, post.role, post.category, held=held[post.pk] is not None) for post in posts]
    taking_part = [Presence(pk, held[pk].user_id) for pk in answers]
    return tally, judge(quorum_rule(rules_of(circulation.body)), seats, taking_part)


def agreed(tally: Counter, verdict: Verdict) -> bool:
    """More members for it than against, and enough who answered."""
    return verdict.met and tally[Reply.AGREE] > tally[Reply.DISAGREE]


# Effects ------------------------------------------------------------------------------------------------------------


def conclude(move: Move) -> None:
    """Count, keep the count, and let the status follow from it."""
    tally, verdict = count(move.subject)
    subject = move.subject
    subject.agreed, subject.against, subject.silent = tally[Reply.AGREE], tally[Reply.DISAGREE], tally["silent"]
    passed = agreed(tally, verdict)
    move.case.status = S.PASSED if passed else S.NOT_PASSED
    move.data = {"agreed": subject.agreed, "against": subject.against, "silent": subject.silent,
                 "answered": verdict.counted, "needed": verdict.needed}  # fmt: skip
    move.hand_to(ladder.convener(subject.body) or move.case.holder, 0)


def settle(move: Move) -> None:
    if "deadline" in move.inputs:
        note_fired(move)
    if move.transition.verb == "answer":
        Answer.objects.create(circulation=move.subject, post=move.by.post, reply=move.inputs["reply"],
                              remark=move.inputs["remark"], event=move.event, at=move.at)  # fmt: skip
    if move.transition.clock == "stop":
        clocks.stop(case=move.case)


# Told ---------------------------------------------------------------------------------------------------------------


def the_members(move: Move) -> Iterator[NoticeTo]:
    for post in Post.objects.active().filter(body=move.subject.body_id).select_related("body").order_by("pk"):
        yield NoticeTo(post, Purpose.COPIED)


def the_convener(move: Move) -> Iterator[NoticeTo]:
    yield NoticeTo(ladder.convener(move.subject.body), Purpose.ANSWERED)


TRANSITIONS = (
    T(
        "answer", lazy("Answer"), (S.OPEN,), None, by=who.the_members,
        inputs=GiveAnswer, still=not_the_same_answer, notify=the_convener, tone="primary",
        hint=lazy("You can change your answer until it closes. No answer is not consent."),
    ),
    T(
        "call_to_meeting", lazy("I want this discussed in a meeting"), (S.OPEN,), S.CALLED, by=who.the_members,
        inputs=Reason, clock="stop", notify=the_members,
        hint=lazy("Any member may; it goes on the agenda of the next meeting."),
    ),
    T(
        "conclude", lazy("Count the answers now"), (S.OPEN,), S.PASSED, by=who.the_conveners,
        inputs=Note, still=everybody_has_answered,
        effect=conclude, clock="stop", notify=the_members, hint=lazy("When everybody has answered before the date."),
    ),
    T(
        "withdraw", lazy("Withdraw it"), (S.OPEN, S.CALLED), S.WITHDRAWN, by=who.the_conveners,
        inputs=Reason, clock="stop", notify=the_members, tone="danger",
    ),
    T(
        "ratify", lazy("Ratify it"), (S.PASSED, S.CALLED), S.RATIFIED, by=who.the_conveners,
        inputs=Note, still=only_in_a_meeting, notify=the_members,
        hint=lazy("Recorded as a decision of the meeting that ratifies it."),
    ),
    T(
        "reject", lazy("Do not ratify it"), (S.PASSED, S.CALLED), S.NOT_PASSED, by=who.the_conveners,
        inputs=Note, still=only_in_a_meeting, notify=the_members,
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
