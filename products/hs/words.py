"""How words of the classification are compared: in small letters, without accents and plurals, in both scripts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from geography.names import name_key

LONGEST = 200  # letters of a question that are read
_BREAKS = re.compile(r"[^\w\u0900-\u097f\u200c\u200d]+|_")
_LINKS = "a an and as at by for from in into its n e c nesoi nes of on or the to with not no"
_LINKS_HI = "और का की के को से में या व जो"
LINKS = frozenset(f"{_LINKS} {_LINKS_HI}".split())


@lru_cache(maxsize=32768)
def stem(word: str) -> str:
    """A word as it is compared: "Sarees" and "saree", "Chillies" and "chilly" are the same; "brass" stays."""
    plain = name_key(word)
    if not plain.isascii() or len(plain) < 4:
        return plain
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("xes", "x")):
        if plain.endswith(ending) and len(plain) > len(ending) + 1:
            return plain.removesuffix(ending) + instead
    if plain.endswith("oes") and len(plain) > 5:
        return plain.removesuffix("es")
    return plain[:-1] if plain.endswith("s") and not plain.endswith(("ss", "us", "is")) else plain


def words(text: str) -> list[str]:
    """The words of a text as they are compared, in their order, without those that only link others."""
    plain = unicodedata.normalize("NFKC", text[: LONGEST * 10]).replace("\x00", " ").casefold()
    parts = [part for part in _BREAKS.split(plain) if part]
    return [found for part in parts if part not in LINKS and (found := stem(part))]


def key(text: str) -> str:
    """A word or a name of several words as one key; empty when nothing in it can be compared."""
    return " ".join(words(text)) or " ".join(filter(None, map(stem, _BREAKS.split(text.casefold()))))


def search_text(*texts: str) -> str:
    """What searching compares: each word once, with a space before and after, so that "rice" is not in "licorice"."""
    return f" {' '.join(_once(word for text in texts for word in words(text)))} "


def grams(parts: list[str], longest: int = 5) -> list[str]:
    """Every run of one to `longest` words that stand side by side; and run together, "brass ware" for "brassware"."""
    runs = [
        parts[at : at + length]
        for length in range(min(longest, len(parts)), 0, -1)
        for at in range(len(parts) - length + 1)
    ]
    return list(_once([" ".join(run) for run in runs] + ["".join(run) for run in runs if len(run) in (2, 3)]))


def _once(items: Iterable[str]) -> dict[str, None]:
    return dict.fromkeys(items)
