"""Published names that mean nothing yet: what each might be, and saying once what it is."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import connection
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from geography.models import District
from institutions import roles
from trade.models import Slice
from trade.names import mapping
from trade.names.places import Places
from trade.views.forms import MapItem, MapPartner, MapPlace

PER_PAGE = 25
KINDS = {"places": lazy("Places"), "items": lazy("Products"), "partners": lazy("Partners")}


def _only_importers(request: HttpRequest) -> None:
    if not request.actor.may(roles.IMPORT):
        raise PermissionDenied(_("Your post does not say what published names mean."))


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Names of one kind that wait, or that were settled by hand."""
    _only_importers(request)
    kind = request.GET.get("kind", "places")
    if kind not in KINDS:
        raise Http404
    settled = request.GET.get("show") == "settled"
    names = mapping.mapped(kind) if settled else mapping.unresolved(kind)
    related = {"places": ("state", "district"), "items": ("hs",), "partners": ("country",)}[kind]
    page = Paginator(names.select_related(*related, "mapped_by__body"), PER_PAGE).get_page(request.GET.get("page"))
    names = list(page.object_list)
    values = _values(names) if kind == "places" else {}
    likely = _likely(names) if kind == "places" and not settled else {}
    context = {
        "nav": "imports",
        "kind": kind,
        "settled": settled,
        "page_obj": page,
        "rows": [
            {"name": name, "means": _means(name), "usd": values.get(name.pk), "likely": likely.get(name.pk, ())}
            for name in names
        ],
        "tabs": [
            {
                "label": label,
                "url": f"{reverse('published-names')}?kind={key}",
                "count": mapping.unresolved(key).count(),
                "current": key == kind and not settled,
            }
            for key, label in KINDS.items()
        ],
    }
    return render(request, "trade/names.html", context)


def _means(name: Any) -> Any:
    return next((value for field in ("district", "hs", "country") if (value := getattr(name, field, None))), None)


def _values(places: list[Any]) -> dict[int, Any]:
    """US dollars that stand under these names in slices in force, by name; found by the key of each partition."""
    current = list(Slice.objects.current().values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT place_id, max(usd) FROM (SELECT place_id, slice_id, sum(usd) AS usd FROM trade_flow"
            " WHERE slice_id = ANY(%s) AND place_id = ANY(%s) GROUP BY place_id, slice_id) sums GROUP BY place_id",
            [current, [place.pk for place in places]],
        )
        return dict(cursor.fetchall())


def _likely(places: list[Any]) -> dict[int, tuple[District, ...]]:
    answers = Places() if places else None
    return {
        place.pk: answers.meaning(place.state_name, place.district_name).suggestions
        for place in places
        if answers and place.district_name
    }


def _form_of(kind: str, name: Any, *args: Any) -> Form:
    if kind == "places":
        return MapPlace(name, *args, likely=_likely([name]).get(name.pk, ()))
    return MapItem(name, *args) if kind == "items" else MapPartner(*args)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def name(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """One name: say what it means, or take that back."""
    _only_importers(request)
    if kind not in KINDS:
        raise Http404
    found = get_object_or_404(mapping.UNRESOLVED[kind][0], pk=pk)
    if request.method != "POST":
        return _page(request, kind, found, _form_of(kind, found))
    form = _form_of(kind, found, request.POST)
    takes_back = "unmap" in request.POST
    if not takes_back and not form.is_valid():
        return _page(request, kind, found, form, status=422)
    meaning = None if takes_back else next(iter(form.cleaned_data.values()))
    try:
        _map(request, kind, found, meaning)
    except mapping.WrongName as wrong:
        messages.error(request, str(wrong))
        return _page(request, kind, found, form, status=409)
    said = _("It means nothing again.") if takes_back else _("It means %(meaning)s from now on.") % {"meaning": meaning}
    messages.success(request, f"{said} {_('The figures follow within a minute.')}")
    return redirect(f"{reverse('published-names')}?kind={kind}")


def _map(request: HttpRequest, kind: str, found: Any, meaning: Any) -> None:
    if kind == "places":
        mapping.map_place(by=request.actor, place=found, district=meaning)
    elif kind == "items":
        mapping.map_item(by=request.actor, item=found, hs=meaning)
    else:
        mapping.map_partner(by=request.actor, partner=found, country=meaning)


def _page(request: HttpRequest, kind: str, found: Any, form: Form, status: int = 200) -> HttpResponse:
    context = {
        "nav": "imports",
        "kind": kind,
        "name": found,
        "form": form,
        "means": _means(found),
        "likely": _likely([found]).get(found.pk, ()) if kind == "places" else (),
    }
    return render(request, "trade/name.html", context, status=status)
