"""Taking the districts' interventions into a strategy: once each, and again when a plan was adopted anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.db.models.fields.json import KT

from bottlenecks.models import Category, ChainStage
from cases.models import Case
from institutions.actors import Actor
from institutions.models import Body
from strategies.assembly import parts
from strategies.assembly.adopted import Row, changed, not_taken, said_now
from strategies.assembly.grouping import SHARED, Likeness, by_likeness, likeness
from strategies.editing import refuse_unless_writable
from strategies.models import DocumentKind, ItemSource, Scheme, SectionKind, Strategy, StrategyItem
from strategies.versions.content import iso

ROLL_UP = "district-rollup"  # the section of a strategy that pulled items belong to


@dataclass(frozen=True)
class Names:
    """What the codes of likenesses stand for."""

    stages: dict[str, ChainStage]
    categories: dict[str, Category]
    schemes: dict[str, Scheme]
    agencies: dict[str, Body]

    @classmethod
    def of(cls, found: Collection[Likeness]) -> Names:
        """Four queries, however many likenesses."""
        sets = [{one[at] for one in found if one[at]} for at in range(4)]
        models = (ChainStage, Category, Scheme, Body)
        return cls(*({row.code: row for row in model.objects.filter(code__in=codes)}
                     for model, codes in zip(models, sets, strict=True)))  # fmt: skip

    def row(self, one: Likeness) -> dict[str, ChainStage | Category | Scheme | Body | None]:
        """The fields of an item of this likeness."""
        return {
            "stage": self.stages.get(one.stage), "category": self.categories.get(one.category),
            "scheme": self.schemes.get(one.scheme), "asks_centre": self.agencies.get(one.agency),
        }  # fmt: skip

    def title(self, one: Likeness) -> str:
        """“Q1 Testing laboratory · Testing and certification · TIES · APEDA”: what it shares, in words."""
        named = self.row(one)
        agency = named.pop("asks_centre")
        words = [named["category"], named["stage"], named["scheme"], agency and agency.short]
        return " · ".join(str(word) for word in words if word)[:200]


@dataclass(frozen=True)
class Proposal:
    """Like interventions that no item has yet. item: the one they would join, None for a new one."""

    likeness: Likeness
    title: str
    rows: list[Row]
    item: StrategyItem | None

    @property
    def districts(self) -> list[str]:
        return list({row.district_id: row.district for row in self.rows}.values())

    @property
    def amount(self) -> Decimal:
        return sum((row.amount or Decimal(0) for row in self.rows), Decimal(0))

    @property
    def ask(self) -> str:
        """What most of the districts ask, in their words; the first of several that are as frequent."""
        said = Counter(row.ask for row in self.rows if row.ask)
        return max(sorted(said), key=said.__getitem__) if said else ""


@dataclass(frozen=True)
class Pulled:
    """What a pull did: rows taken, and how many of the items are new."""

    rows: int
    items: int
    new: int


def proposals(strategy: Strategy) -> list[Proposal]:
    """What can be taken, most districts first (about seven queries, however many districts)."""
    groups = by_likeness(not_taken(strategy))
    names, homes = Names.of(groups), _homes(strategy)
    found = [
        Proposal(one, homes[one].title if one in homes else names.title(one), rows, homes.get(one))
        for one, rows in groups.items()
    ]
    return sorted(found, key=lambda one: (-len(one.districts), one.title))


def _homes(strategy: Strategy) -> dict[Likeness, StrategyItem]:
    """likeness → the first item that has such rows already: it takes the next ones, whatever it was renamed to."""
    items = {item.pk: item for item in StrategyItem.objects.filter(strategy=strategy, dropped_at=None)}
    homes: dict[Likeness, StrategyItem] = {}
    rows = ItemSource.objects.filter(strategy=strategy).order_by("item__code").distinct()
    for pk, _code, *codes in rows.values_list("item", "item__code", *(f"said__{name}" for name in SHARED)):
        homes.setdefault(likeness(dict(zip(SHARED, codes, strict=True))), items[pk])
    return homes


def held(strategy: Strategy, by: Actor) -> Strategy:
    """The strategy under the lock on its case, for somebody who may write in it (403, 409)."""
    case = Case.objects.select_for_update(of=("self",)).get(pk=strategy.pk)
    locked = Strategy.objects.select_related("body").get(pk=case.pk)
    locked.case = case
    refuse_unless_writable(locked, by)
    return locked


@transaction.atomic
def pull(strategy: Strategy, keys: Collection[str] | None, *, by: Actor) -> Pulled:
    """Take the like interventions of the given keys (all: None) into items, each row once however often it is asked.

    What was taken meanwhile is not taken again; two at once wait for each other.
    """
    strategy = held(strategy, by)
    chosen = [one for one in proposals(strategy) if keys is None or one.likeness.key in keys]
    names = Names.of([one.likeness for one in chosen])
    said = said_now(strategy, [row.intervention for one in chosen for row in one.rows])
    roll_up = SectionKind.objects.filter(document=DocumentKind.STRATEGY, code=ROLL_UP).first()
    new = 0
    for one in chosen:
        item = one.item
        if item is None:
            item = _begin(strategy, one, names, roll_up)
            new += 1
        ItemSource.objects.bulk_create(
            ItemSource(item=item, strategy=strategy, intervention_id=row.intervention,
                       version_number=said[row.intervention][0], said=said[row.intervention][1])
            for row in one.rows
        )  # fmt: skip
        item.strategy = strategy
        parts.keep_sources(item, by=by)
    return Pulled(sum(len(one.rows) for one in chosen), len(chosen), new)


def _begin(strategy: Strategy, one: Proposal, names: Names, section: SectionKind | None) -> StrategyItem:
    dates = [row.due_on for row in one.rows if row.due_on]
    return StrategyItem.objects.create(
        strategy=strategy, code=parts.next_code(strategy), section=section, title=one.title, ask=one.ask,
        due_on=date.fromisoformat(max(dates)) if dates else None, **names.row(one.likeness),
    )  # fmt: skip


@transaction.atomic
def pull_again(strategy: Strategy, sources: Collection[int] | None, *, by: Actor) -> int:
    """Bring district rows to the version in force of their plan (all: None); how many say something else now.

    Dates of items follow their rows; one that somebody set by hand stays (`dated_otherwise`).
    A row that its plan does not have any more stays as it was until it is taken out.
    """
    strategy = held(strategy, by)
    told = {row.source for row in changed(strategy)}
    rows = ItemSource.objects.filter(strategy=strategy)
    rows = list(rows if sources is None else rows.filter(pk__in=sources))
    now = said_now(strategy, [row.intervention_id for row in rows])
    rows = [row for row in rows if row.intervention_id in now and now[row.intervention_id][0] != row.version_number]
    for row in rows:
        row.version_number, row.said = now[row.intervention_id]
    ItemSource.objects.bulk_update(rows, ["version_number", "said"], batch_size=500)
    note_sources(strategy, {row.item_id for row in rows}, by=by)
    return sum(row.pk in told for row in rows)


def dated_otherwise(strategy: Strategy) -> list[str]:
    """The codes of items whose date, set by hand, is not the last of their district rows."""
    rows = ItemSource.objects.filter(item__strategy=strategy, item__dropped_at=None, item__due_by_hand=True)
    last = rows.values_list("item__code", "item__due_on").annotate(last=Max(KT("said__due_on"))).order_by("item__code")
    return [code for code, due_on, found in last if iso(due_on) != found]


@transaction.atomic
def take_out(strategy: Strategy, sources: Collection[int], *, by: Actor) -> int:
    """Take district rows out of their items: they can be pulled again while their plan has them. How many were."""
    strategy = held(strategy, by)
    rows = ItemSource.objects.filter(strategy=strategy, pk__in=sources)
    items = set(rows.values_list("item", flat=True))
    taken, _of_which = rows.delete()
    note_sources(strategy, items, by=by)
    return taken


def note_sources(strategy: Strategy, items: Iterable[int], *, by: Actor) -> None:
    """Record the district rows of items whose rows were moved or taken out."""
    for item in StrategyItem.objects.filter(pk__in=items).select_related(
        "section", "stage", "category", "owner", "scheme", "asks_centre"
    ):
        item.strategy = strategy
        parts.keep_sources(item, by=by)
