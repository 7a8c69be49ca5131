"""The record a meeting's minutes are made of: plain data in one language, the same for page, print, PDF and hash."""

from __future__ import annotations

import hashlib
from typing import Any

import orjson
from django.utils.translation import override

from committees.models import AgendaItem, Attendance, Decision, ItemKind, Meeting, MinuteText, Recusal
from institutions import clock

FORMAT = 1
ORDER = ("chair", "co_chair", "convener", "co_convener", "member")  # of the attendance; others follow


def record_of(meeting: Meeting, language: str) -> dict[str, Any]:
    """Everything the minutes say, with names in one language (texts stand as they were written).

    Designations, never people. Query count does not grow with items, seats or decisions.
    """
    texts = latest_texts(meeting)
    with override(language):
        return {
            "format": FORMAT,
            "language": language,
            "reference": meeting.case.reference,
            "body": meeting.body.name_in(language),
            "number": meeting.number,
            "kind": str(meeting.get_kind_display()),
            "mode": str(meeting.get_mode_display()),
            "venue": meeting.venue,
            "starts_at": meeting.starts_at.astimezone(clock.INDIA).isoformat(),
            "ended_at": meeting.ended_at.astimezone(clock.INDIA).isoformat() if meeting.ended_at else None,
            "chaired_by": meeting.chaired_by.label if meeting.chaired_by else None,
            "constitution": meeting.constitution.order_number if meeting.constitution else None,
            "file_number": meeting.file_number,
            "quorum": {"met": meeting.quorate, "counted": meeting.counted, "needed": meeting.needed},
            "attendance": _attendance(meeting),
            "opening": texts.get(None, ("", 0))[0],
            "items": _items(meeting, texts),
        }


def digest(record: dict[str, Any]) -> str:
    """SHA-256 over the record as canonical JSON (sorted keys, UTF-8, no spaces)."""
    return hashlib.sha256(orjson.dumps(record, option=orjson.OPT_SORT_KEYS)).hexdigest()


def latest_texts(meeting: Meeting) -> dict[int | None, tuple[str, int]]:
    """item (None: the meeting as a whole) -> (text, revision) of the latest revision."""
    rows = MinuteText.objects.filter(meeting=meeting).order_by("revision").values_list("item", "text", "revision")
    return {item: (text, revision) for item, text, revision in rows}


def _attendance(meeting: Meeting) -> list[dict[str, str]]:
    rows = list(Attendance.objects.filter(meeting=meeting).select_related("post__body").order_by("post_id"))
    rows.sort(key=lambda row: ORDER.index(row.post.role) if row.post.role in ORDER else len(ORDER))
    return [{"post": row.post.label, "state": row.state, "how": str(row.get_state_display())} for row in rows]


def _items(meeting: Meeting, texts: dict[int | None, tuple[str, int]]) -> list[dict[str, Any]]:
    items = meeting.items.filter(dropped_at=None).select_related("about", "proposed_by__body")
    decisions: dict[int, list[Decision]] = {}
    for row in Decision.objects.filter(item__meeting=meeting).select_related(
        "acted__case", "action_point__owner__body", "action_point__case", "ratified_in__case"
    ):
        decisions.setdefault(row.item_id, []).append(row)
    recused: dict[int, list[str]] = {}
    for row in Recusal.objects.filter(item__meeting=meeting).select_related("post__body").order_by("pk"):
        recused.setdefault(row.item_id, []).append(row.post.label)
    return [_item(item, texts, decisions.get(item.pk, []), recused.get(item.pk, [])) for item in items]


def _item(item: AgendaItem, texts: dict, decisions: list[Decision], recused: list[str]) -> dict[str, Any]:
    return {
        "position": item.position,
        "kind": str(item.get_kind_display()),
        "title": str(item.get_kind_display()) if item.kind == ItemKind.ACTION_TAKEN else item.title,
        "about": item.about.reference if item.about else None,
        "proposed_by": item.proposed_by.label if item.proposed_by else None,
        "text": texts.get(item.pk, ("", 0))[0],
        "recused": recused,
        "decisions": [_decision(decision) for decision in decisions],
    }


def _decision(decision: Decision) -> dict[str, Any]:
    point = getattr(decision, "action_point", None)
    return {
        "kind": str(decision.get_kind_display()),
        "text": decision.text,
        "act": decision.act,
        "acted_on": decision.acted.case.reference if decision.acted else None,
        "provisional": decision.provisional,
        "ratified_in": decision.ratified_in.case.reference if decision.ratified_in else None,
        "counted": decision.counted,
        "needed": decision.needed,
        "action": {
            "reference": point.case.reference,
            "title": point.case.title,
            "owner": str(point.owner),
            "due_on": point.due_on.isoformat(),
        }
        if point
        else None,
    }
