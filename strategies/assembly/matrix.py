"""The monitoring matrix: each item with its indicator, and those of the districts behind it.

Figures of several districts stand as lowest to highest: they are not added up, since rates and days cannot be.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, DateField, DecimalField, Max, Min
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from strategies.models import EvidenceType, ItemSource, StrategyItem
from strategies.models.plans import FIGURE

NUMBER = DecimalField(**FIGURE)


@dataclass(frozen=True)
class Measured:
    """One indicator of the districts behind an item: how many have it, and between which figures and dates."""

    indicator: str
    unit: str
    districts: int
    baseline: tuple[Decimal | None, Decimal | None]
    target: tuple[Decimal | None, Decimal | None]
    due: tuple[date | None, date | None]
    evidence: list[str]


@dataclass(frozen=True)
class MatrixRow:
    item: StrategyItem
    measured: list[Measured]


def matrix_of(items: Iterable[StrategyItem]) -> list[MatrixRow]:
    """Items (of `listed`) with the indicators of their districts, in one query more."""
    items = list(items)
    found: dict[int, list[Measured]] = {}
    rows = ItemSource.objects.filter(item__in=[item.pk for item in items]).annotate(
        indicator=KT("said__indicator"), unit=KT("said__unit")
    )
    rows = rows.values("item", "indicator", "unit").annotate(
        districts=Count("intervention__plan__case__district", distinct=True),
        **_ends("baseline", NUMBER), **_ends("target", NUMBER), **_ends("due_on", DateField()),
        evidence=ArrayAgg(KT("said__evidence_type"), distinct=True),
    ).order_by("-districts", "indicator", "unit")  # fmt: skip
    labels = dict(EvidenceType.choices)
    for row in rows:
        found.setdefault(row["item"], []).append(
            Measured(
                row["indicator"] or "", row["unit"] or "", row["districts"],
                (row["least_baseline"], row["most_baseline"]), (row["least_target"], row["most_target"]),
                (row["least_due_on"], row["most_due_on"]),
                [str(labels[code]) for code in row["evidence"] if code in labels],
            )
        )  # fmt: skip
    return [MatrixRow(item, found.get(item.pk, [])) for item in items]


def _ends(name: str, kind: DecimalField | DateField) -> dict[str, Min | Max]:
    value = Cast(KT(f"said__{name}"), kind)
    return {f"least_{name}": Min(value), f"most_{name}": Max(value)}
