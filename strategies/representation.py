"""What systems read of plans, strategies and conditions: rows of the lists from bare columns, and whole documents."""

from __future__ import annotations

from typing import Any

from django.db.models import F, FilteredRelation, OuterRef, Q, Subquery

from cases.models import Case, CaseQuerySet
from escalations import clocks
from escalations.models import DeadlineState
from institutions.actors import Actor
from strategies.completeness import gaps
from strategies.conditions.workflow import CONDITION
from strategies.life.papers import papers_of
from strategies.models import Adoption, Approval, Condition, DocumentKind, Plan, Strategy, Version
from strategies.versions.content import content_of
from workflow.engine import workflow_of
from workflow.representation import case_document, events_of, evidence_of, named, post_document, post_row, stamp

NAMES = (
    "changed_at", "id", "key", "kind", "reference", "title", "status", "level", "cycle", "version", "state_code",
    "district_code", "lgd_code", "first_year", "last_year", "due_at", "adopted_at", "holder_id", "holder_role",
    "holder_title", "holder_body", "holder_body_name", "closed_at", "paper_id", "bringing_in",
)  # fmt: skip


def with_clock_and_adoption(cases: CaseQuerySet) -> CaseQuerySet:
    """Each row with the end of its running clock and the day since when an adoption is in force."""
    running = FilteredRelation("deadlines", condition=Q(deadlines__state=DeadlineState.RUNNING))
    adopted = Adoption.objects.filter(case=OuterRef("pk"), ended_at=None)
    return cases.annotate(
        clock=running, due_at=F("clock__due_at"), adopted_at=Subquery(adopted.values("adopted_at")[:1]),
        paper_id=Subquery(adopted.values("paper")[:1]),
    )  # fmt: skip


def columns(kind: str) -> list:
    """The columns of a row, after changed_at and id; for cases with `with_clock_and_adoption`."""
    return [
        "key", "kind", "reference", "title", "status", "level", "cycle", "version", "state__code", "district__code",
        "district__lgd_code", f"{kind}__first_year", f"{kind}__last_year", F("due_at"), F("adopted_at"),
        "holder_id", "holder__role", named("holder__title"), "holder__body__code", named("holder__body__name"),
        "closed_at", F("paper_id"), f"{kind}__bringing_in",
    ]  # fmt: skip


def row_document(row: tuple, href: str) -> dict[str, Any]:
    """A row of the list of plans or of strategies."""
    it = dict(zip(NAMES, row, strict=True))
    return {
        "key": str(it["key"]),
        "reference": it["reference"],
        "href": href,
        "title": it["title"],
        "status": it["status"],
        "status_label": str(workflow_of(it["kind"]).statuses(it["status"]).label),
        "level": it["level"],
        "cycle": it["cycle"],
        "version": it["version"],
        "state": it["state_code"],
        "district": f"{it['state_code']}-{it['district_code']}" if it["district_code"] else None,
        "district_lgd_code": it["lgd_code"],
        "first_year": it["first_year"],
        "last_year": it["last_year"],
        "due_at": stamp(it["due_at"]),
        "adopted_at": stamp(it["adopted_at"]),
        "adopted_before_portal": it["paper_id"] is not None,
        "being_brought_in": it["bringing_in"],
        "holder": post_row(
            it["holder_id"], it["holder_role"], it["holder_title"], it["holder_body"], it["holder_body_name"]
        ),
        "changed_at": stamp(it["changed_at"]),
        "closed_at": stamp(it["closed_at"]),
    }


def plan_document(plan: Plan, actor: Actor) -> dict[str, Any]:
    return _document(plan)


def strategy_document(strategy: Strategy, actor: Actor) -> dict[str, Any]:
    return _document(strategy)


