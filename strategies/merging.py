"""Three-way merge of what two persons made of the same state: texts line by line, everything else value by value.

A line both changed is merged by its words where the two changes are apart. A clash never drops anything: the proposal
holds both sides of a text, one after the other, to be put right by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from strategies.wordings import merge_words

PROSE = frozenset({"text", "description", "analysis"})  # fields merged line by line
ABSENT = object()
Change = tuple[int, int, list[str]]  # lines of the base from, until; what replaces them


@dataclass(frozen=True)
class Merged:
    """What became of two changes. clashes: the names of the fields both changed in different ways."""

    content: dict[str, Any]
    clashes: tuple[str, ...] = ()


def merge(base: dict[str, Any], theirs: dict[str, Any], mine: dict[str, Any]) -> Merged:
    """Field by field. A field that is missing in mine was not on my form: it stays as theirs."""
    content, clashes = dict(theirs), []
    for name, value in mine.items():
        merged, clash = _value(name, base.get(name, ABSENT), theirs.get(name, ABSENT), value)
        content[name] = merged
        if clash:
            clashes.append(name)
    return Merged(content, tuple(clashes))


def _value(name: str, base: Any, theirs: Any, mine: Any) -> tuple[Any, bool]:
    if mine in (theirs, base):
        return (mine if theirs is ABSENT else theirs), False
    if theirs is ABSENT or theirs == base:
        return mine, False
    if name in PROSE:
        return merge_text("" if base is ABSENT else base, theirs, mine)
    if isinstance(theirs, list) and isinstance(mine, list):
        return _members([] if base is ABSENT else base, theirs, mine), False
    if isinstance(theirs, dict) and isinstance(mine, dict):
        return _entries({} if base is ABSENT else base, theirs, mine)
    return mine, True


def _members(base: list, theirs: list, mine: list) -> list:
    """Of two lists of references: what either added, less what either took out."""
    kept = [one for one in theirs if one in mine or one not in base]
    return kept + [one for one in mine if one not in theirs and one not in base]


def _entries(base: dict, theirs: dict, mine: dict) -> tuple[dict, bool]:
    """Of two tables by key (figures by year): entry by entry; one that is missing was taken out."""
    found, clash = {}, False
    for key in sorted({*theirs, *mine}):
        sides = [side.get(key, ABSENT) for side in (base, theirs, mine)]
        value, clashed = _entry(*sides)
        clash |= clashed
        if value is not ABSENT:
            found[key] = value
    return found, clash


def _entry(base: Any, theirs: Any, mine: Any) -> tuple[Any, bool]:
    if mine in (theirs, base):
        return theirs, False
    if theirs == base:
        return mine, False
    return (theirs if mine is ABSENT else mine), True


# Text -----------------------------------------------------------------------------------------------------------------


def merge_text(base: str, theirs: str, mine: str) -> tuple[str, bool]:
    """The text with both changes, and whether they touch the same words or words near by (then theirs before mine)."""
    if mine in (theirs, base):
        return theirs, False
    lines = base.split("\n")
    left, right = _changes(lines, theirs.split("\n")), _changes(lines, mine.split("\n"))
    merged, at, clash = [], 0, False
    for start, end, by_them, by_me in _regions(left, right):
        merged += lines[at:start]
        written, clashed = _region(lines, start, end, by_them, by_me)
        merged += written
        clash |= clashed
        at = end
    return "\n".join(merged + lines[at:]), clash


def _changes(base: list[str], other: list[str]) -> list[Change]:
    codes = SequenceMatcher(None, base, other, autojunk=False).get_opcodes()
    return [(i1, i2, other[j1:j2]) for tag, i1, i2, j1, j2 in codes if tag != "equal"]


def _regions(left: list[Change], right: list[Change]) -> list[tuple[int, int, list[Change], list[Change]]]:
    """The stretches of the base that somebody changed, in order; changes that overlap share one stretch."""
    found: list[tuple[int, int, list[Change], list[Change]]] = []
    for start, end, side, change in sorted(
        [(c[0], c[1], 0, c) for c in left] + [(c[0], c[1], 1, c) for c in right], key=lambda row: row[:3]
    ):
        if not found or not _overlaps(found[-1][0], found[-1][1], start, end):
            found.append((start, end, [], []))
        first, last, *sides = found[-1]
        sides[side].append(change)
        found[-1] = (first, max(last, end), *sides)
    return found


def _overlaps(start: int, end: int, other_start: int, other_end: int) -> bool:
    """Neighbouring lines do not overlap; two insertions at one place do, for nobody knows their order."""
    if (start, end) == (other_start, other_end):
        return True
    return other_start < end and start < other_end


def _region(
    base: list[str], start: int, end: int, by_them: list[Change], by_me: list[Change]
) -> tuple[list[str], bool]:
    before, theirs, mine = base[start:end], _applied(base, start, end, by_them), _applied(base, start, end, by_me)
    if mine in (theirs, before):
        return theirs, False
    if theirs == before:
        return mine, False
    if not any(line.strip() for line in before):  # both wrote where nothing was: one may just have written on
        longer, shorter = (mine, theirs) if len(mine) >= len(theirs) else (theirs, mine)
        if _contains(longer, shorter):
            return longer, False
        return _both(theirs, mine), True
    if (merged := merge_words(_as_text(before), _as_text(theirs), _as_text(mine))) is not None:
        return merged.split("\n")[:-1], False
    return _both(theirs, mine), True


def _as_text(lines: list[str]) -> str:
    """Lines with their ends, so that none at all is not an empty one."""
    return "".join(f"{line}\n" for line in lines)


def _both(theirs: list[str], mine: list[str]) -> list[str]:
    """One side after the other, what they share at either end once."""
    shortest, head, tail = min(len(theirs), len(mine)), 0, 0
    while head < shortest and theirs[head] == mine[head]:
        head += 1
    while tail < shortest - head and theirs[-1 - tail] == mine[-1 - tail]:
        tail += 1
    return theirs[: len(theirs) - tail] + mine[head:]


def _applied(base: list[str], start: int, end: int, changes: list[Change]) -> list[str]:
    lines, at = [], start
    for first, last, new in changes:
        lines += base[at:first] + new
        at = last
    return lines + base[at:end]


def _contains(longer: list[str], shorter: list[str]) -> bool:
    """Whether every line of one stands in the other, in the same order."""
    rest = iter(longer)
    return all(any(line == other for other in rest) for line in shorter)
