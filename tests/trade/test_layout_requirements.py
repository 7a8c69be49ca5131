"""A checklist is taken row by row as sentences with a source and a date; what repeats itself keeps its marks."""

from datetime import date
from decimal import Decimal

import pytest

from tests.trade.access import MEASURE, REQUIREMENT, problems, take, world
from trade.models import BatchState, Requirement

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_world(db):
    world()


def test_a_row_becomes_a_requirement_with_its_source_and_date(tmp_path):
    batch = take(tmp_path, "requirements", [REQUIREMENT])
    assert batch.state == BatchState.APPLIED, problems(batch)
    found = Requirement.objects.in_force().get()
    assert (found.market.iso3, found.code, found.kind) == ("USA", "091030", "limit")
    assert (found.limit, found.unit) == (Decimal(2), "mg/kg")
    assert (found.source, found.source_on) == ("Import alert 99-21", date(2025, 1, 31))


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"market": "Atlantis"}, "market", "unknown_market"),
        ({"hs6": "77"}, "hs6", "bad_hs"),
        ({"kind": "wish"}, "kind", "bad_kind"),
        ({"limit": ""}, "limit", "no_limit"),
        ({"unit": ""}, "unit", "no_unit"),
        ({"limit": "low"}, "limit", "bad_number"),
        ({"source": ""}, "source", "empty"),
        ({"source_date": "yesterday"}, "source_date", "bad_date"),
        ({"source_date": "2199-01-01"}, "source_date", "source_later"),
        ({"measure_id": "7"}, "measure_id", "no_measure"),
    ],
)
def test_a_row_without_what_makes_it_checkable_refuses_the_table(tmp_path, change, column, code):
    good = REQUIREMENT | {"measure_id": "", "sentence": "Another sentence"}
    batch = take(tmp_path, "requirements", [good, REQUIREMENT | {"measure_id": ""} | change])
    assert problems(batch) >= {(3, column, code)}
    assert not Requirement.objects.exists()


def test_the_same_sentence_twice_is_refused(tmp_path):
    assert (3, "sentence", "duplicate") in problems(take(tmp_path, "requirements", [REQUIREMENT, REQUIREMENT]))


def test_a_requirement_names_the_measure_it_follows_from(tmp_path):
    take(tmp_path, "ntm-measures", [MEASURE])
    take(tmp_path, "requirements", [REQUIREMENT | {"measure_id": "1"}])
    assert Requirement.objects.get().measure_key == "USA-1"


def test_the_same_sentence_in_a_later_table_is_the_same_requirement_and_a_new_limit_is_not(tmp_path):
    take(tmp_path, "requirements", [REQUIREMENT])
    same = REQUIREMENT | {"limit": "2.00", "sentence": "lead in  Turmeric stays below"}
    take(tmp_path, "requirements", [same, REQUIREMENT | {"limit": "1"}])
    first, *later = Requirement.objects.order_by("pk")
    assert [row.key == first.key for row in later] == [True, False]
    assert not Requirement.objects.in_force().filter(pk=first.pk).exists()
