"""What the portal itself knows for a section of a document, shown beside its text: figures with period and source."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import reduce
from operator import or_

from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bottlenecks.models import Bottleneck
from cases.models import Case
from geography.models import District
from institutions import clock
from institutions.actors import Actor
from products.codes import dotted
from products.facilities.nearest import nearest_of
from products.models import Cluster, GeographicalIndication, IdentifiedProduct, ProductCode
from strategies.models import DocumentKind, Plan, Strategy
from strategies.versions.content import products_of
from trade.indicators import read
from trade.models import PairFigures, Slice, SliceLevel
from trade.money import dollars, percent, period_in_words

MOST = 10  # rows of a box


@dataclass(frozen=True)
class Row:
    label: str
    value: str = ""
    url: str = ""
    note: str = ""


@dataclass(frozen=True)
class Facts:
    """One box: its rows, where they come from, and where the rest of them is. empty: what is said without rows."""

    title: str
    rows: list[Row] = field(default_factory=list)
    source: str = ""
    empty: str = ""
    more_url: str = ""
    more_label: str = ""


FactsOf = Callable[[Plan | Strategy, Actor], list[Facts]]


def facts_of(document: Plan | Strategy, code: str, actor: Actor) -> list[Facts]:
    """The boxes of a section of a document; none where the portal knows nothing of its subject."""
    known = OF_PLANS if document.case.kind == DocumentKind.PLAN else OF_STRATEGIES
    return known[code](document, actor) if code in known else []


# The district ---------------------------------------------------------------------------------------------------------


def _profile(document: Plan, actor: Actor) -> list[Facts]:
    district = document.case.district
    rows = [
        Row(_("State"), str(district.state)),
        Row(_("LGD code"), district.lgd_code),
        Row(_("Area"), _("%(area)s sq km") % {"area": number_format(round(district.area_sq_km), force_grouping=True)})
        if district.area_sq_km else None,
        Row(_("Formed"), str(district.formed_year), note=district.formed_from) if district.formed_year else None,
        Row(_("Identified products"), str(_products(district).count())),
    ]  # fmt: skip
    return [
        Facts(
            _("The district"), [row for row in rows if row],
            source=_("Local Government Directory; area from the published boundaries."),
            more_url=reverse("district", args=[district.lgd_code]), more_label=_("Page of the district"),
        ),
        _exports(district),
    ]  # fmt: skip


def _industry(document: Plan, actor: Actor) -> list[Facts]:
    district = document.case.district
    clusters = Cluster.objects.filter(districts=district, ended_on=None)[:MOST]
    indications = GeographicalIndication.objects.filter(districts=district, withdrawn_on=None)[:MOST]
    return [
        Facts(
            _("Clusters"), [Row(str(one), note=one.get_kind_display()) for one in clusters],
            source=_("Register of clusters of the portal."), empty=_("No cluster of the district is on record."),
        ),
        Facts(
            _("Geographical indications"), [Row(str(one)) for one in indications],
            source=_("Registry of geographical indications."), empty=_("None of the district is registered."),
        ),
    ]  # fmt: skip


def _logistics(document: Plan, actor: Actor) -> list[Facts]:
    """The nearest facility of each kind, in a straight line."""
    found = nearest_of(document.case.district, on=clock.today())
    rows = [
        Row(one.label, _("%(km)s km") % {"km": round(one.km)}, reverse("facility", args=[one.facility.pk]),
            str(one.facility))
        for one in found if one.facility and one.km is not None
    ]  # fmt: skip
    return [
        Facts(
            _("Nearest facilities"), rows, source=_("Register of facilities, distances in a straight line."),
            empty=_("No facility of use is on record."),
        ),
        _bottlenecks(document.case, actor),
    ]  # fmt: skip


def _export_data(document: Plan, actor: Actor) -> list[Facts]:
    district = document.case.district
    slice = read.current()
    if slice is None:
        return [_exports(district)]
    rows = [
        Row(row.item.label, dollars(row.usd), note=_("%(share)s of the district") % {
            "share": percent(row.share_of_district)})
        for row in read.items_of_district(slice, district, MOST)
    ]  # fmt: skip
    largest = Facts(
        _("What the district exports"), rows, source=source_line(slice), empty=_no_row(slice),
        more_url=reverse("district", args=[district.lgd_code]), more_label=_("All its figures"),
    )  # fmt: skip
    return [_exports(district), largest]


def _exports(district: District) -> Facts:
    """The district's exports as one box: total, ranks, shares, growth."""
    title, slice = _("Exports of the district"), read.current()
    if slice is None:
        return Facts(title, empty=_("No trade data of districts has been taken in yet."))
    found = read.of_district(slice, district)
    if found is None:
        return Facts(title, source=source_line(slice), empty=_no_row(slice))
    rows = [
        Row(_("Exports"), dollars(found.total_usd), note=period_in_words(slice.period)),
        Row(_("Rank in India"), str(found.rank)),
        Row(_("Share of the State"), percent(found.share_of_state)),
        Row(_("Growth"), percent(found.growth)) if found.growth is not None else None,
    ]
    return Facts(title, [row for row in rows if row], source=f"{source_line(slice)}. {read.ORIGIN}")


def source_line(slice: Slice) -> str:
    return _("Source: %(source)s") % {"source": read.source_of(slice)}


def _no_row(slice: Slice) -> str:
    return _("The source has no row for this district in %(period)s. This is not the same as no production.") % {
        "period": period_in_words(slice.period)
    }


