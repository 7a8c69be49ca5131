"""What a code is in other editions of the Harmonized System, told in words; figures are never carried over by it.

Rows name codes as text, the older edition first. They come from tables of correlations, or from an officer's hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from products.codes import EDITION, EDITIONS, dotted, is_code
from products.models import Concordance, HSCode, HSLevel, Relation

TURNED = {"1:1": "1:1", "1:n": "n:1", "n:1": "1:n", "n:n": "n:n"}  # the same relation, seen from the other side
WORDS: dict[str, str | Promise] = {
    Relation.ONE_TO_ONE: _("The same goods under one code."),
    Relation.ONE_TO_MANY: _("Divided there among several codes: each has a part of these goods."),
    Relation.MANY_TO_ONE: _("Joined there with the goods of other codes: that code covers more."),
    Relation.MANY_TO_MANY: _("Cut otherwise there: each of the two codes has a part of the other's goods."),
}


@dataclass(frozen=True)
class Counterpart:
    """A code of another edition; `relation` as seen from the code that was asked for, `text` where it is known."""

    code: str
    relation: str
    row: Concordance
    text: str

    @property
    def dotted(self) -> str:
        return dotted(self.code)

    @property
    def words(self) -> str:
        return str(WORDS[self.relation])


@dataclass(frozen=True)
class InEdition:
    """What a code is in one other edition; `of` is the code whose rows these are: for a line of 8, its subheading."""

    edition: str
    of: str
    counterparts: list[Counterpart]

    @property
    def name(self) -> str:
        return named(self.edition)

    @property
    def of_dotted(self) -> str:
        return dotted(self.of)

    @property
    def is_one_to_one(self) -> bool:
        return [one.relation for one in self.counterparts] == [Relation.ONE_TO_ONE]


@dataclass(frozen=True)
class Earlier:
    """A code the classification has not, of one edition that had it."""

    edition: str
    others: list[InEdition]

    @property
    def name(self) -> str:
        return named(self.edition)


def named(edition: str) -> str:
    """HS2017 as people write it: HS 2017."""
    return f"HS {edition[2:]}" if edition in EDITIONS else edition


def others(code: str, edition: str) -> list[InEdition]:
    """What a code of an edition is in the others, the newest first; two queries at most."""
    return _by_edition(_rows(_names(code)), code, edition)


def earlier(code: str) -> list[Earlier]:
    """What a code is that the classification has not: by each edition that had it, the newest first."""
    rows = _rows({code})
    editions = {row.from_edition for row in rows if row.from_code == code}
    editions |= {row.to_edition for row in rows if row.to_code == code}
    return [Earlier(edition, _by_edition(rows, code, edition)) for edition in sorted(editions, reverse=True)]


def asked_for_another_edition(asked: str) -> str:
    """The code somebody typed where the classification has it not and a table of correlations has; else empty."""
    code = asked.replace(".", "").replace(" ", "")
    if len(code) != HSLevel.SUBHEADING or not is_code(code) or HSCode.objects.filter(code=code).exists():
        return ""
    return code if _rows({code}) else ""


def successors(past: Iterable[tuple[str, str]]) -> dict[tuple[str, str], list[tuple[HSCode, Concordance]]]:
    """By (code, edition): the codes in force that took its goods, each once, with the row that says so; two queries.

    An edition that is none of the HS, or empty, stands for any earlier one.
    """
    past = set(past)
    rows = [row for row in _rows({name for code, _edition in past for name in _names(code)})
            if row.to_edition == EDITION]  # fmt: skip
    codes = HSCode.objects.current().filter(edition=EDITION, code__in={row.to_code for row in rows}) if rows else ()
    living = {one.code: one for one in codes}
    found: dict[tuple[str, str], list[tuple[HSCode, Concordance]]] = {}
    for code, edition in sorted(past):
        steps = [row for row in rows if row.from_code in _names(code) and _is_of(row.from_edition, edition)]
        once = {row.to_code: (living[row.to_code], row) for row in steps if row.to_code in living}
        if once:
            found[code, edition] = list(once.values())
    return found


def _names(code: str) -> set[str]:
    """A line of 8 digits is found by its subheading too: tables of correlations have six."""
    return {code, code[: HSLevel.SUBHEADING]} if len(code) > HSLevel.SUBHEADING else {code}


def _rows(codes: set[str]) -> list[Concordance]:
    if not codes:
        return []
    named_in = Q(from_code__in=codes) | Q(to_code__in=codes)
    return list(Concordance.objects.in_force().filter(named_in).order_by("from_edition", "from_code", "to_code"))


def _is_of(edition: str, asked: str) -> bool:
    """Whether a row's edition is the one asked for; lines of which no edition is known are of any earlier one."""
    return edition == asked if asked in EDITIONS else edition != EDITION


def _by_edition(rows: Iterable[Concordance], code: str, edition: str) -> list[InEdition]:
    found: dict[tuple[str, str], list[tuple[str, str, Concordance]]] = {}
    for of, there, one in _seen_from(rows, _names(code), edition):
        found.setdefault((there, of), []).append(one)
    texts = _texts({(there, one[0]) for (there, _of), some in found.items() for one in some})
    groups = [
        InEdition(there, of, [Counterpart(*one, texts.get((there, one[0]), "")) for one in some])
        for (there, of), some in found.items()
    ]
    return sorted(groups, key=lambda group: (group.edition, group.of), reverse=True)


def _seen_from(
    rows: Iterable[Concordance], names: set[str], edition: str
) -> Iterator[tuple[str, str, tuple[str, str, Concordance]]]:
    """(its own code, the other edition, (the other code, the relation as seen from here, the row)), either way."""
    for row in rows:
        if row.from_code in names and _is_of(row.from_edition, edition):
            yield row.from_code, row.to_edition, (row.to_code, row.relation, row)
        if row.to_code in names and _is_of(row.to_edition, edition):
            yield row.to_code, row.from_edition, (row.from_code, TURNED[row.relation], row)


def _texts(wanted: set[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """What the classification says of (edition, code)."""
    known = HSCode.objects.filter(code__in={code for _edition, code in wanted}) if wanted else ()
    return {(one.edition, one.code): one.text for one in known}
