"""All that a printed document says: its content for one audience, and what stands around it."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases.models import Case
from geography.models import Drawing
from institutions import clock
from strategies.facts import slice_by_codes
from strategies.models import (
    Adoption,
    Approval,
    Audience,
    Condition,
    ConditionStatus,
    DocumentKind,
    Scheme,
    Version,
)
from strategies.outputs.drawings import place_of
from strategies.outputs.reading import reading
from strategies.public.content import public_content
from strategies.versions.content import content_of, fingerprint

BINDING = (ConditionStatus.OPEN, ConditionStatus.REPORTED, ConditionStatus.MET)
LAYOUT = 2  # counts up when the template says more or less than before
WIDE_TABLE = 400  # rows; a longer table, with its indicators and sources, is set as lines: a quarter of the time


def said_by(case: Case, version: Version | None, audience: str) -> dict[str, Any]:
    """What a version, or the draft, says to an audience."""
    content = version.content if version else content_of(case)
    return public_content(content) if audience == Audience.PUBLIC else content


def edition_of(case: Case, version: Version | None, audience: str) -> str:
    """The hash of everything a document depends on: the same one is not made twice (about eight queries)."""
    slice, drawing = slice_by_codes(), Drawing.objects.shown()
    parts: list[Any] = [
        LAYOUT, settings.DEMO, audience, version.sha256 if version else fingerprint(content_of(case)),
        version.number if version else None, slice and slice.pk, drawing and drawing.digest,
        list(Scheme.objects.order_by("pk").values_list("code", "name", "name_hi")),
    ]  # fmt: skip
    if version:
        parts.append(list(Approval.objects.filter(version=version).values_list("pk", flat=True)))
        adoptions = Adoption.objects.filter(version=version).values_list("order_number", "order_date", "ended_at")
        parts.append([[number, on.isoformat(), ended and ended.isoformat()] for number, on, ended in adoptions])
        parts.append(list(_conditions(case).values_list("pk", "case__status")) if _of_committee(audience) else [])
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def record_of(case: Case, version: Version | None, audience: str) -> dict[str, Any]:
    """The context of the print template, in the language that is active."""
    said = reading(case, said_by(case, version, audience))
    adoption = Adoption.objects.filter(version=version).first() if version else None
    at = date_format(clock.now().astimezone(clock.INDIA), "j F Y, H:i")
    page = _("Page %(page)s of %(pages)s") % {"page": "\x1f", "pages": "\x1f"}
    before, between, after = page.split("\x1f")
    is_plan = case.kind == DocumentKind.PLAN
    return {
        "case": case,
        "said": said,
        "is_plan": is_plan,
        "kind": DocumentKind(case.kind).label,
        "place": case.district or case.state,
        "version": version,
        "adoption": adoption,
        "is_public": audience == Audience.PUBLIC,
        "draft": version is None,
        "approvals": _approvals(version),
        "conditions": _binding(case) if version and _of_committee(audience) else [],
        "map": place_of(case),
        "mark": _mark(version, adoption, at),
        "made_at": at,
        "as_lines": len(said["rows"]) > WIDE_TABLE,
        "page_before": before, "page_between": between, "page_after": after,
        "DEMO": settings.DEMO,
    }  # fmt: skip


def _of_committee(audience: str) -> bool:
    return audience == Audience.COMMITTEE


def _conditions(case: Case):
    rows = Condition.objects.filter(about=case, case__status__in=BINDING)
    return rows.select_related("case").order_by("due_on", "pk")


def _binding(case: Case) -> list[dict[str, Any]]:
    return [
        {"text": row.text, "due_on": row.due_on, "status": ConditionStatus(row.case.status).label}
        for row in _conditions(case)
    ]


def _approvals(version: Version | None) -> list[Approval]:
    """By post, without the names of persons."""
    return list(Approval.objects.filter(version=version).select_related("post__body", "body")) if version else []


def _mark(version: Version | None, adoption: Adoption | None, at: str) -> str:
    """What every page says of its standing."""
    if version is None:
        said = _("DRAFT as of %(at)s. Not adopted.") % {"at": at}
    elif adoption is None:
        said = _("Version %(number)s. Not adopted.") % {"number": version.number}
    elif adoption.ended_at:
        said = _("Version %(number)s. No longer in force.") % {"number": version.number}
    else:
        said = ""
    return f"{_('DEMONSTRATION')}. {said}" if settings.DEMO else said
