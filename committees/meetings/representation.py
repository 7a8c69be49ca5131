"""What systems read of a meeting: a row of the list from bare columns, and the whole document.

The link to join online and the drafts of minutes are the committee's own until the minutes are circulated.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterable
from typing import Any

from committees.access import is_member
from committees.meetings.inputs import seat_name
from committees.meetings.workflow import MEETING
from committees.minutes.record import latest_texts
from committees.models import AgendaItem, Attendance, Decision, Meeting, MeetingStatus, Recusal
from escalations import clocks
from institutions.actors import Actor
from workflow.representation import case_document, events_of, evidence_of, named, post_document, post_row, stamp

SHOWN = (MeetingStatus.CIRCULATED, MeetingStatus.CONFIRMED)  # everybody who sees the meeting reads its minutes

COLUMNS = {
    "key": "key",
    "reference": "reference",
    "title": "title",
    "status": "status",
    "version": "version",
    "state_code": "state__code",
    "district_code": "district__code",
    "body_id": "meeting__body_id",
    "body_code": "meeting__body__code",
    "meeting_kind": "meeting__kind",
    "number": "meeting__number",
    "starts_at": "meeting__starts_at",
    "ends_at": "meeting__ends_at",
    "mode": "meeting__mode",
    "venue": "meeting__venue",
    "quorate": "meeting__quorate",
    "chaired_by_id": "meeting__chaired_by_id",
    "holder_id": "holder_id",
    "holder_role": "holder__role",
    "holder_body": "holder__body__code",
}


class Row(namedtuple("Columns", ["changed_at", "id", *COLUMNS, "holder_title", "holder_body_name"])):
    """A row of the list; to the predicates of the transition table it is the meeting and its case in one."""

    __slots__ = ()

    @property
    def case(self) -> Row:
        return self


def columns() -> list:
    """The columns of a row, after changed_at and id."""
    return [*COLUMNS.values(), named("holder__title"), named("holder__body__name")]


def row_document(row: Row, href: str, actions: list) -> dict[str, Any]:
    return {
        "key": str(row.key),
        "reference": row.reference,
        "href": href,
        "title": row.title,
        "status": row.status,
        "status_label": str(MEETING.statuses(row.status).label),
        "version": row.version,
        "state": row.state_code,
        "district": f"{row.state_code}-{row.district_code}" if row.district_code else None,
        "body": row.body_code,
        "meeting_kind": row.meeting_kind,
        "number": row.number,
        "starts_at": stamp(row.starts_at),
        "ends_at": stamp(row.ends_at),
        "mode": row.mode,
        "venue": row.venue,
        "quorate": row.quorate,
        "holder": post_row(row.holder_id, row.holder_role, row.holder_title, row.holder_body, row.holder_body_name),
        "changed_at": stamp(row.changed_at),
        "actions": actions,
    }


def detail_document(meeting: Meeting, actor: Actor) -> dict[str, Any]:
    """Everything the pages of a meeting say; the number of queries does not grow with its agenda."""
    case, inside = meeting.case, is_member(actor, meeting.body)
    due = clocks.running(case)
    texts = latest_texts(meeting) if inside or case.status in SHOWN else {}
    again = Meeting.objects.filter(adjourned_from=meeting).values_list("case__reference", flat=True).first()
    return {
        **case_document(case, MEETING),
        "body": {"code": meeting.body.code, "name": str(meeting.body)},
        "meeting_kind": meeting.kind,
        "number": meeting.number,
        "starts_at": stamp(meeting.starts_at),
        "ends_at": stamp(meeting.ends_at),
        "mode": meeting.mode,
        "venue": meeting.venue,
        "online_link": meeting.online_link if inside else None,
        "sequence": meeting.sequence,
        "notified_at": stamp(meeting.notified_at),
        "short_notice": meeting.short_notice,
        "adjourned_from": meeting.adjourned_from.case.reference if meeting.adjourned_from else None,
        "adjourned_to": again,
        "constitution": meeting.constitution.order_number if meeting.constitution else None,
        "chaired_by": post_document(meeting.chaired_by),
        "began_at": stamp(meeting.began_at),
        "ended_at": stamp(meeting.ended_at),
        "quorum": {"met": meeting.quorate, "counted": meeting.counted, "needed": meeting.needed},
        "file_number": meeting.file_number,
        "due_at": stamp(due.due_at) if due else None,
        "agenda": _agenda(meeting, texts),
        "attendance": _attendance(meeting),
        "minutes": _text(texts.get(None)),
        "objections": _objections(meeting),
        "seals": [_seal(seal) for seal in meeting.seals.order_by("language")],
        "errata": [_erratum(row) for row in meeting.errata.select_related("item", "by_post__body").order_by("number")],
        "evidence": evidence_of(case),
        "events": events_of(case, MEETING),
    }


def _agenda(meeting: Meeting, texts: dict) -> list[dict[str, Any]]:
    items = meeting.items.filter(dropped_at=None).select_related("about", "proposed_by__body")
    items = items.prefetch_related("papers__evidence")
    decisions = _grouped(
        Decision.objects.filter(item__meeting=meeting)
        .select_related("acted__case", "action_point__case", "ratified_in__case")
        .order_by("pk")
    )
    recusals = _grouped(Recusal.objects.filter(item__meeting=meeting).select_related("post__body").order_by("pk"))
    return [_item(item, texts, decisions.get(item.pk, []), recusals.get(item.pk, [])) for item in items]


def _grouped(rows: Iterable) -> dict[int, list]:
    found: dict[int, list] = {}
    for row in rows:
        found.setdefault(row.item_id, []).append(row)
    return found


def _item(item: AgendaItem, texts: dict, decisions: list[Decision], recusals: list[Recusal]) -> dict[str, Any]:
    return {
        "id": item.pk,
        "position": item.position,
        "kind": item.kind,
        "title": item.title,
        "note": item.note,
        "about": item.about.reference if item.about else None,
        "ratifies": item.ratifies_id,
        "proposed_by": post_document(item.proposed_by),
        "papers": [str(paper.evidence.key) for paper in item.papers.all()],
        "recused": [{"seat": seat_name(row.post), "post": post_document(row.post)} for row in recusals],
        "decisions": [_decision(decision) for decision in decisions],
        "minutes": _text(texts.get(item.pk)),
    }


def _decision(decision: Decision) -> dict[str, Any]:
    point, acted = getattr(decision, "action_point", None), decision.acted
    return {
        "id": decision.pk,
        "kind": decision.kind,
        "text": decision.text,
        "act": decision.act,
        "acted_on": acted.case.reference if acted else None,
        "acted_version": acted.version if acted else None,
        "action_point": point.case.reference if point else None,
        "provisional": decision.provisional,
        "counted": decision.counted,
        "needed": decision.needed,
        "lacking": decision.lacking,
        "made_at": stamp(decision.made_at),
        "ratified_in": decision.ratified_in.case.reference if decision.ratified_in else None,
        "ratified_at": stamp(decision.ratified_at),
        "set_aside_at": stamp(decision.set_aside_at),
    }


def _attendance(meeting: Meeting) -> list[dict[str, Any]]:
    rows = Attendance.objects.filter(meeting=meeting).select_related("post__body").order_by("post_id")
    return [{"seat": seat_name(row.post), "state": row.state, "post": post_document(row.post)} for row in rows]


def _objections(meeting: Meeting) -> list[dict[str, Any]]:
    return [
        {
            "id": row.pk,
            "item": row.item_id,
            "by": post_document(row.post),
            "text": row.text,
            "at": stamp(row.at),
            "answer": row.answer,
            "answered_at": stamp(row.answered_at),
        }
        for row in meeting.objections.select_related("post__body").order_by("pk")
    ]


def _text(found: tuple[str, int] | None) -> dict[str, Any] | None:
    return {"text": found[0], "revision": found[1]} if found else None


def _seal(seal) -> dict[str, Any]:
    return {
        "language": seal.language,
        "code": seal.code,
        "record_sha256": seal.record_sha256,
        "sha256": seal.sha256,
        "sealed_at": stamp(seal.sealed_at),
    }


def _erratum(row) -> dict[str, Any]:
    return {
        "number": row.number,
        "item": row.item_id,
        "text": row.text,
        "by": post_document(row.by_post),
        "at": stamp(row.at),
    }
