"""Devanagari in Latin letters, as people write Hindi on a telephone: हल्दी is "haldi".

Only used to find words that were spelt otherwise: the database compares likeness by Latin letters alone (its locale is
C, and trigrams of other scripts are empty there). Not a transliteration anybody should read.
"""

from __future__ import annotations

_CONSONANTS = dict(zip(
    "कखगघङचछजझञटठडढणतथदधनपफबभमयरलवशषसहळ",
    "k kh g gh n ch chh j jh n t th d dh n t th d dh n p ph b bh m y r l v sh sh s h l".split(),  # noqa: SIM905
    strict=True,
))  # fmt: skip
_VOWELS = dict(zip("अआइईउऊऋएऐओऔऑऍ", "a a i i u u ri e ai o au o e".split(), strict=True))  # noqa: SIM905
_SIGNS = dict(zip("ािीुूृेैोौॉॅ", "a i i u u ri e ai o au o e".split(), strict=True))  # noqa: SIM905
_NASALS = {"ं": "n", "ँ": "n"}
_SILENT = "\u094d"  # virama: the consonant before it has no vowel


def is_devanagari(word: str) -> bool:
    return any("\u0900" <= sign <= "\u097f" for sign in word)


def romanised(word: str) -> str:
    """Small Latin letters; the unspoken "a" at the end, and between two syllables with vowels, is left out."""
    parts: list[str] = []  # letters; "." stands for an "a" that is perhaps not spoken
    for sign in word:
        if sign in _CONSONANTS:
            parts += [_CONSONANTS[sign], "."]
        elif sign in _SIGNS or sign == _SILENT:
            if parts and parts[-1] == ".":
                parts.pop()
            parts += [_SIGNS[sign]] if sign in _SIGNS else []
        else:
            parts.append(_VOWELS.get(sign) or _NASALS.get(sign) or (sign if sign.isascii() else ""))
    return "".join(_spoken(parts, at) for at in range(len(parts)))


def _spoken(parts: list[str], at: int) -> str:
    if parts[at] != ".":
        return parts[at]
    if at == len(parts) - 1:
        return ""
    vowel_before = at >= 2 and parts[at - 2][:1] in "aeiou."
    vowel_after = at + 2 < len(parts) and parts[at + 2][:1] in "aeiou"
    return "" if vowel_before and vowel_after else "a"
