"""How names of places are compared: the same key means that two people wrote the same name."""

from __future__ import annotations

import re
import unicodedata

_AND = re.compile(r"&|\+|\band\b|(?<!\S)(?:एवं|एवम्|और|व|तथा)(?!\S)", re.IGNORECASE)
_DISTRICT = re.compile(
    r"\b(?:district|distt|dist|zilla|zila|jilla|jila)\b|(?<![^\s(])(?:ज\u093c?िला|जनपद)(?![^\s):])", re.IGNORECASE
)
_NASAL = re.compile(r"[ङञणनम]\u094d(?=[क-ह])|ँ")
_DIRECTIONS = {
    "north": r"north|northern|uttar|uttara|उत्तर|उत्तरी",
    "south": r"south|southern|dakshin|dakshina|दक्षिण|दक्षिणी",
    "east": r"east|eastern|purba|purbi|purvi|purab|पूर्व|पूर्वी|पूरब",
    "west": r"west|western|paschim|pashchim|paschimi|pashchimi|पश्चिम|पश्चिमी",
    "central": r"central|madhya|मध्य",
    "upper": r"upper",
    "lower": r"lower",
    "urban": r"urban|nagar|metro|metropolitan|city|शहरी|नगर",
    "rural": r"rural|dehat|ग्रामीण|देहात",
}
_WORDS = {word: direction for direction, words in _DIRECTIONS.items() for word in words.split("|")}


def name_key(name: str) -> str:
    """The form in which a name is compared: without case, accents, punctuation, spaces, "and" and "district".

    "Y.S.R.  Kadapa District" and "ysr kadapa" have one key; "East Garo Hills" and "West Garo Hills" have two. Marks of
    Devanagari are vowels and stay; the two ways to write a nasal are one. A name of such words alone keeps them.
    """
    text = unicodedata.normalize("NFKC", name)
    return _letters(_DISTRICT.sub(" ", _AND.sub(" ", text))) or _letters(text)


def directions(name: str) -> frozenset[str]:
    """The words that tell namesakes apart: {"east"} in "Purba Medinipur", {"urban"} in "Kanpur Nagar"."""
    words = re.split(r"[\s\-.,()/]+", unicodedata.normalize("NFKC", name).casefold())
    return frozenset(_WORDS[word] for word in words if word in _WORDS)


def _letters(text: str) -> str:
    plain = "".join(filter(_counts, unicodedata.normalize("NFKD", text.casefold())))
    return _NASAL.sub("ं", plain)


def _counts(sign: str) -> bool:
    """Letters and digits, and the vowel signs of Devanagari; not the nukta, which many keyboards lack."""
    if sign.isalnum():
        return True
    return "\u0900" <= sign <= "\u097f" and sign != "\u093c" and unicodedata.category(sign).startswith("M")
