"""One bottleneck: where it stands, what can be done now, the facts, and everything that happened."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from bottlenecks.climb import rungs
from bottlenecks.facts import missing_details
from bottlenecks.history import timeline
from bottlenecks.models import Bottleneck, Status
from bottlenecks.origins import drafted_from
from bottlenecks.similar import similar_to
from bottlenecks.standing import standing
from bottlenecks.workflow import BOTTLENECK
from cases import drafts
from cases.links import links_of
from cases.models import Case
from notices.models import Notice, Purpose
from workflow.pages import Attempt, act_on, lost_words, panels


@login_required
def detail(request: HttpRequest, handle: str) -> HttpResponse:
    """The page of a bottleneck; a key of a case that has its reference by now leads to the reference."""
    case = find(request, handle)
    if handle not in (case.handle, case.handle.lower()):
        return redirect("bottleneck", handle=case.handle)
    return page(request, case)


def act(request: HttpRequest, handle: str, verb: str) -> HttpResponse:
    """Make a move. Refused: the same page with its panel open and everything typed (409, 422)."""
    here = reverse("bottleneck", args=[handle])
    return act_on(request, handle=handle, verb=verb, find=find, page=page, here=here, done=here_after)


def here_after(case: Case) -> str:
    gone = case.status == Status.WITHDRAWN and case.is_draft
    return reverse("my-work") if gone else reverse("bottleneck", args=[case.handle])


def find(request: HttpRequest, handle: str) -> Case:
    """The case as far as the actor sees it, else 404."""
    case = Case.objects.visible_to(request.actor).filter(kind=BOTTLENECK.kind).by_handle(handle).first()
    if case is None:
        raise Http404
    return case


def page(request: HttpRequest, case: Case, tried: Attempt | None = None) -> HttpResponse:
    """Render the page, after a refused attempt with its status."""
    bottleneck = Bottleneck.objects.for_list().select_related("stage", "assigned_to__body").get(pk=case.pk)
    verb = request.GET.get("open", "")
    kept = drafts.take_after_login(request, f"{reverse('bottleneck', args=[case.handle])}{verb}/") if verb else None
    shown = panels(
        actor=request.actor,
        subject=bottleneck,
        address=lambda name: reverse("bottleneck-act", args=[case.handle, name]),
        attempted=tried,
        unsent={verb: kept} if kept else None,
        opened=verb,
    )
    context = {
        "nav": "bottlenecks",
        "case": bottleneck.case,
        "bottleneck": bottleneck,
        "status_label": Status(case.status).label,
        "standing": standing(bottleneck),
        "levels": [] if case.is_draft else rungs(bottleneck),
        "actions": shown,
        "refusal": tried.message if tried else "",
        "lost": lost_words(tried, shown),
        "missing": missing_details(bottleneck) if case.status in (Status.DRAFT, Status.OPEN) else [],
        "evidence": bottleneck.case.evidence.select_related("added_post__body"),
        "commitments": bottleneck.commitments.select_related("body"),
        "similar": similar_to(bottleneck, request.actor),
        "events": timeline(bottleneck.case),
        "notices": _notices(bottleneck.case),
        "links": links_of(case, request.actor),
        "origins": drafted_from(bottleneck, request.actor),
    }
    return render(request, "bottlenecks/detail.html", context, status=tried.status if tried else 200)


def _notices(case: Case):
    """The latest that asked somebody to act; the page that explains the date tells of the others."""
    rows = Notice.objects.filter(case=case).select_related(
        "recipient__body", "delivery__mail", "delivery__fallback_post__body"
    )
    return rows.exclude(purpose=Purpose.COPIED).order_by("-id")[:6]
