"""From an item of a strategy to what became of it, and back, in one query each way (docs/adr/0031).

Forward: item → interventions of plans → bottlenecks → decisions of meetings, with the outcome of each bottleneck. Back:
bottleneck (or the decision a higher layer names) → interventions → items. Each step shows what its reader sees of it
and nothing else. Decisions are known to a higher layer, which registers them here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from bottlenecks.models import Bottleneck
from cases.models import Case
from institutions.actors import Actor
from strategies.models import Intervention, ItemSource, StrategyItem
from strategies.naming import named

Decisions = Callable[[OuterRef, Actor], QuerySet]  # (case of a bottleneck, reader) → rows of one JSON object
_decisions: list[Decisions] = []
PLANNED = Intervention.bottlenecks.through


def register(source: Decisions) -> Decisions:
    """Name the source of the decisions on a case; to be used as a decorator."""
    _decisions.append(source)
    return source


# Forward --------------------------------------------------------------------------------------------------------------


def of_item(item: StrategyItem, actor: Actor) -> list[dict[str, Any]]:
    """The district rows of an item with everything behind them. One query."""
    rows = ItemSource.objects.filter(item=item, intervention__plan__case__in=_seen(actor))
    rows = rows.order_by("intervention__plan__case__district__name", "intervention__code")
    return list(
        rows.values(
            "version_number", district=named("intervention__plan__case__district"),
            plan_reference=F("intervention__plan__case__reference"), code=F("intervention__code"),
            title=F("said__title"), stuck=ArraySubquery(_bottlenecks(OuterRef("intervention"), actor)),
        )
    )  # fmt: skip


def of_intervention(intervention: Intervention, actor: Actor) -> dict[str, Any] | None:
    """An intervention with its bottlenecks and the items it stands in; None for who sees no plan of it. One query."""
    rows = Intervention.objects.filter(pk=intervention.pk).visible_to(actor)
    return rows.values(
        "code", "title", district=named("plan__case__district"), plan_reference=F("plan__case__reference"),
        stuck=ArraySubquery(_bottlenecks(OuterRef("pk"), actor)),
        items=ArraySubquery(_items(OuterRef("pk"), actor)),
    ).first()  # fmt: skip


def _bottlenecks(intervention: OuterRef, actor: Actor) -> QuerySet:
    rows = PLANNED.objects.filter(intervention=intervention, bottleneck__case__in=_seen(actor))
    case = "bottleneck__case__"
    return rows.order_by(f"{case}reference").values(
        json=JSONObject(
            reference=f"{case}reference", title=f"{case}title", status=f"{case}status", closed_at=f"{case}closed_at",
            proof="bottleneck__proof", at_stake="bottleneck__rupees_at_stake",
            decisions=ArraySubquery(_decided(OuterRef("bottleneck__case"), actor)),
        )
    )  # fmt: skip


def _decided(case: OuterRef, actor: Actor) -> QuerySet:
    [source] = _decisions
    return source(case, actor)


# Back -----------------------------------------------------------------------------------------------------------------


def behind(cases: QuerySet[Case], actor: Actor) -> list[dict[str, Any]]:
    """Bottlenecks with the interventions planned against them and the items these stand in. One query.

    cases: which ones, of those the reader sees.
    """
    rows = Bottleneck.objects.visible_to(actor).filter(case__in=cases).order_by("case__reference")
    return list(
        rows.values(
            "proof", reference=F("case__reference"), title=F("case__title"), status=F("case__status"),
            closed_at=F("case__closed_at"), at_stake=F("rupees_at_stake"),
            decisions=ArraySubquery(_decided(OuterRef("case"), actor)),
            planned=ArraySubquery(_interventions(OuterRef("pk"), actor)),
        )
    )  # fmt: skip


def _interventions(bottleneck: OuterRef, actor: Actor) -> QuerySet:
    rows = PLANNED.objects.filter(bottleneck=bottleneck, intervention__plan__case__in=_seen(actor))
    rows = rows.filter(intervention__dropped_at=None)
    plan = "intervention__plan__case__"
    return rows.order_by(f"{plan}reference", "intervention__code").values(
        json=JSONObject(
            district=named(f"{plan}district"), plan_reference=f"{plan}reference", code="intervention__code",
            title="intervention__title", items=ArraySubquery(_items(OuterRef("intervention"), actor)),
        )
    )  # fmt: skip


def _items(intervention: OuterRef, actor: Actor) -> QuerySet:
    rows = ItemSource.objects.filter(intervention=intervention, strategy__case__in=_seen(actor))
    strategy = "strategy__case__"
    return rows.order_by("item__code").values(
        json=JSONObject(
            strategy=f"{strategy}reference", strategy_title=f"{strategy}title", code="item__code", title="item__title",
            version="version_number",
        )
    )  # fmt: skip


def _seen(actor: Actor) -> QuerySet[Case]:
    return Case.objects.visible_to(actor)
