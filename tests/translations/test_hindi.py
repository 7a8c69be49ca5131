"""Every text of the portal has its Hindi, and the Hindi is what is delivered."""

import re
from functools import cache
from io import BytesIO, StringIO

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.utils import translation

from dehportal.installation import ROOT

HINDI = ROOT / "locale" / "hi" / "LC_MESSAGES"
KEYWORDS = {
    **dict.fromkeys(["_", "gettext", "gettext_lazy", "gettext_noop", "lazy"], None),
    **dict.fromkeys(["ngettext", "ngettext_lazy"], (1, 2)),
    **dict.fromkeys(["pgettext", "pgettext_lazy"], ((1, "c"), 2)),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]\b|\{\w*\}|<[a-z/][^>]*>")
DEVANAGARI = re.compile(r"[\u0900-\u097f]")
SAME_IN_HINDI = {
    "%(district)s, %(state)s",
    "%(first)s–%(last)s of %(total)s",
    "%(n)s: %(percent)s %%",
    "%(number)s %%",
    "%(suggestion)s",
    "USD %(amount)s",
    "“%(value)s”: %(suggestion)s",
    "%(state)s · %(years)s",
    "%(title)s, %(year)s",
    "“%(reason)s” %(post)s, %(day)s",
    "%(district)s, %(state)s · %(years)s",
    "%(source)s, %(year)s",
}


@pytest.fixture(scope="module")
def catalogue():
    return read_po(BytesIO((HINDI / "django.po").read_bytes()), locale="hi")


def key(context, message):
    """Babel gives plurals as a tuple or a list; gettext finds them by the singular."""
    return context, message if isinstance(message, str) else message[0]


def forms(text) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


@cache
def said_in_code() -> frozenset:
    methods, options = parse_mapping_cfg(StringIO((ROOT / "locale" / "babel.ini").read_text()))
    found = extract_from_dir(ROOT, methods, options, keywords=KEYWORDS)
    return frozenset(key(context, message) for _file, _line, message, _comments, context in found)


def test_every_text_of_the_code_is_in_the_catalogue(catalogue):
    missing = said_in_code() - {key(message.context, message.id) for message in catalogue}
    assert not missing, "run “make messages” and write the Hindi (docs/translating.md)"


def test_the_catalogue_holds_nothing_that_the_code_does_not_say(catalogue):
    left_over = {key(message.context, message.id) for message in catalogue if message.id} - said_in_code()
    assert not left_over, "run “make messages”"


def test_templates_and_both_aliases_are_read():
    said = {message for _context, message in said_in_code()}
    assert {"Skip to the main content", "Where it stands", "if silent, goes to %(post)s"} <= said


def test_every_text_has_hindi_and_none_is_a_guess(catalogue):
    assert [m.id for m in catalogue if m.id and not all(forms(m.string))] == []
    assert [m.id for m in catalogue if m.id and m.fuzzy] == []


def test_placeholders_and_tags_are_those_of_the_english(catalogue):
    """Form by form: “extended once” has no number, and needs none in Hindi."""
    for message in catalogue:
        for english, hindi in zip(forms(message.id), forms(message.string), strict=True):
            assert not message.id or sorted(PLACEHOLDER.findall(hindi)) == sorted(PLACEHOLDER.findall(english)), hindi


def test_hindi_is_written_in_devanagari(catalogue):
    latin = {
        hindi
        for message in catalogue
        for english, hindi in zip(forms(message.id), forms(message.string), strict=True)
        if message.id and english not in SAME_IN_HINDI and not DEVANAGARI.search(hindi)
    }
    assert latin == set()


def test_what_is_compiled_is_what_is_written(catalogue):
    written = BytesIO()
    write_mo(written, catalogue)
    assert (HINDI / "django.mo").read_bytes() == written.getvalue(), "run “make messages”"


def test_hindi_uses_the_words_of_the_glossary():
    """The terms of docs/glossary.md that stand alone in the pages."""
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \|", (ROOT / "docs" / "glossary.md").read_text(), re.MULTILINE)
    terms = dict(rows)
    with translation.override("hi"):
        for english in ("Bottleneck", "Post", "Nodal officer", "Evidence", "Answered, not met", "Convener"):
            known = terms.get(english) or terms["Convener, member secretary"].split(",")[0]
            assert translation.gettext(english) == known
