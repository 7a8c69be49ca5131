"""Where two schemes are asked for the same product and purpose, and what was decided on it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases import drafts
from products.views.records import keeps_what_is_typed
from strategies import overlaps
from strategies.models import DocumentKind, Plan
from strategies.views.seen import document_seen, frame
from workflow.errors import NotNow
from workflow.pages import CONFLICT, UNPROCESSABLE

PAGE = "plan-overlaps"


@keeps_what_is_typed
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest, handle: str) -> HttpResponse:
    """Every overlap as the check finds it now; the convener records one decision on each."""
    plan = document_seen(request, handle, DocumentKind.PLAN)
    if request.method != "POST":
        return _page(request, plan, tried=drafts.take_after_login(request, request.path))
    key, words = request.POST.get("key", "")[:200], request.POST.get("decision", "")
    tried = {"key": key, "decision": words}
    try:
        overlaps.decide(plan, key, words, by=request.actor)
    except ValueError as refused:
        return _page(request, plan, tried=tried, problem=str(refused), status=UNPROCESSABLE)
    except NotNow as refused:
        return _page(request, plan, tried=tried, problem=refused.message, status=CONFLICT)
    messages.success(request, _("The decision is recorded."))
    return redirect(PAGE, handle=plan.case.handle)


def _page(request: HttpRequest, plan: Plan, *, tried: Any = None, problem: str = "", status: int = 200) -> HttpResponse:
    found = overlaps.overlaps_of(plan)
    page = frame(request, plan, "plan-interventions")
    above = {"label": page["crumbs"][1]["label"], "url": reverse("plan-interventions", args=[plan.case.handle])}
    context = page | {
        "crumbs": [page["crumbs"][0], above, {"label": _("Overlaps of schemes"), "url": ""}],
        "found": found,
        "earlier": overlaps.earlier(plan, found),
        "may_decide": overlaps.may_decide(request.actor, plan),
        "tried": tried or {},
        "lost": (tried or {}).get("decision", "") if problem and not _is_there(found, tried) else "",
        "problem": problem,
    }
    return render(request, "strategies/overlaps.html", context, status=status)


def _is_there(found: list, tried: Any) -> bool:
    """Whether the overlap somebody wrote about still waits: then the words stand in its form."""
    return any(one.key == tried["key"] and one.decision is None for one in found)
