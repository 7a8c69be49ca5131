"""The path from an item of a strategy or an intervention of a plan to what became of it, as its reader sees it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bottlenecks.models import Bottleneck, Status
from cases.models import Case
from strategies import trace
from strategies.models import DocumentKind, Intervention, StrategyItem
from strategies.views.seen import document_seen, frame

PER_PAGE = 30


@login_required
@require_safe
def of_item(request: HttpRequest, handle: str, code: str) -> HttpResponse:
    """Item → interventions → bottlenecks → decisions → outcome."""
    strategy = document_seen(request, handle, DocumentKind.STRATEGY)
    item = get_object_or_404(StrategyItem, strategy=strategy, code=code.upper(), dropped_at=None)
    rows = [spoken(row) for row in trace.of_item(item, request.actor)]
    context = frame(request, strategy, "strategy-items")
    crumbs = [context["crumbs"][0], {"label": item.code, "url": reverse("strategy-item", args=[handle, item.code])},
              {"label": _("Trace"), "url": ""}]  # fmt: skip
    followed = [row for row in rows if row["stuck"]]
    page = Paginator(followed, PER_PAGE).get_page(request.GET.get("page"))
    context |= {"item": item, "page_obj": page, "without": len(rows) - len(followed), "crumbs": crumbs}
    return render(request, "strategies/trace_item.html", context)


@login_required
@require_safe
def of_intervention(request: HttpRequest, handle: str, code: str) -> HttpResponse:
    """Intervention → bottlenecks → decisions → outcome, and the items of the strategy it stands in."""
    plan = document_seen(request, handle, DocumentKind.PLAN)
    intervention = get_object_or_404(Intervention, plan=plan, code=code.upper())
    context = frame(request, plan, "plan-interventions")
    context |= {"row": spoken(trace.of_intervention(intervention, request.actor)), "intervention": intervention}
    context["crumbs"] = [context["crumbs"][0], {"label": f"{intervention.code} · {_('Trace')}", "url": ""}]
    return render(request, "strategies/trace_intervention.html", context)


@login_required
@require_safe
def of_bottleneck(request: HttpRequest, handle: str) -> HttpResponse:
    """Bottleneck → interventions of plans → items of strategies, with the decisions on it."""
    seen = Case.objects.visible_to(request.actor).filter(kind="bottleneck").by_handle(handle)
    case = get_object_or_404(Bottleneck.objects.select_related("case"), case__in=seen).case
    context = {
        "nav": "bottlenecks",
        "case": case,
        "title": case.title,
        "found": [spoken_bottleneck(row) for row in trace.behind(Case.objects.filter(pk=case.pk), request.actor)],
        "crumbs": [{"label": case.reference or case.title, "url": reverse("bottleneck", args=[case.handle])},
                   {"label": _("Trace"), "url": ""}],
    }  # fmt: skip
    return render(request, "strategies/trace_back.html", context)


def spoken(row: dict[str, Any]) -> dict[str, Any]:
    """A row of the trace as a page reads it."""
    return row | {"stuck": [spoken_bottleneck(one) for one in row["stuck"]]}


def spoken_bottleneck(row: dict[str, Any]) -> dict[str, Any]:
    """With its status in words and its instants as instants."""
    decisions = [one | {"made_at": instant(one["made_at"])} for one in row["decisions"]]
    return row | {
        "status_label": Status(row["status"]).label, "closed_at": instant(row["closed_at"]), "decisions": decisions
    }  # fmt: skip


def instant(value: Any) -> Any:
    """JSON has no instants: what the database put into one is text."""
    return parse_datetime(value) if isinstance(value, str) else value
