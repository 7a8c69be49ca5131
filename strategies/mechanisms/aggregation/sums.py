"""What a round adds up to, per firm and in all. Firms are shown to those who run the round only."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from institutions.actors import Actor
from strategies.models import AggregationRound, Lot, Pledge

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
    """The sums of a round (three queries): the latest pledge of each firm, and lots that were not reversed."""
    latest: dict[str, Pledge] = {row.key: row for row in Pledge.objects.filter(round=round_).order_by("at", "pk")}
    firms = {key: Firm(key, row.firm, row.get_firm_kind_display(), row.tonnes) for key, row in latest.items()}
    for row in standing_lots(round_):
        firm = firms[row.key]
        firm.offered += row.offered
        firm.procured += row.procured
        firm.rejected += row.rejected
    taking_part = [firm for firm in firms.values() if firm.pledged or firm.offered]
    dispatched = round_.dispatches.aggregate(sum=Sum("tonnes"))["sum"] or NONE
    return Sums(sorted(taking_part, key=lambda firm: firm.name), dispatched)


def standing_lots(round_: AggregationRound):
    """Lots that count: neither reversed nor a reversal."""
    return Lot.objects.filter(round=round_, reverses=None, reversed_by=None)


def sees_firms(actor: Actor, round_: AggregationRound) -> bool:
    """The committee that posted the round and the body of its aggregator; everybody else sees sums."""
    bodies = (round_.case.origin_id, round_.aggregator.body_id)
    return actor.body is not None and actor.is_current and actor.body.pk in bodies
