"""A treemap: rectangles as large as their figures, as square as they can be (Bruls, Huizing, van Wijk 2000)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

WIDTH, HEIGHT = 960, 540
Rectangle = tuple[float, float, float, float]  # x, y, width, height
Entry = tuple[str, float, str]  # label, figure, figure as text


def rectangles(figures: Sequence[float], width: float = WIDTH, height: float = HEIGHT) -> list[Rectangle]:
    """One for each figure above zero, which have to fall; together they fill the sheet."""
    total = sum(figures)
    areas = [figure / total * width * height for figure in figures] if total else []
    placed: list[Rectangle] = []
    x = y = 0.0
    while areas:
        side, row = min(width, height), [areas[0]]
        while len(row) < len(areas) and _worst([*row, areas[len(row)]], side) <= _worst(row, side):
            row.append(areas[len(row)])
        thick = sum(row) / side
        placed += _row(row, thick, x, y, upright=width >= height)
        if width >= height:
            x, width = x + thick, max(width - thick, 1e-9)
        else:
            y, height = y + thick, max(height - thick, 1e-9)
        areas = areas[len(row) :]
    return placed


def _worst(row: Sequence[float], side: float) -> float:
    """The largest ratio of sides in a row laid along a side."""
    thick = sum(row) / side
    return max(max(thick * thick / area, area / (thick * thick)) for area in row)


def _row(row: Sequence[float], thick: float, x: float, y: float, *, upright: bool) -> Iterator[Rectangle]:
    for area in row:
        length = area / thick
        yield (x, y, thick, length) if upright else (x, y, length, thick)
        x, y = (x, y + length) if upright else (x + length, y)


def treemap(entries: Sequence[Entry]) -> SafeString:
    """SVG for a page; what has no room for its label has it as a title. The table beside it says the same."""
    entries = [entry for entry in entries if entry[1] > 0]
    boxes = rectangles([entry[1] for entry in entries])
    parts = [_box(label, text, box) for (label, _figure, text), box in zip(entries, boxes, strict=True)]
    opening = f'<svg class="chart tree" viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true" focusable="false">'
    return mark_safe(f"{opening}{''.join(parts)}</svg>")


def _box(label: str, text: str, box: Rectangle) -> str:
    x, y, width, height = box
    sides = f'x="{x:.1f}" y="{y:.1f}" width="{max(width - 2, 0.5):.1f}" height="{max(height - 2, 0.5):.1f}"'
    said = escape(f"{label}: {text}")
    return f'<g><title>{said}</title><rect class="tree__box" {sides}/>{_words(label, text, *box)}</g>'


def _words(label: str, text: str, x: float, y: float, width: float, height: float) -> str:
    room = int((width - 16) / 7.6)
    if height < 24 or room < 2:
        return ""
    short = label if len(label) <= room else f"{label[: room - 1]}…" if room > 6 else label[:2]
    second = (
        f'<text x="{x + 8:.1f}" y="{y + 38:.1f}">{escape(text)}</text>' if height > 46 and len(text) <= room else ""
    )
    return f'<text class="tree__name" x="{x + 8:.1f}" y="{y + 20:.1f}">{escape(short)}</text>{second}'
