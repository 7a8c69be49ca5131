"""What the page of a district says: figures with where they come from, and honest sentences where there are none."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboards.map import notes, wording
from geography.models import District, DistrictLineage
from products.identified.public import Face, public_face, with_publication
from products.models import Cluster, GeographicalIndication, IdentifiedProduct
from trade.indicators import read
from trade.models import DistrictFigures, NationalFigures, PairFigures, Slice, SliceLevel
from trade.money import dollars, period_in_words

SHOWN_ITEMS = 25


@dataclass(frozen=True)
class Lineage:
    """What a district was made from and what was made from it, each as (district, year)."""

    before: list[tuple[District, int | None]]
    after: list[tuple[District, int | None]]

    @classmethod
    def of(cls, district: District) -> Lineage:
        rows = DistrictLineage.objects.filter(Q(successor=district) | Q(predecessor=district))
        rows = rows.select_related("predecessor__state", "successor__state").order_by("year", "pk")
        return cls(
            before=[(row.predecessor, row.year) for row in rows if row.successor_id == district.pk],
            after=[(row.successor, row.year) for row in rows if row.predecessor_id == district.pk],
        )


@dataclass
class Trade:
    """A district's exports in the slice that is shown; without figures, why that may be."""

    slice: Slice | None
    national: NationalFigures | None = None
    figures: DistrictFigures | None = None
    rank_in_state: int | None = None
    in_state: int = 0
    items: list[PairFigures] = field(default_factory=list)
    booked_to: list[District] = field(default_factory=list)
    includes: list[District] = field(default_factory=list)

    @property
    def period(self) -> str:
        return notes.span(self.slice) if self.slice else ""

    @property
    def source(self) -> str:
        return notes.of_slice(self.slice, self.national) if self.slice else ""

    @property
    def is_of_sectors(self) -> bool:
        return bool(self.slice and self.slice.level == SliceLevel.SECTOR)


def trade_of(district: District, lineage: Lineage) -> Trade:
    """Read the exports of a district: six queries where it has figures, fewer where not."""
    slice = read.current()
    if slice is None:
        return Trade(None)
    trade = Trade(slice, read.of_india(slice), read.of_district(slice, district))
    relatives = [place.pk for place, _year in [*lineage.before, *lineage.after]]
    named = set(
        DistrictFigures.objects.filter(slice=slice, district__in=relatives).values_list("district_id", flat=True)
    ) if relatives else set()  # fmt: skip
    if trade.figures is None:
        trade.booked_to = [place for place, _year in lineage.before if place.pk in named]
        return trade
    trade.includes = [place for place, _year in lineage.after if place.is_active and place.pk not in named]
    trade.items = [_said(row) for row in read.items_of_district(slice, district)]
    totals = DistrictFigures.objects.filter(slice=slice, district__state=district.state_id)
    totals = list(totals.values_list("total_usd", flat=True))
    trade.rank_in_state = 1 + sum(total > trade.figures.total_usd for total in totals)
    trade.in_state = len(totals)
    return trade


def _said(row: PairFigures) -> PairFigures:
    """The row with its figures as text."""
    row.usd_said, row.share_said = dollars(row.usd), wording.percent(row.share_of_district)
    row.item_share_said = wording.percent(row.share_of_item)
    row.rca_said = "–" if row.rca_india is None else wording.rca(row.rca_india)
    return row


def why_no_figures(district: District, trade: Trade) -> str:
    """A sentence for a district without a row in the source, from what is known of it."""
    if trade.slice is None:
        return _("No trade data of districts has been taken in yet.")
    names = ", ".join(str(place) for place in trade.booked_to)
    if district.retired_on:
        return _("The source has no row for this district, which ended on %(day)s.") % {
            "day": date_format(district.retired_on, "j F Y")
        }
    if names and district.formed_year:
        return _(
            "This district was formed in %(year)s and the source still uses an older list of districts: its exports "
            "are booked to %(districts)s."
        ) % {"year": district.formed_year, "districts": names}
    if names:
        return _("The source uses an older list of districts: exports from here are booked to %(districts)s.") % {
            "districts": names
        }
    return _(
        "The source has no row for this district in %(period)s: no exports were declared here, or they were declared "
        "where the exporter is registered. This is not the same as zero production for export."
    ) % {"period": period_in_words(trade.slice.period)}


