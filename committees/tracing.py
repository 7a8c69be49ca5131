"""The decisions of meetings in the trace of a plan: what was decided on a bottleneck, and what a decision touched."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from cases.models import Case
from committees.models import Decision
from institutions.actors import Actor
from strategies import trace
from strategies.naming import named


@trace.register
def decisions_on(case: OuterRef, actor: Actor) -> QuerySet:
    """What meetings that the reader sees decided on a case, newest first; what was set aside is left out."""
    rows = Decision.objects.filter(Q(item__about=case) | Q(acted__case=case), item__dropped_at=None, set_aside_at=None)
    rows = rows.filter(item__meeting__case__in=Case.objects.visible_to(actor))
    return rows.order_by("-made_at", "pk").values(
        json=JSONObject(
            pk="pk", text="text", kind="kind", made_at="made_at", provisional="provisional",
            meeting="item__meeting__case__reference", body=named("item__meeting__body"), item="item__position",
        )
    )  # fmt: skip


def of_decision(decision: Decision, actor: Actor) -> list[dict[str, Any]]:
    """The bottlenecks a decision is about, with the interventions and items of strategies behind them. One query."""
    about = Q(agenda_items__decisions=decision) | Q(events__committee_decision=decision)
    return trace.behind(Case.objects.filter(about).values("pk"), actor)
