"""The track to local leadership: the trainees of a committee, one of them, and beginning a traineeship."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from cases.models import Event
from committees.leaders.track import tracks
from committees.leaders.workflow import TRAINEESHIP, Begin, begin, may_begin
from committees.models import Traineeship
from committees.views.cases import CasePage, NewCase, committee_of, keeps_what_is_typed

PER_PAGE = 20
TONES = {"sign_off": "good", "take_lead": "good", "end": "ended"}


@login_required
def index(request: HttpRequest, code: str) -> HttpResponse:
    """Who learns from whom and how far they have come; those at work first."""
    body = committee_of(request.actor, code)
    rows = _rows().filter(body=body).order_by(F("case__closed_at").desc(nulls_first=True), "began_on", "pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "nav": "committees",
        "body": body,
        "page_obj": page,
        "tracks": tracks(list(page.object_list)),
        "may_begin": may_begin(request.actor, body),
    }
    return render(request, "committees/leaders.html", context)


def _rows() -> QuerySet[Traineeship]:
    return Traineeship.objects.select_related("case__holder__body", "body", "trainee__body", "mentor__body")


def _context(request: HttpRequest, traineeship: Traineeship) -> dict[str, Any]:
    return {"track": tracks([traineeship])[0]}


def _words(event: Event) -> list[str]:
    """Which competency was signed off."""
    signed = getattr(event, "sign_off", None)
    return [str(signed.competency)] if signed else []


PAGE = CasePage(
    workflow=TRAINEESHIP,
    template="committees/trainee.html",
    rows=_rows,
    context=_context,
    beginnings={"begin": lazy("Begins as a trainee member")},
    tones=TONES,
    words=_words,
    related=("sign_off__competency",),
)
detail = login_required(PAGE.detail)
act = PAGE.act


@keeps_what_is_typed
def new(request: HttpRequest, code: str) -> HttpResponse:
    """Begin a traineeship."""
    body = committee_of(request.actor, code)
    if not may_begin(request.actor, body):
        raise PermissionDenied(_("Only a committee's own convener or chair begins a traineeship."))
    return NEW(request, body)


NEW = NewCase(
    verb="begin",
    template="committees/trainee_new.html",
    form=lambda request, body, **kwargs: Begin(subject=body, actor=request.actor, **kwargs),
    operation=lambda request, body: begin(by=request.actor, body=body, data=request.POST).case,
)
