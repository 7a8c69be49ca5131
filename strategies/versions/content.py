"""What a document says at this moment, as plain data: what a version freezes, a diff compares and a PDF prints.

Shape: {"title", "years": [first, last], "sections": [{"code", "name", "text", "committee_only"}], "products": [...],
"targets": [...], and "interventions" (a plan) or "items" (a strategy)}. Money and figures are decimal strings, dates
ISO, posts and bodies their titles at that moment; every row keeps the id and code by which it is found again. An item
has the sum and the number of the districts behind it, the sum of the rows without a firm's money (`public_amount`),
and its sources as [plan, version, code of the intervention].
"""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from typing import Any

from django.db.models import F, Prefetch
from django.db.models.fields.json import KT

from cases.models import Case
from strategies.models import DocumentKind, Intervention, ItemSource, PlanProduct, Section, StrategyItem, Target
from strategies.public.content import PRIVATE_SIGNS, is_private


def content_of(case: Case) -> dict[str, Any]:
    """Everything a document says now (about eight queries, however long it is)."""
    document = case.plan if case.kind == DocumentKind.PLAN else case.strategy
    said = {
        "title": case.title,
        "years": [document.first_year, document.last_year],
        "sections": [_section(row) for row in Section.objects.filter(case=case).select_related("kind")],
        "targets": [_target(row) for row in targets_of(case)],
    }
    if case.kind == DocumentKind.PLAN:
        said["products"] = [_product(row) for row in products_of(case)]
        said["interventions"] = [_intervention(row) for row in interventions_of(case)]
    else:
        said["items"] = [_item(row) for row in items_of(case)]
    return said


def fingerprint(content: dict[str, Any]) -> str:
    """sha256 of the canonical JSON of a content: equal contents have equal fingerprints."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def targets_of(case: Case):
    return Target.objects.filter(case=case, dropped_at=None).select_related("product__case").prefetch_related("years")


def products_of(case: Case):
    rows = PlanProduct.objects.filter(plan=case.pk).select_related("product__case")
    return rows.prefetch_related("product__product_codes__code")


def interventions_of(case: Case):
    rows = Intervention.objects.current().filter(plan=case.pk)
    rows = rows.select_related("stage", "category__area", "owner__body", "scheme", "asks_centre")
    return rows.prefetch_related("products__case", "bottlenecks__case").order_by("code")


def items_of(case: Case):
    rows = StrategyItem.objects.filter(strategy=case.pk, dropped_at=None)
    rows = rows.select_related("section", "stage", "category", "owner__body", "scheme", "asks_centre")
    sources = ItemSource.objects.defer("said").annotate(
        plan=F("intervention__plan__case__reference"), place=F("intervention__plan__case__district"),
        code=F("intervention__code"),
        **{name: KT(f"said__{name}") for name in PRIVATE_SIGNS},
    )  # fmt: skip
    return rows.prefetch_related(Prefetch("sources", sources)).order_by("code")


def _section(row: Section) -> dict[str, Any]:
    return {
        "code": row.kind.code, "name": row.kind.name, "text": row.text, "committee_only": row.kind.committee_only,
    }  # fmt: skip


def _product(row: PlanProduct) -> dict[str, Any]:
    codes = [one.code.code for one in row.product.product_codes.all() if one.confirmed_at]
    return {
        "reference": row.product.case.reference, "title": row.product.case.title, "codes": sorted(codes),
        "analysis": row.analysis,
    }  # fmt: skip


def _target(row: Target) -> dict[str, Any]:
    return {
        "id": row.pk, "kind": row.kind, "title": row.title, "product": row.product and row.product.case.reference,
        "unit": row.unit, "baseline": figure(row.baseline), "baseline_year": row.baseline_year, "source": row.source,
        "years": {str(one.year): figure(one.value) for one in row.years.all()},
    }  # fmt: skip


def _intervention(row: Intervention) -> dict[str, Any]:
    return {
        "id": row.pk, "code": row.code, "title": row.title, "description": row.description,
        "mechanism": row.mechanism, "stage": row.stage and row.stage.code,
        "category": row.category and row.category.code, "owner": row.owner and str(row.owner),
        "starts_on": iso(row.starts_on),
        "due_on": iso(row.due_on),
        "delivery": row.delivery, "investor": row.investor, "private_committed": figure(row.private_committed),
        "private_spent": figure(row.private_spent), "budget_head": row.budget_head, "amount": figure(row.amount),
        "own_contribution": figure(row.own_contribution), "scheme": row.scheme and row.scheme.code,
        "scheme_share": figure(row.scheme_share), "indicator": row.indicator, "unit": row.unit,
        "baseline": figure(row.baseline), "target": figure(row.target), "evidence_type": row.evidence_type,
        "asks_centre": row.asks_centre and row.asks_centre.code, "ask": row.ask,
        "products": sorted(one.case.reference for one in row.products.all()),
        "bottlenecks": sorted(one.case.reference or "" for one in row.bottlenecks.all()),
    }  # fmt: skip


def _item(row: StrategyItem) -> dict[str, Any]:
    return {
        "id": row.pk, "code": row.code, "section": row.section and row.section.code, "title": row.title,
        "text": row.text, "stage": row.stage and row.stage.code, "category": row.category and row.category.code,
        "owner": row.owner and str(row.owner), "asks_centre": row.asks_centre and row.asks_centre.code, "ask": row.ask,
        "scheme": row.scheme and row.scheme.code, "state_share": figure(row.state_share),
        "indicator": row.indicator, "unit": row.unit, "baseline": figure(row.baseline), "target": figure(row.target),
        "due_on": iso(row.due_on), "evidence_type": row.evidence_type,
        "districts": len({one.place for one in row.sources.all()}),
        "amount": figure(sum((one.amount or 0 for one in row.sources.all()), Decimal(0))),
        "public_amount": figure(
            sum((one.amount or 0 for one in row.sources.all() if not is_private(vars(one))), Decimal(0))
        ),
        "sources": sorted([one.plan, one.version_number, one.code] for one in row.sources.all()),
    }  # fmt: skip


def figure(value: Decimal | None) -> str | None:
    """A decimal without trailing zeros and without an exponent: 1200.5000 is "1200.5"."""
    if value is None:
        return None
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def iso(day) -> str | None:
    return day.isoformat() if day else None
