"""One condition of an approval: what has to be done, until when, and what became of it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from cases import drafts
from cases.models import Case
from strategies.conditions.standing import standing_of
from strategies.conditions.workflow import CONDITION
from strategies.models import Condition
from workflow.history import timeline
from workflow.pages import Attempt, act_on, lost_words, panels

BEGINNINGS = {"set": lazy("Set in the review")}
TONES = {"report": "info", "confirm": "good", "refuse": "wait", "escalate": "late", "remind": "late", "drop": "ended",
         "waive": "ended"}  # fmt: skip


def find(request: HttpRequest, handle: str) -> Case:
    """The condition's case as far as the actor sees it, else 404."""
    case = Case.objects.visible_to(request.actor).filter(kind=CONDITION.kind).by_handle(handle).first()
    if case is None:
        raise Http404
    return case


@login_required
@require_safe
def detail(request: HttpRequest, handle: str) -> HttpResponse:
    case = find(request, handle)
    return redirect("condition", handle=case.handle) if handle != case.handle else page(request, case)


def act(request: HttpRequest, handle: str, verb: str) -> HttpResponse:
    """Make a move. Refused: the same page with its panel open and everything typed (409, 422)."""
    here = reverse("condition", args=[handle])
    return act_on(request, handle=handle, verb=verb, find=find, page=page, here=here,
                  done=lambda case: reverse("condition", args=[case.handle]))  # fmt: skip


def page(request: HttpRequest, case: Case, tried: Attempt | None = None) -> HttpResponse:
    condition = Condition.objects.select_related("case__holder__body", "case__district", "case__state", "about").get(
        pk=case.pk
    )
    asked = drafts.opened(request)

    def address(verb: str) -> str:
        return reverse("condition-act", args=[case.handle, verb])

    kept = drafts.take_after_login(request, address(asked)) if asked else None
    shown = panels(
        actor=request.actor, subject=condition, address=address, attempted=tried,
        unsent={asked: kept} if kept else None, opened=asked,
    )  # fmt: skip
    context = {
        "nav": "plans",
        "case": condition.case,
        "condition": condition,
        "about_url": reverse("plan", args=[condition.about.handle]),
        "standing": standing_of(condition),
        "actions": shown,
        "refusal": tried.message if tried else "",
        "lost": lost_words(tried, shown),
        "events": timeline(condition.case, beginnings=BEGINNINGS, tones=TONES),
    }
    return render(request, "strategies/condition.html", context, status=tried.status if tried else 200)
