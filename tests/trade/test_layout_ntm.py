"""Non-tariff measures keep whom they touch, which part of a code, and their place in the classification."""

import csv
from collections import Counter
from datetime import date

import pytest

from tests.trade.access import MEASURE, pack, problems, take, take_file, world
from trade.importer.run import revoke
from trade.layouts.ntm import met_by_india
from trade.models import BatchState, Measure, MeasureCode, NTMCode

pytestmark = pytest.mark.django_db
LINK = {"measure_id": "1", "hs": "0910", "partial": "Only ground"}
CODES = [{"code": "A2", "description": "Tolerance limits"}, {"code": "A21", "description": "Limits for residues"}]


@pytest.fixture(autouse=True)
def the_world(db):
    world()


def test_chapters_a_to_p_are_there_in_both_languages_without_any_import():
    chapters = NTMCode.objects.all()
    assert "".join(chapter.code for chapter in chapters) == "ABCDEFGHIJKLMNOP"
    assert all(chapter.name and chapter.name_hi and chapter.plain and chapter.plain_hi for chapter in chapters)


def test_codes_hang_below_their_chapters_whatever_the_order_of_the_rows(tmp_path):
    batch = take(tmp_path, "ntm-classification", [*reversed(CODES), {"code": "A", "description": "Other name"}])
    assert (batch.state, batch.rows_taken) == (BatchState.APPLIED, 3)
    assert NTMCode.objects.get(code="A21").parent.parent == NTMCode.objects.get(code="A")
    assert NTMCode.objects.get(code="A").name != "Other name"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"code": "Q1", "description": "x"}, "ntm_code"),
        ({"code": "a21", "description": "x"}, "ntm_code"),
        ({"code": "A31", "description": "x"}, "ntm_parent"),
        ({"code": "A2", "description": "x", "chapter": "B"}, "ntm_chapter"),
    ],
)
def test_a_code_without_its_place_is_refused(tmp_path, row, code):
    batch = take(tmp_path, "ntm-classification", [row])
    assert batch.state == BatchState.REFUSED
    assert {said for _row, _column, said in problems(batch)} == {code}


@pytest.mark.parametrize(
    ("affected", "expected"),
    [
        ("World", True),
        ("World (except Canada)", True),
        ("World (except Canada, India, Nepal)", False),
        ("Senegal, Pakistan, India, Iraq", True),
        ("Canada", False),
        ("British Indian Ocean Territory", False),
        ("Indonesia, Viet Nam", False),
        ("Developing countries", None),
        ("", None),
    ],
)
def test_whether_goods_of_india_are_touched_follows_the_published_words(affected, expected):
    assert met_by_india(affected) is expected


def test_a_measure_is_taken_with_its_words_and_its_day_first_date(tmp_path):
    assert take(tmp_path, "ntm-measures", [MEASURE]).state == BatchState.APPLIED
    measure = Measure.objects.in_force().get()
    assert (measure.key, measure.ntm, measure.chapter) == ("USA-1", "A21", "A")
    assert (measure.implemented_on, measure.text) == (date(2012, 3, 15), MEASURE["measure"])


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"importer": "Atlantis"}, "importer", "unknown_market"),
        ({"ntm_code": "X1"}, "ntm_code", "ntm_code"),
        ({"implemented": "03-15-2012"}, "implemented", "bad_date"),
        ({"measure_id": "1"}, "measure_id", "duplicate"),
        ({"agency": "x" * 300}, "agency", "too_long"),
    ],
)
def test_a_wrong_measure_refuses_the_table(tmp_path, change, column, code):
    batch = take(tmp_path, "ntm-measures", [MEASURE, MEASURE | {"measure_id": "2"} | change])
    assert problems(batch) >= {(3, column, code)}
    assert not Measure.objects.exists()


def test_a_code_the_portal_does_not_know_stays_in_its_chapter_and_is_said(tmp_path):
    batch = take(tmp_path, "ntm-measures", [MEASURE])
    assert problems(batch) == {(2, "ntm_code", "ntm_unknown")}
    assert batch.problems.get().suggestion == "A"


