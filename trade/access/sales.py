"""What India sells of an HS code, to whom and since when: read from one published table, never across tables.

Where no table has the code itself, the heading or chapter above it is shown, and the page says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from geography.models import Country
from trade.indicators.read import period_in_words
from trade.models import Batch, Direction, Flow, PublishedItem, Slice
from trade.money import whole

PARTNERS = 10
SMALL = 10  # millions of dollars
FIGURES = "india", "india+partner"


class Shown:
    """A value as a page prints it."""

    usd: Decimal
    share: float | None

    @property
    def millions(self) -> str:
        """Millions of US dollars, with two decimals below ten."""
        value = self.usd / 1_000_000
        return whole(value, 2 if value < SMALL else 1)

    @property
    def percent(self) -> str:
        return f"{100 * (self.share or 0):.1f}"


@dataclass(frozen=True)
class Year(Shown):
    period: str
    usd: Decimal
    share: float | None = None  # of India's exports of the code in that period


@dataclass(frozen=True)
class Partner(Shown):
    name: str
    country: Country | None
    usd: Decimal
    share: float


@dataclass(frozen=True)
class Sales:
    """India's exports of `code`, which may be a heading above the one asked for; values in US dollars.

    `partners` is of the newest period; `to_market` follows one market over the periods. Both are empty where the
    table does not tell partners apart.
    """

    code: str
    batch: Batch
    years: list[Year]
    partners: list[Partner]
    to_market: list[Year]

    @property
    def newest(self) -> Year:
        return self.years[-1]


def sales_of(code: str, market: Country | None = None) -> Sales | None:
    """The trend and the main partners of the newest table that has the code, or the code next above it."""
    items = _items(code)
    for length in (8, 6, 4, 2):
        wanted = {pk: item for pk, item in items.items() if len(item.code) == length}
        slices = _slices(length, wanted) if wanted else []
        if slices:
            return _read(code[:length], slices, list(wanted), market)
    return None


def _items(code: str) -> dict[int, PublishedItem]:
    above = [code[:length] for length in (2, 4, 6, 8) if length <= len(code)]
    return {item.pk: item for item in PublishedItem.objects.filter(code__in=above, level__gt=0)}


def _slices(level: int, items: dict[int, PublishedItem]) -> list[Slice]:
    """One table over its periods, oldest first: the one whose last period is newest, with partners where there are."""
    editions = {item.edition for item in items.values()}
    rows = Slice.objects.current().filter(
        direction=Direction.EXPORT, is_synthetic=False, level=level, grain__in=FIGURES, edition__in=editions
    )
    rows = list(rows.select_related("batch").order_by("-ends_on", "-grain", "starts_on"))
    having = set(
        Flow.objects.filter(slice__in=[one.pk for one in rows], item__in=list(items)).values_list("slice", flat=True)
    )
    rows = [one for one in rows if one.pk in having]
    if not rows:
        return []
    first = rows[0]
    table = (first.series, first.grain, first.edition, _kind(first))
    return [one for one in reversed(rows) if (one.series, one.grain, one.edition, _kind(one)) == table]


def _kind(one: Slice) -> str:
    """Financial years, calendar years and months are never one trend."""
    return "".join(letter for letter in one.period[:2] if letter.isalpha())


def _read(code: str, slices: list[Slice], items: list[int], market: Country | None) -> Sales:
    flows = Flow.objects.filter(slice__in=[one.pk for one in slices], item__in=items)
    with_partners = slices[0].grain.endswith("+partner")
    if with_partners:
        flows = flows.filter(partner__is_world=False)
    totals = dict(flows.values_list("slice").annotate(usd=Sum("usd")))
    slices = [one for one in slices if one.pk in totals]
    years = [Year(period_in_words(one.period), totals[one.pk] or Decimal(0)) for one in slices]
    if not with_partners:
        return Sales(code, slices[-1].batch, years, [], [])
    to_market = []
    if market is not None:
        sold = dict(flows.filter(partner__country=market).values_list("slice").annotate(usd=Sum("usd")))
        to_market = [
            _year(period_in_words(one.period), sold.get(one.pk), totals[one.pk]) for one in slices if one.pk in totals
        ]
    return Sales(code, slices[-1].batch, years, _partners(flows.filter(slice=slices[-1]), years[-1].usd), to_market)


def _year(period: str, usd: Decimal | None, of: Decimal | None) -> Year:
    usd = usd or Decimal(0)
    return Year(period, usd, float(usd / of) if of else None)


def _partners(flows, total: Decimal) -> list[Partner]:
    rows = list(flows.values_list("partner", "partner__name", "partner__country").annotate(usd=Sum("usd")))
    rows = sorted((row for row in rows if row[3]), key=lambda row: row[3], reverse=True)[:PARTNERS]
    countries = Country.objects.in_bulk([row[2] for row in rows if row[2]])
    return [
        Partner(str(countries.get(pk) or name), countries.get(pk), usd, float(usd / total) if total else 0)
        for _partner, name, pk, usd in rows
    ]
