"""What a strategy asks of the Centre, per Central agency: with the districts and bottlenecks behind each ask."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import QuerySet

from bottlenecks.models import Bottleneck
from institutions.actors import Actor
from institutions.models import Body
from strategies.assembly.listing import listed
from strategies.models import ItemSource, Strategy, StrategyItem
from strategies.naming import named

Stuck = tuple[int, str, int | None]  # case, reference, rupees at stake in a year


@dataclass(frozen=True)
class Ask:
    """An item that asks something of an agency. stuck: the bottlenecks behind it that the reader sees."""

    item: StrategyItem
    stuck: list[Stuck]
    districts: list[str] = field(default_factory=list)  # names, where they were asked for

    @property
    def at_stake(self) -> int | None:
        return at_stake(self.stuck)


@dataclass(frozen=True)
class Asked:
    """Everything asked of one agency."""

    agency: Body
    asks: list[Ask]

    @property
    def amount(self) -> Decimal:
        return sum((one.item.amount for one in self.asks), Decimal(0))

    @property
    def at_stake(self) -> int | None:
        """A bottleneck behind two asks of the agency counts once."""
        return at_stake(row for one in self.asks for row in one.stuck)


def at_stake(stuck: Iterable[Stuck]) -> int | None:
    """Export at stake, rupees a year: each bottleneck once; None where none says."""
    said = {case: rupees for case, _reference, rupees in stuck if rupees is not None}
    return sum(said.values()) if said else None


def asking(strategy: Strategy, agency: str = "") -> QuerySet[StrategyItem]:
    """The items that ask something of a Central agency, by agency."""
    rows = listed(strategy).filter(asks_centre__isnull=False).order_by("asks_centre__name", "asks_centre", "code")
    return rows.filter(asks_centre__code=agency) if agency else rows


def agencies_asked(strategy: Strategy) -> QuerySet[Body]:
    items = StrategyItem.objects.filter(strategy=strategy, dropped_at=None)
    return Body.objects.filter(pk__in=items.values("asks_centre")).order_by("name")


def asks_of(items: Iterable[StrategyItem], actor: Actor, *, with_districts: bool = False) -> list[Asked]:
    """Items of `asking` by agency, with what is behind them (two queries more, however many)."""
    items = list(items)
    stuck = _bottlenecks([item.pk for item in items], actor)
    places = _districts([item.pk for item in items]) if with_districts else {}
    groups: dict[int, Asked] = {}
    for item in items:
        group = groups.setdefault(item.asks_centre_id, Asked(item.asks_centre, []))
        group.asks.append(Ask(item, stuck.get(item.pk, []), places.get(item.pk, [])))
    return list(groups.values())


def _bottlenecks(items: list[int], actor: Actor) -> dict[int, list[Stuck]]:
    """item → the bottlenecks that its interventions are to remove, as far as the reader sees them."""
    found: dict[int, list[Stuck]] = {}
    rows = Bottleneck.objects.visible_to(actor).filter(interventions__item_sources__item__in=items)
    rows = rows.order_by("case__reference").distinct()
    for item, *stuck in rows.values_list(
        "interventions__item_sources__item", "case", "case__reference", "rupees_at_stake"
    ):
        found.setdefault(item, []).append(tuple(stuck))
    return found


def _districts(items: list[int]) -> dict[int, list[str]]:
    name = named("intervention__plan__case__district")
    rows = ItemSource.objects.filter(item__in=items).values("item")
    rows = rows.annotate(names=ArrayAgg(name, distinct=True, order_by=name))
    return dict(rows.values_list("item", "names"))


def table(asked: Iterable[Asked]) -> Iterable[list[Any]]:
    """The asks as rows of a file: agency, item, ask, scheme, districts, money, bottlenecks, export at stake."""
    for group in asked:
        for one in group.asks:
            item = one.item
            yield [
                str(group.agency), item.code, item.title, item.ask, str(item.scheme or ""), item.districts,
                "; ".join(one.districts), item.amount, len(one.stuck), "; ".join(row[1] for row in one.stuck),
                one.at_stake,
            ]  # fmt: skip