# Products and bottlenecks ---------------------------------------------------------------------------------------------


def _products(district: District):
    codes = Prefetch("product_codes", ProductCode.objects.select_related("code"))
    return IdentifiedProduct.objects.filter(case__district=district, case__closed_at=None).prefetch_related(codes)


def _analysis(document: Plan, actor: Actor) -> list[Facts]:
    """The plan's products with their confirmed codes, and what the district and India export under them."""
    case, slice = document.case, slice_by_codes()
    products = [row.product for row in products_of(case)]
    codes = {product.pk: confirmed_codes(product) for product in products}
    wanted = {at_level(slice, code) for found in codes.values() for code in found} if slice else set()
    here, india = exports_by_code(slice, case.district, wanted)
    rows = []
    for product in products:
        shown = sorted({at_level(slice, code) if slice else code for code in codes[product.pk]})
        note = "; ".join(_said(code, here, india, traded=slice is not None) for code in shown)
        rows.append(
            Row(
                str(product),
                ", ".join(map(dotted, codes[product.pk])) or _("no confirmed code"),
                reverse("product", args=[product.case.handle]),
                note,
            )
        )
    return [
        Facts(
            _("Products of the plan"), rows,
            source=source_line(slice) if slice else _("No exports of districts by HS code have been taken in yet."),
            empty=_("No product has been chosen for the plan yet."),
        ),
    ]  # fmt: skip


def slice_by_codes() -> Slice | None:
    """The newest slice of the districts whose products are HS codes, the finest level first."""
    levels = (SliceLevel.TARIFF_LINE, SliceLevel.SUBHEADING, SliceLevel.HEADING, SliceLevel.CHAPTER)
    return next((slice for level in levels if (slice := read.current(level))), None)


def confirmed_codes(product: IdentifiedProduct) -> list[str]:
    return sorted(one.code.code for one in product.product_codes.all() if one.confirmed_at)


def at_level(slice: Slice, code: str) -> str:
    """A code at the level of the slice: longer ones are cut, under shorter ones everything is summed."""
    return code[: slice.level]


def exports_by_code(slice: Slice | None, district: District, codes: set[str]) -> tuple[dict, dict]:
    """Exports of the district and of India in dollars, by code (two queries)."""
    if slice is None or not codes:
        return {}, {}
    under = reduce(or_, (Q(item__code__startswith=code) for code in codes))
    pairs = PairFigures.objects.filter(under, slice=slice, district=district, item__edition=slice.edition)
    items = slice.items.filter(under, item__edition=slice.edition)
    return (
        _summed(codes, pairs.values_list("item__code", "usd")),
        _summed(codes, items.values_list("item__code", "total_usd")),
    )


def _summed(codes: set[str], rows: Iterable[tuple[str, Decimal]]) -> dict[str, Decimal]:
    """Dollars by code, of everything under it; a code under which nothing was exported is left out."""
    found: dict[str, Decimal] = {}
    for item, usd in rows:
        for code in codes:
            if item.startswith(code):
                found[code] = found.get(code, Decimal(0)) + usd
    return found


def _said(code: str, here: dict[str, Decimal], india: dict[str, Decimal], *, traded: bool) -> str:
    if not traded:
        return ""
    return _("HS %(code)s: district %(here)s, India %(india)s") % {
        "code": dotted(code), "here": dollars(here.get(code)), "india": dollars(india.get(code)),
    }  # fmt: skip


def _bottlenecks(case: Case, actor: Actor) -> Facts:
    """Those of the register that are open, as far as the reader sees them; the oldest first."""
    rows = Bottleneck.objects.visible_to(actor).live().filter(case__district=case.district_id)
    rows = rows.for_list().order_by("case__opened_at", "pk")
    shown, count = list(rows[:MOST]), rows.count()
    return Facts(
        ngettext("%(n)s open bottleneck", "%(n)s open bottlenecks", count) % {"n": count},
        [Row(one.case.title, url=reverse("bottleneck", args=[one.case.handle]), note=one.case.reference)
         for one in shown],
        source=_("Register of bottlenecks, today."), empty=_("None of the district is open."),
        more_url=f"{reverse('bottlenecks')}?district={case.district.lgd_code}" if count > MOST else "",
        more_label=_("All of them"),
    )  # fmt: skip


def _register(document: Plan, actor: Actor) -> list[Facts]:
    return [_bottlenecks(document.case, actor)]


# The State ------------------------------------------------------------------------------------------------------------


def _state_exports(document: Strategy, actor: Actor) -> list[Facts]:
    slice = read.current()
    if slice is None:
        return [Facts(_("Exports of the districts"), empty=_("No trade data of districts has been taken in yet."))]
    rows = [
        Row(str(one.district), dollars(one.total_usd), reverse("district", args=[one.district.lgd_code]),
            _("%(share)s of the State") % {"share": percent(one.share_of_state)})
        for one in read.top_districts(slice, MOST, document.case.state)
    ]  # fmt: skip
    return [
        Facts(
            _("Largest exporting districts"), rows, source=f"{source_line(slice)}. {read.ORIGIN}",
            empty=_("The source has no row for a district of this State."),
        )
    ]  # fmt: skip


OF_PLANS: dict[str, FactsOf] = {
    "district-profile": _profile,
    "industry-profile": _industry,
    "products": _analysis,
    "bottlenecks": _register,
    "infrastructure": _logistics,
    "export-data": _export_data,
}
OF_STRATEGIES: dict[str, FactsOf] = {"analysis": _state_exports, "vision": _state_exports}
