"""What a round adds up to, per firm and in all. Firms are shown to those who run the round only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from institutions.actors import Actor
from strategies.models import AggregationRound, Dispatch, Lot, Pledge

NONE = Decimal(0)


@dataclass
class Firm:
    """One firm's part in a round, in tonnes."""

    key: str
    name: str
    kind: str
    pledged: Decimal
    offered: Decimal = NONE
    procured: Decimal = NONE
    rejected: Decimal = NONE


@dataclass(frozen=True)
class Sums:
    """A round in tonnes. firms: with a pledge that stands, or a lot."""

    firms: list[Firm]
    dispatched: Decimal

    @property
    def pledged(self) -> Decimal:
        return sum((firm.pledged for firm in self.firms), NONE)

    @property
    def offered(self) -> Decimal:
        return sum((firm.offered for firm in self.firms), NONE)

    @property
    def procured(self) -> Decimal:
        return sum((firm.procured for firm in self.firms), NONE)

    @property
    def rejected(self) -> Decimal:
        return sum((firm.rejected for firm in self.firms), NONE)

    @property
    def in_stock(self) -> Decimal:
        """Procured and not dispatched yet."""
        return self.procured - self.dispatched


def sums_of(round_: AggregationRound) -> Sums:
    """The sums of a round (three queries)."""
    return sums_of_all([round_])[round_.pk]


def sums_of_all(rounds: Iterable[AggregationRound]) -> dict[int, Sums]:
    """The sums of rounds by id (three queries): the latest pledge of each firm, and lots that were not reversed."""
    ids = [round_.pk for round_ in rounds]
    firms: dict[int, dict[str, Firm]] = defaultdict(dict)
    for row in Pledge.objects.filter(round__in=ids).order_by("at", "pk"):
        firms[row.round_id][row.key] = Firm(row.key, row.firm, row.get_firm_kind_display(), row.tonnes)
    for row in _standing(Lot.objects.filter(round__in=ids)):
        firm = firms[row.round_id][row.key]
        firm.offered += row.offered
        firm.procured += row.procured
        firm.rejected += row.rejected
    sent = Dispatch.objects.filter(round__in=ids).order_by().values_list("round").annotate(sum=Sum("tonnes"))
    dispatched = dict(sent)
    return {pk: Sums(_taking_part(firms[pk].values()), dispatched.get(pk, NONE)) for pk in ids}


def _taking_part(firms: Iterable[Firm]) -> list[Firm]:
    return sorted((firm for firm in firms if firm.pledged or firm.offered), key=lambda firm: firm.name)


def standing_lots(round_: AggregationRound):
    """Lots that count: neither reversed nor a reversal."""
    return _standing(Lot.objects.filter(round=round_))


def _standing(lots):
    return lots.filter(reverses=None, reversed_by=None)


def sees_firms(actor: Actor, round_: AggregationRound) -> bool:
    """The committee that posted the round and the body of its aggregator; everybody else sees sums."""
    bodies = (round_.case.origin_id, round_.aggregator.body_id)
    return actor.body is not None and actor.is_current and actor.body.pk in bodies
