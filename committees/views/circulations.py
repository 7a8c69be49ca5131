"""Decisions by circulation: those of a committee, one of them, and putting one to the members."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from cases.models import Event
from committees.access import is_member
from committees.circulation.actions import Circulate, circulate, may_circulate
from committees.circulation.ballot import Ballot, ballot
from committees.circulation.standing import circulation_standing
from committees.circulation.workflow import CIRCULATION
from committees.models import Circulation, CirculationStatus, Meeting, Reply
from committees.quorum_words import lack_in_words
from committees.views.cases import CasePage, NewCase, committee_of, keeps_what_is_typed, link_to

PER_PAGE = 25
TO_RATIFY = (CirculationStatus.PASSED, CirculationStatus.CALLED)
TONES = {
    "call_to_meeting": "wait", "withdraw": "ended", "ratify": "good", "reject": "ended", "close": "good",
    "conclude": "good",
}  # fmt: skip


@login_required
def index(request: HttpRequest, code: str) -> HttpResponse:
    """What a committee decided, or has to decide, in writing; open ones first."""
    body = committee_of(request.actor, code)
    rows = Circulation.objects.filter(body=body).select_related("case").order_by("-case__closed_at", "-case__opened_at")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    for one in page.object_list:
        one.status_label = CirculationStatus(one.case.status).label
    context = {"nav": "committees", "body": body, "page_obj": page, "may_circulate": may_circulate(request.actor, body)}
    return render(request, "committees/circulations.html", context)


def _rows():
    return Circulation.objects.select_related("case__holder__body", "body", "ratified_in__case")


def _context(request: HttpRequest, circulation: Circulation) -> dict[str, Any]:
    """Who answered what is for the committee; others read the numbers."""
    found, status = ballot(circulation, request.actor), circulation.case.status
    member = is_member(request.actor, circulation.body)
    waits = status in TO_RATIFY
    return {
        "standing": circulation_standing(circulation),
        "open": status == CirculationStatus.OPEN,
        "waits": waits,
        "meeting": _next_meeting(circulation) if waits else None,
        "ballot": found,
        "own": found.own if member else None,
        "lines": found.lines if member else [],
        "numbers": _numbers(circulation, found),
        "lacks": [lack_in_words(lack) for lack in found.count.verdict.lacks],
        "ratified_url": link_to(circulation.ratified_in.case if circulation.ratified_in else None, request.actor),
    }


def _numbers(circulation: Circulation, found: Ballot) -> list[dict[str, Any]]:
    """The count as it stands, or as it was kept when it ended."""
    kept, now = circulation.agreed is not None, found.count
    abstained = sum(line.answer is not None and line.answer.reply == Reply.ABSTAIN for line in found.lines)
    pairs = [
        (Reply.AGREE.label, circulation.agreed if kept else now.agree),
        (Reply.DISAGREE.label, circulation.against if kept else now.disagree),
        (Reply.ABSTAIN.label, abstained if kept else now.abstain),
        (_("No answer"), circulation.silent if kept else now.silent),
    ]
    return [{"label": label, "value": value} for label, value in pairs]


def _next_meeting(circulation: Circulation) -> Meeting | None:
    """The meeting that has it on its agenda: in session, or the next one."""
    items = {"items__about": circulation.case, "items__dropped_at": None}
    return Meeting.objects.filter(case__closed_at=None, **items).select_related("case").order_by("starts_at").first()


def _words(event: Event) -> list[str]:
    answer = getattr(event, "answer", None)
    return [str(Reply(answer.reply).label)] if answer else []


def _opened(request: HttpRequest, circulation: Circulation) -> str:
    """The answer is the first thing a member who has not given one sees."""
    mine = request.actor.post
    return "" if mine is None or circulation.answers.filter(post=mine).exists() else "answer"


class CirculationPage(CasePage):
    """What was answered, seat by seat and in whose words, stays with the committee."""

    def events(self, request: HttpRequest, subject: Circulation) -> list[dict[str, Any]]:
        rows = super().events(request, subject)
        if is_member(request.actor, subject.body):
            return rows
        verbs = subject.case.events.order_by("-version").values_list("verb", flat=True)
        return [row for row, verb in zip(rows, verbs, strict=True) if verb != "answer"]


PAGE = CirculationPage(
    workflow=CIRCULATION,
    template="committees/circulation.html",
    rows=_rows,
    context=_context,
    beginnings={"circulate": lazy("Put to the members")},
    tones=TONES,
    words=_words,
    related=("answer",),
    elsewhere=frozenset({"ratify", "reject"}),
    opened=_opened,
)
detail = login_required(PAGE.detail)
act = PAGE.act


@keeps_what_is_typed
def new(request: HttpRequest, code: str) -> HttpResponse:
    """Put a decision to the members in writing."""
    body = committee_of(request.actor, code)
    if not may_circulate(request.actor, body):
        raise PermissionDenied(_("Only a committee's own convener or chair puts a decision to its members."))
    return NEW(request, body)


NEW = NewCase(
    verb="circulate",
    template="committees/circulation_new.html",
    form=lambda request, body, **kwargs: Circulate(subject=body, actor=request.actor, **kwargs),
    operation=lambda request, body: circulate(by=request.actor, body=body, data=request.POST).case,
)
