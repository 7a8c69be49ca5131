"""A meeting without quorum is called again."""

from committees.meetings.actions import plan
from committees.meetings.effects import adjourn
from workflow.engine import Move


def plan_adjourned(move: Move) -> None:
    """End this one without a number, and plan the adjourned meeting."""
    adjourn(move)
    again = plan(by=move.by, body=move.subject.body, fields=move.inputs, adjourned_from=move.subject)
    move.data |= {"meeting": again.case.reference}
