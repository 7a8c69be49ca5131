"""Action points: the list, one of them, and setting one outside a meeting."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from cases.models import Event
from committees.access import visible_committees
from committees.action_points.actions import may_set, set_action
from committees.action_points.inputs import SetAction
from committees.action_points.standing import action_standing
from committees.action_points.workflow import ACTION_POINT
from committees.models import ActionPoint
from committees.models.action_points import ActionPointQuerySet
from committees.views.cases import CasePage, NewCase, committee_of, keeps_what_is_typed, link_to
from institutions import clock
from institutions.models import Body

PER_PAGE = 25
LIVE, OVERDUE, DONE, ALL = "live", "overdue", "done", "all"
STATES = [(LIVE, lazy("Open")), (OVERDUE, lazy("Overdue")), (DONE, lazy("Closed")), (ALL, lazy("All"))]
TONES = {
    "report_done": "good", "confirm_done": "good", "return": "wait", "extend": "wait", "hand_over": "wait",
    "drop": "ended", "escalate": "late",
}  # fmt: skip


class Filter(forms.Form):
    """What the list can be narrowed by; a wrong value narrows nothing."""

    state = forms.ChoiceField(label=lazy("Show"), choices=STATES, required=False)
    committee = forms.ModelChoiceField(
        Body.objects.none(), label=lazy("Committee"), to_field_name="code", required=False, empty_label=lazy("All")
    )
    mine = forms.BooleanField(label=lazy("For my post to do"), required=False)

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["committee"].queryset = visible_committees(actor).select_related("state").order_by("name")
        if actor.scope.everything or not (actor.scope.states or actor.scope.districts):
            self.fields["committee"].widget = forms.HiddenInput()  # hundreds of them, or none

    def narrow(self, rows: ActionPointQuerySet, *, post) -> ActionPointQuerySet:
        """The action points that fit, what is due first before the others; closed ones newest first."""
        self.is_valid()
        wanted = self.cleaned_data
        state = wanted.get("state") or LIVE
        if state == DONE:
            rows = rows.exclude(case__closed_at=None)
        elif state != ALL:
            rows = rows.live() if state == LIVE else rows.overdue(clock.today())
        if wanted.get("committee"):
            rows = rows.filter(body=wanted["committee"])
        if wanted.get("mine"):
            rows = rows.filter(owner=post)
        return rows.order_by("-case__closed_at", "pk") if state == DONE else rows.order_by("due_on", "pk")


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """The action points one sees; every filter stands in the address."""
    form = Filter({"state": LIVE} | request.GET.dict(), actor=request.actor)
    rows = form.narrow(ActionPoint.objects.visible_to(request.actor).for_list(), post=request.actor.post)
    body = form.cleaned_data.get("committee")
    context = {
        "nav": "committees",
        "form": form,
        "page_obj": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "body": body,
        "new_url": _new_url(request, body),
        "filtered": any(value for name, value in request.GET.items() if name != "page"),
    }
    return render(request, "committees/actions.html", context)


def _new_url(request: HttpRequest, body: Body | None) -> str:
    """Where one sets an action point oneself: only for one's own committee."""
    own = request.actor.body
    if own is None or (body is not None and body != own) or not may_set(request.actor, own):
        return ""
    return reverse("action-point-new", args=[own.code])


def _rows():
    return ActionPoint.objects.for_list().select_related(
        "case__holder__body", "meeting__case", "decision__item", "about"
    )


def _context(request: HttpRequest, point: ActionPoint) -> dict[str, Any]:
    return {
        "standing": action_standing(point),
        "meeting_url": link_to(point.meeting.case if point.meeting else None, request.actor),
        "about_url": link_to(point.about, request.actor),
    }


def _words(event: Event) -> list[str]:
    """The date that was set, and the one before it."""
    data = event.data
    if event.verb == "extend":
        return [_("until %(date)s, before %(earlier)s") % {"date": data["due_on"], "earlier": data["before"]}]
    return []


PAGE = CasePage(
    workflow=ACTION_POINT,
    template="committees/action.html",
    rows=_rows,
    context=_context,
    beginnings={"assign": lazy("Set")},
    tones=TONES,
    words=_words,
)
detail = login_required(PAGE.detail)
act = PAGE.act


@keeps_what_is_typed
def new(request: HttpRequest, code: str) -> HttpResponse:
    """Set somebody something to do between meetings."""
    body = committee_of(request.actor, code)
    if not may_set(request.actor, body):
        raise PermissionDenied(_("Only a committee's own convener or chair sets its action points."))
    return NEW(request, body)


NEW = NewCase(
    verb="assign",
    template="committees/action_new.html",
    form=lambda request, body, **kwargs: SetAction(subject=ActionPoint(body=body), actor=request.actor, **kwargs),
    operation=lambda request, body: set_action(by=request.actor, body=body, data=request.POST).case,
)
