"""The items of a strategy with what stands behind them: districts, rows and money, counted once."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, DecimalField, Exists, F, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from strategies.assembly.items import living
from strategies.models import Adoption, ItemSource, Strategy, StrategyItem
from strategies.models.plans import MONEY

NOTHING = Value(Decimal(0), output_field=DecimalField(**MONEY))


@dataclass(frozen=True)
class Totals:
    """A strategy in figures. amount: of the districts' rows; own: the State's money beside it, rupees."""

    items: int
    rows: int
    districts: int
    amount: Decimal
    own: Decimal
    unsaid: int  # rows without an amount: no sum has them in it

    @property
    def total(self) -> Decimal:
        return self.amount + self.own


def listed(strategy: Strategy) -> QuerySet[StrategyItem]:
    """Items in the order of the value chain, each with `rows`, `districts` and `amount`, in one query."""
    rows = living(strategy).select_related("section", "stage", "category", "owner__body", "asks_centre", "scheme")
    return rows.annotate(
        rows=Count("sources"), amount=Coalesce(Sum("sources__amount"), NOTHING),
        districts=Count("sources__intervention__plan__case__district", distinct=True),
    ).order_by(F("stage__position").asc(nulls_last=True), "stage", "code")  # fmt: skip


def totals(strategy: Strategy) -> Totals:
    """Two queries: rows are summed from the sources alone, so that no join counts one twice."""
    own = living(strategy).aggregate(items=Count("pk"), own=Coalesce(Sum("state_share"), NOTHING))
    found = ItemSource.objects.filter(strategy=strategy).aggregate(
        rows=Count("pk"), unsaid=Count("pk", filter=Q(amount=None)),
        districts=Count("intervention__plan__case__district", distinct=True), amount=Coalesce(Sum("amount"), NOTHING),
    )  # fmt: skip
    return Totals(**own, **found)


def adopted_anew(strategy: Strategy) -> int:
    """How many plans behind the strategy have another version in force than the one that was pulled, or none."""
    same = Adoption.objects.filter(
        case=OuterRef("intervention__plan"), ended_at=None, version__number=OuterRef("version_number")
    )
    rows = ItemSource.objects.filter(~Exists(same), strategy=strategy)
    return rows.aggregate(plans=Count("intervention__plan", distinct=True))["plans"]
