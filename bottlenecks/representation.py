"""What systems read of a bottleneck: a row of the list from bare columns, and the whole document."""

from collections import namedtuple
from typing import Any

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q

from bottlenecks.models import Bottleneck
from bottlenecks.standing import standing
from bottlenecks.workflow import BOTTLENECK
from cases.models import CaseQuerySet
from escalations.models import DeadlineState, Pause
from institutions import clock
from institutions.actors import Actor
from workflow.representation import case_document, events_of, evidence_of, named, post_document, post_row, stamp


def columns() -> dict[str, Any]:
    """Where each column of a row comes from; the names are those the transition table's predicates read."""
    return {
        "key": "key",
        "reference": "reference",
        "title": "title",
        "status": "status",
        "level": "level",
        "cycle": "cycle",
        "version": "version",
        "origin_id": "origin_id",
        "state_id": "state_id",
        "district_id": "district_id",
        "state_code": "state__code",
        "district_code": "district__code",
        "holder_id": "holder_id",
        "holder_role": "holder__role",
        "holder_title": named("holder__title"),
        "body_id": "holder__body_id",
        "body_code": "holder__body__code",
        "body_name": named("holder__body__name"),
        "external_system": "external_system",
        "external_ref": "external_ref",
        "opened_at": "opened_at",
        "closed_at": "closed_at",
        "area": "bottleneck__area__code",
        "category": "bottleneck__category__code",
        "severity": "bottleneck__severity",
        "ladder": "bottleneck__ladder",
        "routed_to_id": "bottleneck__routed_to_id",
        "answering": "bottleneck__routed_to__code",
        "assigned_to_id": "bottleneck__assigned_to_id",
        "due_at": "clock__due_at",
        "paused": F("paused"),
        "overdue": F("overdue"),
    }


class Row(namedtuple("Columns", ["changed_at", "id", *columns()])):
    """A row of the list. To the predicates of the transition table it is a bottleneck, its case and its holder in one:
    they read attributes only, and 25 rows need no model instance.
    """

    __slots__ = ()

    @property
    def case(self) -> "Row":
        return self

    @property
    def holder(self) -> "Row | None":
        return self if self.holder_id else None

    @property
    def is_draft(self) -> bool:
        return self.reference is None

    @property
    def handle(self) -> str:
        return self.reference or str(self.key)


def with_clock(cases: CaseQuerySet) -> CaseQuerySet:
    """What a row shows beside the case's own columns: the running clock, a pause, whether it is overdue."""
    now = clock.now()
    today = clock.local_date(now)
    paused = Pause.objects.filter(case=OuterRef("pk"), starts_on__lte=today, ends_on__gt=today)
    late = Bottleneck.objects.overdue(now).filter(case=OuterRef("pk"))
    running = FilteredRelation("deadlines", condition=Q(deadlines__state=DeadlineState.RUNNING))
    return cases.annotate(clock=running, paused=Exists(paused), overdue=Exists(late))


def row_document(row: Row, labels: dict[str, str], href: str, actions: list) -> dict[str, Any]:
    """A row of the list."""
    return {
        "key": str(row.key),
        "reference": row.reference,
        "href": href,
        "title": row.title,
        "status": row.status,
        "status_label": labels[row.status],
        "level": row.level,
        "cycle": row.cycle,
        "version": row.version,
        "state": row.state_code,
        "district": f"{row.state_code}-{row.district_code}",
        "area": row.area,
        "category": row.category,
        "severity": row.severity,
        "ladder": row.ladder,
        "answering": row.answering,
        "holder": post_row(row.holder_id, row.holder_role, row.holder_title, row.body_code, row.body_name),
        "due_at": stamp(row.due_at),
        "overdue": row.overdue,
        "external_system": row.external_system,
        "external_ref": row.external_ref,
        "opened_at": stamp(row.opened_at),
        "changed_at": stamp(row.changed_at),
        "closed_at": stamp(row.closed_at),
        "actions": actions,
    }


def status_labels() -> dict[str, str]:
    return {str(status.value): str(status.label) for status in BOTTLENECK.statuses}


def detail_document(bottleneck: Bottleneck, actor: Actor) -> dict[str, Any]:
    """Everything the detail page says, for systems."""
    case = bottleneck.case
    return {
        **case_document(case, BOTTLENECK),
        "area": _coded(bottleneck.area),
        "category": _coded(bottleneck.category),
        "affected": bottleneck.affected,
        "severity": bottleneck.severity,
        "description": bottleneck.description,
        "stage": _coded(bottleneck.stage),
        "hs_codes": [row.code for row in bottleneck.hs_codes.all()],
        "tags": [_coded(tag) for tag in bottleneck.tags.all()],
        "exporters_affected": bottleneck.exporters_affected,
        "rupees_at_stake": bottleneck.rupees_at_stake,
        "stake_basis": bottleneck.stake_basis,
        "noticed_on": _iso(bottleneck.noticed_on),
        "historical": bottleneck.historical,
        "ladder": bottleneck.ladder,
        "answering": _coded(bottleneck.routed_to),
        "routing_reason": bottleneck.routing_reason,
        "assigned_to": post_document(bottleneck.assigned_to),
        "assigned_until": _iso(bottleneck.assigned_until),
        "watch_until": _iso(bottleneck.watch_until),
        "proof": bottleneck.proof,
        "closes_on": bottleneck.closure_text,
        "standing": standing_document(bottleneck),
        "commitments": [_promise(row) for row in bottleneck.commitments.select_related("body")],
        "evidence": evidence_of(case),
        "events": events_of(case, BOTTLENECK),
    }


def standing_document(bottleneck: Bottleneck) -> dict[str, Any]:
    """Who has it, until when, which day it is and what follows silence: the sentence and its parts."""
    where = standing(bottleneck)
    return {
        "sentence": where.sentence,
        "due_at": stamp(where.due_at),
        "clock": where.deadline.kind if where.deadline else None,
        "day": where.day,
        "days": where.days,
        "then": where.then,
        "paused_until": _iso(where.paused_until),
        "overdue": where.overdue,
    }


def _promise(commitment) -> dict[str, Any]:
    return {
        "body": commitment.body.code,
        "designation": commitment.designation,
        "deliverable": commitment.deliverable,
        "due_on": commitment.due_on.isoformat(),
        "cycle": commitment.cycle,
        "made_at": stamp(commitment.made_at),
    }


def _coded(row) -> dict[str, str] | None:
    return {"code": row.code, "name": str(row)} if row else None


def _iso(day) -> str | None:
    return day.isoformat() if day else None
