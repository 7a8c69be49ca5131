"""Progress and money of all India and of a State, down to the plan: a few queries, however many plans there are."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.models import Case
from geography.models import District, State
from institutions.actors import Actor
from strategies.models import Adoption, DocumentKind, Funding
from strategies.money import rollup as money_rollup
from strategies.money.listing import entries_of
from strategies.money.sums import together
from strategies.monitoring.rollup import Lights, added_up, lights_by, of_plans, total
from strategies.monitoring.rule import rule
from strategies.views.money import table_of


@require_safe
@login_required
def monitoring(request: HttpRequest, code: str = "") -> HttpResponse:
    """Colours of interventions and targets by State, or by plan in one State, and targets of like units added up."""
    state, by = _state(code), rule()
    measures = of_plans(request.actor, by)
    if state:
        measures = measures.filter(adoption__case__state=state)
    lights = lights_by(measures, by, "adoption__case" if state else "adoption__case__state")
    rows = _plan_rows(request.actor, state, lights) if state else _state_rows(request.actor, lights)
    context = _around("monitoring", _("Progress of adopted plans"), state) | {
        "rule": by,
        "rows": rows,
        "lights": total(lights.values()),
        "added": added_up(measures, by),
    }
    return render(request, "strategies/monitoring.html", context)


def _plan_rows(actor: Actor, state: State, lights: dict[int, Lights]) -> list[dict[str, Any]]:
    """The adopted plans of a State, and its strategy beside them (one query)."""
    cases = Case.objects.visible_to(actor).filter(state=state, adoptions__ended_at=None, adoptions__isnull=False)
    cases = cases.filter(kind__in=DocumentKind.values).select_related("district").order_by("district__name", "pk")
    return [
        {
            "label": case.district or _("State Export Strategy"),
            "sub": case.reference,
            "url": reverse("document-progress", args=[case.handle]),
            "lights": lights.get(case.pk, Lights()) if case.kind == DocumentKind.PLAN else None,
        }
        for case in cases
    ]


def _state_rows(actor: Actor, lights: dict[int, Lights]) -> list[dict[str, Any]]:
    """The States that have an adopted plan, with how many (two queries)."""
    adopted = Adoption.objects.filter(ended_at=None, case__kind=DocumentKind.PLAN)
    adopted = adopted.filter(case__in=Case.objects.visible_to(actor)).order_by()
    plans = dict(adopted.values_list("case__state").annotate(n=Count("pk")))
    return [
        {
            "label": state,
            "sub": "",
            "plans": plans[state.pk],
            "url": reverse("monitoring-state", args=[state.code]),
            "lights": lights.get(state.pk, Lights()),
        }
        for state in State.objects.filter(pk__in=plans).order_by("name")
    ]


@require_safe
@login_required
def money(request: HttpRequest, code: str = "") -> HttpResponse:
    """Money of adopted plans by State, or by district of one, and by source, scheme and year: sums of the entries."""
    state = _state(code)
    entries = money_rollup.entries_seen(request.actor, state)
    sums = money_rollup.by_place(entries, money_rollup.DISTRICT if state else money_rollup.PLACE)
    places = (District if state else State).objects.filter(pk__in=sums).order_by("name")
    context = _around("money", _("Money of adopted plans"), state) | {
        "rows": [
            {"label": place, "url": "" if state else reverse("money-state", args=[place.code]), "sums": sums[place.pk]}
            for place in places
        ],
        "sources": money_rollup.by_source(entries),
        "total": together(sums.values()),
        "csv_url": reverse("money-state-csv", args=[state.code]) if state else reverse("money-csv"),
    }
    return render(request, "strategies/money.html", context)


@require_safe
@login_required
def money_csv(request: HttpRequest, code: str = "") -> HttpResponse:
    """Every entry behind the sums of the page."""
    state = _state(code)
    fundings = Funding.objects.visible_to(request.actor)
    if state:
        fundings = fundings.filter(case__state=state)
    return table_of(entries_of(fundings), f"money-{state.code if state else 'IN'}")


def _state(code: str) -> State | None:
    """The State of an address; None for all India, 404 for a code that is none."""
    if not code:
        return None
    state = State.objects.filter(code=code.upper()).first()
    if state is None:
        raise Http404
    return state


def _around(page: str, heading: str, state: State | None) -> dict[str, Any]:
    """Crumbs, and the tabs between progress and money of the same place."""
    place = state or _("India")
    args = [state.code] if state else []
    suffix = "-state" if state else ""
    tabs = [("monitoring", _("Progress")), ("money", _("Money"))]
    crumbs = [{"label": heading, "url": reverse(page) if state else ""}]
    return {
        "nav": "monitoring",
        "state": state,
        "place": place,
        "heading": heading,
        "crumbs": [*crumbs, {"label": str(state), "url": ""}] if state else crumbs,
        "tabs": [
            {"label": label, "url": reverse(f"{name}{suffix}", args=args), "current": name == page, "count": None}
            for name, label in tabs
        ],
    }