def test_products_wait_for_their_measures(tmp_path):
    assert problems(take(tmp_path, "ntm-products", [LINK])) == {(2, "measure_id", "measure_unknown")}


def test_a_code_may_be_touched_in_part_and_in_whole(tmp_path):
    take(tmp_path, "ntm-measures", [MEASURE])
    batch = take(tmp_path, "ntm-products", [LINK, LINK | {"partial": ""}, LINK | {"hs": "9"}])
    assert batch.state == BatchState.APPLIED, problems(batch)
    assert set(MeasureCode.objects.in_force().values_list("measure_key", "code", "partial")) == {
        ("USA-1", "0910", "Only ground"), ("USA-1", "0910", ""), ("USA-1", "09", "Only ground"),
    }  # fmt: skip


def test_the_same_row_twice_is_refused(tmp_path):
    take(tmp_path, "ntm-measures", [MEASURE])
    assert problems(take(tmp_path, "ntm-products", [LINK, LINK])) == {(3, "hs", "duplicate")}


def test_a_number_two_markets_use_is_never_guessed(tmp_path):
    take(tmp_path, "ntm-measures", [MEASURE])
    take(tmp_path, "ntm-measures", [MEASURE | {"importer": "LKA"}])
    assert problems(take(tmp_path, "ntm-products", [LINK])) == {(2, "measure_id", "measure_ambiguous")}
    take(tmp_path, "ntm-products", [LINK | {"importer": "LKA"}])
    assert MeasureCode.objects.in_force().get().measure_key == "LKA-1"


def test_two_sources_cannot_use_one_number_of_one_market(tmp_path):
    take(tmp_path, "ntm-measures", [MEASURE])
    again = take(tmp_path, "ntm-measures", [MEASURE | {"measure": "Another"}], source="Another source")
    assert problems(again) >= {(2, "measure_id", "measure_taken")}


def test_a_corrected_table_of_measures_keeps_its_products(tmp_path, cast):
    take(tmp_path, "ntm-measures", [MEASURE])
    take(tmp_path, "ntm-products", [LINK])
    later = take(tmp_path, "ntm-measures", [MEASURE | {"measure": "Corrected"}])
    measure = Measure.objects.in_force().get()
    assert measure.text == "Corrected"
    assert MeasureCode.objects.in_force().filter(measure_key=measure.key).exists()
    revoke(later, by=cast.actor("apex"), why="Wrong file")
    assert Measure.objects.in_force().get().text == MEASURE["measure"]


def test_the_published_tables_are_taken_whole_and_nothing_is_mapped_wrongly():
    names = ("ntm_classification_2019", "usa_ntm_measures_sample", "usa_ntm_measure_hs")
    paths = [pack(f"ntm/{name}.csv") for name in names]
    if None in paths:
        pytest.skip("No data pack here: the measures of the USA are not compared.")
    layouts = ("ntm-classification", "ntm-measures", "ntm-products")
    taken = [
        take_file(path, layout=layout, source="UNCTAD TRAINS", as_of=date(2025, 6, 30))
        for path, layout in zip(paths, layouts, strict=True)
    ]
    assert [(batch.state, batch.rows_taken) for batch in taken] == [("applied", n) for n in (209, 310, 11526)]
    assert NTMCode.objects.count() == 209
    published = {row["measure_id"]: row for row in read(paths[1])}
    for measure in Measure.objects.in_force():
        row = published[measure.number]
        assert (measure.ntm, measure.agency) == (row["ntm_code"], row["agency"])
        assert measure.text.split() == row["measure"].split()
        assert measure.implemented_on.strftime("%d-%m-%Y") == row["implemented"]
    met = dict(Measure.objects.in_force().values_list("number", "met_by_india"))
    assert (met["103"], met["178"], met["230"]) == (False, True, True)  # the three that name India, read by hand
    assert Counter(met.values()) == {True: 290, False: 20}
    links = Counter((f"USA-{row['measure_id']}", row["hs"], row["partial"]) for row in read(paths[2]))
    assert Counter(MeasureCode.objects.in_force().values_list("measure_key", "code", "partial")) == links


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
