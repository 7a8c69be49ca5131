"""What systems read of a committee's cases other than meetings. How each member voted stays in the committee."""

from __future__ import annotations

from collections import namedtuple
from typing import Any

from cases.models import Case
from committees.access import is_member
from committees.action_points.workflow import ACTION_POINT
from committees.circulation.counting import count
from committees.circulation.workflow import CIRCULATION
from committees.compliance.reviews import MEETING_REVIEW
from committees.compliance.revivals import REVIVAL
from committees.constitution.workflow import CONSTITUTION
from committees.leaders.workflow import TRAINEESHIP, meetings_attended, missing_competencies
from committees.models import (
    ActionPoint,
    Answer,
    Circulation,
    Constitution,
    MeetingReview,
    Reply,
    Revival,
    Traineeship,
)
from committees.models.action_points import UNDONE
from escalations import clocks
from institutions import clock
from institutions.actors import Actor
from workflow.engine import Workflow
from workflow.representation import case_document, events_of, evidence_of, named, post_document, post_row, stamp

ACTION_POINT_COLUMNS = {
    "key": "key",
    "reference": "reference",
    "title": "title",
    "status": "status",
    "level": "level",
    "version": "version",
    "state_code": "state__code",
    "district_code": "district__code",
    "body_id": "action_point__body_id",
    "body_code": "action_point__body__code",
    "owner_id": "action_point__owner_id",
    "owner_role": "action_point__owner__role",
    "owner_body": "action_point__owner__body__code",
    "due_on": "action_point__due_on",
    "holder_id": "holder_id",
    "holder_role": "holder__role",
    "holder_body": "holder__body__code",
    "closed_at": "closed_at",
}
NAMES = ("owner_title", "owner_body_name", "holder_title", "holder_body_name")


class ActionPointRow(namedtuple("Columns", ["changed_at", "id", *ACTION_POINT_COLUMNS, *NAMES])):
    """A row of the list; to the predicates of the transition table it is the action point and its case in one."""

    __slots__ = ()

    @property
    def case(self) -> ActionPointRow:
        return self


def action_point_columns() -> list:
    """The columns of a row, after changed_at and id."""
    owner, holder = "action_point__owner", "holder"
    names = [named(f"{path}__{name}") for path in (owner, holder) for name in ("title", "body__name")]
    return [*ACTION_POINT_COLUMNS.values(), *names]


def action_point_row(row: ActionPointRow, href: str, actions: list) -> dict[str, Any]:
    return {
        "key": str(row.key),
        "reference": row.reference,
        "href": href,
        "title": row.title,
        "status": row.status,
        "status_label": str(ACTION_POINT.statuses(row.status).label),
        "level": row.level,
        "version": row.version,
        "state": row.state_code,
        "district": f"{row.state_code}-{row.district_code}" if row.district_code else None,
        "body": row.body_code,
        "owner": post_row(row.owner_id, row.owner_role, row.owner_title, row.owner_body, row.owner_body_name),
        "holder": post_row(row.holder_id, row.holder_role, row.holder_title, row.holder_body, row.holder_body_name),
        "due_on": row.due_on.isoformat(),
        "overdue": is_overdue(row.status, row.due_on),
        "changed_at": stamp(row.changed_at),
        "closed_at": stamp(row.closed_at),
        "actions": actions,
    }


def is_overdue(status: str, due_on) -> bool:
    """Its date has passed and nobody reported it done."""
    return status in UNDONE and due_on < clock.today()


# Documents ----------------------------------------------------------------------------------------------------------


def _common(subject: Any, workflow: Workflow) -> dict[str, Any]:
    due = clocks.running(subject.case)
    return {
        **case_document(subject.case, workflow),
        "body": {"code": subject.body.code, "name": str(subject.body)},
        "due_at": stamp(due.due_at) if due else None,
        "evidence": evidence_of(subject.case),
        "events": events_of(subject.case, workflow),
    }


def action_point_document(point: ActionPoint, actor: Actor) -> dict[str, Any]:
    return {
        **_common(point, ACTION_POINT),
        "owner": post_document(point.owner),
        "due_on": point.due_on.isoformat(),
        "overdue": is_overdue(point.case.status, point.due_on),
        "extensions": point.extensions,
        "result": point.result,
        "meeting": _reference(point.meeting.case if point.meeting else None, actor),
        "decision": point.decision_id,
        "about": _reference(point.about, actor),
    }


