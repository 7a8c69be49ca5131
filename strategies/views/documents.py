"""One plan or strategy: begun, seen whole, and moved along."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from cases import drafts
from cases.links import links_of
from cases.models import Case, Event, EvidenceState
from strategies.completeness import gaps
from strategies.life.essentials import essentials_of
from strategies.life.signing import asked_now, latest, seats_of, signing_of
from strategies.life.standing import standing_of
from strategies.life.years import in_words
from strategies.models import (
    Adoption,
    Condition,
    ConditionStatus,
    DocumentKind,
    DocumentStatus,
    Plan,
    Section,
    Strategy,
    Version,
)
from strategies.views.papers import papers_box
from strategies.views.seen import MODELS, frame
from workflow.history import timeline
from workflow.pages import Attempt, act_on, lost_words, panels

BEGINNINGS = {"begin": lazy("Begun"), "bring_in": lazy("Brought in: adopted before this portal")}
TONES = {
    "submit": "info", "submit_to_state": "info", "sign": "good", "countersign": "good", "accept": "info",
    "approve": "good", "co_approve": "good", "notify": "good", "note": "good", "return": "wait", "send_back": "wait",
    "put_forward": "info", "confirm": "good", "confirm_for_the_state": "good", "refuse": "wait", "recall": "wait",
    "add_condition": "wait", "withdraw": "ended", "escalate": "late", "remind": "late",
}  # fmt: skip
APPROVALS = frozenset({"sign", "countersign", "approve", "co_approve"})
CONFIRMATIONS = frozenset({"confirm", "confirm_for_the_state"})


# Seen and moved -------------------------------------------------------------------------------------------------------


@require_safe
def detail(request: HttpRequest, handle: str, kind: str) -> HttpResponse:
    """All of it for those who see its case; everybody else reads the adopted version, or nothing."""
    case = Case.objects.visible_to(request.actor).filter(kind=kind).by_handle(handle).first()
    if case is not None:
        return redirect(kind, handle=case.handle) if handle != case.handle else page(request, case)
    if MODELS[kind].objects.public().filter(case__in=Case.objects.by_handle(handle)).exists():
        return redirect(f"{kind}-public", handle=handle)
    if not request.user.is_authenticated:  # the reader may be of its committee, logged out
        return redirect(f"{reverse('account_login')}?next={request.path}")
    raise Http404


def act(request: HttpRequest, handle: str, verb: str, kind: str) -> HttpResponse:
    """Make a move. Refused: the same page with its panel open and everything typed (409, 422)."""

    def find(request: HttpRequest, handle: str) -> Case:
        case = Case.objects.visible_to(request.actor).filter(kind=kind).by_handle(handle).first()
        if case is None:
            raise Http404
        return case

    here = reverse(kind, args=[handle])
    return act_on(request, handle=handle, verb=verb, find=find, page=page, here=here,
                  done=lambda case: reverse(kind, args=[case.handle]))  # fmt: skip


def page(request: HttpRequest, case: Case, tried: Attempt | None = None) -> HttpResponse:
    """The page of those who see the case, after a refused attempt with its status."""
    document = MODELS[case.kind].objects.for_list().get(pk=case.pk)
    shown = _panels(request, document, tried)
    papers = papers_box(document, request.actor)
    by_papers = papers is not None and _stands_by_papers(document)
    context = frame(request, document, case.kind) | {
        "is_plan": case.kind == DocumentKind.PLAN,
        "years": f"{in_words(document.first_year)} – {in_words(document.last_year)}",
        "standing": standing_of(document),
        "asked": next((panel for panel in shown if panel["verb"] in APPROVALS), None),
        "confirm": next((panel for panel in shown if panel["verb"] in CONFIRMATIONS), None),
        "papers": papers,
        "demanded": not document.bringing_in and not by_papers,
        "barred": _barred(request, document),
        "actions": shown,
        "refusal": tried.message if tried else "",
        "lost": lost_words(tried, shown),
        "essentials": essentials_of(document),
        "sections": Section.objects.filter(case=case).select_related("kind").order_by("kind__position"),
        "gaps": gaps(document.case) if document.is_writable else [],
        "approvals": [] if by_papers else _approvals(document),  # confirmed, not approved
        "no_rule": _no_rule(document),
        "conditions": _conditions(case),
        "versions": _versions(case),
        "adoptions": _adoptions(case),
        "links": links_of(case, request.actor),
        "events": timeline(document.case, beginnings=BEGINNINGS, tones=TONES, words=_words),
    }  # fmt: skip
    return render(request, "strategies/detail.html", context, status=tried.status if tried else 200)


def _panels(request: HttpRequest, document: Plan | Strategy, tried: Attempt | None) -> list[dict[str, Any]]:
    def address(verb: str) -> str:
        return reverse(f"{document.case.kind}-act", args=[document.case.handle, verb])

    asked = drafts.opened(request)
    kept = drafts.take_after_login(request, address(asked)) if asked else None
    return panels(
        actor=request.actor, subject=document, address=address, attempted=tried,
        unsent={asked: kept} if kept else None, opened=asked,
    )  # fmt: skip


def _barred(request: HttpRequest, document: Plan | Strategy) -> str:
    """Why the reader's post is asked to approve and the reader may not."""
    signing = asked_now(document)
    return signing.why_not(request.actor) if signing and signing.wants(request.actor) else ""


