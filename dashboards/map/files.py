"""The map as a file that stands alone: title, legend, source and date are part of the picture."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import mkdtemp
from textwrap import wrap
from xml.sax.saxutils import quoteattr

import resvg_py
from django.conf import settings
from django.core.cache import cache as shared
from django.utils.html import escape
from django.utils.translation import ngettext
from fontTools.ttLib import TTFont

from dashboards.map import notes
from dashboards.map.sheet import Sheet
from dashboards.map.svg import coloured, name_size, names

INK, SOFT, PAPER, GROUND, LINE = "#171e2e", "#434c5f", "#ffffff", "#ebe9e1", "#ffffff"
COLOURS = {
    "q-zero": "#ffffff", "q-none": "url(#no-data)",
    "q1": "#e3efc4", "q2": "#a0d6b5", "q3": "#4fb0bf", "q4": "#2c74b3", "q5": "#23388a",
    "g1": "#a64b07", "g2": "#eeb06a", "g3": "#cfcbe4", "g4": "#8d81bd", "g5": "#4b2480",
}  # fmt: skip
FAMILY = "'DEH Sans', 'Source Sans 3', sans-serif"
DEVANAGARI = "'DEH Devanagari Print', 'Noto Sans Devanagari', 'Nirmala UI', sans-serif"
HINDI = re.compile(r"([\u0900-\u097f\u200c\u200d]+(?: [\u0900-\u097f\u200c\u200d]+)*)")
WIDTH = 1400  # of the picture, in pixels
HEAD, LEGEND, FOOT = 120, 34, 26  # heights of the head, of a line of the legend, of a line of the foot
CHARACTERS = 150  # of a line of the foot
FONTS = ("deh-sans.woff2", "deh-devanagari-print-400.woff2")
KEEP = 24 * 3600  # seconds


def svg_file(sheet: Sheet) -> str:
    """SVG with colours and texts as attributes: nothing outside the file is needed."""
    left, top, width, height = sheet.box
    scale = WIDTH / width
    picture, keys, foot = round(height * scale), sheet.legend, _foot(sheet)
    tall = HEAD + max(picture, 40) + LEGEND * len(keys) + FOOT * len(foot) + 50
    thin, below = max(width, height), HEAD + picture + 20
    step = max(8, thin // 110)
    return "".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {tall}" width="{WIDTH}" height="{tall}" '
            f'font-family="{FAMILY}" role="img" aria-labelledby="t d">',
            f'<title id="t">{escape(sheet.title)}</title><desc id="d">{escape(" ".join(foot))}</desc>',
            f"<defs>{_stripes('no-data', step)}{_stripes('no-data-key', 9)}</defs>",
            f'<rect width="{WIDTH}" height="{tall}" fill="{PAPER}"/>',
            f'<text x="40" y="62" font-size="36" fill="{INK}">{_text(sheet.title)}</text>',
            f'<text x="40" y="98" font-size="21" fill="{SOFT}">{_text(notes.period(sheet))}</text>',
            f'<svg y="{HEAD}" width="{WIDTH}" height="{picture}" viewBox="{left} {top} {width} {height}">',
            _map(sheet, thin),
            "</svg>",
            "".join(_key(key, below + LEGEND * nth) for nth, key in enumerate(keys)),
            "".join(
                f'<text x="40" y="{below + LEGEND * len(keys) + 24 + FOOT * nth}" font-size="17" fill="{SOFT}">'
                f"{_text(line)}</text>"
                for nth, line in enumerate(foot)
            ),
            "</svg>",
        ]
    )


def _map(sheet: Sheet, thin: int) -> str:
    own = sheet.state.pk if sheet.state else None
    ground = [(GROUND, shape.path) for shape in sheet.outlines if own and shape.pk != own]
    if not own:
        ground = [(GROUND, sheet.drawing.ground), (COLOURS["q-none"], sheet.drawing.no_data)]
    cells = [(COLOURS[row.css], row.district.path) for row in sheet.rows if row.district.path]
    lines = [("none", shape.path) for shape in sheet.outlines if own in (None, shape.pk)]
    texts = "".join(
        f'<text x="{x}" y="{y}" fill="{"#fff" if row.css in ("q4", "q5", "g1", "g5") else INK}">'
        f"{_text(row.district)}</text>"
        for row, x, y in (names(sheet) if own else ())
    )
    return (
        coloured((fill, path) for fill, path in ground if path)
        + f'<g stroke="{LINE}" stroke-width="{max(1, round(thin / 1600))}">{coloured(cells)}</g>'
        + f'<g stroke="{INK}" stroke-width="{max(1, round(thin / 900))}">{coloured(lines)}</g>'
        + f'<g font-size="{name_size(sheet)}" text-anchor="middle">{texts}</g>'
    )


def _stripes(name: str, step: int) -> str:
    return (
        f'<pattern id="{name}" width="{step}" height="{step}" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="{step}" height="{step}" fill="#f2f0ea"/>'
        f'<rect width="{max(1, step // 4)}" height="{step}" fill="#b3b0a6"/></pattern>'
    )


def _key(key, y: int) -> str:
    fill = "url(#no-data-key)" if key.css == "q-none" else COLOURS[key.css]
    counted = ngettext("%(n)s district", "%(n)s districts", key.count) % {"n": key.count}
    said = f"{key.label}: {counted}"
    return (
        f'<rect x="40" y="{y}" width="36" height="24" fill="{fill}" stroke="#7b8290"/>'
        f'<text x="90" y="{y + 19}" font-size="19" fill="{INK}">{_text(said)}</text>'
    )


def _text(said: object) -> str:
    """A text with its Hindi in the font that has it: renderers that choose for themselves break conjuncts."""
    return HINDI.sub(rf"<tspan font-family={quoteattr(DEVANAGARI)}>\1</tspan>", escape(said))


def _foot(sheet: Sheet) -> list[str]:
    return [line for note in notes.lines(sheet) for line in wrap(str(note), CHARACTERS)]


def png_file(sheet: Sheet) -> bytes:
    """The same picture as PNG, kept for a day since drawing it takes a second."""
    svg = svg_file(sheet)
    name = f"map-png-{hashlib.sha256(svg.encode()).hexdigest()}"
    if (kept := shared.get(name)) is None:
        kept = bytes(
            resvg_py.svg_to_bytes(
                svg_string=svg, font_files=_fonts(), skip_system_fonts=True, sans_serif_family="DEH Sans"
            )
        )
        shared.set(name, kept, KEEP)
    return kept


@cache
def _fonts() -> list[str]:
    """The portal's own fonts, unpacked once for each process: the renderer reads no WOFF2."""
    folder = Path(mkdtemp(prefix="deh-fonts-"))
    made = []
    for name in FONTS:
        font = TTFont(BytesIO((settings.BASE_DIR / "static" / "fonts" / name).read_bytes()))
        font.flavor = None
        font.save(folder / f"{name}.ttf")
        made.append(str(folder / f"{name}.ttf"))
    return made
