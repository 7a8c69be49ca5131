"""The register of facilities, open to all: the list, one of them, and those near a product's district."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from institutions import clock
from products.facilities.near import near_product
from products.facilities.search import Search
from products.models import Facility, FacilityKind, FacilityReach, HSCode, IdentifiedProduct
from products.models.facilities import FacilityQuerySet
from products.views.seen import frame, login_for_what_is_not_public, product_seen
from workflow.cells import plain

PER_PAGE = 25


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """The list, narrowed by what stands in the address."""
    search = Search(request.GET)
    found = search.narrow(Facility.objects.for_list())
    page = Paginator(found.prefetch_related("scopes"), PER_PAGE).get_page(request.GET.get("page"))
    today = clock.today()
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "nav": "facilities",
        "form": search,
        "page_obj": page,
        "rows": [(facility, standing_of(facility, today)) for facility in page.object_list],
        "csv_url": f"{reverse('facilities-csv')}?{query.urlencode()}",
        "filtered": any(value for name, value in request.GET.items() if name != "page"),
        "reaches": FacilityReach.objects.all(),
    }
    return render(request, "products/facilities.html", context)


def standing_of(facility: Facility, today) -> tuple[str, str]:
    """(a word for how it stands today, its tone): scopes have to be prefetched."""
    if facility.closed_on and facility.closed_on <= today:
        return _("Closed"), "ended"
    if facility.opened_on and facility.opened_on > today:
        return _("Not open yet"), "neutral"
    if facility.needs_recognition and not any(scope.in_force_on(today) for scope in facility.scopes.all()):
        return _("No valid recognition"), "late"
    return (_("Valid"), "good") if facility.is_confirmed else (_("To be confirmed"), "wait")


@require_safe
def register_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The same list, all of it, one row per scope; no cell is a formula."""
    found = Search(request.GET).narrow(Facility.objects.for_list())
    answer = StreamingHttpResponse(_lines(found), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="facilities-{clock.today().isoformat()}.csv"'
    return answer


class _Echo:
    def write(self, line: str) -> str:
        return line


def _lines(found: FacilityQuerySet) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff"
    yield writer.writerow(
        [
            _("Kind"), _("Name"), _("State"), _("District"), _("LGD code"), _("Latitude"), _("Longitude"),
            _("Coordinates"), _("Operator"), _("Code with customs"), _("Capacity"), _("Unit"), _("System used"),
            _("Opened on"), _("Closed on"), _("HS codes beginning with"), _("Scope"), _("Standard"),
            _("Recognised by"), _("Certificate number"), _("Valid from"), _("Valid until"), _("Confirmed"),
            _("Source"), _("As of"), _("Note"),
        ]
    )  # fmt: skip
    kinds = dict(FacilityKind.choices)
    for row in found.prefetch_related("scopes").iterator(chunk_size=1000):
        place = [
            kinds[row.kind], row.name, row.district.state.name, row.district.name, row.district.lgd_code, row.lat,
            row.lon, place_basis(row), row.operator, row.code, row.capacity, row.capacity_unit, row.system,
            row.opened_on, row.closed_on,
        ]  # fmt: skip
        rest = [_("yes") if row.is_confirmed else _("no"), row.source, row.as_of, row.note]
        for scope in row.scopes.all() or [None]:
            middle = [
                scope.hs_prefix, scope.words, scope.standard, scope.body, scope.certificate_number, scope.valid_from,
                scope.valid_until,
            ] if scope else [""] * 7  # fmt: skip
            yield writer.writerow([plain(cell) for cell in (*place, *middle, *rest)])


def place_basis(facility: Facility) -> str:
    """What a facility's place on the map is worth."""
    if not facility.is_placed:
        return _("not known; distances are counted from the middle of its district")
    return _("approximate") if facility.is_approximate else _("given by the source")


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One facility: what it is recognised for and until when, where it is, and who says so."""
    facility = get_object_or_404(Facility.objects.for_list().prefetch_related("scopes"), pk=pk)
    today = clock.today()
    word, tone = standing_of(facility, today)
    context = {
        "nav": "facilities",
        "facility": facility,
        "word": word,
        "tone": tone,
        "scopes": [(scope, scope.in_force_on(today)) for scope in facility.scopes.all()],
        "basis": place_basis(facility),
        "crumbs": [
            {"label": _("Facilities"), "url": reverse("facilities")},
            {"label": str(facility), "url": ""},
        ],
    }
    return render(request, "products/facility.html", context)


@require_safe
@login_for_what_is_not_public
def of_product(request: HttpRequest, handle: str) -> HttpResponse:
    """The nearest facility of each kind that serves a product's goods."""
    product, everything = product_seen(request, handle)
    codes = _codes(product, everything=everything)
    context = {
        **frame(product, "product-facilities", _("Facilities"), everything=everything),
        "codes": codes,
        "near": None if product.is_service else near_product(product, [one.code for one in codes], actor=request.actor),
    }
    return render(request, "products/facilities_of_product.html", context)


def _codes(product: IdentifiedProduct, *, everything: bool) -> list[HSCode]:
    """The confirmed codes; to the public those that are published."""
    if everything:
        return [row.code for row in product.product_codes.exclude(confirmed_at=None).select_related("code")]
    said = product.published["codes"] if product.published else []
    rows = {(row.edition, row.code): row for row in HSCode.objects.filter(code__in=[one["code"] for one in said])}
    return [rows[one["edition"], one["code"]] for one in said if (one["edition"], one["code"]) in rows]
