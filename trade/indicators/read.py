"""What pages read of the figures: a few rows each, always with the line that says where they come from.

Synthetic slices are never read here. Every function takes the slice, so that a page reads one slice and says which.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from geography.models import District, State
from trade.models import (
    Direction,
    DistrictFigures,
    ItemFigures,
    NationalFigures,
    PairFigures,
    PublishedItem,
    SectorShare,
    Slice,
)
from trade.money import period_in_words

ORIGIN = lazy("District means the origin declared in the export papers, which is not always the place of production.")
NAMED, TOTAL = "named", "total"


@dataclass(frozen=True)
class Source:
    """Where a figure comes from: period, table, denominator, and by which version of the method."""

    period: str
    name: str
    url: str
    as_of: date
    denominator: str
    method_version: str

    def __str__(self) -> str:
        said = _("%(period)s · %(source)s · of %(denominator)s · method %(version)s")
        return said % {
            "period": self.period,
            "source": self.name,
            "denominator": self.denominator,
            "version": self.method_version,
        }


def current(level: int | None = None, grain: str = "district", direction: str = Direction.EXPORT) -> Slice | None:
    """The newest computed slice in force of a grain (with or without partners); at a level, else at the finest one.

    A longer period wins over a shorter one that ends with it, so that a year is not hidden by its last month.
    """
    rows = Slice.objects.current().filter(computation__isnull=False, is_synthetic=False, direction=direction)
    rows = rows.filter(grain__in=[grain, f"{grain}+partner"]).select_related("batch", "computation")
    if level is not None:
        rows = rows.filter(level=level)
    return rows.order_by("-ends_on", "-level", "starts_on", "-pk").first()


def series(slice: Slice) -> list[Slice]:
    """The same table over time, oldest first: what a trend is drawn from. Never across levels or editions."""
    same = Slice.objects.current().filter(
        series=slice.series, level=slice.level, edition=slice.edition, direction=slice.direction, grain=slice.grain,
        is_synthetic=False, computation__isnull=False,
    )  # fmt: skip
    kind = slice.period[:2] if slice.period[:2].isalpha() else ""
    return [one for one in same.order_by("starts_on") if (one.period[:2] if one.period[:2].isalpha() else "") == kind]


def source_of(slice: Slice, denominator: str = NAMED) -> Source:
    """The source line of a slice's figures (a query where batch and computation were not read with it)."""
    words = _("the value with a district") if denominator == NAMED else _("all exports of the table")
    computed = slice.computation
    return Source(
        period=period_in_words(slice.period),
        name=slice.batch.source,
        url=slice.batch.source_url,
        as_of=slice.batch.as_of,
        denominator=words,
        method_version=computed.method_version,
    )


def of_india(slice: Slice) -> NationalFigures | None:
    return NationalFigures.objects.filter(slice=slice).first()


def of_district(slice: Slice | None, district: District) -> DistrictFigures | None:
    """A district's figures; None where it exported nothing, or nothing that was declared there."""
    rows = DistrictFigures.objects.select_related("top_item__hs", "top_item__sector")
    return rows.filter(slice=slice, district=district).first() if slice else None


def items_of_district(slice: Slice, district: District, limit: int | None = None) -> QuerySet[PairFigures]:
    """A district's products, the largest first, each with its `item`."""
    rows = PairFigures.objects.filter(slice=slice, district=district).select_related("item__hs", "item__sector")
    return rows.order_by("-usd", "item_id")[:limit]


def of_item(slice: Slice, item: PublishedItem) -> ItemFigures | None:
    return ItemFigures.objects.filter(slice=slice, item=item).select_related("top_district__state").first()


def of_code(slice: Slice, code: str) -> ItemFigures | None:
    """The figures of an HS code, if the slice is of its level and edition."""
    rows = ItemFigures.objects.filter(slice=slice, item__code=code, item__edition=slice.edition)
    return rows.select_related("item__hs", "item__sector", "top_district__state").first()


def districts_of_item(slice: Slice, item: PublishedItem, limit: int | None = None) -> QuerySet[PairFigures]:
    """The districts that export a product, the largest first, each with its `district`."""
    rows = PairFigures.objects.filter(slice=slice, item=item).select_related("district__state")
    return rows.order_by("-usd", "district_id")[:limit]


def top_districts(slice: Slice, limit: int = 10, state: State | None = None) -> QuerySet[DistrictFigures]:
    rows = DistrictFigures.objects.filter(slice=slice).select_related("district__state", "top_item__sector")
    if state is not None:
        rows = rows.filter(district__state=state)
    return rows.order_by("rank", "district_id")[:limit]


def top_items(slice: Slice, limit: int = 10) -> QuerySet[ItemFigures]:
    rows = ItemFigures.objects.filter(slice=slice).select_related("item__hs", "item__sector", "top_district__state")
    return rows.order_by("-total_usd", "item_id")[:limit]


def above(slice: Slice, share: float, floor_usd: Decimal) -> QuerySet[PairFigures]:
    """Districts with more than a share of India's exports of a product, worth at least a floor; largest first."""
    rows = PairFigures.objects.filter(slice=slice, share_of_item__gt=share, usd__gte=floor_usd)
    return rows.select_related("district__state", "item__hs", "item__sector").order_by("-usd", "district_id", "item_id")


def sector_shares(slice: Slice) -> QuerySet[SectorShare]:
    return SectorShare.objects.filter(slice=slice).order_by("-share_by_value")


MAPPED = {  # indicators of a district a map can show: what it is called, and its unit
    "total_usd": (lazy("Exports in US dollars"), "usd"),
    "share": (lazy("Share of India’s exports"), "share"),
    "lines": (lazy("Number of products exported"), "number"),
    "hhi": (lazy("Concentration on few products (HHI)"), "hhi"),
    "effective_number": (lazy("Effective number of products"), "number"),
    "top_item_share": (lazy("Share of the largest product"), "share"),
    "growth": (lazy("Growth over the period before"), "share"),
}


def map_values(slice: Slice, indicator: str) -> dict[str, float]:
    """LGD code -> value of an indicator in MAPPED; districts without one are not in it.

    Raises KeyError for an indicator that does not exist.
    """
    MAPPED[indicator]
    rows = DistrictFigures.objects.filter(slice=slice).exclude(**{indicator: None})
    return {code: float(value) for code, value in rows.values_list("district__lgd_code", indicator)}
