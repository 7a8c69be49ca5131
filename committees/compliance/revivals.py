"""A committee that fell silent writes one page: why, when it meets again, what it does first."""

from __future__ import annotations

from collections.abc import Iterator

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as lazy

from cases.models import Case, InvolvementRole
from cases.record import involve
from committees import ladder, who
from committees.climbing import climb, start_follow_up, to_the_holder
from committees.compliance.standing import DORMANT, Rules, committees, standing_of, with_meetings
from committees.models import Revival
from committees.models import RevivalStatus as S
from committees.procedure import calendar_for
from committees.recurrence import working_day
from committees.references import new_case
from escalations import clocks
from escalations.firing import Fired, note_fired, still_fires
from escalations.models import DeadlineKind as K
from institutions import clock
from institutions.actors import SYSTEM
from institutions.models import Body
from notices.models import Purpose
from notices.outbox import NoticeTo, write
from workflow.engine import Inputs, Move, Workflow, perform, start, workflow_of
from workflow.engine import Transition as T
from workflow.fields import day, prose
from workflow.inputs import OptionalNote, Reason


class Plan(Inputs):
    """The one page."""

    cause = prose(lazy("Why the committee fell silent"), shortest=20)
    meets_on = day(lazy("Day of the next meeting"))
    steps = prose(lazy("What it does first, and who does it"), shortest=20)

    def clean_meets_on(self):
        value = self.cleaned_data["meets_on"]
        if value <= clock.today():
            raise forms.ValidationError(lazy("Choose a date after today."))
        free = working_day(value, calendar_for(self.subject.body))
        if free != value:
            sentence = lazy("This is not a working day; the next one is %(date)s.")
            raise forms.ValidationError(str(sentence) % {"date": free.isoformat()})
        return value


def submit(move: Move) -> None:
    for name in ("cause", "meets_on", "steps"):
        setattr(move.subject, name, move.inputs[name])
    higher = ladder.resolve("above.convener", body=move.subject.body)
    move.data = {"meets_on": move.subject.meets_on.isoformat()}
    move.hand_to(higher or move.case.holder, move.case.level)
    if higher:
        involve(case=move.case, body=higher.body, role=InvolvementRole.SUPERVISING)


def back(move: Move) -> None:
    move.hand_to(ladder.convener(move.subject.body) or move.case.holder, 0)


def settle(move: Move) -> None:
    if "deadline" in move.inputs:
        note_fired(move)
    if move.transition.clock == "stop":
        clocks.stop(case=move.case)
    elif move.transition.clock == "meeting":
        clocks.start(case=move.case, kind=K.HOLD, post=move.case.holder, body=move.subject.body, started_at=move.at,
                     promised_on=move.subject.meets_on)  # fmt: skip
    elif move.transition.clock:
        start_follow_up(move, K.REVIVAL)


def the_holder(move: Move) -> Iterator[NoticeTo]:
    yield to_the_holder(move, Purpose.FOR_ACTION)
    yield NoticeTo(ladder.chair(move.subject.body), Purpose.COPIED)


TRANSITIONS = (
    T("submit_plan", lazy("Submit the revival plan"), (S.ASKED,), S.SUBMITTED, by=who.the_conveners, inputs=Plan,
      effect=submit, clock="follow up", notify=the_holder, tone="primary"),
    T("accept_plan", lazy("Accept the plan"), (S.SUBMITTED,), S.ACCEPTED, by=who.the_level_above, inputs=OptionalNote,
      effect=back, clock="meeting", notify=the_holder, tone="primary"),
    T("return_plan", lazy("Return the plan"), (S.SUBMITTED,), S.ASKED, by=who.the_level_above, inputs=Reason,
      effect=back, clock="follow up", notify=the_holder),
    T("revive", lazy("Met again with quorum"), (S.ASKED, S.SUBMITTED, S.ACCEPTED), S.REVIVED, by=who.the_clock,
      clock="stop", notify=the_holder),
    T("escalate", lazy("Goes up one level"), (S.ASKED, S.SUBMITTED, S.ACCEPTED), None, by=who.the_clock, inputs=Fired,
      still=still_fires, effect=climb, clock="follow up", notify=the_holder),
)  # fmt: skip


def overdue(revival: Revival, kind: str) -> str:
    return "escalate"


REVIVAL = Workflow(
    kind="revival",
    model=Revival,
    statuses=S,
    initial=S.ASKED,
    terminal=frozenset({S.REVIVED}),
    transitions=TRANSITIONS,
    settle=settle,
    overdue=overdue,
    unclocked=frozenset({S.REVIVED}),
    page="revival",
)


def ask_for_revival() -> int:
    """Ask every dormant committee that was not asked yet for its plan; returns how many were asked."""
    rules, asked = Rules(), 0
    waiting = set(Revival.objects.filter(case__closed_at=None).values_list("body", flat=True))
    for body in with_meetings(committees().select_related("state", "district")):
        found = standing_of(body, rules)
        if found.state == DORMANT and body.pk not in waiting:
            asked += _ask(body, found.silent_since)
    return asked


@transaction.atomic
def _ask(body: Body, silent_since) -> bool:
    Body.objects.select_for_update().get(pk=body.pk)
    if Revival.objects.filter(body=body, case__closed_at=None).exists():
        return False
    policy = ladder.rungs("revival")[0]
    post = ladder.accountable(policy, body=body)
    case = new_case(body, title=f"Revival plan of {body.abbreviation or body.name}", letter="V", holder=post)
    event = start(workflow=workflow_of("revival"), case=case, subject=Revival(body=body, silent_since=silent_since),
                  by=SYSTEM, verb="ask")  # fmt: skip
    involve(case=case, body=body, role=InvolvementRole.ORIGIN)
    deadline = clocks.start(case=case, kind=K.REVIVAL, post=post, body=body, started_at=clock.now(),
                            days=policy.act_days, policy=policy)  # fmt: skip
    copies = [NoticeTo(other, Purpose.COPIED) for other in ladder.copied(policy, body=body)]
    write(event=event, to=[NoticeTo(post, Purpose.FOR_ACTION, reply_by=deadline.due_at), *copies])
    return True


def note_revival(body: Body) -> None:
    """A quorate meeting ends what was asked of a dormant committee; called when a meeting closes."""
    for pk in Revival.objects.filter(body=body, case__closed_at=None).values_list("pk", flat=True):
        perform(Case.objects.get(pk=pk), "revive", by=SYSTEM)
