"""A meeting: its page and its moves; planning one."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import Case
from committees.access import is_member
from committees.meetings.actions import Schedule, schedule
from committees.meetings.inputs import notice_asked
from committees.meetings.standing import meeting_standing
from committees.meetings.workflow import MEETING
from committees.models import HELD, Meeting, MeetingStatus
from committees.procedure import rules_of
from committees.views.cases import NewCase, committee_of, keeps_what_is_typed
from institutions import clock, roles
from institutions.models import Body
from workflow.history import timeline
from workflow.pages import Attempt, act_on, lost_words, panels

ELSEWHERE = frozenset(  # moves that have their own place: the agenda's rows, the room, the minutes
    {
        *("move_item", "drop_item", "attach_paper", "record_attendance", "recuse", "decide", "close", "adjourn"),
        *("write_minutes", "object", "answer_objection", "return_minutes", "confirm_minutes", "circulate_minutes"),
        "add_erratum",
    }
)
TONES = {
    "cancel": "ended", "adjourn": "late", "remind": "wait", "close": "good", "confirm_minutes": "good",
    "return_minutes": "wait", "object": "wait",
}  # fmt: skip


def find(request: HttpRequest, handle: str) -> Case:
    """The meeting's case as far as the actor sees it, else 404."""
    case = Case.objects.visible_to(request.actor).filter(kind=MEETING.kind).by_handle(handle).first()
    if case is None:
        raise Http404
    return case


@login_required
def detail(request: HttpRequest, handle: str) -> HttpResponse:
    return page(request, find(request, handle))


def act(request: HttpRequest, handle: str, verb: str) -> HttpResponse:
    """Make a move. Refused: the same page with its panel open and everything typed (409, 422)."""
    here = reverse("meeting", args=[handle])
    return act_on(request, handle=handle, verb=verb, find=find, page=page, here=here, done=_after)


def _after(case: Case) -> str:
    name = "room" if case.status == MeetingStatus.IN_SESSION else "minutes" if case.status in HELD else "meeting"
    return reverse(name, args=[case.handle])


def page(request: HttpRequest, case: Case, tried: Attempt | None = None) -> HttpResponse:
    meeting = Meeting.objects.for_list().select_related("adjourned_from__case", "series").get(pk=case.pk)
    shown = panels(
        actor=request.actor, subject=meeting, attempted=tried, opened=request.GET.get("open", ""),
        unsent=_asked_for(request),
        address=lambda verb: reverse("meeting-act", args=[case.handle, verb]),
    )  # fmt: skip
    permitted = {panel["verb"] for panel in shown}
    mine = [panel for panel in shown if panel["verb"] not in ELSEWHERE]
    if "add_item" in permitted:
        mine = [panel for panel in mine if panel["verb"] != "propose_item"]  # who may add need not propose
    mine.sort(key=lambda panel: panel["tone"] != "primary")
    context = {
        "nav": "committees",
        "meeting": meeting,
        "case": meeting.case,
        "status_label": MeetingStatus(case.status).label,
        "standing": meeting_standing(meeting),
        "actions": mine,
        "refusal": tried.message if tried else "",
        "problem": _problem(tried),
        "lost": lost_words(tried, shown),
        "items": agenda_rows(meeting, may_order="move_item" in permitted),
        "may_order": "move_item" in permitted,
        "member": is_member(request.actor, meeting.body),
        "rules": rules_of(meeting.body, clock.local_date(meeting.starts_at)),
        "notice_asked": notice_asked(meeting),
        "adjourned_to": getattr(meeting, "adjourned_to", None),
        "held": case.status in HELD,
        "room_open": case.status in (MeetingStatus.NOTIFIED, MeetingStatus.IN_SESSION),
        "events": timeline(meeting.case, beginnings={"schedule": _("Planned")}, tones=TONES),
    }
    return render(request, "committees/meeting.html", context, status=tried.status if tried else 200)


def _asked_for(request: HttpRequest) -> dict[str, dict[str, str]] | None:
    """The item a record's page asked to be added: `?open=add_item&about=` and its reference."""
    about = request.GET.get("about", "")[:40]
    case = Case.objects.visible_to(request.actor).by_handle(about).first() if about else None
    if case is None:
        return None
    item = {"title": case.title, "about": case.handle}
    return {"add_item": item, "propose_item": item}


def _problem(tried: Attempt | None) -> str:
    """What is wrong with a move that has no panel of its own on this page."""
    if tried is None or tried.form is None or tried.verb not in ELSEWHERE:
        return ""
    return " ".join(str(error) for errors in tried.form.errors.values() for error in errors)


def agenda_rows(meeting: Meeting, *, may_order: bool) -> list[dict[str, Any]]:
    """The items with their papers and decisions; for those who order them, where each can go."""
    rows = meeting.items.filter(dropped_at=None).select_related("about", "proposed_by__body", "ratifies")
    items = list(rows.prefetch_related("papers__evidence", "decisions"))
    return [
        {
            "item": item,
            "token": uuid.uuid4().hex if may_order else "",
            "up": item.position - 1 if may_order and number > 1 else None,
            "down": item.position + 1 if may_order and 0 < number < len(items) - 1 else None,
            "first": number == 0,
            "decided": bool(item.decisions.all()),
        }
        for number, item in enumerate(items)
    ]


# Planning one ----------------------------------------------------------------------------------------------------


def _make(request: HttpRequest, body: Body) -> Case:
    made = schedule(by=request.actor, body=body, data=request.POST)
    said = ngettext("%(n)s meeting planned.", "%(n)s meetings planned.", len(made)) % {"n": len(made)}
    messages.success(request, said + " " + _("Look at the agenda, then give notice."))
    return made[0].case


def _form(request: HttpRequest, body: Body, *, initial: dict[str, Any] | None = None) -> Schedule:
    return Schedule(subject=body, actor=request.actor, initial=initial or _usual(body))


PLAN = NewCase("schedule", "committees/meeting_new.html", form=_form, operation=_make)


@keeps_what_is_typed
def new(request: HttpRequest, code: str) -> HttpResponse:
    """Plan a meeting or a series."""
    body = committee_of(request.actor, code)
    if not (request.actor.may(roles.CONVENE) and request.actor.body.pk == body.pk):
        raise PermissionDenied(_("Only a committee's own convener or chair calls its meetings."))
    return PLAN(request, body, rules=rules_of(body))


def _usual(body: Body) -> dict[str, Any]:
    """Place and hour of the last meeting: most committees meet where they met before."""
    last = Meeting.objects.filter(body=body).order_by("-starts_at").first()
    if last is None:
        return {"at": "11:00"}
    return {
        "at": last.starts_at.astimezone(clock.INDIA).strftime("%H:%M"),
        "mode": last.mode,
        "venue": last.venue,
        "online_link": last.online_link,
    }
