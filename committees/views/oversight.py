"""Lists of missed meetings and revival plans: what the level above follows up."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.models import Case
from committees.compliance.reviews import MEETING_REVIEW
from committees.compliance.revivals import REVIVAL
from committees.compliance.standing import Rules, standing_of, with_meetings
from committees.models import MeetingReview, Revival
from committees.standing import standing_of as stands
from institutions import clock
from institutions.models import Body
from workflow.engine import Workflow
from workflow.history import timeline
from workflow.pages import Attempt, act_on, lost_words, panels

TONES = {"escalate": "late", "return_plan": "wait", "revive": "good", "close": "good", "accept_plan": "good"}


def _find(workflow: Workflow):
    def find(request: HttpRequest, handle: str) -> Case:
        case = Case.objects.visible_to(request.actor).filter(kind=workflow.kind).by_handle(handle).first()
        if case is None:
            raise Http404
        return case

    return find


find_review, find_revival = _find(MEETING_REVIEW), _find(REVIVAL)


@login_required
def review(request: HttpRequest, handle: str) -> HttpResponse:
    return review_page(request, find_review(request, handle))


def review_act(request: HttpRequest, handle: str, verb: str) -> HttpResponse:
    here = reverse("meeting-review", args=[handle])
    return act_on(
        request, handle=handle, verb=verb, find=find_review, page=review_page, here=here, done=lambda _c: here
    )


def review_page(request: HttpRequest, case: Case, tried: Attempt | None = None) -> HttpResponse:
    """The committees that missed their meeting that month, and how each stands today."""
    found = MeetingReview.objects.select_related("case__holder__body", "body").get(pk=case.pk)
    missed = list(found.missed.select_related("body__district", "body__state"))
    rules = Rules()
    today = {
        body.pk: standing_of(body, rules) for body in with_meetings(Body.objects.filter(missed_meetings__in=missed))
    }
    rows = [{"missed": one, "now": today[one.body_id]} for one in missed]
    return _page(request, found, tried, "meeting-review", "committees/review.html",
                 {"review": found, "rows": rows}, {"list": _("Listed")})  # fmt: skip


@login_required
def revival(request: HttpRequest, handle: str) -> HttpResponse:
    return revival_page(request, find_revival(request, handle))


def revival_act(request: HttpRequest, handle: str, verb: str) -> HttpResponse:
    here = reverse("revival", args=[handle])
    return act_on(request, handle=handle, verb=verb, find=find_revival, page=revival_page, here=here,
                  done=lambda _c: here)  # fmt: skip


def revival_page(request: HttpRequest, case: Case, tried: Attempt | None = None) -> HttpResponse:
    """A dormant committee's one page."""
    found = Revival.objects.select_related("case__holder__body", "body").get(pk=case.pk)
    return _page(request, found, tried, "revival", "committees/revival.html",
                 {"revival": found}, {"ask": _("Asked for a plan")})  # fmt: skip


def _page(
    request, found, tried: Attempt | None, name: str, template: str, more: dict, beginnings: dict
) -> HttpResponse:
    case = found.case
    shown = panels(
        actor=request.actor, subject=found, attempted=tried, opened=request.GET.get("open", ""),
        address=lambda verb: reverse(f"{name}-act", args=[case.handle, verb]),
    )  # fmt: skip
    context = {
        "nav": "committees",
        "case": case,
        "standing": stands(case),
        "actions": shown,
        "refusal": tried.message if tried else "",
        "lost": lost_words(tried, shown),
        "events": timeline(case, beginnings=beginnings, tones=TONES),
        "today": clock.today(),
        **more,
    }
    return render(request, template, context, status=tried.status if tried else 200)
