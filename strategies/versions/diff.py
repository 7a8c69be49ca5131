"""Two states of a document compared: texts by line and word, rows by field. Of content_of data only, never of rows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from strategies.life.years import in_words
from strategies.merging import PROSE
from strategies.versions.wording import KEYS, flat, kinds, label_of, title_of, value_of

WORD = re.compile(r"\s+|\w+|[^\w\s]")
CONTEXT = 1  # unchanged lines shown around a change
MOST_WORDS = 4_000_000  # pairs of words compared; a longer stretch is shown as replaced whole


@dataclass(frozen=True)
class Piece:
    """A stretch of a text: same on both sides, or what it was and what it is, each in segments (changed, words).

    skipped: unchanged lines that are left out here.
    """

    same: str = ""
    skipped: int = 0
    old: tuple[tuple[bool, str], ...] = ()
    new: tuple[tuple[bool, str], ...] = ()


@dataclass(frozen=True)
class FieldChange:
    """One field of a row: what it said and says; a longer text in pieces."""

    label: str
    old: str
    new: str
    pieces: list[Piece] = field(default_factory=list)


@dataclass(frozen=True)
class RowChange:
    """A row that was added, dropped or changed. kind: "added", "dropped" or "changed"."""

    kind: str
    title: str
    changes: list[FieldChange] = field(default_factory=list)


@dataclass(frozen=True)
class SectionChange:
    name: str
    pieces: list[Piece]


@dataclass(frozen=True)
class Diff:
    """Everything that differs. rows: (name of the list, its changes) for lists with changes; facts: title and years."""

    facts: list[FieldChange]
    sections: list[SectionChange]
    rows: list[tuple[str, list[RowChange]]]

    @property
    def is_empty(self) -> bool:
        return not (self.facts or self.sections or self.rows)


def compare(old: dict[str, Any], new: dict[str, Any]) -> Diff:
    """What changed from one content to another."""
    rows = [(name, compare_rows(kind, old.get(kind, []), new.get(kind, []))) for kind, name in kinds().items()]
    return Diff(_facts(old, new), _sections(old, new), [(name, changes) for name, changes in rows if changes])


def _facts(old: dict[str, Any], new: dict[str, Any]) -> list[FieldChange]:
    pairs = [(_("Title"), old["title"], new["title"]), (_("Financial years"), _years(old), _years(new))]
    return [FieldChange(label, was, now) for label, was, now in pairs if was != now]


def _years(content: dict[str, Any]) -> str:
    return " – ".join(in_words(year) for year in content["years"])


def _sections(old: dict[str, Any], new: dict[str, Any]) -> list[SectionChange]:
    was = {one["code"]: one for one in old["sections"]}
    now = {one["code"]: one for one in new["sections"]}
    found = []
    for code in [*now, *(code for code in was if code not in now)]:
        before, after = was.get(code, {}).get("text", ""), now.get(code, {}).get("text", "")
        if before != after:
            found.append(SectionChange((now.get(code) or was[code])["name"], compare_text(before, after)))
    return found


# Rows -----------------------------------------------------------------------------------------------------------------


def compare_rows(kind: str, old: list[dict], new: list[dict]) -> list[RowChange]:
    """Changed and added rows in their new order, then those that were dropped."""
    key = KEYS[kind]
    was = {row[key]: row for row in old}
    now = {row[key]: row for row in new}
    found = []
    for one, row in now.items():
        before = was.get(one)
        if before is None:
            found.append(RowChange("added", title_of(row), _fields(kind, {}, row)))
        elif changes := _fields(kind, before, row):
            found.append(RowChange("changed", title_of(row), changes))
    gone = [RowChange("dropped", title_of(row), _fields(kind, row, {})) for one, row in was.items() if one not in now]
    return found + gone


def _fields(kind: str, old: dict[str, Any], new: dict[str, Any]) -> list[FieldChange]:
    before, after = flat(kind, old), flat(kind, new)
    found = []
    for name in [*after, *(name for name in before if name not in after)]:
        was, now = (value_of(kind, name, side.get(name)) for side in (before, after))
        if was != now:
            pieces = compare_text(was, now) if name in PROSE and was and now else []
            found.append(FieldChange(label_of(kind, name), was, now, pieces))
    return found


# Text -----------------------------------------------------------------------------------------------------------------


def compare_text(old: str, new: str) -> list[Piece]:
    """Pieces in order; unchanged lines far from a change are counted, not shown."""
    before, after = (text.split("\n") if text else [] for text in (old, new))
    codes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    pieces: list[Piece] = []
    for place, (tag, i1, i2, j1, j2) in enumerate(codes):
        if tag == "equal":
            pieces += _unchanged(before[i1:i2], first=place == 0, last=place == len(codes) - 1)
        else:
            pieces.append(_changed("\n".join(before[i1:i2]), "\n".join(after[j1:j2])))
    return pieces


def _unchanged(lines: list[str], *, first: bool, last: bool) -> list[Piece]:
    head, tail = (0 if first else CONTEXT), (0 if last else CONTEXT)
    skipped = len(lines) - head - tail
    if skipped <= 1:
        return [Piece(same="\n".join(lines))]
    shown = [
        Piece(same="\n".join(lines[:head])),
        Piece(skipped=skipped),
        Piece(same="\n".join(lines[len(lines) - tail :])),
    ]
    return [piece for piece in shown if piece.same or piece.skipped]


def _changed(old: str, new: str) -> Piece:
    """Word by word; where nothing is left of a side it stands alone."""
    if not old or not new:
        return Piece(old=((True, old),) if old else (), new=((True, new),) if new else ())
    before, after = WORD.findall(old), WORD.findall(new)
    if len(before) * len(after) > MOST_WORDS:
        return Piece(old=((True, old),), new=((True, new),))
    codes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    left = [(_differs(tag, before[i1:i2]), "".join(before[i1:i2])) for tag, i1, i2, _j1, _j2 in codes]
    right = [(_differs(tag, after[j1:j2]), "".join(after[j1:j2])) for tag, _i1, _i2, j1, j2 in codes]
    return Piece(old=_joined(left), new=_joined(right))


def _differs(tag: str, words: list[str]) -> bool:
    """A lone space between changed words belongs to them."""
    return tag != "equal" or words == [" "]


def _joined(segments: list[tuple[bool, str]]) -> tuple[tuple[bool, str], ...]:
    """Neighbouring segments of one kind as one: a reader hears “deleted” once."""
    runs = groupby((one for one in segments if one[1]), key=lambda one: one[0])
    return tuple((changed, "".join(words for _changed, words in run)) for changed, run in runs)
