"""What an intervention still lacks before its plan can be approved [HBP 3.05]."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as lazy

from strategies.models import Intervention
from strategies.schemes.standing import closed_on

NEEDED = {  # field -> what is said of it when it is empty
    "stage_id": lazy("value-chain stage"),
    "owner_id": lazy("owner"),
    "starts_on": lazy("start"),
    "due_on": lazy("due date"),
    "indicator": lazy("indicator"),
    "unit": lazy("unit"),
    "baseline": lazy("baseline"),
    "target": lazy("target"),
    "evidence_type": lazy("type of evidence"),
}
BUDGET = lazy("budget head or amount")


def missing(row: Intervention) -> list[str]:
    """The names of what is not filled in yet."""
    found = [str(words) for name, words in NEEDED.items() if getattr(row, name) in (None, "")]
    if not row.budget_head and row.amount is None:
        found.append(str(BUDGET))
    return found


def asks_a_closed_scheme(row: Intervention, today: date) -> bool:
    """Its scheme is closed, and the intervention did not begin while it was open."""
    scheme = row.scheme
    if scheme is None or not closed_on(scheme, today):
        return False
    return row.starts_on is None or closed_on(scheme, row.starts_on)
