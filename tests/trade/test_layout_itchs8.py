"""India's tariff lines are taken from an operator's list: text codes, nothing deleted, the same list twice is once."""

import csv
from datetime import date

import pytest
from django.conf import settings

from products.hs.loader import load_products
from products.hs.search import search
from products.models import HSCode, HSTerm
from tests.trade.access import problems, take_file, write
from trade.models import BatchState

pytestmark = pytest.mark.django_db
DRIED = {
    "code8": "09103020", "description": "DRIED", "display": "Spices; turmeric - DRIED", "unit": "KGS",
    "status": "current",
}  # fmt: skip
FRESH = DRIED | {"code8": "09103010", "display": "Spices; turmeric - FRESH"}
AGAR = DRIED | {"code8": "12119080", "display": "AGARWOOD"}
OLD = DRIED | {"code8": "09104010", "display": "TEJPAT", "status": "legacy"}


@pytest.fixture
def codes(classification):
    """HS 2022 is there already."""


def bring(folder, rows, *, on=date(2026, 1, 31), **options):
    return take_file(write(folder, rows), layout="itchs8", source="Operator's list", as_of=on, options=options)


def test_a_line_hangs_on_its_subheading_with_unit_and_section(codes, tmp_path):
    batch = bring(tmp_path, [DRIED])
    assert (batch.state, batch.rows_taken) == (BatchState.APPLIED, 1), problems(batch)
    found = HSCode.objects.get(code="09103020")
    assert (found.parent.code, found.unit, found.section, found.level, found.source) == (
        "091030", "KGS", "II", 8, "Operator's list",
    )  # fmt: skip
    assert search("turmeric dried")[0].code == found


def test_a_line_of_an_earlier_edition_is_kept_as_retired_with_a_note(codes, tmp_path):
    bring(tmp_path, [DRIED, OLD, DRIED | {"code8": "03051000", "status": "current-old-hs6"}])
    old = HSCode.objects.get(code="09104010")
    assert (old.edition, old.retired_on, old.parent.code) == ("pre-HS2022", date(2022, 5, 1), "0910")
    assert old.note
    assert HSCode.objects.get(code="03051000").is_retired
    assert not HSCode.objects.get(code="09103020").is_retired


def test_a_current_line_without_a_subheading_in_hs_2022_is_kept_as_an_earlier_one_with_a_warning(codes, tmp_path):
    batch = bring(tmp_path, [DRIED, OLD | {"status": ""}])
    assert batch.state == BatchState.APPLIED
    assert {code for _row, _column, code in problems(batch)} == {"line_no_subheading"}
    assert HSCode.objects.get(code="09104010").is_retired


def test_the_same_list_twice_changes_nothing(codes, tmp_path):
    bring(tmp_path, [DRIED, FRESH, OLD])
    before = list(HSCode.objects.filter(level=8).order_by("code").values())
    bring(tmp_path, [DRIED, FRESH, OLD, {**OLD, "code8": "09105000"}], on=date(2026, 2, 1))
    bring(tmp_path, [OLD, FRESH, DRIED], on=date(2026, 2, 2))
    after = list(HSCode.objects.filter(level=8).exclude(code="09105000").order_by("code").values())
    assert after == before


def test_a_line_that_vanishes_is_retired_on_the_date_of_the_list_and_comes_back(codes, tmp_path):
    many = [DRIED | {"code8": f"0910{n}"} for n in ("1110", "1120", "1210", "2010", "3010")]
    bring(tmp_path, [DRIED, *many])
    bring(tmp_path, many, on=date(2026, 6, 1))
    gone = HSCode.objects.get(code="09103020")
    assert gone.retired_on == date(2026, 6, 1)
    assert gone.note
    bring(tmp_path, [DRIED, *many], on=date(2026, 7, 1))
    gone.refresh_from_db()
    assert (gone.retired_on, gone.note) == (None, "")


