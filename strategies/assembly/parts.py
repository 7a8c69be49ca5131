"""An item of a strategy as plain data, as its edits keep it, and back again; codes for its items."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import CharField, F, Max, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Concat

from bottlenecks.models import Category, ChainStage
from institutions.actors import Actor
from institutions.models import Body, Post
from strategies.editing import Conflict, Saved, save
from strategies.models import DocumentKind, ItemSource, Scheme, SectionKind, Strategy, StrategyItem
from strategies.versions.content import figure, iso

TEXTS = ("title", "text", "ask", "indicator", "unit", "evidence_type")
FIGURES = ("state_share", "baseline", "target")
REFERENCES: dict[str, tuple[str, Callable[[], models.QuerySet]]] = {  # field: by which key, among which rows
    "section": ("code", lambda: SectionKind.objects.filter(document=DocumentKind.STRATEGY)),
    "stage": ("code", ChainStage.objects.all),
    "category": ("code", Category.objects.all),
    "scheme": ("code", Scheme.objects.all),
    "asks_centre": ("code", Body.objects.all),
    "owner": ("pk", Post.objects.all),
}


def content(item: StrategyItem) -> dict[str, Any]:
    """The fields of an item as an edit keeps them; without its sources."""
    said: dict[str, Any] = {name: getattr(item, name) for name in TEXTS}
    said |= {name: figure(getattr(item, name)) for name in FIGURES}
    said["due_on"] = iso(item.due_on)
    for name, (key, _rows) in REFERENCES.items():
        row = getattr(item, name)
        said[name] = getattr(row, key) if row else None
    return said


def sources_of(item: StrategyItem) -> list[str]:
    """The district rows behind an item, as an edit names them: “ML-RIBHOI-DEAP-2026-00001 v1 I-07”."""
    plan, version = F("intervention__plan__case__reference"), Cast("version_number", CharField())
    name = Concat(plan, Value(" v"), version, Value(" "), F("intervention__code"))
    names = ItemSource.objects.filter(item=item).annotate(name=name)
    return list(names.order_by("name").values_list("name", flat=True))


def write(item: StrategyItem, said: dict[str, Any]) -> None:
    """Set the fields of an item from plain data; nothing is saved."""
    for name in TEXTS:
        setattr(item, name, said.get(name) or "")
    for name in FIGURES:
        value = said.get(name)
        setattr(item, name, Decimal(value) if value else None)
    item.due_on = date.fromisoformat(said["due_on"]) if said.get("due_on") else None
    for name, (key, rows) in REFERENCES.items():
        value = said.get(name)
        setattr(item, name, rows().filter(**{key: value}).first() if value else None)


def keep(item: StrategyItem, said: dict[str, Any], *, base: int, by: Actor) -> Saved | Conflict:
    """Save an item as its next edit and write the row; called in a transaction."""
    result = save(item.strategy.case, item.part, said, base=base, by=by)
    if isinstance(result, Saved):
        write(item, result.content)
        item.edited = result.number
        item.save()
    return result


def latest_date(item: StrategyItem) -> date | None:
    """The last day of its district rows; None where none of them has a date."""
    found = ItemSource.objects.filter(item=item).aggregate(last=Max(KT("said__due_on")))["last"]
    return date.fromisoformat(found) if found else None


def _follow(item: StrategyItem) -> None:
    """An item that has district rows is due with the last of them, unless somebody dated it by hand."""
    if not item.due_by_hand and ItemSource.objects.filter(item=item).exists():
        item.due_on = latest_date(item)


def keep_sources(item: StrategyItem, *, by: Actor, **more: Any) -> None:
    """Record which district rows an item has now (and whatever else changed with them); under the strategy's lock."""
    _follow(item)
    result = save(item.strategy.case, item.part, content(item) | {"sources": sources_of(item)} | more,
                  base=item.edited, by=by)  # fmt: skip
    assert isinstance(result, Saved)  # the item was read under the lock: nobody was in between
    item.edited = result.number
    item.save(update_fields=["edited", "due_on"])


def next_code(strategy: Strategy) -> str:
    """The number after the highest one ever given in a strategy: S-001, S-002 …; under the strategy's lock."""
    codes = StrategyItem.objects.filter(strategy=strategy).values_list("code", flat=True)
    last = max((int(found[1]) for code in codes if (found := re.fullmatch(r"S-(\d+)", code))), default=0)
    return f"S-{last + 1:03d}"
