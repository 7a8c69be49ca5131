"""What the pages of the classification show: the way down to a code, what is under it, who identified it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from geography.models import State
from products.codes import is_code
from products.hs.sections import Section, section_of, sections
from products.identified.public import Face, public_face, with_publication
from products.models import HSCode, HSLevel, HSTerm, IdentifiedProduct

MOST_DISTRICTS = 60


@dataclass(frozen=True)
class Shelf:
    """A section with its chapters, as the browser shows it."""

    section: Section
    chapters: list[HSCode]


def shelves() -> list[Shelf]:
    """Every section that has a chapter in force; one statement."""
    chapters = list(HSCode.objects.current().filter(level=HSLevel.CHAPTER).order_by("code"))
    found = [Shelf(one, [chapter for chapter in chapters if one.holds(chapter.code)]) for one in sections()]
    return [shelf for shelf in found if shelf.chapters]


def find(code: str) -> HSCode | None:
    """The code in force; else the one retired last, of whatever edition; None for what is no code."""
    if not is_code(code):
        return None
    found = HSCode.objects.filter(code=code).select_related("parent__parent__parent")
    return min(
        found, key=lambda row: (row.is_retired, -(row.retired_on.toordinal() if row.retired_on else 0)), default=None
    )


def above(code: HSCode) -> list[HSCode]:
    """Chapter, heading, subheading over a code, the chapter first; read with the code."""
    line, parent = [], code.parent
    while parent is not None:
        line.insert(0, parent)
        parent = parent.parent
    return line


@dataclass(frozen=True)
class Child:
    """A code one step down; `text` leaves out what the text above says already."""

    code: HSCode
    text: str


def under(code: HSCode) -> list[Child]:
    """What is one step down: codes in force first in the order of their numbers, then those retired."""
    rows = sorted(code.children.all(), key=lambda row: (row.is_retired, row.code))
    return [Child(row, _own_words(row.text, code.text)) for row in rows]


def _own_words(text: str, above: str) -> str:
    rest = text.removeprefix(above).lstrip(" -;:,") if text != above else text
    return rest or text


@dataclass(frozen=True)
class Words:
    """The words people use for one code."""

    code: HSCode
    terms: list[HSTerm]


def words_for(code: HSCode) -> list[Words]:
    """Words people use for it, or for what is under it, code by code; a chapter's alone when it has too many."""
    found = (
        HSTerm.objects.filter(withdrawn_on=None, code__code__startswith=code.code, code__retired_on=None)
        .select_related("code")
        .order_by("code__code", "language", "term")
    )
    if code.level == HSLevel.CHAPTER:
        found = found.filter(code__level__lte=HSLevel.HEADING)
    return [Words(one, list(terms)) for one, terms in groupby(found, key=lambda term: term.code)]


@dataclass(frozen=True)
class Users:
    """Districts that identified a product of a code, as far as the public may know: what is published, alone."""

    count: int
    districts: int
    states: list[tuple[State, int]]
    products: list[Face]


def users_of(code: HSCode) -> Users:
    """Products published with this code or one under it; the largest State first."""
    products = IdentifiedProduct.objects.published_under(code.code)
    counted = products.aggregate(all=Count("pk"), districts=Count("case__district", distinct=True))
    if not counted["all"]:
        return Users(0, 0, [], [])
    per_state = products.order_by().values_list("case__state").annotate(n=Count("pk")).order_by("-n")
    places = State.objects.in_bulk([state for state, _n in per_state])
    shown = with_publication(products.for_list().select_related("case__district__state")).order_by(
        "case__state__name", "case__district__name", "public_name"
    )
    return Users(
        counted["all"],
        counted["districts"],
        [(places[state], n) for state, n in per_state if state in places],
        [public_face(product) for product in shown[:MOST_DISTRICTS]],
    )


def lines_of(chapter: HSCode) -> QuerySet[HSCode]:
    """A chapter and everything under it, in force or retired, for the download."""
    return HSCode.objects.filter(code__startswith=chapter.code).order_by("code", "edition")


def facts(code: HSCode) -> list[tuple[str, str]]:
    section = section_of(code.code)
    said = [
        (_("Section"), f"{section.number} {section}" if section else ""),
        (_("Level"), code.get_level_display()),
        (_("Unit of quantity"), code.unit),
        (_("Edition"), code.edition),
        (_("In English"), code.description if code.text != code.description else ""),
        (_("In Hindi"), code.description_hi if code.text != code.description_hi else ""),
        (_("Note"), _(code.note) if code.note and not code.is_retired else ""),
        (_("Source"), code.source),
    ]
    return [(term, value) for term, value in said if value]