def test_a_part_given_as_the_whole_list_is_refused_and_as_a_part_retires_nothing(codes, tmp_path):
    many = [DRIED | {"code8": f"0910{n}"} for n in ("1110", "1120", "1210", "2010", "3010")]
    bring(tmp_path, many)
    refused = bring(tmp_path, many[:2], on=date(2026, 3, 1))
    assert refused.state == BatchState.REFUSED
    assert "3 of the 5" in refused.refusal
    part = bring(tmp_path, [*many[:1], FRESH | {"display": "Other words"}], on=date(2026, 3, 1), extent="part")
    assert part.state == BatchState.APPLIED
    assert HSCode.objects.current().filter(level=8).count() == 5
    bring(tmp_path, many[:2], on=date(2026, 3, 2), extent="revision")
    assert HSCode.objects.current().filter(level=8).count() == 2


def test_a_line_the_list_calls_legacy_now_is_retired(codes, tmp_path):
    many = [DRIED | {"code8": f"0910{n}"} for n in ("1110", "1120", "1210", "2010", "3010")]
    bring(tmp_path, [DRIED, *many])
    bring(tmp_path, [DRIED | {"status": "legacy"}, *many], on=date(2026, 6, 1))
    assert HSCode.objects.get(code="09103020").retired_on == date(2026, 6, 1)


def test_an_older_list_is_refused(codes, tmp_path):
    bring(tmp_path, [DRIED], on=date(2026, 1, 31))
    late = bring(tmp_path, [DRIED, FRESH], on=date(2025, 1, 31))
    assert late.state == BatchState.REFUSED
    assert "2026-01-31" in late.refusal


def test_a_zero_that_a_spreadsheet_dropped_is_put_back_and_dots_are_no_matter(codes, tmp_path):
    batch = bring(tmp_path, [DRIED | {"code8": "9103020"}, FRESH | {"code8": "0910.30.10"}])
    assert batch.state == BatchState.APPLIED
    assert problems(batch) == {(2, "code8", "hs_zero")}
    assert HSCode.objects.filter(code__in=["09103020", "09103010"]).count() == 2


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (DRIED | {"code8": "0910302"}, "line_code"),
        (DRIED | {"code8": "77010010"}, "line_code"),
        (DRIED | {"code8": "turmeric"}, "line_code"),
        (DRIED | {"code8": "०९१०३०२०"}, "line_code"),
        (FRESH, "duplicate"),
        (DRIED | {"status": "living"}, "line_status"),
        (DRIED | {"description": "x" * 5000}, "too_long"),
        (DRIED | {"unit": "kilograms of net weight"}, "too_long"),
        (DRIED | {"code8": ""}, "empty"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_taken(codes, tmp_path, row, code):
    batch = bring(tmp_path, [FRESH, row])
    assert batch.state == BatchState.REFUSED
    assert code in {said for _row, _column, said in problems(batch)}
    assert not HSCode.objects.filter(level=8).exists()


def test_words_that_waited_for_a_line_move_to_it(codes, tmp_path):
    bring(tmp_path, [AGAR])
    assert HSTerm.objects.get(key="agarwood", withdrawn_on=None).code.code == "12119080"
    assert search("oud")[0].code.code == "12119080"


def test_the_whole_list_of_the_operator_is_taken(codes, tmp_path):
    path = settings.DATA_PACK / "itchs8.csv"
    if not path.exists():
        pytest.skip(f"{path.name} is not there; set DATA_PACK to the folder of the data pack")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    batch = take_file(path, layout="itchs8", source="GST portal master", as_of=date(2026, 1, 31))
    assert (batch.state, batch.rows_taken, batch.problem_count) == (BatchState.APPLIED, len(rows), 0)
    living = {row["code8"] for row in rows if row["status"] in ("current", "untraded-or-superseded")}
    assert set(HSCode.objects.current().filter(level=8).values_list("code", flat=True)) == living
    assert HSCode.objects.filter(level=8).count() == len(rows)
    assert search("basmati")[0].code.code == "10063020"
    assert load_products().codes == 0  # loading the reference data again leaves the lines alone


def test_without_the_classification_the_list_is_refused_with_what_to_do(db, tmp_path):
    HSTerm.objects.all().delete()
    for level in (8, 6, 4, 2):
        HSCode.objects.filter(level=level).delete()
    batch = bring(tmp_path, [DRIED])
    assert batch.state == BatchState.REFUSED
    assert "reference data" in batch.refusal
    assert search("haldi") == search("termeric") == []
