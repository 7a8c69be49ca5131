"""Special focus for systems, to be read only: which district is asked about which product, and what it answered."""

from __future__ import annotations

from collections import namedtuple
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as lazy
from drf_spectacular.utils import extend_schema

from cases.models import Case, CaseQuerySet
from escalations import clocks
from institutions.actors import Actor
from trade.documents import FocusDocument, FocusListDocument
from trade.focus.workflow import SPECIAL_FOCUS
from trade.models import FocusStatus, SpecialFocus
from workflow.api import PortalView, Resource, answer, find_case, show
from workflow.documents import refusals
from workflow.listing import CaseFilters, Codes, filters_from, next_url, page
from workflow.representation import case_document, events_of, evidence_of, named, post_row, stamp
from workflow.schema import query_parameters

COLUMNS = {
    "key": "key", "reference": "reference", "title": "title", "status": "status", "level": "level",
    "version": "version", "state_code": "state__code", "district_code": "district__code",
    "lgd_code": "district__lgd_code", "hs_code": "special_focus__code", "edition": "special_focus__edition",
    "period": "special_focus__period", "usd": "special_focus__usd", "share": "special_focus__share",
    "is_standing": "special_focus__is_standing", "product": "special_focus__product__case__reference",
    "holder_id": "holder_id", "holder_role": "holder__role", "holder_body": "holder__body__code",
    "closed_at": "closed_at",
}  # fmt: skip
Row = namedtuple("Row", ["changed_at", "id", *COLUMNS, "holder_title", "holder_body_name"])


class FocusFilters(CaseFilters):
    """Filters of `/api/v1/special-focus/`."""

    kind = None
    status = Codes(FocusStatus.choices)
    hs = forms.RegexField(
        r"^\d{2}(\d{2}){0,3}$", required=False, help_text=lazy("A code, or the first 2, 4 or 6 digits of one.")
    )

    def narrow(self, cases: CaseQuerySet) -> CaseQuerySet:
        cases = super().narrow(cases)
        wanted = self.cleaned_data["hs"]
        return cases.filter(special_focus__code__startswith=wanted) if wanted else cases


def focus_document(focus: SpecialFocus, actor: Actor) -> dict[str, Any]:
    """Everything the page says, for systems."""
    due = clocks.running(focus.case)
    return {
        **case_document(focus.case, SPECIAL_FOCUS),
        "body": {"code": focus.body.code, "name": str(focus.body)},
        "due_at": stamp(due.due_at) if due else None,
        "hs_code": focus.code,
        "edition": focus.edition,
        "period": focus.period,
        "usd": str(focus.usd),
        "share": focus.share,
        "is_standing": focus.is_standing,
        "product": focus.product.case.reference if focus.product else None,
        "source": focus.slice.batch.source,
        "source_on": focus.slice.batch.as_of.isoformat(),
        "evidence": evidence_of(focus.case),
        "events": events_of(focus.case, SPECIAL_FOCUS),
    }


SPECIAL_FOCUSES = Resource(
    SPECIAL_FOCUS, "special-focus", focus_document, FocusDocument,
    related=("special_focus__body", "special_focus__slice__batch", "special_focus__product__case"),
    is_read_only=True,
)  # fmt: skip


def _row(row: Row) -> dict[str, Any]:
    return {
        "key": str(row.key),
        "reference": row.reference,
        "href": SPECIAL_FOCUSES.href(row.reference),
        "title": row.title,
        "status": row.status,
        "status_label": str(SPECIAL_FOCUS.statuses(row.status).label),
        "level": row.level,
        "version": row.version,
        "state": row.state_code,
        "district": f"{row.state_code}-{row.district_code}",
        "district_lgd_code": row.lgd_code,
        "hs_code": row.hs_code,
        "edition": row.edition,
        "period": row.period,
        "usd": str(row.usd),
        "share": row.share,
        "is_standing": row.is_standing,
        "product": row.product,
        "holder": post_row(row.holder_id, row.holder_role, row.holder_title, row.holder_body, row.holder_body_name),
        "changed_at": stamp(row.changed_at),
        "closed_at": stamp(row.closed_at),
        "actions": [],
    }


class FocusList(PortalView):
    """The special focuses the caller sees, newest change first. Read only: a district answers on its page."""

    @extend_schema(
        operation_id="special_focuses",
        parameters=query_parameters(FocusFilters),
        responses={200: FocusListDocument, **refusals(401, 403, 422, 429)},
        tags=["special-focus"],
    )
    def get(self, request) -> HttpResponse:
        filters = filters_from(FocusFilters, request.GET)
        cases = filters.narrow(Case.objects.visible_to(request.actor).filter(kind=SPECIAL_FOCUS.kind))
        columns = [*COLUMNS.values(), named("holder__title"), named("holder__body__name")]
        rows, last = page(cases, filters, columns)
        return answer({"results": [_row(Row._make(row)) for row in rows], "next": next_url(request, last)})


class FocusDetail(PortalView):
    """One special focus: the figures with their source, where it stands, its history, and what it became."""

    @extend_schema(
        operation_id="special_focus",
        responses={200: FocusDocument, **refusals(401, 403, 404, 429)},
        tags=["special-focus"],
    )
    def get(self, request, handle: str) -> HttpResponse:
        return show(request, find_case(request, handle, SPECIAL_FOCUS.kind))