def _reference(case: Case | None, actor: Actor) -> str | None:
    """The reference of another case, for those who see it: an owner outside the committee does not."""
    if case is None or not Case.objects.visible_to(actor).filter(pk=case.pk).exists():
        return None
    return case.reference


def circulation_document(circulation: Circulation, actor: Actor) -> dict[str, Any]:
    last = {row.post_id: row for row in circulation.answers.select_related("post__body").order_by("pk")}
    inside = is_member(actor, circulation.body)
    return {
        **_common(circulation, CIRCULATION),
        "text": circulation.text,
        "background": circulation.background,
        "closes_on": circulation.closes_on.isoformat(),
        "silence_is_consent": circulation.silence_is_consent,
        "counts": _counts(circulation, last),
        "answers": [_answer(row) for row in last.values()] if inside else None,
        "events": _events_of_circulation(circulation, inside=inside),
        "ratified_in": circulation.ratified_in.case.reference if circulation.ratified_in else None,
    }


def _counts(circulation: Circulation, last: dict[int, Answer]) -> dict[str, int]:
    """As kept when it was counted, else as the answers stand now."""
    if circulation.agreed is None:
        now = count(circulation)
        return {"agree": now.agree, "disagree": now.disagree, "abstain": now.abstain, "silent": now.silent}
    abstained = sum(row.reply == Reply.ABSTAIN for row in last.values())
    kept = {"agree": circulation.agreed, "disagree": circulation.against, "silent": circulation.silent}
    return {**kept, "abstain": abstained}


def _events_of_circulation(circulation: Circulation, *, inside: bool) -> list[dict[str, Any]]:
    """The history; outside the committee it tells that somebody answered, not who and with which words."""
    events = events_of(circulation.case, CIRCULATION)
    if not inside:
        for event in events:
            if event["verb"] == "answer":
                event["text"], event["by"] = "", {"kind": event["by"]["kind"], "post": None}
    return events


def _answer(row: Answer) -> dict[str, Any]:
    return {"post": post_document(row.post), "reply": row.reply, "remark": row.remark, "at": stamp(row.at)}


def constitution_document(constitution: Constitution, actor: Actor) -> dict[str, Any]:
    first, until = constitution.during.lower, constitution.during.upper
    later = Constitution.objects.filter(supersedes=constitution).values_list("case__reference", flat=True).first()
    return {
        **_common(constitution, CONSTITUTION),
        "order_number": constitution.order_number,
        "ordered_on": constitution.ordered_on.isoformat(),
        "in_force_from": first.isoformat(),
        "in_force_until": until.isoformat() if until else None,
        "file_number": constitution.file_number,
        "note": constitution.note,
        "supersedes": constitution.supersedes.case.reference if constitution.supersedes else None,
        "superseded_by": later,
    }


def review_document(review: MeetingReview, actor: Actor) -> dict[str, Any]:
    return {
        **_common(review, MEETING_REVIEW),
        "month": review.month.isoformat(),
        "missed": [
            {
                "body": row.body.code,
                "name": str(row.body),
                "due_on": row.due_on.isoformat(),
                "last_held_on": row.last_held_on.isoformat() if row.last_held_on else None,
            }
            for row in review.missed.select_related("body").order_by("due_on", "body__code")
        ],
    }


def revival_document(revival: Revival, actor: Actor) -> dict[str, Any]:
    return {
        **_common(revival, REVIVAL),
        "silent_since": revival.silent_since.isoformat() if revival.silent_since else None,
        "cause": revival.cause,
        "meets_on": revival.meets_on.isoformat() if revival.meets_on else None,
        "steps": revival.steps,
    }


def traineeship_document(one: Traineeship, actor: Actor) -> dict[str, Any]:
    signed = one.sign_offs.select_related("competency", "by_post__body").order_by("pk")
    return {
        **_common(one, TRAINEESHIP),
        "trainee": post_document(one.trainee),
        "mentor": post_document(one.mentor),
        "responsibility": one.responsibility,
        "began_on": one.began_on.isoformat(),
        "meetings_attended": meetings_attended(one),
        "sign_offs": [
            {"competency": _coded(row.competency), "basis": row.basis, "by": post_document(row.by_post),
             "at": stamp(row.at)}
            for row in signed
        ],
        "missing": [_coded(row) for row in missing_competencies(one)],
    }  # fmt: skip


def _coded(row) -> dict[str, str]:
    return {"code": row.code, "name": str(row)}
