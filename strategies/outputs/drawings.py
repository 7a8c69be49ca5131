"""Small drawings of a document: a target's bars and where a district lies, as SVG that needs no style sheet."""

from __future__ import annotations

from decimal import Decimal

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from cases.models import Case
from geography.models import Cell, Drawing, Outline

INDIGO, GREY, GROUND, HOME, HERE = "#1b2758", "#9aa0b5", "#e9ebf4", "#b9c0de", "#c2410c"
BAR, GAP, HEIGHT, TOP, FOOT = 44, 14, 84, 16, 18  # in the drawing's own units


def bars(title: str, figures: list[tuple[str, Decimal, str]], first_is_baseline: bool) -> SafeString:
    """One bar a year: (year, figure, figure in words). The table beside it says the same."""
    if not figures:
        return mark_safe("")
    largest = max(max(value for _year, value, _said in figures), Decimal(0)) or Decimal(1)
    drawn = []
    for place, (year, value, said) in enumerate(figures):
        x = place * (BAR + GAP)
        height = float(max(value, Decimal(0)) / largest) * HEIGHT
        y, middle = TOP + HEIGHT - height, x + BAR / 2
        colour = GREY if first_is_baseline and not place else INDIGO
        text = f'font-size="10" font-family="DEH Sans, sans-serif" fill="#333" text-anchor="middle" x="{middle:.0f}"'
        drawn.append(
            f'<rect x="{x}" y="{y:.1f}" width="{BAR}" height="{max(height, 0.5):.1f}" fill="{colour}"/>'
            f'<text {text} y="{y - 4:.1f}">{escape(said)}</text>'
            f'<text {text} y="{TOP + HEIGHT + 13}">{escape(year)}</text>'
        )
    width, height = len(figures) * (BAR + GAP) - GAP, TOP + HEIGHT + FOOT
    said = _("%(title)s by financial year") % {"title": title}
    return mark_safe(
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(said)}" width="{width}" '
        f'height="{height}" viewBox="-6 0 {width + 12} {height}">{"".join(drawn)}</svg>'
    )


def place_of(case: Case) -> SafeString:
    """The State in India, with the district where the case has one; nothing where no map is loaded (three queries)."""
    drawing = Drawing.objects.filter(is_shown=True).first()
    home = Outline.objects.filter(drawing=drawing, state=case.state_id).first()
    if drawing is None or home is None:
        return mark_safe("")
    cell = Cell.objects.filter(drawing=drawing, district=case.district_id).first() if case.district_id else None
    said = _("Where %(place)s lies in India") % {"place": case.district or case.state}
    maps = _india(drawing, home, cell) + _state(home, cell)
    return mark_safe(f'<div class="place" role="img" aria-label="{escape(said)}">{maps}</div>')


def _india(drawing: Drawing, home: Outline, cell: Cell | None) -> str:
    radius = max(drawing.width, drawing.height) // 60
    spot = f'<circle cx="{cell.x}" cy="{cell.y}" r="{radius}" fill="{HERE}"/>' if cell else ""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="180" height="200" '
        f'viewBox="0 0 {drawing.width} {drawing.height}"><path d="{drawing.ground}" fill="{GROUND}"/>'
        f'<path d="{home.path}" fill="{INDIGO}"/>{spot}</svg>'
    )


def _state(home: Outline, cell: Cell | None) -> str:
    width, height = home.right - home.left, home.bottom - home.top
    margin = round(max(width, height) * 0.05) + 8
    box = f"{home.left - margin} {home.top - margin} {width + 2 * margin} {height + 2 * margin}"
    line = max(1, (max(width, height) + 2 * margin) // 160)
    own = f'<path d="{cell.path}" fill="{HERE}"/>' if cell else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="180" height="200" viewBox="{box}">'
        f'<path d="{home.path}" fill="{HOME}" stroke="{INDIGO}" stroke-width="{line}"/>{own}</svg>'
    )