def _approvals(document: Plan | Strategy) -> list[dict[str, Any]]:
    """Of each committee that approves the version under way or in force: its posts. Of a draft there is none."""
    if document.is_writable or document.bringing_in or document.case.status == DocumentStatus.WITHDRAWN:
        return []
    case, own = document.case, signing_of(document.case, document.body)
    found = [own] if own and own.version else []
    above = asked_now(document)
    if above and above.body.pk != document.body_id:
        found.append(above)
    elif own and own.version:
        bodies = {one.body_id: one.body for one in own.approvals if one.body_id != document.body_id}
        found += [signing for body in bodies.values() if (signing := signing_of(case, body))]
    return [
        {"body": signing.body, "version": signing.version, "seats": seats_of(signing), "done": not signing.wanted}
        for signing in found
    ]  # fmt: skip


def _stands_by_papers(document: Plan | Strategy) -> bool:
    """Whether what it says now is what was adopted before the portal."""
    if document.is_writable:
        return False
    return Adoption.objects.filter(version=latest(document.case), paper__isnull=False).exists()


def _no_rule(document: Plan | Strategy) -> str:
    """A sentence where the rules name nobody to approve what is under review: it can be returned only."""
    if document.case.status != DocumentStatus.REVIEW or asked_now(document):
        return ""
    return _("No rule says who approves a plan for the State's committee. DGFT headquarters can set one.")


def _conditions(case: Case):
    """Those that are not dropped, the first due first."""
    rows = Condition.objects.filter(about=case).exclude(case__status=ConditionStatus.DROPPED)
    return rows.select_related("case").order_by("due_on", "pk")


def _versions(case: Case):
    return Version.objects.filter(case=case).defer("content").select_related("by_post__body").order_by("-number")


def _adoptions(case: Case) -> list[dict[str, Any]]:
    """The orders, the latest first, each with its file as soon as that is clean."""
    rows = Adoption.objects.filter(case=case).select_related("version", "order").defer("version__content")
    return [
        {"row": row, "file": row.order if row.order and row.order.state == EvidenceState.CLEAN else None}
        for row in rows.order_by("-adopted_at")
    ]  # fmt: skip


def _words(event: Event) -> list[str]:
    """Which version, or which condition, a move was about."""
    if event.data.get("condition"):
        return [event.data["condition"]]
    return [_("Version %(number)s") % {"number": event.data["version"]}] if event.data.get("version") else []
