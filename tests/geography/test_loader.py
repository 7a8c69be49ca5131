"""The tables in geography/data and their loader."""

import csv
import shutil
from collections import Counter
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from geography.loader import DATA, LoadError, load_geography
from geography.models import District, DistrictAlias, DistrictLineage, State

pytestmark = pytest.mark.django_db

# Counts of districts known for 2026, written by hand.
DISTRICTS_OF = {"UP": 75, "MP": 55, "RJ": 41, "TN": 38, "BR": 38, "MH": 36, "AS": 35, "GJ": 34, "AP": 28, "DL": 13}


@pytest.fixture
def tables(tmp_path):
    """A copy of the tables that a test may change; called with a table, a key and columns, it edits one line."""
    for table in DATA.glob("*.csv"):
        shutil.copy(table, tmp_path)

    def edit(table, key, **columns):
        path = tmp_path / f"{table}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        kept = [{**row, **columns} if row["lgd_code"] == key else row for row in rows]
        _write(path, [row for row in kept if columns or row["lgd_code"] != key])

    edit.folder = tmp_path
    return edit


def _write(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


def test_all_of_india_is_loaded():
    load_geography()
    assert State.objects.count() == 36
    assert District.objects.active().count() == 786
    assert [gone.name for gone in District.objects.retired()] == ["Shahdara"]
    counts = Counter(District.objects.active().values_list("state__code", flat=True))
    assert {code: counts[code] for code in DISTRICTS_OF} == DISTRICTS_OF


def test_well_known_facts_are_in_the_tables():
    load_geography()
    pune = District.objects.get(lgd_code="490")
    assert (pune.state.code, pune.code, pune.name, pune.name_hi) == ("MH", "PUNE", "Pune", "पुणे")
    assert District.objects.get(lgd_code="276").code == "RIBHOI"
    assert District.objects.get(lgd_code="483").code == "MUMSUB"
    assert not District.objects.filter(lat=None).exists()
    assert not State.objects.filter(name_hi="").exists()
    palghar = District.objects.get(name="Palghar")
    assert [place.name for place in palghar.predecessors.all()] == ["Thane"]
    assert {place.name for place in District.objects.get(name="Shahdara").successors.all()} == {"East", "North East"}


def test_no_two_districts_stand_on_one_spot():
    load_geography()
    spots = Counter(District.objects.active().values_list("lat", "lon"))
    assert max(spots.values()) == 1


def test_a_second_load_changes_nothing():
    assert load_geography().changed
    assert not load_geography().changed


def test_a_changed_line_is_applied_and_reported(tables):
    load_geography()
    tables("districts", "490", name="Punya Nagari", retired_on="2026-10-01")
    done = load_geography(folder=tables.folder)
    assert (done.districts_changed, done.retired) == (1, ("Punya Nagari",))
    assert District.objects.get(lgd_code="490").retired_on == date(2026, 10, 1)


def test_a_correction_by_an_officer_survives_the_next_load():
    load_geography()
    District.objects.filter(lgd_code="490").update(name_hi="पूणे")
    State.objects.filter(code="MH").update(capital="Bombay")
    load_geography()
    assert District.objects.get(lgd_code="490").name_hi == "पूणे"
    assert State.objects.get(code="MH").capital == "Bombay"


def test_what_an_officer_added_or_withdrew_is_left_alone():
    load_geography()
    mine = District.objects.create(lgd_code="990", state=State.objects.get(code="LA"), code="DRASS", name="Drass")
    DistrictAlias.objects.filter(key="poona").update(withdrawn_on=date(2026, 1, 1))
    assert not load_geography().changed
    mine.refresh_from_db()
    assert mine.is_active
    assert DistrictAlias.objects.get(key="poona").withdrawn_on


@pytest.mark.parametrize(
    ("table", "key", "columns", "sentence"),
    [
        ("districts", "490", {"code": "POONA"}, "from PUNE to POONA"),
        ("states", "27", {"code": "MA"}, "from MH to MA"),
        ("districts", "490", {"state_lgd_code": "24"}, "would move to another State"),
        ("districts", "490", {"state_lgd_code": "99"}, "not in states.csv"),
        ("districts", "490", {}, "has left districts.csv"),
        ("districts", "490", {"lgd_code": "491"}, "names an LGD code twice"),
        ("districts", "490", {"lat": "north"}, "no number or date"),
        ("districts", "490", {"predecessors": "9999"}, "not in the table"),
        ("aliases", "490", {"lgd_code": "9999"}, "not in the table"),
    ],
)
def test_a_harmful_table_is_refused_whole_with_one_sentence(tables, table, key, columns, sentence):
    load_geography()
    before = list(District.objects.order_by("pk").values())
    tables("districts", "276", name="Changed too")
    tables(table, key, **columns)
    with pytest.raises(LoadError, match=sentence):
        load_geography(folder=tables.folder)
    assert list(District.objects.order_by("pk").values()) == before


def test_a_table_that_cannot_be_read_is_named(tables):
    (tables.folder / "aliases.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(LoadError, match=r"aliases\.csv"):
        load_geography(folder=tables.folder)


def test_the_command_says_what_it_did(capsys):
    call_command("load_geography")
    call_command("load_geography")
    said = capsys.readouterr().out
    assert "787 added" in said
    assert "Retired: Shahdara." in said
    assert said.endswith("Geography is up to date.\n")


def test_the_command_ends_with_a_sentence_when_refused():
    load_geography()
    District.objects.create(lgd_code="990", state=State.objects.first(), code="X1", name="X", row_digest="once loaded")
    with pytest.raises(CommandError, match="has left districts"):
        call_command("load_geography")


def test_loading_asks_the_database_little(django_assert_max_num_queries):
    with django_assert_max_num_queries(60):
        load_geography()
    assert DistrictLineage.objects.count() > 400


def test_before_a_load_the_resolver_says_what_to_run_instead_of_unknown():
    with pytest.raises(CommandError, match="load_geography"):
        call_command("resolve_district", "Maharashtra", "Pune")
