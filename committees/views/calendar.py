"""The calendar of meetings one may see, a month at a time, and the way to one's own calendar program."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from committees.feeds.actions import feed_of
from committees.meetings import month
from committees.models import Meeting, MeetingQuerySet
from committees.procedure import calendar_for
from geography.models import State
from institutions.actors import Actor
from institutions.models import BodyKind

SEES_SEVERAL_KINDS = (BodyKind.SEPC, BodyKind.REGIONAL_AUTHORITY, BodyKind.APEX)
KINDS = [
    ("", lazy("All committees")),
    (BodyKind.DEPC, lazy("District committees")),
    (BodyKind.SEPC, lazy("State committees")),
]


class Narrow(forms.Form):
    """Which committees; a person sees the choices that make a difference for their post."""

    kind = forms.ChoiceField(label=lazy("Committees"), choices=KINDS, required=False)
    state = forms.ModelChoiceField(
        State.objects.order_by("name"), label=lazy("State"), to_field_name="code", required=False,
        empty_label=lazy("All States"),
    )  # fmt: skip
    month = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data, *, actor: Actor):
        super().__init__(data)
        kind = actor.body.kind if actor.body else ""
        if kind not in SEES_SEVERAL_KINDS:
            del self.fields["kind"]
        if kind != BodyKind.APEX:
            del self.fields["state"]

    def chosen(self) -> dict[str, str]:
        """What narrows, as it stands in addresses; nonsense narrows nothing."""
        self.is_valid()
        found = {"kind": self.cleaned_data.get("kind"), "state": self.cleaned_data.get("state")}
        return {name: getattr(value, "code", value) for name, value in found.items() if value}

    def narrow(self, meetings: MeetingQuerySet) -> MeetingQuerySet:
        wanted = self.chosen()
        if "kind" in wanted:
            meetings = meetings.filter(body__kind=wanted["kind"])
        if "state" in wanted:
            meetings = meetings.filter(case__state__code=wanted["state"])
        return meetings

    def offers_a_choice(self) -> bool:
        return len(self.fields) > 1


@login_required
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """The month of the address; month and filters stand in it."""
    return page(request)


def page(request: HttpRequest, *, address: str = "", status: int = 200) -> HttpResponse:
    """`address` is that of a feed made just now, shown once."""
    first = month.month_asked(request.GET.get("month", ""))
    search = Narrow({**request.GET.dict(), "month": f"{first:%Y-%m}"}, actor=request.actor)
    seen = search.narrow(Meeting.objects.visible_to(request.actor))
    meetings = list(month.within(seen, first).select_related("case", "body__state"))
    weeks = month.weeks_of(first, meetings, calendar_for(request.actor.body))
    days = [day for week in weeks for day in week if day.inside]
    chosen = search.chosen()
    context = {
        "nav": "committees",
        "crumbs": [{"label": _("Committees"), "url": reverse("committees")}, {"label": _("Calendar"), "url": ""}],
        "first": first,
        "count": len(meetings),
        "weeks": weeks,
        "weekdays": [{"short": date_format(day.date, "D"), "long": date_format(day.date, "l")} for day in weeks[0]],
        "days": [day for day in days if day.entries or day.holiday],
        "turns": [_turn(first, -1, chosen), _turn(first, 1, chosen)],
        "this_month": "" if any(day.today for day in days) else _address(None, chosen),
        "search": search if search.offers_a_choice() else None,
        "filtered": bool(chosen),
        "everywhere": request.actor.scope.everything,
        "clear_url": _address(first, {}),
        "seats": _seats(request),
        "feed": feed_of(request.user),
        "address": address,
        "webcal": "webcal:" + address.partition(":")[2] if address else "",
    }
    return render(request, "committees/calendar.html", context, status=status)


def _seats(request: HttpRequest) -> list[str]:
    """The committees one has a seat in today, by whatever post one is acting now."""
    bodies = [appointment.post.body for appointment in request.appointments]
    return list(dict.fromkeys(body.short for body in bodies if body.kind in (BodyKind.DEPC, BodyKind.SEPC)))


def _turn(first: date, by: int, chosen: dict[str, str]) -> dict:
    to = month.step(first, by)
    return {"first": to, "url": _address(to, chosen), "ahead": by > 0}


def _address(first: date | None, chosen: dict[str, str]) -> str:
    query = ({"month": f"{first:%Y-%m}"} if first else {}) | chosen
    return f"{reverse('meetings-calendar')}?{urlencode(query)}" if query else reverse("meetings-calendar")
