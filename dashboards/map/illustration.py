"""Reads synthetic slices, which nothing else in the portal does."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum
from django.db.models.functions import Left

from products.codes import EDITION
from products.models import HSCode
from trade.models import Flow, PublishedItem, Slice
from trade.money import dollars


@dataclass(frozen=True)
class Chapter:
    """An HS chapter of the invented flows."""

    code: str
    name: str
    usd: Decimal
    lines: int

    @property
    def label(self) -> str:
        return f"{self.code} {self.name}".strip()

    @property
    def text(self) -> str:
        return dollars(self.usd)


def shown_synthetic() -> Slice | None:
    """The synthetic slice in force with the most digits, if an operator brought one."""
    rows = Slice.objects.current().filter(is_synthetic=True).select_related("batch")
    return rows.order_by("-level", "-ends_on", "-pk").first()


def chapters_of(slice: Slice) -> list[Chapter]:
    """The chapters of a slice, the largest first."""
    sums = dict(
        Flow.objects.filter(slice=slice, usd__isnull=False).values_list("item_id").annotate(usd=Sum("usd")).order_by()
    )
    items = PublishedItem.objects.filter(pk__in=list(sums)).annotate(chapter=Left("code", 2))
    found: dict[str, list[Decimal]] = {}
    for pk, chapter in items.values_list("pk", "chapter"):
        found.setdefault(chapter, []).append(sums[pk])
    codes = HSCode.objects.filter(edition=EDITION, code__in=list(found))
    names = {code.code: code.text for code in codes}
    rows = [Chapter(code, names.get(code, ""), sum(values), len(values)) for code, values in found.items()]
    return sorted(rows, key=lambda row: -row.usd)
