"""A committee at a glance, the chair's one-page brief, and the committees of a jurisdiction."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from bottlenecks.models import Bottleneck, BottleneckQuerySet
from committees.access import COMMITTEES, is_member, visible_committees
from committees.compliance.standing import DORMANT, LABELS, MISSED, TONES, Rules, standing_of, with_meetings
from committees.constitution.composition import compare, counts
from committees.meetings.agenda import PROMISED_WITHIN
from committees.models import (
    HELD,
    ActionPoint,
    Circulation,
    CirculationStatus,
    Decision,
    Meeting,
    MeetingStatus,
    Revival,
)
from committees.procedure import rules_of
from committees.views.cases import committee_of
from escalations.models import Deadline, DeadlineKind
from geography.models import State
from institutions import clock, roles
from institutions.actors import Actor
from institutions.models import Body, BodyKind

PER_PAGE = 50
ORDER = (DORMANT, MISSED, "soon", "unknown", "on_time")


@login_required
def home(request: HttpRequest, code: str) -> HttpResponse:
    """Who sits, when they meet, what is open: the page a committee works from."""
    body = committee_of(request.actor, code)
    meetings = Meeting.objects.filter(body=body).for_list()
    decided = Count("items__decisions", distinct=True)
    points = ActionPoint.objects.for_list().filter(body=body, case__closed_at=None).order_by("due_on")
    mine = request.actor.body is not None and request.actor.body.pk == body.pk
    context = {
        "nav": "committees",
        "body": body,
        "member": is_member(request.actor, body),
        "may_convene": mine and request.actor.may(roles.CONVENE),
        "standing": standing_of(body),
        "rules": rules_of(body),
        "seats": counts(compare(body)),
        "now": meetings.filter(case__status=MeetingStatus.IN_SESSION).first(),
        "ahead": list(meetings.ahead().filter(starts_at__gte=clock.at(clock.today())).order_by("starts_at")[:4]),
        "forgotten": list(meetings.ahead().filter(starts_at__lt=clock.at(clock.today())).order_by("starts_at")[:4]),
        "past": list(meetings.filter(case__status__in=HELD).annotate(settled=decided).order_by("-starts_at")[:8]),
        "points": list(points[:6]),
        "open_points": points.count(),
        "late_points": points.overdue(clock.today()).count(),
        "circulations": Circulation.objects.filter(body=body, case__status=CirculationStatus.OPEN).select_related(
            "case"
        ),
        "revival": Revival.objects.filter(body=body, case__closed_at=None).select_related("case").first(),
        "open_bottlenecks": bottlenecks_of(request.actor, body).count(),
        "today": clock.today(),
    }
    return render(request, "committees/home.html", context)


def bottlenecks_of(actor: Actor, body: Body) -> BottleneckQuerySet:
    """The live bottlenecks a committee looks after, as far as the actor sees them."""
    rows = Bottleneck.objects.live().visible_to(actor)
    if body.kind == BodyKind.DEPC:
        return rows.filter(case__district=body.district_id)
    return rows.filter(case__holder__body=body)


@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """The navigation's entry: one's own committee, or those of one's jurisdiction."""
    body = request.actor.body
    if body is not None and body.kind == BodyKind.DEPC:
        return redirect("committee", code=body.code)
    return overview(request)


# The chair's brief -----------------------------------------------------------------------------------------------


@login_required
def brief(request: HttpRequest, code: str) -> HttpResponse:
    """One page before a meeting: what is late, new and promised, and what the chair alone can move."""
    body = committee_of(request.actor, code)
    context = {"nav": "committees", "body": body, "as_of": clock.now(), **brief_of(request.actor, body)}
    return render(request, "committees/brief.html", context)


def brief_of(actor: Actor, body: Body) -> dict[str, Any]:
    """What the brief shows; every list is short enough for one page, with the count of all."""
    now = clock.now()
    mine = bottlenecks_of(actor, body).for_list().order_by("case__opened_at")
    promised = Deadline.objects.running().filter(
        kind__in=[DeadlineKind.COMMITMENT, DeadlineKind.INTERIM], due_at__lte=now + PROMISED_WITHIN * 2
    )
    upcoming = Meeting.objects.ahead().for_list().filter(body=body, starts_at__gte=now).order_by("starts_at").first()
    last = Meeting.objects.held().for_list().filter(body=body).order_by("-starts_at").first()
    since = last.starts_at if last else None
    points = ActionPoint.objects.for_list().filter(body=body).overdue(clock.today())
    to_confirm = Meeting.objects.filter(body=body, case__status=MeetingStatus.CIRCULATED).for_list()
    return {
        "upcoming": upcoming,
        "agenda": list(upcoming.items.filter(dropped_at=None)[:30]) if upcoming else [],
        "last": last,
        "overdue": _short(mine.overdue(now)),
        "fresh": _short(mine.filter(case__opened_at__gt=since) if since else mine),
        "promised": _short(mine.filter(case__in=promised.values("case")), "commitments"),
        "late_points": _short(points.order_by("due_on")),
        "to_ratify": Decision.objects.filter(item__meeting__body=body, provisional=True, set_aside_at=None).count(),
        "to_confirm": list(to_confirm[:3]),
        "vacant": [line for line in compare(body) if line.state in ("vacant", "missing")],
        "standing": standing_of(body),
    }


def _short(rows, *prefetch: str, most: int = 8) -> dict[str, Any]:
    return {"rows": list(rows.prefetch_related(*prefetch)[:most]), "count": rows.count()}


# All of a jurisdiction -------------------------------------------------------------------------------------------


@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """The committees one looks after: when each last met, when it is due, what it left undone. Worst first."""
    seen = visible_committees(request.actor).select_related("state", "district")
    states = list(State.objects.filter(pk__in=seen.values("state")).order_by("name"))
    chosen = {name: request.GET.get(name, "")[:20] for name in ("state", "kind", "standing")}
    rows = seen.filter(Q(state__code=chosen["state"]) if chosen["state"] else Q())
    if chosen["kind"] in COMMITTEES:
        rows = rows.filter(kind=chosen["kind"])
    rules = Rules()
    found = [{"body": body, "standing": standing_of(body, rules)} for body in with_meetings(rows)]
    tiles = _tiles(request, found)
    if chosen["standing"] in LABELS:
        found = [row for row in found if row["standing"].state == chosen["standing"]]
    found.sort(
        key=lambda row: (ORDER.index(row["standing"].state), row["standing"].due_on or clock.today(), row["body"].code)
    )
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "nav": "committees",
        "page_obj": page,
        "tiles": tiles,
        "states": states if len(states) > 1 else [],
        "chosen": chosen,
        "kinds": [(kind, kind.label) for kind in (BodyKind.DEPC, BodyKind.SEPC)],
        "labels": LABELS.items(),
        "total": len(found),
        "today": clock.today(),
    }
    return render(request, "committees/overview.html", context)


def _tiles(request: HttpRequest, found: list[dict]) -> list[dict[str, Any]]:
    """How many stand how, each leading to those."""
    tiles = []
    for state in ORDER:
        count = sum(row["standing"].state == state for row in found)
        query = request.GET.copy()
        query.pop("page", None)
        query["standing"] = state
        url = f"{reverse('committees-overview')}?{query.urlencode()}"
        tone = TONES[state] if count or TONES[state] == "good" else "neutral"
        tiles.append({"value": count, "label": LABELS[state], "url": url, "tone": tone})
    return tiles