def _document(document: Plan | Strategy) -> dict[str, Any]:
    """Everything the pages say: what it says now, what was submitted, who approved, what was adopted."""
    case = document.case
    said = content_of(case)
    due = clocks.running(case)
    parts = ("sections", "targets", *(("products", "interventions") if case.kind == DocumentKind.PLAN else ("items",)))
    return {
        **case_document(case, workflow_of(case.kind)),
        "body": {"code": document.body.code, "name": str(document.body)},
        "due_at": stamp(due.due_at) if due else None,
        "first_year": document.first_year,
        "last_year": document.last_year,
        "being_brought_in": document.bringing_in,
        "adopted_on_paper": _papers(case),
        **{part: said[part] for part in parts},
        "missing": [{"part": gap.part, "sentence": gap.sentence} for gap in gaps(case)] if document.is_writable else [],
        "versions": _versions(document),
        "adoptions": [
            {"version": row.version.number, "order_number": row.order_number, "order_date": row.order_date.isoformat(),
             "eoffice_number": row.eoffice_number, "adopted_at": stamp(row.adopted_at),
             "ended_at": stamp(row.ended_at), "before_portal": row.paper_id is not None}
            for row in Adoption.objects.filter(case=case).select_related("version").defer("version__content")
        ],
        "conditions": [
            {"reference": row.case.reference, "status": row.case.status, "text": row.text,
             "due_on": row.due_on.isoformat()}
            for row in Condition.objects.filter(about=case).select_related("case").order_by("due_on", "pk")
        ],
        "evidence": evidence_of(case),
        "events": events_of(case, workflow_of(case.kind)),
    }  # fmt: skip


def _papers(case: Case) -> dict[str, Any] | None:
    """The order of a document that was adopted before the portal, and which of its evidence the papers are."""
    said = papers_of(case)
    return said and {
        "order_number": said.order_number, "order_date": said.order_date.isoformat(), "issued_by": said.issued_by,
        "plan": str(said.plan.key), "order": str(said.order.key),
    }  # fmt: skip


def _versions(document: Plan | Strategy) -> list[dict[str, Any]]:
    """What was submitted, the first first, with the posts that approved it."""
    versions = Version.objects.filter(case=document.case).defer("content").select_related("by_post__body")
    given: dict[int, list[Approval]] = {}
    for one in Approval.objects.filter(version__case=document.case).select_related("post__body"):
        given.setdefault(one.version_id, []).append(one)
    return [
        {
            "number": row.number,
            "cycle": row.cycle,
            "sha256": row.sha256,
            "submitted_at": stamp(row.at),
            "submitted_by": post_document(row.by_post),
            "approvals": [{"by": post_document(one.post), "at": stamp(one.at)} for one in given.get(row.pk, [])],
        }
        for row in versions.order_by("number")
    ]


def condition_document(condition: Condition, actor: Actor) -> dict[str, Any]:
    """A condition, and the plan it belongs to."""
    case, due = condition.case, clocks.running(condition.case)
    return {
        **case_document(case, CONDITION),
        "about": condition.about.reference,
        "text": condition.text,
        "due_on": condition.due_on.isoformat(),
        "due_at": stamp(due.due_at) if due else None,
        "evidence": evidence_of(case),
        "events": events_of(case, CONDITION),
    }


def condition_columns() -> list:
    """The columns of a row of the list of conditions, after changed_at and id."""
    return [
        "key", "reference", "status", "version", "state__code", "district__code", "condition__about__reference",
        "condition__text", "condition__due_on", "closed_at",
    ]  # fmt: skip


def condition_row(row: tuple, href: str) -> dict[str, Any]:
    changed_at, _id, key, reference, status, version, state, district, about, text, due_on, closed_at = row
    return {
        "key": str(key),
        "reference": reference,
        "href": href,
        "status": status,
        "status_label": str(CONDITION.statuses(status).label),
        "version": version,
        "state": state,
        "district": f"{state}-{district}" if district else None,
        "about": about,
        "text": text,
        "due_on": due_on.isoformat(),
        "changed_at": stamp(changed_at),
        "closed_at": stamp(closed_at),
    }
