"""What the review of a plan does with conditions: sets them, makes them binding, drops them."""

from __future__ import annotations

from cases.models import Case, InvolvementRole
from cases.record import involve, next_reference
from institutions import clock
from strategies.conditions.workflow import CONDITION
from strategies.models import Condition, ConditionStatus
from workflow.engine import Move, perform, start


def add_condition(move: Move) -> None:
    """A condition of the plan under review: binding once the plan is approved."""
    plan, text = move.case, move.inputs["condition"]
    case = Case(
        title=text[:200], district=plan.district, state=plan.state, origin=move.by.body, opened_at=move.at,
        reference=next_reference(
            prefix=f"{plan.state.code}-{plan.district.code}-C", year=clock.local_date(move.at).year
        ),
    )  # fmt: skip
    condition = Condition(about=plan, text=text, due_on=move.inputs["due_on"])
    start(workflow=CONDITION, case=case, subject=condition, by=move.by, verb="set")
    involve(case=case, body=move.by.body, role=InvolvementRole.ORIGIN)
    move.data = {"condition": case.reference}


def open_conditions(move: Move) -> None:
    """The plan is approved: its conditions bind, and their clocks run."""
    for one in _proposed(move.case):
        perform(one.case, "open", by=move.by)


def drop_conditions(move: Move) -> None:
    """The plan goes back: the conditions of this review are gone with it."""
    for one in _proposed(move.case):
        perform(one.case, "drop", by=move.by)


def _proposed(plan: Case):
    rows = Condition.objects.filter(about=plan, case__status=ConditionStatus.PROPOSED).select_related("case")
    return list(rows.order_by("pk"))
