"""The page of a district, its figures as a file, the page of a State, and the list of districts. Open to all."""

import csv
from io import StringIO

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bottlenecks.models import Bottleneck
from committees.models import Meeting
from dashboards import district as facts
from dashboards.map import notes, svg, wording
from dashboards.map.indicators import INDICATORS
from dashboards.map.locator import locator
from dashboards.map.sheet import Land, sheet_of
from dashboards.places import alike, listed
from geography.models import District, State
from institutions import clock
from institutions.models import Body, BodyKind
from products.facilities.near import near_district
from strategies.public.adopted import adopted_of_district, adopted_of_state
from trade.indicators import read
from trade.money import dollars, period_in_words
from workflow.cells import plain


@require_GET
def page(request: HttpRequest, lgd_code: str) -> HttpResponse:
    """What is public of a district; who may see its cases also sees what is open."""
    district = get_object_or_404(District.objects.select_related("state"), lgd_code=lgd_code)
    lineage = facts.Lineage.of(district)
    trade, products = facts.trade_of(district, lineage), facts.products_of(district)
    context = {
        "nav": "districts",
        "district": district,
        "lineage": lineage,
        "origin": facts.origin_of(district, lineage),
        "trade": trade,
        "rows": trade.items[: facts.SHOWN_ITEMS],
        "largest": trade.items[0].usd if trade.items else 0,
        "more": max(0, len(trade.items) - facts.SHOWN_ITEMS),
        "no_figures": "" if trade.figures else facts.why_no_figures(district, trade),
        "includes": facts.includes_others(trade),
        "concentration": facts.concentration(trade),
        "origin_note": read.ORIGIN,
        "tiles": facts.tiles(trade, len(products)),
        "products": products,
        "adopted": adopted_of_district(district),
        "indications": facts.indications_of(district),
        "clusters": facts.clusters_of(district),
        "near": near_district(district, actor=request.actor),
        "locator": locator(district),
        "crumbs": _crumbs(district.state, str(district)),
        **_inside(request, district),
    }
    return render(request, "dashboards/district.html", context)


def _crumbs(state: State, last: str = "") -> list[dict]:
    crumbs = [{"label": _("Districts"), "url": reverse("districts")}]
    if not last:
        return [*crumbs, {"label": str(state)}]
    return [*crumbs, {"label": str(state), "url": reverse("state", args=[state.code])}, {"label": last}]


def _inside(request: HttpRequest, district: District) -> dict:
    """The committee, and for its readers what is open, late and next. Counted as the lists count it."""
    actor = request.actor
    committee = Body.objects.active().filter(kind=BodyKind.DEPC, district=district).first()
    scope = actor.scope
    if not (scope.everything or district.pk in scope.districts or district.state_id in scope.states):
        return {"committee": committee}
    open_now = Bottleneck.objects.visible_to(actor).live().filter(case__district=district)
    meetings = Meeting.objects.visible_to(actor).ahead().filter(body=committee, starts_at__gte=clock.now())
    return {
        "committee": committee,
        "is_inside": True,
        "open_count": open_now.count(),
        "late_count": open_now.overdue(clock.now()).count(),
        "open_cases": open_now.for_list().order_by("case__opened_at")[:5],
        "next_meeting": meetings.for_list().order_by("starts_at").first() if committee else None,
    }


@require_GET
def as_csv(request: HttpRequest, lgd_code: str) -> HttpResponse:
    """Every product of the district in the slice that is shown, with source and period on each line."""
    district = get_object_or_404(District.objects.select_related("state"), lgd_code=lgd_code)
    trade = facts.trade_of(district, facts.Lineage.of(district))
    text = StringIO()
    text.write("\ufeff")
    writer = csv.writer(text)
    writer.writerow(
        ["lgd_code", "district", "state", "code", "product", "usd", "share_of_district", "share_of_product",
         "rca_india", "rca_world", "growth", "period", "source"]
    )  # fmt: skip
    first = [plain(cell) for cell in (district.lgd_code, district.name, district.state.name)]
    for row in trade.items:
        shares = (row.share_of_district, row.share_of_item, row.rca_india, row.rca_world, row.growth)
        numbers = [row.usd, *("" if share is None else share for share in shares)]
        last = [plain(cell) for cell in (trade.period, trade.slice.batch.source)]
        writer.writerow([*first, plain(row.item.code), plain(row.item.label), *numbers, *last])
    answer = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    name = slugify(f"deh-{district.state.code}-{district.code}-exports")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    patch_cache_control(answer, public=True, max_age=300)
    return answer


@require_GET
def state(request: HttpRequest, code: str) -> HttpResponse:
    """A State: its districts with exports and products side by side, and its map."""
    land = Land.shown()
    place = next((one for one in land.states if one.code == code.upper()), None)
    place = place or get_object_or_404(State, code=code.upper())
    exports = sheet_of(INDICATORS["exports"], request.actor, land, place)
    products = sheet_of(INDICATORS["products"], request.actor, land, place)
    counts = {row.district.pk: row.value for row in products.rows}
    total = sum(row.value or 0 for row in exports.rows)
    rows = sorted(exports.rows, key=lambda row: (-(row.value or 0), row.name))
    context = {
        "nav": "districts",
        "state": place,
        "adopted": adopted_of_state(place),
        "sheet": exports if total else products,
        "rows": [
            {
                "row": row,
                "share": wording.percent(row.value / total) if total and row.value is not None else "",
                "products": counts.get(row.district.pk, 0),
            }
            for row in rows
        ],
        "largest": rows[0].value if rows else 0,
        "tiles": _state_tiles(place, exports, total, sum(counts.values())),
        "crumbs": _crumbs(place),
        "period": notes.period(exports) if exports.slice else "",
        "source": notes.of_slice(exports.slice, exports.national) if exports.slice else "",
        "origin_note": read.ORIGIN,
    }
    context["picture"] = svg.for_page(context["sheet"]) if land.drawing and place.path else ""
    context["notes"] = notes.lines(context["sheet"])
    return render(request, "dashboards/state.html", context)


def _state_tiles(place: State, exports, total: float, products: int) -> list[dict]:
    known = sum(row.value is not None for row in exports.rows)
    active = sum(row.district.is_active for row in exports.rows)
    tiles = []
    if total:
        period = period_in_words(exports.slice.period)
        tiles.append({"value": dollars(total), "label": _("Exports of its districts"), "note": period})
        if exports.national and exports.national.named_usd:
            share = wording.percent(total / float(exports.national.named_usd))
            note = _("of exports with a district, %(period)s") % {"period": period}
            tiles.append({"value": share, "label": _("Share of India"), "note": note})
        note = _("of %(all)s, %(period)s") % {"all": active, "period": period}
        tiles.append({"value": known, "label": _("Districts with exports"), "note": note})
    else:
        tiles.append({"value": active, "label": _("Districts"), "note": _("in force now")})
    note = _("published, or on a national list")
    return [*tiles, {"value": products, "label": _("Identified products"), "note": note}]


@require_GET
def districts(request: HttpRequest) -> HttpResponse:
    """All districts, folded by State, the one asked for open; a search knows other spellings and former names."""
    wanted = request.GET.get("q", "").strip()[:80]
    found = listed(wanted)
    context = {
        "nav": "districts",
        "wanted": wanted,
        "found": found,
        "opened": request.GET.get("state", "").upper()[:4],
        "alike": alike(wanted) if wanted and not found else [],
        "count": sum(len(places) for _state, places in found),
        "crumbs": [{"label": _("Districts")}],
    }
    return render(request, "dashboards/districts.html", context)
