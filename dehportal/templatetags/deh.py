"""The design system's template tags: {% load deh %}. docs/design-system.md shows each with an example."""

from collections.abc import Iterable

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from dehportal.tones import MESSAGE_TONES, tone_of
from products.codes import dotted
from workflow.engine import workflow_of

register = template.Library()

# Drawn on a 20 × 20 grid, stroked in the colour of the text.
ICONS = {
    "inbox": "M3 11h4l1 2.5h4L13 11h4M3 11l2.5-7h9L17 11v5H3z",
    "list": "M7 5h10M7 10h10M7 15h10M3 5h.01M3 10h.01M3 15h.01",
    "plus": "M10 4v12M4 10h12",
    "bodies": "M3 17h14M4.5 17V9M8.2 17V9M11.8 17V9M15.5 17V9M2.5 8.5 10 3.5l7.5 5z",
    "calendar": "M3.5 4.8h13v12h-13zM3.5 8.6h13M7 3v3.4M13 3v3.4M7 12h.01M10 12h.01M13 12h.01",
    "chart": "M3 17h14M5.5 14V9M10 14V4M14.5 14v-7",
    "person": "M10 10a3.2 3.2 0 1 0 0-6.4A3.2 3.2 0 0 0 10 10zM3.8 17c.6-3 3-4.6 6.2-4.6s5.6 1.6 6.2 4.6",
    "clock": "M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15zM10 5.8V10l3 2",
    "up": "M10 16V4M5 9l5-5 5 5",
    "mail": "M2.8 4.8h14.4v10.4H2.8zM3 5l7 6 7-6",
    "file": "M5 2.8h6.5L15 6.3v10.9H5zM11.2 3v3.6H15",
    "pause": "M7 4.5v11M13 4.5v11",
    "search": "M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM13 13l4 4",
    "box": "M3.5 6.5 10 3l6.5 3.5v7L10 17l-6.5-3.5zM3.5 6.5 10 10l6.5-3.5M10 10v7",
    "map": "M3 5l4.5-1.8L12.5 5 17 3.2V15l-4.5 1.8L7.5 15 3 16.8zM7.5 3.2V15M12.5 5v11.8",
    "pin": "M10 17.5S4.8 12 4.8 8.2a5.2 5.2 0 0 1 10.4 0C15.2 12 10 17.5 10 17.5zM10 8.2h.01",
    "tag": "M3.5 3.5h6L17 11l-6 6-7.5-7.5zM6.8 6.8h.01",
    "upload": "M10 13V3.5M6 7.5l4-4 4 4M3.5 13v3.5h13V13",
    "info": "M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15zM10 9.2v4.6M10 6.2h.01",
    "wait": "M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15zM10 5.8V10l3 2",
    "late": "M10 3 18 16.8H2zM10 8.2v4M10 14.4h.01",
    "good": "M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15zM6.6 10.2l2.4 2.4 4.4-4.8",
    "neutral": "M4 10h12",
    "ended": "M4 10h12",
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A decorative icon beside a text; it says nothing to a screen reader."""
    path = ICONS.get(name, "")
    return format_html(
        '<svg class="icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">'
        '<path d="{}"/></svg>',
        path,
    )


@register.simple_tag
def badge(label: str, status: str = "neutral") -> SafeString:
    """A status in words, in the tone of its code: {% badge case.status_label case.status %}."""
    return format_html('<span class="badge badge--{}">{}</span>', tone_of(status), label)


@register.simple_tag
def status_of(case) -> str:
    """The status of a case of any kind, in words."""
    return workflow_of(case.kind).statuses(case.status).label


@register.simple_tag
def status_badge(case) -> SafeString:
    """The status of a case of any kind as a badge."""
    return badge(status_of(case), case.status)


@register.filter
def tone(status: str) -> str:
    """The tone of a status code: neutral, info, wait, late, good or ended."""
    return tone_of(status)


@register.filter
def message_tone(level: str) -> str:
    return MESSAGE_TONES.get(level, "info")


@register.simple_tag
def day_ruler(day: int | None, days: int | None, late: bool = False) -> SafeString:
    """The working days of a clock as ticks: gone, today, left, and those over. The sentence beside it says the same."""
    if not day or not days or days > 90:
        return mark_safe("")
    total = min(max(days, day), days + 30)
    return format_html(
        '<svg class="ruler{}" viewBox="0 0 {} 12" preserveAspectRatio="none" aria-hidden="true">{}</svg>',
        " ruler--late" if late or day > days else "",
        total * 10,
        _ticks(day=day, days=days, total=total),
    )


def _ticks(*, day: int, days: int, total: int) -> SafeString:
    """One bar for each working day."""
    bars = []
    for n in range(1, total + 1):
        name = "over" if n > days else "today" if n == day else "gone" if n < day else "left"
        bars.append(f'<rect class="ruler__{name}" x="{(n - 1) * 10}" width="8" height="12"/>')
    return mark_safe("".join(bars))


@register.simple_tag
def bar(value: float, largest: float, tone: str = "info") -> SafeString:
    """A horizontal bar for a table cell that also shows the number."""
    width = round(100 * value / largest, 1) if largest else 0
    return format_html(
        '<svg class="bar bar--{}" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect class="bar__track" width="100" height="10"/><rect class="bar__fill" width="{}" height="10"/></svg>',
        tone,
        width,
    )


@register.filter
def heat(value: float, largest: float) -> int:
    """The step 0–5 of a heat cell: class="heat heat--{{ n|heat:max }}"."""
    if not value or not largest:
        return 0
    return max(1, min(5, round(5 * float(value) / float(largest))))


@register.simple_tag
def rupees(amount: int | None) -> str:
    """An amount in whole rupees, grouped as in India: ₹ 1,23,45,678."""
    return "" if amount is None else f"₹ {number_format(amount, 0, force_grouping=True)}"


@register.filter
def hs(code: str) -> str:
    """An HS code as pages show it, 0910.30: {{ line.code|hs }}. Addresses and downloads keep the digits alone."""
    return dotted(str(code))


@register.filter
def hs_codes(codes: Iterable[str]) -> str:
    """Several HS codes in a line: {{ row.codes|hs_codes }}."""
    return ", ".join(map(hs, codes))


@register.simple_tag
def elided_pages(page) -> list:
    """The page numbers to offer: the ends, and those around this one."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))
