"""What a decision can do: move the case of its item, log a bottleneck, propose a product, set somebody an action point.

An act is a verb of the item's own workflow, performed by whoever records the decision, in the same transaction. A kind
of case becomes one that committees act on by a row in VERBS.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as lazy

from bottlenecks.actions import report
from bottlenecks.facts import Opening
from bottlenecks.workflow import BOTTLENECK
from cases.models import Case, Event
from committees.action_points.actions import assign_action
from committees.action_points.inputs import SetAction
from committees.circulation.workflow import CIRCULATION
from committees.models import AgendaItem, Decision
from institutions.actors import Actor
from institutions.models import BodyKind
from products.identified.actions import propose
from products.identified.inputs import InBrief
from products.identified.workflow import PRODUCT
from strategies.life.workflow import PLAN, STRATEGY
from workflow.engine import Inputs, Transition, check_allowed, perform, workflow_of
from workflow.errors import Invalid

ACTION_POINT, LOG, RATIFY, SET_ASIDE = "action_point", "log_bottleneck", "ratify", "set_aside"
IDENTIFY = "propose_product"

VERBS: dict[str, tuple[str, ...]] = {  # kind of case -> moves a committee decides
    BOTTLENECK.kind: (
        "raise", "assign", "resolve_locally", "confirm", "watch", "close", "reopen", "reopen_here", "appeal",
        "accept_decision", "withdraw", "forward", "refer_to_centre", "commit", "decline",
    ),
    CIRCULATION.kind: ("ratify", "reject"),
    PLAN.kind: (
        "consult", "end_consultation", "submit", "submit_to_state", "sign", "countersign", "send_back", "revise",
        "withdraw", "accept", "return", "add_condition", "approve", "co_approve",
    ),
    STRATEGY.kind: (
        "consult", "end_consultation", "submit", "approve", "co_approve", "send_back", "revise", "withdraw",
    ),
    PRODUCT.kind: (
        "propose", "resubmit", "endorse", "return", "publish", "revise", "keep_published", "retire", "withdraw",
        "put_back",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Act:
    """One thing a decision on an item can do: its code, what it says, and what it asks for."""

    code: str
    label: Any
    inputs: type[Inputs]
    hint: Any = ""
    transition: Transition | None = None  # of the case the item is about

    def form(self, item: AgendaItem, actor: Actor, data: Any = None, files: Any = None, **kwargs) -> Inputs:
        """The form of the act on an item."""
        return self.inputs(data, files, subject=subject_of(self, item), actor=actor, **kwargs)

    @property
    def takes_the_words(self) -> str:
        """The field of the act that the words of the decision fill: the reason it cannot do without."""
        words = self.inputs.words
        return words if words and self.inputs.base_fields[words].required else ""


def subject_of(act: Act, item: AgendaItem) -> Any:
    """What the act's form is about: the case of the item, that of the decision to ratify, or the meeting."""
    if act.transition is None:
        return item.meeting
    case = case_of(item)
    return workflow_of(case.kind).subject_of(case)


def case_of(item: AgendaItem) -> Case | None:
    """The case a decision on the item acts on."""
    return item.ratifies.item.about if item.ratifies_id else item.about


def inputs_of_acts() -> list[type[Inputs]]:
    """What the acts can ask for: the fields a decision takes beside its own."""
    moves = [workflow_of(kind)[verb].inputs for kind, verbs in VERBS.items() for verb in verbs]
    return [SetAction, Opening, InBrief, *moves]


def acts_on(item: AgendaItem, actor: Actor) -> list[Act]:
    """What a decision on an item can do now, by whoever records it."""
    if item.ratifies_id:
        return [_ratifying(item), Act(SET_ASIDE, lazy("Do not ratify it"), Inputs)]
    found = [*_moves(item, actor), Act(ACTION_POINT, lazy("Set an action point"), SetAction)]
    if item.meeting.body.kind == BodyKind.DEPC and item.about_id is None:
        found.append(Act(LOG, lazy("Log a bottleneck"), Opening))
        found.append(Act(IDENTIFY, lazy("Propose a product to the State"), InBrief))
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
    if decision.act == IDENTIFY:
        return Act(RATIFY, lazy("Ratify it"), InBrief)
    if decision.act and case is not None:
        move = workflow_of(case.kind)[decision.act]
        return Act(RATIFY, lazy("Ratify it"), move.inputs, move.hint, move)
    return Act(RATIFY, lazy("Ratify it"), Inputs)


def find(item: AgendaItem, actor: Actor, code: str) -> Act | None:
    """The act of a code on an item; None when there is no such act for it.

    Raises NotNow (409) or NotPermitted (403) for a move of the item's case that is not open now, or not to the actor.
    """
    found = next((act for act in acts_on(item, actor) if act.code == code), None)
    case = item.about
    if found is None and case is not None and not item.ratifies_id and code in VERBS.get(case.kind, ()):
        workflow = workflow_of(case.kind)
        check_allowed(workflow[code], workflow.subject_of(case), by=actor)
    return found


def needs_quorum(act: Act, item: AgendaItem) -> bool:
    """What a meeting without quorum cannot do even provisionally: settle what waits for a quorate one."""
    case = case_of(item)
    return bool(item.ratifies_id) or (act.transition is not None and case is not None and case.kind == CIRCULATION.kind)


def run(act: Act, item: AgendaItem, *, by: Actor, data: dict, files: Any, decision: Decision) -> Event | None:
    """Do it; returns the event it left on a case. Raises what `perform()` raises."""
    origin = item.ratifies if item.ratifies_id else decision
    if origin.act == ACTION_POINT:
        fields = act.form(item, by, data)
        if not fields.is_valid():
            raise Invalid(fields)
        point = assign_action(
            by=by, body=item.meeting.body, meeting=item.meeting, decision=origin, about=case_of(item),
            **{name: fields.cleaned_data[name] for name in ("title", "owner", "due_on")},
        )  # fmt: skip
        return point.case.events.latest("version")
    if origin.act == LOG:
        made = report(by=by, district=item.meeting.body.district, data=data)
        return made.case.events.latest("version")
    if origin.act == IDENTIFY:
        proposed = propose(by=by, district=item.meeting.body.district, data=data)
        return proposed.case.events.latest("version")
    if act.transition is not None:
        return perform(case_of(item), act.transition.verb, by=by, data=data, files=files).event
    return None
