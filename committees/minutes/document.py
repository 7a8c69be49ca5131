"""The minutes as a reader sees them: the record's plain data with dates, counts and numbers in one language's words."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from committees.minutes.record import record_of
from committees.models import AttendanceState, Meeting, Seal
from institutions import clock

THERE = (AttendanceState.PRESENT, AttendanceState.ONLINE, AttendanceState.SUBSTITUTE)


def of_seal(seal: Seal) -> dict[str, Any]:
    """The document of sealed minutes, from the sealed record alone."""
    with override(seal.language):
        address = settings.SITE_URL + reverse("verify", args=[seal.code])
        mark = _("DEMONSTRATION") if settings.DEMO else ""
        return _document(seal.record) | {
            "code": seal.code, "verify_address": address, "draft": False, "mark": mark,
        }  # fmt: skip


def of_draft(meeting: Meeting, language: str) -> dict[str, Any]:
    """The document as it would be now: marked as a draft on every page, without seal or code."""
    with override(language):
        made = date_format(clock.now().astimezone(clock.INDIA), "j F Y, H:i")
        mark = _("DRAFT as of %(at)s. Not confirmed.") % {"at": made}
        return _document(record_of(meeting, language)) | {"draft": True, "made_at": made, "mark": mark}


def _document(record: dict[str, Any]) -> dict[str, Any]:
    items = [_item(item, number) for number, item in enumerate(record["items"], start=1)]
    page = _("Page %(page)s of %(pages)s") % {"page": "\x1f", "pages": "\x1f"}
    before, between, after = page.split("\x1f")
    return {
        "language": record["language"],
        "record": record,
        "title": title_of(record),
        "on": _day(record["starts_at"]),
        "hours": _hours(record),
        "held": record["mode"],
        "attendance": _attendance(record["attendance"]),
        "quorum": _quorum(record["quorum"]),
        "items": items,
        "actions": [decision["action"] | {"number": decision["number"]}
                    for item in items for decision in item["decisions"] if decision["action"]],
        "confirmed_on": _day(record["confirmed_at"]) if "confirmed_at" in record else "",
        "page_before": before, "page_between": between, "page_after": after,
        "DEMO": settings.DEMO,
    }  # fmt: skip


def title_of(record: dict[str, Any]) -> str:
    """What the document is called, for its head, its bookmarks and the list of a reader's open files."""
    said = {"number": record["number"], "body": record["body"]}
    if record["number"] is None:
        return _("Minutes of a meeting of %(body)s") % said
    return _("Minutes of meeting %(number)s of %(body)s") % said


def _day(instant: str) -> str:
    return date_format(datetime.fromisoformat(instant).astimezone(clock.INDIA), "j F Y")


def _hours(record: dict[str, Any]) -> str:
    begin, end = record["starts_at"], record["ended_at"]
    times = [datetime.fromisoformat(at).astimezone(clock.INDIA).strftime("%H:%M") for at in (begin, end) if at]
    return "–".join(times)


def _attendance(rows: list[dict[str, str]]) -> dict[str, Any]:
    there = sum(row["state"] in THERE for row in rows)
    said = ngettext("%(there)s of %(all)s seat present", "%(there)s of %(all)s seats present", len(rows))
    return {"rows": rows, "sentence": said % {"there": there, "all": len(rows)} if rows else ""}


def _quorum(found: dict[str, Any]) -> str:
    if found["met"] is None:
        return ""
    numbers = {"counted": found["counted"], "needed": found["needed"]}
    if found["met"]:
        return _("Quorum: yes. %(counted)s counted, %(needed)s needed.") % numbers
    return _("Quorum: no. %(counted)s counted, %(needed)s needed; what was decided is provisional.") % numbers


def _item(item: dict[str, Any], number: int) -> dict[str, Any]:
    decisions = [_decision(decision, f"{number}.{place}") for place, decision in enumerate(item["decisions"], start=1)]
    return item | {"number": number, "decisions": decisions}


def _decision(decision: dict[str, Any], number: str) -> dict[str, Any]:
    action = decision["action"]
    if action:
        action = action | {"due": date_format(date.fromisoformat(action["due_on"]), "j F Y")}
    return decision | {"number": number, "action": action, "status": _status(decision)}


def _status(decision: dict[str, Any]) -> str:
    """What a reader must know of a decision that was taken without quorum."""
    if decision["provisional"]:
        said = _(
            "Provisional: %(counted)s counted, %(needed)s needed. It waits for a meeting with quorum to ratify it."
        )
        return said % {"counted": decision["counted"], "needed": decision["needed"]}
    if decision.get("ratified_in"):
        return _("Taken without quorum, ratified in %(meeting)s.") % {"meeting": decision["ratified_in"]}
    return ""
