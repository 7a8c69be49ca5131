"""What a decision can do: make a move on the case of its item, log a bottleneck, set somebody an action point.

An act is a verb of the item's own workflow, performed by whoever records the decision, in the same transaction. A kind
of case becomes one that committees act on by a row in VERBS.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as lazy

from bottlenecks.actions import report
from bottlenecks.facts import Opening
from cases.models import Case, Event
from committees.action_points.actions import assign_action
from committees.action_points.inputs import SetAction
from committees.models import AgendaItem, Decision
from institutions.actors import Actor
from institutions.models import BodyKind
from workflow.engine import Inputs, Transition, perform, workflow_of

ACTION_POINT, LOG, RATIFY, SET_ASIDE = "action_point", "log_bottleneck", "ratify", "set_aside"

VERBS: dict[str, tuple[str, ...]] = {  # kind of case -> moves a committee decides
    "bottleneck": (
        "raise", "assign", "resolve_locally", "confirm", "watch", "close", "reopen", "reopen_here", "appeal",
        "accept_decision", "withdraw", "forward", "refer_to_centre", "commit", "decline",
    ),
    "circulation": ("ratify", "reject"),
}  # fmt: skip


class NoInputs(Inputs):
    """Asks for nothing."""


@dataclass(frozen=True)
class Act:
    """One thing a decision on an item can do: its code, what it says, and what it asks for."""

    code: str
    label: Any
    inputs: type[Inputs]
    hint: Any = ""
    transition: Transition | None = None  # of the case the item is about

    def form(self, item: AgendaItem, actor: Actor, data: Any = None, files: Any = None, **kwargs) -> Inputs:
        """The form of the act on an item; its own words may be left out where the decision says them."""
        form = self.inputs(data, files, subject=subject_of(self, item), actor=actor, **kwargs)
        if form.words in form.fields:
            form.fields[form.words].required = False
        return form


def subject_of(act: Act, item: AgendaItem) -> Any:
    """What the act's form is about: the case of the item, that of the decision to ratify, or the meeting."""
    if act.transition is None:
        return item.meeting
    case = case_of(item)
    return workflow_of(case.kind).subject_of(case)


def case_of(item: AgendaItem) -> Case | None:
    """The case a decision on the item acts on."""
    return item.ratifies.item.about if item.ratifies_id else item.about


def acts_on(item: AgendaItem, actor: Actor) -> list[Act]:
    """What a decision on an item can do now, by whoever records it."""
    if item.ratifies_id:
        return [_ratifying(item), Act(SET_ASIDE, lazy("Do not ratify it"), NoInputs)]
    found = [*_moves(item, actor), Act(ACTION_POINT, lazy("Set an action point"), SetAction)]
    if item.meeting.body.kind == BodyKind.DEPC and item.about_id is None:
        found.append(Act(LOG, lazy("Log a bottleneck"), Opening))
    return found


def _moves(item: AgendaItem, actor: Actor) -> list[Act]:
    case = item.about
    if case is None or case.kind not in VERBS:
        return []
    workflow = workflow_of(case.kind)
    subject = workflow.subject_of(case)
    permitted = {move.verb: move for move in workflow.permitted(actor, subject)}
    return [
        Act(verb, permitted[verb].label, permitted[verb].inputs, permitted[verb].hint, permitted[verb])
        for verb in VERBS[case.kind]
        if verb in permitted
    ]


def _ratifying(item: AgendaItem) -> Act:
    """Ratifying does what the decision would have done; it asks for what that act asks for."""
    decision = item.ratifies
    case = decision.item.about
    if decision.act == ACTION_POINT:
        return Act(RATIFY, lazy("Ratify it"), SetAction)
    if decision.act == LOG:
        return Act(RATIFY, lazy("Ratify it"), Opening)
    if decision.act and case is not None:
        move = workflow_of(case.kind)[decision.act]
        return Act(RATIFY, lazy("Ratify it"), move.inputs, move.hint, move)
    return Act(RATIFY, lazy("Ratify it"), NoInputs)


def find(item: AgendaItem, actor: Actor, code: str) -> Act | None:
    return next((act for act in acts_on(item, actor) if act.code == code), None)


def run(act: Act, item: AgendaItem, *, by: Actor, data: dict, files: Any, decision: Decision) -> Event | None:
    """Do it; returns the event it left on a case. Raises what `perform()` raises."""
    code = item.ratifies.act if act.code == RATIFY else act.code
    origin = item.ratifies if act.code == RATIFY else decision
    if code == ACTION_POINT:
        fields = act.form(item, by, data)
        fields.is_valid()
        point = assign_action(
            by=by, body=item.meeting.body, meeting=item.meeting, decision=origin, about=case_of(item),
            **{name: fields.cleaned_data[name] for name in ("title", "owner", "due_on")},
        )  # fmt: skip
        return point.case.events.latest("version")
    if code == LOG:
        made = report(by=by, district=item.meeting.body.district, data=data)
        return made.case.events.latest("version")
    if act.transition is not None:
        return perform(case_of(item), act.transition.verb, by=by, data=data, files=files).event
    return None
