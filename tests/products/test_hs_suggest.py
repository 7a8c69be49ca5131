"""What districts call their products leads to likely codes, for a person to confirm."""

import csv

import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from products.hs.suggest import suggest, suggest_many

FLOOR_ANY, FLOOR_FIRST = 0.90, 0.75  # of the names in the operator's list: a suggested heading; the first one


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Fisheries/Marine products", "0303"), ("Coconut & Coconut based products", "0801"), ("Coffee (Araku)", "0901"),
        ("Payakaraopet Silk Sarees", "5007"), ("Lakadong Turmeric", "091030"), ("Bamboo Craft", "4602"),
        ("Etikoppaka Lacquerware/Wooden Toys", "9503"), ("Rock Bee Honey", "0409"), ("Brassware", "7419"),
        ("हल्दी", "091030"), ("Cotton/Jean Pants", "6203"), ("Granite Cutting and Polishing", "6802"),
    ],
)  # fmt: skip
def test_a_name_leads_to_its_code(classification, name, code):
    assert code in [hit.code.code for hit in suggest(name)]


def test_the_place_or_maker_in_a_name_counts_for_nothing(classification):
    assert [hit.code for hit in suggest("Xyzabad Turmeric")] == [hit.code for hit in suggest("Turmeric")]


@pytest.mark.parametrize("name", ["", "Other items", "products", "&", "Based products and allied items", "Qwxyzzt"])
def test_a_name_that_says_nothing_gets_no_suggestion(classification, name):
    assert suggest(name) == []


def test_a_suggestion_says_what_word_it_comes_from_and_is_never_certain_of_a_part(classification):
    [*_rest, hit] = suggest("Fresh Turmeric")
    assert "urmeric" in hit.why
    assert all(hit.score <= 1 for hit in suggest("Turmeric and Ginger processing"))


def test_a_chapter_is_suggested_only_where_nothing_longer_is_known(classification):
    assert all(hit.code.level > 2 for hit in suggest("Marine Products"))
    assert [hit.code.code for hit in suggest("Vegetables")] == ["07"]


def test_many_names_share_one_reading_of_the_words(classification, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert len(suggest_many(["Turmeric", "Tea", "Honey", "Silk sarees"])) == 4


@hypothesis_settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=80))
def test_no_name_breaks_it(classification, name):
    hits = suggest(name)
    assert len({hit.code.pk for hit in hits}) == len(hits)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_the_headings_guessed_for_the_national_list_are_met(classification):
    """The list's own guesses are by keyword, for a person to confirm: a floor for agreement, not a measure of truth."""
    path = settings.DATA_PACK / "identified_products.csv"
    if not path.exists():
        pytest.skip(f"{path.name} is not there; set DATA_PACK to the folder of the data pack")
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["hs_suggested"] and row["kind"] == "good"]
    found = suggest_many([row["product"] for row in rows])
    wanted = [set(row["hs_suggested"].split("|")) for row in rows]
    some = sum(any(hit.code.code[:4] in w for hit in hits) for hits, w in zip(found, wanted, strict=True))
    first = sum(bool(hits) and hits[0].code.code[:4] in w for hits, w in zip(found, wanted, strict=True))
    assert some / len(rows) >= FLOOR_ANY
    assert first / len(rows) >= FLOOR_FIRST
