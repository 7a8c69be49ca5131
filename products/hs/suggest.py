"""Codes for what a district calls its product: "Fisheries/Marine products", "Coconut & Coconut based products".

Suggestions only: a person confirms them. Words in use come first; where a name has none of them, its words are looked
for in the texts. A name of a place or a maker is in no list, so it counts for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from products.hs.search import Hit, search
from products.hs.words import LONGEST, words
from products.models import HSCode, HSLevel, HSTerm

SUGGESTED_BY = "words-1"  # method and version, kept with a suggestion
MOST = 8
LEAST = 0.25  # a suggestion below this score is noise
_PARTS = re.compile(r"[/,;&+()\[\]|]|\s-\s|\b(?:and|or|with|तथा|और|एवं|व)\b", re.IGNORECASE)
# What names say of goods without saying which: "based products", "other items", "value added".
_FILLER = (
    "product produce item article good good material processing process processed processor based base allied related "
    "other various type kind value added addition making manufacturing manufacture manufactured manufacturer unit "
    "industry industrial traditional handmade hand made local organic quality fresh best variety special "
    "export sector work works making production district india indian gi tagged all etc small scale cluster business"
)
FILLER = frozenset(_FILLER.split())


@dataclass(frozen=True)
class Vocabulary:
    """The words in use with their codes, read once for many names."""

    codes: dict[str, list[tuple[HSCode, str]]]  # key → (code, the word as it is written)

    @classmethod
    def read(cls) -> Vocabulary:
        found: dict[str, list[tuple[HSCode, str]]] = {}
        terms = HSTerm.objects.filter(withdrawn_on=None, code__retired_on=None).select_related("code")
        for term in terms.order_by("key", "code__level", "code__code"):
            found.setdefault(term.key, []).append((term.code, term.term))
        for key in [key for key in found if " " in key]:
            found.setdefault(key.replace(" ", ""), found[key])  # "brass ware" for "brassware"
        return cls(found)


def suggest(text: str, *, limit: int = MOST) -> list[Hit]:
    """Headings and longer codes for a name as free text, the likeliest first; empty where nothing fits."""
    return suggest_many([text], limit=limit)[0]


def suggest_many(texts: Iterable[str], *, limit: int = MOST) -> list[list[Hit]]:
    """The same for many names, reading the words in use once; for lists of a thousand rows."""
    vocabulary = Vocabulary.read()
    return [_suggest(text[:LONGEST], vocabulary, limit) for text in texts]


def _suggest(text: str, vocabulary: Vocabulary, limit: int) -> list[Hit]:
    found: dict[int, Hit] = {}
    whole = words(text)
    for hit in _by_terms(whole, vocabulary, weight=1.0):
        _keep(found, hit)
    parts = [words(part) for part in _PARTS.split(text)]
    parts = [part for part in parts if part and part != whole]
    for part in parts:
        for hit in _by_terms(part, vocabulary, weight=0.95):
            _keep(found, hit)
    if not found:
        for hit in _by_texts(parts or [whole]):
            _keep(found, hit)
    ranked = sorted(found.values(), key=lambda hit: (-hit.score, hit.code.code))
    return [hit for hit in _without_chapters(ranked) if hit.score >= LEAST][:limit]


def _keep(found: dict[int, Hit], hit: Hit) -> None:
    before = found.get(hit.code.pk)
    if before is None or before.score < hit.score:
        found[hit.code.pk] = hit


def _by_terms(parts: list[str], vocabulary: Vocabulary, *, weight: float) -> Iterable[Hit]:
    """The longest words in use first; a word that is part of a longer one found is not looked at again.

    A term's share of the words that say something is what its score follows; the last word of an English name says what
    a thing is ("coconut oil"), so a term at the end counts a little more.
    """
    telling = [part for part in parts if part not in FILLER]
    taken: set[int] = set()
    total = sum(map(len, telling)) or 1
    for length in range(min(5, len(parts)), 0, -1):
        for at in range(len(parts) - length, -1, -1):
            places = set(range(at, at + length))
            run = parts[at : at + length]
            if places & taken or all(part in FILLER for part in run):
                continue
            entries = vocabulary.codes.get(" ".join(run)) or (
                vocabulary.codes.get("".join(run)) if length in (2, 3) else None
            )
            if not entries:
                continue
            taken |= places
            share = min(1.0, sum(len(part) for part in run if part not in FILLER) / total)
            last = 0.05 if at + length == len(parts) or all(part in FILLER for part in parts[at + length :]) else 0.0
            score = min(1.0, 0.4 + 0.55 * share + last) * weight
            for code, term in entries:
                yield Hit(code, round(score, 3), _("Word in use: %(word)s") % {"word": term})


def _by_texts(parts: list[list[str]]) -> Iterable[Hit]:
    """Where no word in use is met: headings whose text has the words, or words spelt like them."""
    for part in parts:
        telling = [word for word in part if word not in FILLER]
        if not telling:
            continue
        for hit in search(" ".join(telling), level=HSLevel.HEADING, limit=4, begun=False):
            yield Hit(hit.code, round(hit.score * 0.7, 3), hit.why)


def _without_chapters(hits: list[Hit]) -> list[Hit]:
    """A chapter is no product: it is shown only when nothing longer was found."""
    longer = [hit for hit in hits if hit.code.level > HSLevel.CHAPTER]
    return longer or hits
