"""Progress rolled up from districts to States and to India, one query a level.

Only what the districts' adopted plans promise is counted: an intervention stands in one plan, and that a strategy
takes it up does not count it again; a State's own targets stay beside those of its districts. Figures are added only
for one kind and unit, and only targets of the whole district, since those of single products are part of them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, QuerySet, Sum
from django.db.models.functions import Lower

from institutions.actors import Actor
from strategies.models import DocumentKind, Measure, TargetKind
from strategies.monitoring.rule import AMBER, COLOURS, GREEN, GREY, RED, Rule, colour_of, judged

ORDER = (GREEN, AMBER, RED, GREY)


@dataclass
class Lights:
    """How many interventions and targets have which colour."""

    interventions: Counter = field(default_factory=Counter)
    targets: Counter = field(default_factory=Counter)

    def add(self, verdict: str, interventions: int, targets: int) -> None:
        self.interventions[colour_of(verdict)] += interventions
        self.targets[colour_of(verdict)] += targets

    def __iadd__(self, other: Lights) -> Lights:
        self.interventions += other.interventions
        self.targets += other.targets
        return self

    @property
    def measured(self) -> int:
        return self.interventions.total() + self.targets.total()

    @property
    def of_interventions(self) -> list[tuple[str, Any, int]]:
        return [(colour, COLOURS[colour], self.interventions[colour]) for colour in ORDER]

    @property
    def of_targets(self) -> list[tuple[str, Any, int]]:
        return [(colour, COLOURS[colour], self.targets[colour]) for colour in ORDER]


@dataclass(frozen=True)
class Added:
    """Targets of one kind and unit added up. planned and actual: of those that reported, in their last quarter."""

    kind: str
    unit: str
    goal: Decimal
    planned: Decimal | None
    actual: Decimal | None
    targets: int
    reported: int

    @property
    def kind_label(self) -> str:
        return str(TargetKind(self.kind).label)

    @property
    def share(self) -> int | None:
        return round(100 * self.actual / self.planned) if self.planned and self.actual is not None else None


def of_plans(actor: Actor, by: Rule) -> QuerySet:
    """The measures of adopted plans an actor sees, each intervention and each target once."""
    rows = Measure.objects.in_force().visible_to(actor).of_year(by.judged.year)
    return rows.filter(adoption__case__kind=DocumentKind.PLAN)


def lights_by(measures: QuerySet, by: Rule, key: str) -> dict[Any, Lights]:
    """The colours by a key of the measure, in one query: "adoption__case__state", "adoption__case" …"""
    rows = judged(measures, by).order_by().values(key, "verdict")
    found: dict[Any, Lights] = {}
    for row in rows.annotate(interventions=Count("intervention"), targets=Count("target")):
        found.setdefault(row[key], Lights()).add(row["verdict"], row["interventions"], row["targets"])
    return found


def added_up(measures: QuerySet, by: Rule) -> list[Added]:
    """Targets of whole districts by kind and unit, in one query."""
    rows = judged(measures.filter(target__isnull=False, target__product=None), by).order_by()
    rows = rows.values("target__kind", like=Lower("unit")).annotate(
        unit_=Max("unit"), goal_=Sum("goal"), planned_=Sum("planned"), actual_=Sum("latest__actual"),
        targets=Count("pk"), reported=Count("latest"),
    )  # fmt: skip
    made = [
        Added(row["target__kind"], row["unit_"], row["goal_"], row["planned_"], row["actual_"], row["targets"],
              row["reported"])
        for row in rows
    ]  # fmt: skip
    kinds = list(TargetKind.values)
    return sorted(made, key=lambda one: (kinds.index(one.kind), one.unit))


def total(all_lights) -> Lights:
    made = Lights()
    for one in all_lights:
        made += one
    return made
