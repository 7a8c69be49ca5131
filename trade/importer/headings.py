"""Finds the row of headings of a table, below titles perhaps, and which column of the file is which of the layout."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from trade.importer.layout import Column, Heading, Layout, WrongFile

WITHIN = 30  # rows of titles that may stand above the headings
MOST_COLUMNS = 200


@dataclass(frozen=True)
class Header:
    """row: its number in the file, from 1. found: position in the file → column. positions: how many there are."""

    row: int
    found: dict[int, Column]
    repeated: tuple[Column, ...]
    positions: int


def heading_key(text: str) -> str:
    """A heading as it is compared: without case, spaces and signs."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum() or c in "$₹")


def _names(layout: Layout) -> dict[str, Column]:
    return {heading_key(name): column for column in layout.columns for name in (column.name, *column.headings)}


def score(preview: Sequence[Sequence[str]], layout: Layout) -> tuple[int, int]:
    """How many columns of the layout the best row names, and how many cells it has: to compare delimiters."""
    names = _names(layout)
    rows = [
        (len({names[key].name for cell in row if (key := heading_key(cell)) in names}), len(row)) for row in preview
    ]
    return max(rows, default=(0, 0))


def find_header(preview: Sequence[Sequence[str]], layout: Layout) -> Header:
    """The headings among the first rows; raises WrongFile with what is missing and what there is instead."""
    rows = preview[:WITHIN]
    if not any(cell.strip() for row in rows for cell in row):
        raise WrongFile(_("The file is empty. Fill in the table and send it again."))
    candidates = [
        _header(rows, number, layout, merged=merged) for number in range(len(rows)) for merged in (False, True)
    ]
    best = max(candidates, key=lambda header: (_required(header, layout), len(header.found), -header.row))
    _complain(rows, best, layout)
    return best


def _required(header: Header, layout: Layout) -> int:
    there = {column.name for column in header.found.values()}
    return sum(column.required and column.name in there for column in layout.columns)


def _header(rows: Sequence[Sequence[str]], number: int, layout: Layout, *, merged: bool) -> Header:
    """A row as headings; merged: an empty cell of it takes what stands above, as a cell merged downwards leaves it."""
    own = list(rows[number])
    above = list(rows[number - 1]) if number else []
    width = max(len(own), len(above)) if merged else len(own)
    own += [""] * (width - len(own))
    above += [""] * (width - len(above))
    names, over, headings = _names(layout), "", []
    for text, upper in zip(own, above, strict=False):
        over = upper.strip() or over
        headings.append(Heading(text.strip() or (upper.strip() if merged else ""), over))
    found = {at: names[key] for at, heading in enumerate(headings) if (key := heading_key(heading.text)) in names}
    more = dict(layout.repeated(headings)) if layout.repeated else {}
    found = {**more, **found}
    while width and not headings[width - 1].text and width - 1 not in found:
        width -= 1
    return Header(number + 1, found, tuple(more[at] for at in sorted(more)), width)


def _complain(rows: Sequence[Sequence[str]], header: Header, layout: Layout) -> None:
    there = [column.name for column in header.found.values()]
    missing = [column.name for column in layout.columns if column.required and column.name not in there]
    if missing or not there:
        missing = missing or [column.name for column in layout.columns][:6]
        seen = [cell.strip() for cell in rows[header.row - 1] if cell.strip()][:12]
        raise WrongFile(
            _("The table has no column “%(missing)s”. Its headings are: %(seen)s. Compare them with the template.")
            % {"missing": "”, “".join(missing), "seen": ", ".join(cell[:40] for cell in seen) or "–"}
        )
    twice = sorted({name for name in there if there.count(name) > 1})
    if twice:
        raise WrongFile(
            _("Two columns have the heading “%(name)s”. Remove one of them.") % {"name": "”, “".join(twice)}
        )
    if header.positions > MOST_COLUMNS:
        raise WrongFile(_("The table has more than %(most)d columns.") % {"most": MOST_COLUMNS})
