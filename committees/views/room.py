"""The meeting room: who is there, item by item, on a phone with a weak line."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.models import Case
from committees.meetings import acts
from committees.meetings.agenda import last_held
from committees.meetings.decide import Decide
from committees.meetings.inputs import seat_name
from committees.meetings.workflow import MEETING
from committees.models import ActionPoint, AgendaItem, AttendanceState, ItemKind, Meeting, MeetingStatus, Mode
from committees.procedure import holders_of, posts_of, verdict, votes
from committees.quorum_words import sentence
from committees.views.meetings import find
from institutions import clock
from workflow.pages import Attempt, act_on, panels

MOST_POINTS = 60  # on one page
IN_ROOM = ("open", "adjourn", "close", "add_item")


@login_required
def room(request: HttpRequest, handle: str) -> HttpResponse:
    """The room as a whole: quorum, attendance, the items and what was settled."""
    return page(request, find(request, handle))


def room_act(request: HttpRequest, handle: str, verb: str) -> HttpResponse:
    """A move made in the room; refused, the room again with what was typed."""
    here = reverse("room", args=[handle])
    return act_on(
        request, handle=handle, verb=verb, find=find, page=page, here=here, done=lambda case: _after(case, here)
    )


def _after(case: Case, here: str) -> str:
    if case.status == MeetingStatus.HELD:
        return reverse("minutes", args=[case.handle])
    return reverse("meeting", args=[case.handle]) if case.status == MeetingStatus.ADJOURNED else here


def page(request: HttpRequest, case: Case, tried: Attempt | None = None) -> HttpResponse:
    meeting = Meeting.objects.for_list().get(pk=case.pk)
    shown = panels(
        actor=request.actor, subject=meeting, attempted=tried, opened=request.GET.get("open", ""),
        address=lambda verb: reverse("room-act", args=[case.handle, verb]),
    )  # fmt: skip
    permitted = {panel["verb"] for panel in shown}
    found = verdict(meeting)
    context = {
        "nav": "committees",
        "meeting": meeting,
        "case": meeting.case,
        "status_label": MeetingStatus(case.status).label,
        "quorum": found,
        "quorum_sentence": sentence(found),
        "seats": seats_of(meeting, tried),
        "recorded": meeting.attendance.count(),
        "attendance_open": tried is not None and tried.verb == "record_attendance",
        "may_record": "record_attendance" in permitted,
        "token": uuid.uuid4().hex,
        "items": items_of(meeting),
        "actions": [panel for panel in shown if panel["verb"] in IN_ROOM],
        "refusal": _refusal(tried),
    }
    return render(request, "committees/room.html", context, status=tried.status if tried else 200)


def _refusal(tried: Attempt | None) -> str:
    """Why a move was refused, where its own panel cannot say it."""
    if tried is None:
        return ""
    if tried.verb == "record_attendance" and tried.form is not None:
        return " ".join(str(error) for errors in tried.form.errors.values() for error in errors)
    return tried.message


def seats_of(meeting: Meeting, tried: Attempt | None = None) -> list[dict[str, Any]]:
    """Every seat with what can be recorded of it, what was recorded, and what was just typed."""
    on = clock.local_date(meeting.starts_at)
    posts = posts_of(meeting.body, on)
    holders, substitutes = holders_of(posts, on)
    recorded = dict(meeting.attendance.values_list("post", "state"))
    typed = tried.typed if tried and tried.verb == "record_attendance" else {}
    rows = []
    for post in posts:
        name = seat_name(post)
        states = _states(meeting, held=post.pk in holders, substituted=post.pk in substitutes)
        state = typed.get(f"attendance-{name}") or recorded.get(post.pk, "")
        rows.append(
            {
                "post": post,
                "name": name,
                "votes": votes(post),
                "vacant": post.pk not in holders,
                "states": [(value, AttendanceState(value).label, value == state) for value in states],
                "state": state,
                "label": AttendanceState(recorded[post.pk]).label if post.pk in recorded else "",
            }
        )
    return rows


def _states(meeting: Meeting, *, held: bool, substituted: bool) -> list[str]:
    """What can be true of a seat that day."""
    states = []
    if held:
        states += [] if meeting.mode == Mode.ONLINE else [AttendanceState.PRESENT]
        states += [] if meeting.mode == Mode.IN_PERSON else [AttendanceState.ONLINE]
    if substituted:
        states.append(AttendanceState.SUBSTITUTE)
    if held:
        states.append(AttendanceState.APOLOGY)
    return [*states, AttendanceState.REPRESENTED, AttendanceState.ABSENT]


def items_of(meeting: Meeting) -> list[AgendaItem]:
    """The items in order with their papers and decisions."""
    rows = meeting.items.filter(dropped_at=None).select_related("about", "ratifies__item__meeting__case", "proposed_by")
    return list(rows.prefetch_related("decisions__acted__case", "decisions__action_point__case", "papers__evidence"))


# One item --------------------------------------------------------------------------------------------------------


@login_required
def item(request: HttpRequest, handle: str, pk: int) -> HttpResponse:
    """One item of the agenda: what is before the committee, and what it settles."""
    return item_page(request, find(request, handle), pk)


def item_act(request: HttpRequest, handle: str, pk: int, verb: str) -> HttpResponse:
    """A decision, a recusal or a paper of one item; refused, the item again with what was typed."""
    here = reverse("room-item", args=[handle, pk])

    def again(request: HttpRequest, case: Case, tried: Attempt) -> HttpResponse:
        return item_page(request, case, pk, tried)

    return act_on(request, handle=handle, verb=verb, find=find, page=again, here=here, done=lambda case: here)


def item_page(request: HttpRequest, case: Case, pk: int, tried: Attempt | None = None) -> HttpResponse:
    meeting = Meeting.objects.for_list().get(pk=case.pk)
    items = items_of(meeting)
    index = next((number for number, one in enumerate(items) if one.pk == pk), None)
    if index is None:
        raise Http404
    current = items[index]
    current.meeting = meeting
    recused = list(current.recusals.select_related("post__body"))
    found = verdict(meeting, frozenset(row.post_id for row in recused))
    allowed = {move.verb for move in MEETING.permitted(request.actor, meeting)}
    context = {
        "nav": "committees",
        "meeting": meeting,
        "case": meeting.case,
        "item": current,
        "before": items[index - 1] if index else None,
        "after": items[index + 1] if index + 1 < len(items) else None,
        "total": len(items),
        "quorum": found,
        "quorum_sentence": sentence(found),
        "recused": recused,
        "decisions": current.decisions.select_related("acted__case", "action_point__owner__body", "action_point__case"),
        "settling": settling(request, current, tried) if "decide" in allowed else [],
        "may_recuse": "recuse" in allowed and not current.decisions.all(),
        "seats": [row for row in seats_of(meeting) if row["votes"] and row["state"] not in ("", "absent", "apology")],
        "token": uuid.uuid4().hex,
        "points": points_of(meeting) if current.kind == ItemKind.ACTION_TAKEN else [],
        "refusal": _item_refusal(tried),
    }
    return render(request, "committees/room_item.html", context, status=tried.status if tried else 200)


def _item_refusal(tried: Attempt | None) -> str:
    if tried is None:
        return ""
    if tried.form is not None and tried.verb != "decide":
        return " ".join(str(error) for errors in tried.form.errors.values() for error in errors)
    return tried.message


def settling(request: HttpRequest, item: AgendaItem, tried: Attempt | None) -> list[dict[str, Any]]:
    """The ways to settle an item: words alone first, then each act with what it asks for."""
    attempted = tried if tried and tried.verb == "decide" else None
    code = attempted.typed.get("act", "") if attempted else None
    found = []
    for act in [None, *acts.acts_on(item, request.actor)]:
        mine = attempted is not None and code == (act.code if act else "")
        found.append(
            {
                "code": act.code if act else "",
                "label": act.label if act else _("Record what was settled"),
                "hint": act.hint if act else _("In words alone: nothing else changes."),
                "form": _outer(request, item, act, attempted if mine else None),
                "inner": _inner(request, item, act, attempted if mine else None) if act else None,
                "open": mine,
                "token": uuid.uuid4().hex,
            }
        )
    return found


def _outer(request: HttpRequest, item: AgendaItem, act: acts.Act | None, attempted: Attempt | None) -> Decide:
    if attempted and attempted.form is not None:
        attempted.form.auto_id = f"decide-{act.code if act else 'words'}-%s"
        form = attempted.form
    else:
        initial = attempted.typed.dict() if attempted else {}
        form = Decide(subject=item.meeting, actor=request.actor, initial=initial,
                      auto_id=f"decide-{act.code if act else 'words'}-%s")  # fmt: skip
    for name in ("item", "act"):
        form.fields.pop(name, None)
    return form


def _inner(request: HttpRequest, item: AgendaItem, act: acts.Act, attempted: Attempt | None):
    """What the act asks for; its own words are those of the decision."""
    if attempted and getattr(attempted.form, "inner", None) is not None:
        form = attempted.form.inner
    else:
        kept = item.ratifies.act_inputs if item.ratifies_id else {}
        form = act.form(item, request.actor, initial=kept | (attempted.typed.dict() if attempted else {}))
    form.auto_id = f"act-{act.code}-%s"
    form.fields.pop(act.takes_the_words, None)
    return form


def points_of(meeting: Meeting) -> list[ActionPoint]:
    """What the committee set to be done and what became of it: open ones, and those closed since the last meeting."""
    last = last_held(meeting)
    wanted = Q(case__closed_at=None) | (Q(case__closed_at__gt=last.starts_at) if last else Q(pk=None))
    return list(ActionPoint.objects.for_list().filter(wanted, body=meeting.body).order_by("due_on")[:MOST_POINTS])
