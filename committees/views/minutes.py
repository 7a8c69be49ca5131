"""Minutes: written item by item, circulated, objected to, confirmed; read by whoever sees the meeting."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases import drafts
from cases.models import Case
from committees.access import is_member
from committees.meetings.guards import may_be_confirmed
from committees.meetings.standing import meeting_standing
from committees.meetings.workflow import MEETING
from committees.minutes import desk, document
from committees.minutes.sealing import errata_of
from committees.models import HELD, Meeting, MeetingStatus, Seal
from committees.views.meetings import find
from institutions import clock
from workflow.engine import Move
from workflow.errors import NotNow
from workflow.pages import Attempt, act_on, lost_words, panels
from workflow.submission import submit

WRITE = "write_minutes"
VERBS = frozenset(
    {WRITE, "circulate_minutes", "object", "answer_objection", "return_minutes", "confirm_minutes", "add_erratum"}
)
WHOLE = VERBS - {WRITE, "answer_objection", "confirm_minutes"}  # those with a panel of their own
STEPS = (
    (MeetingStatus.HELD, lambda: _("Written")),
    (MeetingStatus.CIRCULATED, lambda: _("Circulated for objections")),
    (MeetingStatus.CONFIRMED, lambda: _("Confirmed and sealed")),
)


def meeting_of(case: Case) -> Meeting:
    return Meeting.objects.for_list().select_related("constitution").get(pk=case.pk)


def may_read(request: HttpRequest, meeting: Meeting) -> bool:
    """Texts that are not circulated are for those who sit on the committee; a meeting not held has none."""
    if meeting.case.status == MeetingStatus.HELD:
        return is_member(request.actor, meeting.body)
    return meeting.case.status in HELD


def readable(request: HttpRequest, handle: str) -> Meeting:
    """The meeting of an address whose minutes the actor may read now: 404 unseen or not held, 403 being written."""
    meeting = meeting_of(find(request, handle))
    if meeting.case.status not in HELD:
        raise Http404
    if not may_read(request, meeting):
        raise PermissionDenied(_("The minutes are being written. You can read them when they are circulated."))
    return meeting


@login_required
@require_safe
def minutes(request: HttpRequest, handle: str) -> HttpResponse:
    return page(request, find(request, handle))


def act(request: HttpRequest, handle: str, verb: str) -> HttpResponse:
    """Make a move of the minutes. Refused: the page with everything that was typed, or both texts side by side."""
    if verb not in VERBS:
        raise Http404
    here = reverse("minutes", args=[handle])
    shown = conflict if verb == WRITE else page
    return act_on(
        request, handle=handle, verb=verb, find=find, page=shown, here=here,
        done=lambda case: reverse("minutes", args=[case.handle]) + _anchor(request, verb),
    )  # fmt: skip


def _anchor(request: HttpRequest, verb: str) -> str:
    return f"#text-{_key(request.POST)}" if verb == WRITE else ""


def _key(data: Any) -> int:
    """Which text of the page a submission is about: the item's id, 0 for the opening."""
    sent = str(data.get("item", "") or "")
    return int(sent) if sent.isascii() and sent.isdigit() else 0


def conflict(request: HttpRequest, case: Case, tried: Attempt) -> HttpResponse:
    """A text that was not saved: already there, overtaken by another, or not possible any more."""
    meeting = meeting_of(case)
    if tried.status != 409 or case.status != MeetingStatus.HELD:
        return page(request, case, tried)
    sheet = next((one for one in desk.sheets_of(meeting) if one.key == _key(tried.typed)), None)
    yours = tried.typed.get("text", "").replace("\r\n", "\n").strip()
    if sheet is None:
        return page(request, case, tried)
    saved = sheet.latest.text if sheet.latest else ""
    if saved == yours:
        messages.success(request, _("This text is saved."))
        return redirect(reverse("minutes", args=[case.handle]) + f"#text-{sheet.key}")
    context = {
        "nav": "committees", "case": case, "meeting": meeting, "sheet": sheet, "yours": yours, "theirs": saved,
        "both": desk.merged(saved, yours), "message": tried.message, "token": uuid.uuid4().hex,
    }  # fmt: skip
    return render(request, "committees/minutes_conflict.html", context, status=409)


@login_required
def assemble(request: HttpRequest, handle: str) -> HttpResponse:
    """Save the text of the record under every item that has none yet; what somebody wrote stays."""
    case = find(request, handle)
    if request.method != "POST":
        return redirect("minutes", handle=handle)
    done = 0
    for sheet in desk.sheets_of(meeting_of(case)):
        if sheet.latest is None and sheet.assembled:
            data = {"item": sheet.key or "", "revision": 0, "text": sheet.assembled}
            try:
                submit(by=request.actor, case=case, verb=WRITE, data=data)
            except NotNow:
                continue  # somebody wrote it meanwhile
            done += 1
    said = ngettext("%(n)s text was made of the record.", "%(n)s texts were made of the record.", done)
    messages.success(request, said % {"n": done})
    return redirect("minutes", handle=case.handle)


