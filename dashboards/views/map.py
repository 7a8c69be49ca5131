"""The map of an indicator by district, the table behind it, and both as files. Open to all."""

import csv
from collections.abc import Callable
from io import StringIO

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from dashboards.map import files, notes, svg
from dashboards.map.indicators import DEFAULT, INDICATORS, Indicator, offered_to
from dashboards.map.sheet import Land, Row, Sheet, sheet_of
from geography.models import State
from institutions.actors import Actor
from workflow.cells import plain

A_PAGE = 60
SORTS: dict[str, Callable[[Row], tuple]] = {
    "district": lambda row: (row.name.casefold(),),
    "state": lambda row: (str(row.district.state), row.name.casefold()),
    "figure": lambda row: (row.value is None, row.value or 0, row.name.casefold()),
    "-district": lambda row: tuple(-ord(letter) for letter in row.name.casefold()),
    "-figure": lambda row: (row.value is None, -(row.value or 0), row.name.casefold()),
}
FILE_KEEPS = 300  # seconds


class Choice(forms.Form):
    """What is shown, and where. The lists are given by the view, which has read them already."""

    show = forms.ChoiceField(label=gettext_lazy("Figure"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)

    def __init__(self, *, indicator: Indicator, state: State | None, actor: Actor, states: list[State]) -> None:
        super().__init__(initial={"show": indicator.key, "state": state.code if state else ""})
        self.fields["show"].choices = [(choice.key, choice.label) for choice in offered_to(actor)]
        self.fields["state"].choices = [("", _("All of India")), *((place.code, str(place)) for place in states)]


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The map and its table, sorted by the server; `?show=` an indicator, `?state=` a State."""
    sheet = _sheet(request)
    indicator, state = sheet.indicator, sheet.state
    sort = request.GET.get("sort") if request.GET.get("sort") in SORTS else "-figure"
    paginator = Paginator(sorted(sheet.rows, key=SORTS[sort]), A_PAGE if state is None else 200)
    context = {
        "nav": "map",
        "sheet": sheet,
        "picture": svg.for_page(sheet) if sheet.drawing else "",
        "notes": notes.lines(sheet),
        "period": notes.period(sheet),
        "form": Choice(indicator=indicator, state=state, actor=request.actor, states=sheet.land.states),
        "page_obj": paginator.get_page(request.GET.get("page")),
        "headings": _headings(request.GET, sort, with_state=state is None),
        "states": sheet.states if state is None else [],
        "files": _files(indicator, state),
        "crumbs": _crumbs(indicator, state),
    }
    return render(request, "dashboards/map.html", context)


def _sheet(request: HttpRequest) -> Sheet:
    """The map the address asks for; 404 for what does not exist or is not for this reader."""
    indicator = INDICATORS.get(request.GET.get("show") or DEFAULT)
    if indicator is None or indicator not in offered_to(request.actor):
        raise Http404
    land, code = Land.shown(), request.GET.get("state", "").upper()
    state = next((place for place in land.states if place.code == code), None)
    if code and state is None:
        raise Http404
    return sheet_of(indicator, request.actor, land, state)


def _headings(asked: QueryDict, sort: str, *, with_state: bool) -> list[dict]:
    """The columns with the address that sorts by them, and how they are sorted now."""
    columns = [("district", _("District"), "district"), ("figure", _("Figure"), "-figure")]
    if with_state:
        columns.insert(1, ("state", _("State"), "state"))
    made = []
    for name, label, first in columns:
        opposite = name if first.startswith("-") else f"-{name}"
        query = asked.copy()
        query.pop("page", None)
        query["sort"] = opposite if sort == first and opposite in SORTS else first
        now = {name: "ascending", f"-{name}": "descending"}.get(sort, "")
        made.append({"label": label, "url": f"?{query.urlencode()}#table", "now": now, "name": name})
    return made


def _files(indicator: Indicator, state: State | None) -> list[dict]:
    query = QueryDict(mutable=True)
    query["show"] = indicator.key
    if state:
        query["state"] = state.code
    return [
        {"label": kind.upper(), "url": f"{reverse(f'map-{kind}')}?{query.urlencode()}"}
        for kind in ("svg", "png", "csv")
    ]


def _crumbs(indicator: Indicator, state: State | None) -> list[dict]:
    first = {"label": _("Map of India"), "url": f"{reverse('map')}?show={indicator.key}" if state else ""}
    return [first, {"label": str(state)}] if state else [first]


@require_GET
def as_svg(request: HttpRequest) -> HttpResponse:
    """The map as a picture that can be enlarged without loss."""
    sheet = _drawn(request)
    return _file(sheet, files.svg_file(sheet), "image/svg+xml; charset=utf-8", "svg")


@require_GET
def as_png(request: HttpRequest) -> HttpResponse:
    """The same picture for slides and letters."""
    sheet = _drawn(request)
    return _file(sheet, files.png_file(sheet), "image/png", "png")


@require_GET
def as_csv(request: HttpRequest) -> HttpResponse:
    """The table behind the map, whole."""
    sheet = _sheet(request)
    text = StringIO()
    text.write("\ufeff")
    writer = csv.writer(text)
    writer.writerow(["lgd_code", "district", "state", "indicator", "figure", "figure_as_shown", "period", "source"])
    source = sheet.slice.batch.source if sheet.slice else _("this portal")
    for row in sorted(sheet.rows, key=SORTS["-figure"]):
        cells = [row.district.lgd_code, row.name, row.district.state.name, sheet.indicator.key]
        figure = "" if row.value is None else row.value
        writer.writerow([*map(plain, cells), figure, *map(plain, [row.text, notes.period(sheet), source])])
    return _file(sheet, text.getvalue(), "text/csv; charset=utf-8", "csv")


def _drawn(request: HttpRequest) -> Sheet:
    sheet = _sheet(request)
    if sheet.drawing is None:
        raise Http404
    return sheet


def _file(sheet: Sheet, content: str | bytes, kind: str, ending: str) -> HttpResponse:
    """A file to keep; what the public may see may also be kept on the way."""
    answer = HttpResponse(content, content_type=kind)
    name = slugify(f"deh-map-{sheet.indicator.key}-{sheet.state.code if sheet.state else 'india'}")
    answer["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    if sheet.indicator.internal:
        patch_cache_control(answer, private=True, no_store=True)
    else:
        patch_cache_control(answer, public=True, max_age=FILE_KEEPS)
        patch_vary_headers(answer, ["Accept-Language", "Cookie"])
    return answer