def includes_others(trade: Trade) -> str:
    """That the figures are those of a larger district than today's."""
    if not trade.includes:
        return ""
    return _("These figures are of the district before it was divided: they include what is now %(districts)s.") % {
        "districts": ", ".join(str(place) for place in trade.includes)
    }


def concentration(trade: Trade) -> str:
    """How much the district depends on few products, in plain words."""
    figures = trade.figures
    if figures is None or figures.top_item is None or figures.effective_number is None:
        return ""
    if figures.lines == 1:
        return _("All of it is %(product)s.") % {"product": figures.top_item.label}
    said = _("The largest is %(product)s with %(share)s of it.") % {
        "product": figures.top_item.label,
        "share": wording.percent(figures.top_item_share),
    }
    number = wording.figures(figures.effective_number)
    if trade.is_of_sectors:
        also = _("Its %(lines)s sectors are as diverse as %(number)s sectors of equal value would be (HHI %(hhi)s).")
    else:
        also = _("Its %(lines)s products are as diverse as %(number)s products of equal value would be (HHI %(hhi)s).")
    return f"{said} {also % {'lines': figures.lines, 'number': number, 'hhi': wording.ten_thousand(figures.hhi)}}"


def tiles(trade: Trade, products: int) -> list[dict[str, Any]]:
    """The key figures, each with its period and out of what it is."""
    found = []
    if figures := trade.figures:
        period, india = period_in_words(trade.slice.period), trade.national
        found = [
            {"value": dollars(figures.total_usd), "label": _("Exports"), "note": period},
            {
                "value": figures.rank,
                "label": _("Rank in India"),
                "note": _("of %(n)s districts with exports, %(period)s")
                % {"n": india.districts if india else "–", "period": period},
            },
            {
                "value": trade.rank_in_state,
                "label": _("Rank in the State"),
                "note": _("of %(n)s districts with exports, %(period)s") % {"n": trade.in_state, "period": period},
            },
            {
                "value": wording.percent(figures.share),
                "label": _("Share of India"),
                "note": _("of exports with a district, %(period)s") % {"period": period},
            },
        ]
        if figures.share_of_state is not None:
            found.append(
                {
                    "value": wording.percent(figures.share_of_state),
                    "label": _("Share of the State"),
                    "note": _("of exports with a district, %(period)s") % {"period": period},
                }
            )
        if figures.growth is not None:
            found.append(
                {
                    "value": wording.change(figures.growth),
                    "label": _("Growth"),
                    "note": _("in US dollars, %(period)s over the period before") % {"period": period},
                }
            )
    label = ngettext("Identified product", "Identified products", products)
    found.append({"value": products, "label": label, "note": _("published, or on a national list"), "url": "#products"})
    return found


def products_of(district: District) -> list[Face]:
    """What the public reads of its identified products, published ones first."""
    rows = IdentifiedProduct.objects.public().filter(case__district=district).for_list()
    faces = [public_face(row) for row in with_publication(rows)]
    return sorted(faces, key=lambda face: (face.status != "published", face.name.casefold()))


def indications_of(district: District) -> list[GeographicalIndication]:
    return list(GeographicalIndication.objects.filter(districts=district, withdrawn_on=None))


def clusters_of(district: District) -> list[Cluster]:
    return list(Cluster.objects.filter(districts=district, ended_on=None))


def origin_of(district: District, lineage: Lineage) -> str:
    """When and from what it was made, as far as it is known."""
    parents = ", ".join(str(place) for place, _year in lineage.before) or district.formed_from
    if district.formed_year and parents:
        return _("%(year)s, from %(districts)s") % {"year": district.formed_year, "districts": parents}
    return str(district.formed_year or parents or "")