def page(request: HttpRequest, case: Case, tried: Attempt | None = None) -> HttpResponse:
    """The page of the minutes as this actor has it now."""
    meeting = meeting_of(case)
    writes = case.status == MeetingStatus.HELD and MEETING[WRITE].by(request.actor, meeting)
    reads = may_read(request, meeting)
    context = {
        "nav": "committees",
        "case": meeting.case,
        "meeting": meeting,
        "status_label": MeetingStatus(case.status).label,
        "standing": meeting_standing(meeting),
        "held": case.status in HELD,
        "steps": _steps(case.status),
        "reads": reads,
        "writes": writes,
        "sits": is_member(request.actor, meeting.body),
        **_moves(request, meeting, tried),
        **(_words(request, meeting, writes, tried) if reads else {}),
    }
    return render(request, "committees/minutes.html", context, status=tried.status if tried else 200)


def _moves(request: HttpRequest, meeting: Meeting, tried: Attempt | None) -> dict[str, Any]:
    """What can be done now: confirming with one press, the others as panels."""
    opened = request.GET.get("open", "")
    kept = drafts.take_after_login(request, _address(meeting, opened)) if opened in WHOLE else None
    shown = panels(
        actor=request.actor, subject=meeting, attempted=tried, opened=opened, unsent={opened: kept} if kept else None,
        address=lambda verb: _address(meeting, verb),
    )  # fmt: skip
    for panel in shown:
        if panel["verb"] == "circulate_minutes":
            panel["form"].fields["file_number"].initial = meeting.file_number
    by_verb = {panel["verb"]: panel for panel in shown}
    refusal = tried.message if tried else ""
    return {
        "actions": [panel for panel in shown if panel["verb"] in WHOLE],
        "confirm": by_verb.get("confirm_minutes"),
        "obstacle": _obstacle(request, meeting) if "confirm_minutes" in by_verb else "",
        "answer": by_verb.get("answer_objection"),
        "answering": _answering(tried),
        "refusal": refusal,
        "lost": lost_words(tried, shown),
    }


def _address(meeting: Meeting, verb: str) -> str:
    return reverse("minutes-act", args=[meeting.case.handle, verb])


def _obstacle(request: HttpRequest, meeting: Meeting) -> str | None:
    """Why the chair cannot confirm yet, as the move itself would say."""
    asked = Move(meeting.case, meeting, MEETING["confirm_minutes"], request.actor, {}, clock.now())
    return may_be_confirmed(asked)


def _answering(tried: Attempt | None) -> dict[str, str]:
    """The answer that was refused, under its objection."""
    if tried is None or tried.verb != "answer_objection" or tried.typed is None:
        return {}
    errors = tried.form.errors.get("answer", []) if tried.form is not None else []
    return {"objection": tried.typed.get("objection", ""), "text": tried.typed.get("answer", ""), "errors": errors}


def _words(request: HttpRequest, meeting: Meeting, writes: bool, tried: Attempt | None) -> dict[str, Any]:
    """The texts: as forms for whoever writes them, else as the document reads."""
    language = get_language()
    language = language if language in Seal.Language.values else Seal.Language.ENGLISH
    seals = list(meeting.seals.select_related("evidence").order_by("language"))
    mine = next((seal for seal in seals if seal.language == language), None)
    found = {
        "shown": document.of_seal(mine) if mine else document.of_draft(meeting, language),
        "seals": seals,
        "languages": Seal.Language.choices,
        "objections": meeting.objections.select_related("post__body", "item"),
        "errata": errata_of(meeting),
    }
    if writes:
        found["sheets"] = _boxes(request, meeting, found["shown"], tried)
        found["unwritten"] = sum(sheet["sheet"].latest is None for sheet in found["sheets"])
    return found


def _boxes(request: HttpRequest, meeting: Meeting, shown: dict, tried: Attempt | None) -> list[dict[str, Any]]:
    """One box for each text, with what the committee decided beside it, and what was typed and not saved."""
    address = _address(meeting, WRITE)
    typed = tried.typed if tried and tried.verb == WRITE else None
    if typed is None and request.GET.get("open") == WRITE:
        typed = drafts.take_after_login(request, address)
    decided = dict(enumerate(shown["items"], start=1))
    boxes = []
    for sheet in desk.sheets_of(meeting):
        unsaved = typed if typed is not None and _key(typed) == sheet.key else None
        boxes.append(
            {
                "sheet": sheet,
                "decided": decided.get(sheet.number),
                "token": uuid.uuid4().hex,
                "text": unsaved.get("text", "") if unsaved else sheet.text,
                "revision": unsaved.get("revision", sheet.revision) if unsaved else sheet.revision,
                "errors": tried.form.errors.get("text", []) if unsaved and tried and tried.form is not None else [],
            }
        )
    return boxes


def _steps(status: str) -> list[dict[str, str]]:
    order = [step for step, _label in STEPS]
    if status not in order:
        return []
    now = order.index(status)
    states = ["done" if place < now or status == MeetingStatus.CONFIRMED else "" for place in range(len(order))]
    states[now] = states[now] or "current"
    return [{"label": label(), "state": state} for (_status, label), state in zip(STEPS, states, strict=True)]
