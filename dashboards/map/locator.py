"""Where a district lies: small, in India and in its State."""

from __future__ import annotations

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from geography.models import Cell, District, Drawing, Outline


def locator(district: District) -> SafeString:
    """Two small maps side by side; nothing where the district is not drawn (retired, or no map yet). Three queries."""
    drawing = Drawing.objects.filter(is_shown=True).first()
    cell = Cell.objects.filter(drawing=drawing, district=district).first()
    home = Outline.objects.filter(drawing=drawing, state=district.state_id).first()
    if drawing is None or home is None:
        return mark_safe("")
    said = _("Where %(district)s lies in %(state)s and in India") % {
        "district": district,
        "state": district.state,
    }
    maps = _india(drawing, home, cell) + _state(home, cell)
    return mark_safe(f'<div class="locator" role="img" aria-label="{escape(said)}">{maps}</div>')


def _india(drawing: Drawing, home: Outline, cell: Cell | None) -> str:
    side = max(drawing.width, drawing.height)
    size = f'r="{side // 60}" stroke-width="{side // 240}"'
    spot = f'<circle class="map__here" cx="{cell.x}" cy="{cell.y}" {size}/>' if cell else ""
    return (
        f'<svg class="map" viewBox="0 0 {drawing.width} {drawing.height}" aria-hidden="true" focusable="false">'
        f'<path class="map__ground" d="{drawing.ground}"/><path class="map__home" d="{home.path}"/>{spot}</svg>'
    )


def _state(home: Outline, cell: Cell | None) -> str:
    width, height = home.right - home.left, home.bottom - home.top
    margin = round(max(width, height) * 0.05) + 8
    line = max(1, (max(width, height) + 2 * margin) // 160)
    own = f'<path class="map__here" d="{cell.path}" stroke-width="{line}"/>' if cell else ""
    box = f"{home.left - margin} {home.top - margin} {width + 2 * margin} {height + 2 * margin}"
    return (
        f'<svg class="map" viewBox="{box}" aria-hidden="true" focusable="false">'
        f'<path class="map__ground" d="{home.path}"/>{own}'
        f'<g class="map__states" stroke-width="{line}"><path d="{home.path}"/></g></svg>'
    )
