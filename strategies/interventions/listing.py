"""The interventions of a plan as its list shows them: by stage of the value chain, with money and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from strategies.interventions.forms import warnings_of
from strategies.interventions.missing import missing
from strategies.interventions.money import Shares, shares_of
from strategies.models import Intervention, Plan
from strategies.versions.content import interventions_of


@dataclass(frozen=True)
class Line:
    """One intervention: the row, who bears it, what it lacks, and what is odd about its scheme."""

    row: Intervention
    shares: Shares
    missing: list[str]
    warnings: list[str]


@dataclass(frozen=True)
class Stage:
    """The interventions at one stage of the value chain; those without a stage come last."""

    name: str
    lines: list[Line]
    shares: Shares


def stages_of(plan: Plan) -> list[Stage]:
    """Every intervention the plan has, in the order of the chain (three queries, however many there are)."""
    groups: dict[Any, list[Line]] = {}
    rows = sorted(interventions_of(plan.case), key=lambda row: (_place(row), row.code))
    for row in rows:
        groups.setdefault(row.stage, []).append(line_of(row, plan))
    return [
        Stage(str(stage or _("Stage not said yet")), lines, sum((one.shares for one in lines), Shares()))
        for stage, lines in groups.items()
    ]


def line_of(row: Intervention, plan: Plan) -> Line:
    return Line(row, shares_of(row), missing(row), warnings_of(row, plan.case.state))


def _place(row: Intervention) -> tuple[int, int]:
    return (row.stage.position, row.stage.pk) if row.stage else (2**15, 0)
