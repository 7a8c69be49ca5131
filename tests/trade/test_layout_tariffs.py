"""Tariffs are taken as published: regimes apart, no percentage made up, nothing half-loaded."""

import csv
from datetime import date
from decimal import Decimal

import pytest

from tests.trade.access import TARIFF, pack, problems, take, world
from tests.trade.access import take_file as take_path
from trade.importer.run import revoke
from trade.models import BatchState, Regime, Tariff

pytestmark = pytest.mark.django_db
TARIFF_DAY = date(2025, 6, 30)


@pytest.fixture(autouse=True)
def the_world(db):
    world()


def test_a_row_becomes_a_tariff_with_its_source(tmp_path):
    batch = take(tmp_path, "tariffs", [TARIFF])
    assert batch.state == BatchState.APPLIED, problems(batch)
    tariff = Tariff.objects.in_force().get()
    assert (tariff.importer.iso3, tariff.origin.iso3, tariff.code, tariff.year) == ("USA", "IND", "091030", 2025)
    assert (tariff.lowest, tariff.average, tariff.highest) == (Decimal(0), Decimal("1.5"), Decimal(3))
    assert tariff.batch.source == "Test source"


def test_preferential_and_mfn_are_kept_apart(tmp_path):
    take(tmp_path, "tariffs", [TARIFF | {"importer": "LKA"}, TARIFF | {"importer": "LKA", "regime": "ISFTA"}])
    assert list(Tariff.objects.values_list("regime", "agreement")) == [("mfn", ""), ("preferential", "ISFTA")]
    assert Tariff.objects.filter(regime=Regime.MFN).count() == 1


def test_a_preference_without_a_name_is_refused(tmp_path):
    batch = take(tmp_path, "tariffs", [TARIFF | {"regime": "Preferential"}])
    assert problems(batch) == {(2, "regime", "no_agreement")}


def test_a_duty_by_weight_alone_is_never_a_zero(tmp_path):
    by_weight = {"lines": "1", "avg_pct": "0", "min_pct": "0", "max_pct": "0"}
    take(tmp_path, "tariffs", [TARIFF | by_weight | {"duty_free_lines": "1", "specific_lines": "1"}])
    tariff = Tariff.objects.get()
    assert (tariff.average, tariff.is_free) == (None, False)


def test_free_is_said_only_where_no_line_bears_anything(tmp_path):
    none = {"avg_pct": "0", "min_pct": "0", "max_pct": "0", "duty_free_lines": "2"}
    take(tmp_path, "tariffs", [TARIFF | none, TARIFF | none | {"importer": "LKA", "specific_lines": "1"}])
    assert [t.is_free for t in Tariff.objects.order_by("specific_lines")] == [True, False]


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"importer": "Atlantis"}, "importer", "unknown_market"),
        ({"partner": "Mars"}, "partner", "unknown_market"),
        ({"hs6": "0910"}, "hs6", "not_hs6"),
        ({"hs6": "770100"}, "hs6", "not_hs6"),
        ({"hs6": "turmeric"}, "hs6", "not_hs6"),
        ({"year": "25"}, "year", "bad_year"),
        ({"year": "2099"}, "year", "bad_year"),
        ({"lines": "0"}, "lines", "not_whole"),
        ({"lines": "1.5"}, "lines", "not_whole"),
        ({"specific_lines": "3"}, "specific_lines", "more_than_lines"),
        ({"min_pct": "9"}, "avg_pct", "percent_order"),
        ({"avg_pct": ""}, "avg_pct", "no_percent"),
        ({"max_pct": "three"}, "max_pct", "bad_number"),
    ],
)
def test_what_is_wrong_is_said_with_its_row_and_nothing_is_taken(tmp_path, change, column, code):
    batch = take(tmp_path, "tariffs", [TARIFF, TARIFF | {"importer": "LKA"} | change])
    assert batch.state == BatchState.REFUSED
    assert (3, column, code) in problems(batch)
    assert not Tariff.objects.exists()


def test_a_subheading_twice_is_refused(tmp_path):
    assert (3, "hs6", "duplicate") in problems(take(tmp_path, "tariffs", [TARIFF, TARIFF | {"hs6": "0910.30"}]))


def test_a_zero_lost_by_a_spreadsheet_is_put_back_and_said(tmp_path):
    batch = take(tmp_path, "tariffs", [TARIFF | {"hs6": "91030"}])
    assert problems(batch) == {(2, "hs6", "hs_zero")}
    assert Tariff.objects.get().code == "091030"


def test_the_next_table_of_the_series_supersedes_and_its_revocation_brings_back(tmp_path, cast):
    take(tmp_path, "tariffs", [TARIFF])
    later = take(tmp_path, "tariffs", [TARIFF | {"avg_pct": "2"}])
    assert [t.average for t in Tariff.objects.in_force()] == [Decimal(2)]
    revoke(later, by=cast.actor("apex"), why="Wrong column")
    assert [t.average for t in Tariff.objects.in_force()] == [Decimal("1.5")]


def test_another_market_or_year_supersedes_nothing(tmp_path):
    for change in ({}, {"importer": "LKA"}, {"year": "2024"}, {"regime": "ISFTA", "importer": "LKA"}):
        take(tmp_path, "tariffs", [TARIFF | change])
    assert Tariff.objects.in_force().count() == 4


def test_the_published_table_is_taken_whole_and_nothing_is_mapped_wrongly():
    path = pack("tariffs/usa_mfn_hs6_2025.csv")
    if path is None:
        pytest.skip("No data pack here: the tariffs of the USA are not compared.")
    batch = take_path(path, layout="tariffs", source="USITC HTS 2025", as_of=TARIFF_DAY)
    assert (batch.state, batch.rows_taken) == (BatchState.APPLIED, 5612)
    with path.open(encoding="utf-8", newline="") as file:
        published = {row["hs6"]: row for row in csv.DictReader(file)}
    found = {tariff.code: tariff for tariff in Tariff.objects.select_related("importer", "origin")}
    assert found.keys() == published.keys()
    for code, tariff in found.items():
        row = published[code]
        assert (tariff.importer.iso3, tariff.origin.iso3, tariff.regime) == ("USA", "IND", "mfn")
        assert tariff.lines == int(row["lines"])
        by_weight_alone = row["specific_lines"] == row["lines"] and float(row["mfn_max_pct"]) == 0
        assert tariff.average == (None if by_weight_alone else Decimal(row["mfn_avg_pct"]))
        assert tariff.is_free == (float(row["mfn_max_pct"]) == 0 and row["specific_lines"] == "0")
