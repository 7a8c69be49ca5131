"""The map as SVG: for a page, painted by its style sheet, and as a file that stands alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import ceil
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from dashboards.map.sheet import Row, Sheet

LABEL = 0.017  # height of a name, as a part of the sheet's width
NO_DATA = 'fill="url(#no-data)"'
WIDE = 0.56  # of a letter, as a part of its height


def for_page(sheet: Sheet) -> SafeString:
    """Classes instead of colours, districts that lead to their pages, States that lead to their maps.

    On the map of India the tab key passes over districts, since the table behind has them all, and stops at States.
    """
    left, top, width, height = sheet.box
    thin = max(width, height)
    parts = [
        f'<svg class="map" viewBox="{left} {top} {width} {height}" role="group" aria-labelledby="map-title map-desc">',
        f'<title id="map-title">{escape(sheet.title)}</title>',
        f'<desc id="map-desc">{escape(description(sheet))}</desc>',
        _hatch(thin),
        f'<path class="map__ground" d="{sheet.drawing.ground}"/>' if not sheet.state else "",
        f'<path {NO_DATA} d="{sheet.drawing.no_data}"/>' if sheet.drawing.no_data and not sheet.state else "",
        _neighbours(sheet),
        f'<g class="map__cells" stroke-width="{_line(thin, 1100)}">{"".join(_links(sheet))}</g>',
        f'<g class="map__states" stroke-width="{_line(thin, 650)}">{"".join(_states(sheet))}</g>',
        f'<g class="map__names" font-size="{name_size(sheet)}">{"".join(_texts(sheet))}</g>' if sheet.state else "",
        "</svg>",
    ]
    return mark_safe("".join(parts))


def description(sheet: Sheet) -> str:
    """The picture in a sentence: how many districts, how many without data, which is highest."""
    drawn = [row for row in sheet.rows if row.district.is_active]
    known = [row for row in drawn if row.value is not None]
    said = _("%(known)s of %(all)s districts have a figure.") % {"known": len(known), "all": len(drawn)}
    if known and (highest := max(known, key=lambda row: row.value)).value:
        said += " " + _("Highest: %(district)s, %(figure)s.") % {"district": highest.name, "figure": highest.text}
    return said + " " + _("The table below says the same.")


def _line(thin: int, parts: int) -> int:
    return max(1, round(thin / parts))


def _hatch(thin: int) -> str:
    """Stripes for what has no data; a shape of its own beside the colours."""
    step = max(8, thin // 110)
    return (
        f'<defs><pattern id="no-data" width="{step}" height="{step}" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect class="map__blank" width="{step}" height="{step}"/>'
        f'<rect class="map__stripe" width="{ceil(step / 4)}" height="{step}"/></pattern></defs>'
    )


def _neighbours(sheet: Sheet) -> str:
    if not sheet.state:
        return ""
    return "".join(
        f'<path class="map__ground" d="{shape.path}"/>' for shape in sheet.outlines if shape.pk != sheet.state.pk
    )


def _links(sheet: Sheet) -> Iterator[str]:
    tab = "" if sheet.state else ' tabindex="-1"'
    for row in sheet.rows:
        if path := row.district.path:
            yield (f'<a href="{row.url}"{tab}><title>{escape(tip(row))}</title><path {_fill(row)} d="{path}"/></a>')


def _fill(row: Row) -> str:
    return NO_DATA if row.css == "q-none" else f'class="{row.css}"'


def tip(row: Row) -> str:
    return f"{row.name}, {row.district.state}: {row.text}"


def _states(sheet: Sheet) -> Iterator[str]:
    if sheet.state:
        yield from (f'<path d="{shape.path}"/>' for shape in sheet.outlines if shape.pk == sheet.state.pk)
        return
    for shape in sheet.outlines:
        query = escape(urlencode({"show": sheet.indicator.key, "state": shape.code}))
        yield f'<a href="{reverse("map")}?{query}"><title>{escape(shape)}</title><path d="{shape.path}"/></a>'


def name_size(sheet: Sheet) -> int:
    return round(max(sheet.box[2], sheet.box[3] * 0.8) * LABEL)


def _texts(sheet: Sheet) -> Iterator[str]:
    for row, x, y in names(sheet):
        dark = " map__name--light" if row.css in ("q4", "q5", "g1", "g5") else ""
        yield f'<text class="map__name{dark}" x="{x}" y="{y}">{escape(row.district)}</text>'


def names(sheet: Sheet) -> Iterator[tuple[Row, int, int]]:
    """The districts of a State whose name finds room in its cell, with the middle of the name's foot."""
    size, taken = name_size(sheet), []
    drawn = [row for row in sheet.rows if row.district.path]
    for row in sorted(drawn, key=lambda row: row.district.left - row.district.right):
        place, half = row.district, len(str(row.district)) * size * WIDE / 2
        box = (place.x - half, place.y - size * 0.7, place.x + half, place.y + size * 0.7)
        if half <= min(place.x - place.left, place.right - place.x) * 1.06 and not any(
            _touch(box, other) for other in taken
        ):
            taken.append(box)
            yield row, place.x, round(place.y + size / 3)


def _touch(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def coloured(shapes: Iterable[tuple[str, str]]) -> str:
    """Paths with their colour as an attribute, for a file."""
    return "".join(f'<path fill="{fill}" d="{path}"/>' for fill, path in shapes)
