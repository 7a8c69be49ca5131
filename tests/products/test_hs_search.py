"""A member secretary finds a code by what the thing is called, in any language and spelling, or by its number."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from products.hs.roman import romanised
from products.hs.search import search
from products.models import HSCode


def first(text: str, **options) -> str:
    hits = search(text, **options)
    return hits[0].code.code if hits else ""


@pytest.mark.parametrize(
    "asked",
    [
        "turmeric", "Turmeric", "haldi", "हल्दी", "termeric", "hldi", "हलदी", "0910.30", "091030", "0910 30", "HALDI ",
        "हल्‍दी",
    ],
)  # fmt: skip
def test_turmeric_is_found_first_however_it_is_asked_for(classification, asked):
    assert first(asked) == "091030"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("makhana", "200819"), ("jeera", "090931"), ("hing", "130190"), ("basmati", "100630"), ("agarwood", "121190"),
        ("oud", "121190"), ("aguru", "121190"), ("jaggery", "170113"), ("gur", "170113"), ("lakh", "130190"),
        ("tussar", "5007"), ("coir", "570220"), ("brassware", "7419"), ("brass ware", "7419"), ("brasware", "7419"),
        ("tea", "0902"), ("chai", "0902"), ("cofee", "0901"), ("araku coffee", "0901"), ("dried fish", "0305"),
        ("मखाना", "200819"), ("बासमती", "100630"), ("साड़ी", "5007"), ("काजु", "0801"), ("agarbatti", "330741"),
        ("cricket bat", "9506"), ("Madhubani painting", "9701"), ("papad", "190590"), ("ghee", "0405"),
    ],
)  # fmt: skip
def test_words_in_use_lead_to_their_code(classification, asked, code):
    assert first(asked) == code


def test_a_word_the_source_itself_spells_wrong_still_leads_on(classification):
    assert "091030" in [hit.code.code for hit in search("tumeric")]  # the text of 0910 has it so


def test_chikankari_is_embroidery_and_the_garments_made_of_it(classification):
    assert {hit.code.code for hit in search("chikankari")} == {"5810", "6204", "6206", "6211"}


def test_words_of_the_texts_are_found_whole_before_begun(classification):
    codes = [hit.code.code for hit in search("cinnamon-tree flowers")]
    assert codes[0] == "0906"
    assert "0906" in [hit.code.code for hit in search("cinnamon tr")]


def test_a_word_inside_another_is_not_meant(classification):
    assert "1302" not in [hit.code.code for hit in search("rice", limit=200)]  # licorice, in other words


def test_what_is_being_typed_is_found_before_it_is_finished(classification):
    assert "091030" in [hit.code.code for hit in search("hal")]
    assert "091030" in [hit.code.code for hit in search("turm")]


def test_a_code_finds_itself_then_what_is_under_it(classification):
    codes = [hit.code.code for hit in search("0910", limit=40)]
    assert codes[0] == "0910"
    assert codes[1:] and all(code.startswith("0910") for code in codes)


def test_a_longer_number_leads_to_the_codes_above_it(classification):
    hits = search("0910300000")
    assert [hit.code.code for hit in hits] == ["091030", "0910"]


def test_a_zero_that_a_spreadsheet_dropped_is_put_back_and_said(classification):
    [hit] = search("303")
    assert hit.code.code == "0303"
    assert "0" in hit.why
    ambiguous = [hit.code.code for hit in search("902", limit=5)]
    assert ambiguous[0].startswith("902")  # what was typed first, what may have been meant after it
    assert ambiguous[-1] == "0902"
    assert len(ambiguous) == 5


def test_a_level_brings_the_codes_above_or_under_what_a_word_stands_for(classification):
    assert first("haldi", level=4) == "0910"
    assert first("haldi", level=2) == "09"
    turmeric = HSCode.objects.get(code="091030")
    line = HSCode.objects.create(
        edition="HS2022", code="09103020", level=8, parent=turmeric, description="Dried", source="x"
    )
    assert [hit.code for hit in search("haldi", level=8)] == [line]


def test_retired_codes_are_found_only_when_asked_for(classification):
    HSCode.objects.create(
        edition="pre-HS2022", code="09104010", level=8, description="Tejpat", source="x", search_text=" tejpat ",
        retired_on="2022-05-01",
    )  # fmt: skip
    assert first("09104010") == "0910"
    assert first("09104010", retired=True) == "09104010"
    assert "09104010" not in [hit.code.code for hit in search("tejpat")]
    assert "09104010" in [hit.code.code for hit in search("tejpat", retired=True)]


def test_among_equals_the_shorter_code_comes_first(classification):
    codes = [hit.code for hit in search("cinnamon", limit=50) if hit.score == 0.8]
    assert [code.level for code in codes] == sorted(code.level for code in codes)


def test_a_search_needs_two_statements_at_most(classification, django_assert_max_num_queries):
    for asked in ("haldi", "termeric", "0910.30", "xyzzy plugh", "cotton", ""):
        with django_assert_max_num_queries(2):
            search(asked)


@pytest.mark.parametrize(
    "asked", ["", " ", "%", "_", "'", '"', "\\", "\x00", "/", "...", "-", "()", "1" * 300, "a" * 5000, "🙂"]
)
def test_signs_are_no_words_and_break_nothing(classification, asked):
    assert isinstance(search(asked), list)


def test_a_percent_sign_is_no_wildcard(classification):
    assert search("tur%ric") == [] or "091030" not in [hit.code.code for hit in search("t%c")]


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60), st.sampled_from([None, 2, 4, 6, 8]), st.integers(-3, 300), st.booleans())
def test_no_question_breaks_the_search(classification, asked, level, limit, retired):
    hits = search(asked, level=level, limit=limit, retired=retired)
    assert all(0 < hit.score <= 1 and hit.why for hit in hits)
    assert [hit.score for hit in hits if hit.score != 0.9] == sorted(
        (hit.score for hit in hits if hit.score != 0.9), reverse=True
    )
    assert len({hit.code.pk for hit in hits}) == len(hits)
    assert all(level is None or hit.code.level == level for hit in hits)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["turmeric", "of", "and", "कपास", "or", "fish", "0910", "'", "%", "xq"]), max_size=12))
def test_no_order_of_words_breaks_the_search(classification, parts):
    assert isinstance(search(" ".join(parts)), list)


@pytest.mark.parametrize(
    ("word", "latin"), [("हल्दी", "haldi"), ("नमक", "namak"), ("काजू", "kaju"), ("मखाना", "makhana"), ("सूती", "suti")]
)
def test_hindi_is_written_in_latin_letters_as_on_a_telephone(word, latin):
    assert romanised(word) == latin
