"""How names of places are compared: the same key means that two people wrote the same name."""

from __future__ import annotations

import re
import unicodedata

_AND = re.compile(r"\s*(?:&|\+|\band\b|(?<!\S)(?:एवं|एवम्|और|व|तथा)(?!\S))\s*", re.IGNORECASE)
_DISTRICT = re.compile(
    r"\b(?:district|distt|dist|zilla|zila|jilla|jila)\b|(?<!\S)(?:ज\u093c?िला|जनपद)(?!\S)", re.IGNORECASE
)


def name_key(name: str) -> str:
    """The form in which a name is compared: without case, accents, punctuation, spaces and the word "district".

    "Y.S.R.  Kadapa District" and "ysr kadapa" have one key; "East Garo Hills" and "West Garo Hills" have two.
    Marks of Devanagari are vowels and stay. A name made of the word "district" alone keeps it.
    """
    text = unicodedata.normalize("NFKC", name)
    text = _AND.sub(" and ", text)
    shortened = _DISTRICT.sub(" ", text)
    return _letters(shortened) or _letters(text)


def _letters(text: str) -> str:
    return "".join(filter(_counts, unicodedata.normalize("NFKD", text.casefold())))


def _counts(sign: str) -> bool:
    """Letters and digits, and the vowel signs of Devanagari; not the nukta, which many keyboards lack."""
    if sign.isalnum():
        return True
    return "\u0900" <= sign <= "\u097f" and sign != "\u093c" and unicodedata.category(sign).startswith("M")
