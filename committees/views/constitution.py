"""Constitution and composition of a committee: its orders, its seats beside the likely composition, its sub-groups."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from cases.receipts import TokenReused, fingerprint, once
from committees.access import visible_committees
from committees.constitution.composition import SeatLine, compare, counts
from committees.constitution.seats import (
    AddSeat,
    FormGroup,
    add_seat,
    dissolve_group,
    form_group,
    may_change,
    retire_seat,
    why_it_stays,
)
from committees.constitution.workflow import CONSTITUTION, Constitute, constitute
from committees.models import Constitution, SubGroup
from committees.views.cases import CasePage, NewCase, committee_of, keeps_what_is_typed
from institutions import clock
from institutions.models import Body, Post
from workflow.errors import Invalid, NotNow
from workflow.submission import content

LACKING = ("missing", "vacant")
TILES = [("held", lazy("Held"), "good"), ("vacant", lazy("Vacant"), "wait"), ("missing", lazy("Missing"), "late"),
         ("invited", lazy("Invited when needed"), "neutral")]  # fmt: skip


@login_required
def composition(request: HttpRequest, code: str) -> HttpResponse:
    """The order in force, who is missing, who sits, and the orders before."""
    body = committee_of(request.actor, code)
    lines, orders = compare(body), list(_orders(body))
    found, on = counts(lines), clock.today()
    changes = may_change(request.actor, body)
    context = {
        "nav": "committees",
        "body": body,
        "may_change": changes,
        "order": next((one for one in orders if on in one.during), None),
        "orders": orders,
        "tiles": _tiles(found),
        "lacking": sorted((line for line in lines if line.state in LACKING), key=_by_state),
        "seated": [line for line in lines if line.state not in LACKING],
        "own": request.actor.post,
        "groups": groups_of(body),
        "today": on,
    }
    return render(request, "committees/composition.html", context)


def _tiles(found: dict[str, int]) -> list[dict[str, Any]]:
    """How many seats are held, vacant and missing; nothing missing is no alarm."""
    return [
        {"value": found[state], "label": label, "tone": tone if found[state] else "neutral"}
        for state, label, tone in TILES
    ]


def _by_state(line: SeatLine) -> int:
    return LACKING.index(line.state)


def _orders(body: Body) -> QuerySet[Constitution]:
    """Newest first, each with its document and what superseded it."""
    rows = Constitution.objects.filter(body=body).select_related("case", "superseded_by__case")
    return rows.prefetch_related("case__evidence").order_by("-during")


def groups_of(body: Body) -> list[SubGroup]:
    """The sub-groups, those at work first, each with its members' seats."""
    rows = body.sub_groups.select_related("lead").prefetch_related("seats__post")
    return sorted(rows, key=lambda group: (group.dissolved_on is not None, group.name))


# Orders --------------------------------------------------------------------------------------------------------------


def _rows() -> QuerySet[Constitution]:
    return Constitution.objects.select_related("case__holder", "body", "supersedes__case", "superseded_by__case")


def _context(request: HttpRequest, order: Constitution) -> dict[str, Any]:
    return {"evidence": order.case.evidence.all(), "now": clock.today() in order.during}


PAGE = CasePage(
    workflow=CONSTITUTION,
    template="committees/constitution.html",
    rows=_rows,
    context=_context,
    beginnings={"constitute": lazy("Order recorded")},
    tones={"supersede": "ended"},
)
detail = login_required(PAGE.detail)
act = PAGE.act


@keeps_what_is_typed
def new(request: HttpRequest, code: str) -> HttpResponse:
    """Record an order, with its document."""
    body = _changeable(request, code)
    return NEW(request, body, latest=body.constitutions.order_by("-during").first())


NEW = NewCase(
    verb="constitute",
    template="committees/constitution_new.html",
    form=lambda request, body, **kwargs: Constitute(subject=body, actor=request.actor, **kwargs),
    operation=lambda request, body: (
        constitute(by=request.actor, body=body, data=request.POST, files=request.FILES).case
    ),
)


def _changeable(request: HttpRequest, code: str) -> Body:
    body = committee_of(request.actor, code)
    if not may_change(request.actor, body):
        raise PermissionDenied(_("Only the committee itself or the level above changes its seats."))
    return body


# Seats and sub-groups ------------------------------------------------------------------------------------------------


@keeps_what_is_typed
def new_seat(request: HttpRequest, code: str) -> HttpResponse:
    """Give the committee a seat: one that is missing, or a further one."""
    body = _changeable(request, code)
    empty = AddSeat(subject=body, actor=request.actor, initial=request.GET.dict())
    return _form(
        request, body, "seat", empty, "committees/seat_new.html", _("The seat is there; appoint somebody."), add_seat
    )


@keeps_what_is_typed
def new_group(request: HttpRequest, code: str) -> HttpResponse:
    """Form a sub-group."""
    body = _changeable(request, code)
    empty = FormGroup(subject=body, actor=request.actor)
    done = _("The sub-group is formed.")
    return _form(request, body, "group", empty, "committees/group_new.html", done, form_group)


def _form(request, body: Body, name: str, empty, template: str, done: str, make: Callable[..., Any]) -> HttpResponse:
    """Show a form, or do what it asks once; refused, everything typed is there again."""
    context = {"nav": "committees", "body": body, "form": empty, "token": uuid.uuid4().hex}
    if request.method != "POST":
        return render(request, template, context)

    def operation() -> None:
        make(by=request.actor, body=body, data=request.POST)

    try:
        once(by=request.actor, token=request.POST.get("token", "")[:120], verb=f"new-{name}",
             print_=fingerprint(name, body.code, content(request.POST)), operation=operation)  # fmt: skip
    except Invalid as refused:
        return render(request, template, context | {"form": refused.form}, status=422)
    except TokenReused as refused:
        return render(request, template, context | {"refusal": str(refused)}, status=409)
    messages.success(request, done)
    return redirect("composition", code=body.code)


@login_required
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Take away a seat that nobody holds."""
    post = get_object_or_404(
        Post.objects.active().select_related("body"), pk=pk, body__in=visible_committees(request.actor)
    )
    facts = [(_("Seat"), post.label), (_("Committee"), post.body)]
    said = _("Its history stays. It counts no more from today.")
    return _confirm(request, post.body, _("Take this seat away?"), said, facts, _("Take it away"),
                    lambda: retire_seat(by=request.actor, post=post), why_it_stays(post))  # fmt: skip


@login_required
def dissolve(request: HttpRequest, pk: int) -> HttpResponse:
    """End a sub-group."""
    seen = visible_committees(request.actor)
    group = get_object_or_404(SubGroup.objects.select_related("body", "lead"), pk=pk, body__in=seen)
    facts = [
        (_("Sub-group"), group.name),
        (_("Led by"), group.lead.label),
        (_("Formed on"), date_format(group.formed_on)),
    ]
    said = _("Those who sat on it stay on record.")
    return _confirm(request, group.body, _("Dissolve this sub-group?"), said, facts, _("Dissolve it"),
                    lambda: dissolve_group(by=request.actor, group=group))  # fmt: skip


def _confirm(
    request, body: Body, question, said, facts, label, do: Callable[[], None], reason: str = ""
) -> HttpResponse:
    """Ask before something ends; 403 for others, 409 with the reason when it cannot end now."""
    if not may_change(request.actor, body):
        raise PermissionDenied(_("Only the committee itself or the level above changes its seats."))
    back = {"back_url": redirect("composition", code=body.code).url, "nav": "committees"}
    try:
        if reason:
            raise NotNow(reason)
        if request.method == "POST":
            do()
            return redirect(back["back_url"])
    except NotNow as refused:
        return render(request, "409.html", back | {"message": refused.message}, status=409)
    context = {"question": question, "explanation": said, "facts": facts, "submit_label": label, "tone": "danger"}
    context |= {"action": request.path, "cancel_url": back["back_url"], "nav": "committees"}
    return render(request, "confirm.html", context)
