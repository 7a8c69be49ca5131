"""Tables of records: the rules of their forms, the district that brings them, and the way back."""

from datetime import date

import pytest

from geography.countries import load_countries
from products.models import Certificate, Opportunity, QualityRecord
from products.records.entries import withdraw
from products.records.forms import QualityForm
from tests.products.made import product
from tests.trade.access import problems, write
from trade.importer.run import revoke, take_file
from trade.models import BatchState

pytestmark = pytest.mark.django_db
YEAR = {"product": "ML-RIBHOI-P-2026-00001", "year": "2024-25", "market": "Germany", "samples_tested": "1,240",
        "samples_failed": "31", "rejections": "", "exporters": "4", "published": "no"}  # fmt: skip
PAPER = {"product": "ml-ribhoi-p-2026-00001", "kind": "Organic", "number": "ORG-1", "issuer": "Certifier",
         "holder": "producers", "issued_on": "01-04-2025", "expires_on": "2026-03-31"}  # fmt: skip
STEP = {"product": "ML-RIBHOI-P-2026-00001", "row_key": "1", "kind": "samples", "market": "Japan", "existing": "no",
        "date": "2026-02-10", "value_usd": "", "exporters": "3"}  # fmt: skip
ROWS = {"quality": YEAR, "certificates": PAPER, "opportunities": STEP}
MODELS = {"quality": QualityRecord, "certificates": Certificate, "opportunities": Opportunity}


@pytest.fixture(autouse=True)
def turmeric(cast, at_monday):
    load_countries()
    return product(cast)


def bring(folder, cast, layout, rows, *, name="convener", source="Reports"):
    return take_file(write(folder, rows), layout=layout, source=source, as_of=date(2026, 3, 1), by=cast.actor(name))


@pytest.mark.parametrize("layout", ROWS)
def test_a_table_becomes_rows_with_the_post_that_brought_it(tmp_path, cast, turmeric, layout):
    batch = bring(tmp_path, cast, layout, [ROWS[layout]])
    assert batch.state == BatchState.APPLIED, [(one.column, one.code, one.suggestion) for one in batch.problems.all()]
    row = MODELS[layout].objects.get()
    assert (row.product, row.entered_post, row.source, row.batch) == (
        turmeric, cast.convener.post, "Reports", batch.key,
    )  # fmt: skip


def test_numbers_and_years_are_read_as_people_write_them(tmp_path, cast):
    bring(tmp_path, cast, "quality", [YEAR, YEAR | {"year": "FY2024", "market": ""}])
    rows = QualityRecord.objects.order_by("year")
    assert [(row.year, row.samples_tested, row.market and row.market.iso2) for row in rows] == [
        (2023, 1240, None), (2024, 1240, "DE"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("layout", "change", "column", "code"),
    [
        ("quality", {"product": "ML-RIBHOI-P-2026-09999"}, "product", "record_product"),
        ("quality", {"year": "2024-26"}, "year", "record_year"),
        ("quality", {"year": "last year"}, "year", "record_year"),
        ("quality", {"market": "Atlantis"}, "market", "record_refused"),
        ("quality", {"samples_failed": "2000"}, "samples_failed", "record_refused"),
        ("quality", {"samples_tested": "many"}, "samples_tested", "bad_number"),
        ("quality", {}, "product", "duplicate"),
        ("certificates", {"expires_on": "2025-01-01"}, "expires_on", "record_refused"),
        ("certificates", {"holder": "Shri Example"}, "holder", "record_refused"),
        ("opportunities", {"kind": "rumour"}, "kind", "record_refused"),
        ("opportunities", {"date": "2027-01-01"}, "date", "record_refused"),
    ],
)
def test_a_wrong_row_refuses_the_whole_table_and_says_where(tmp_path, cast, layout, change, column, code):
    batch = bring(tmp_path, cast, layout, [ROWS[layout], ROWS[layout] | change])
    assert batch.state == BatchState.REFUSED
    assert (3, column, code) in problems(batch)
    assert MODELS[layout].objects.count() == 0


def test_a_committee_brings_rows_of_its_own_district_alone(tmp_path, cast):
    batch = bring(tmp_path, cast, "quality", [YEAR], name="stranger")
    assert batch.state == BatchState.REFUSED
    assert problems(batch) == {(2, "product", "record_product")}


@pytest.mark.parametrize("layout", ROWS)
def test_a_later_table_corrects_and_keeps_the_history(tmp_path, cast, layout):
    change = {"quality": {"exporters": "7"}, "certificates": {"expires_on": "2026-06-30"},
              "opportunities": {"exporters": "7"}}[layout]  # fmt: skip
    bring(tmp_path, cast, layout, [ROWS[layout]])
    bring(tmp_path, cast, layout, [ROWS[layout] | change])
    row = MODELS[layout].objects.get()
    assert row.corrected_post == cast.convener.post
    assert row.events.count() == 2


@pytest.mark.parametrize("layout", ROWS)
def test_revoking_restores_what_was_there_before(tmp_path, cast, layout):
    change = {"quality": {"exporters": "7"}, "certificates": {"expires_on": "2026-06-30"},
              "opportunities": {"exporters": "7"}}[layout]  # fmt: skip
    first = bring(tmp_path, cast, layout, [ROWS[layout]])
    before = MODELS[layout].objects.values().get()
    second = bring(tmp_path, cast, layout, [ROWS[layout] | change])
    revoke(second, by=cast.actor("convener"), why="A wrong table was sent")
    assert MODELS[layout].objects.values().get() == before
    revoke(first, by=cast.actor("convener"), why="A wrong table was sent")
    assert not MODELS[layout].objects.exists()


def test_a_table_that_brings_a_withdrawn_row_again_is_told_why_it_was_withdrawn(tmp_path, cast, turmeric):
    bring(tmp_path, cast, "quality", [YEAR])
    row = QualityRecord.objects.get()
    withdraw(by=cast.actor("chair"), row=row, kind=QualityForm, data={"reason": "Of another laboratory"})
    again = bring(tmp_path, cast, "quality", [YEAR | {"samples_failed": "30"}], source="Reports, corrected")
    assert again.state == BatchState.APPLIED
    assert problems(again) == {(2, "product", "record_withdrawn")}
    assert [one.suggestion for one in again.problems.all()] == ["Of another laboratory"]
    assert QualityRecord.objects.counted().get().source == "Reports, corrected"


def test_revoking_a_table_leaves_what_a_person_withdrew_in_the_history(tmp_path, cast):
    batch = bring(tmp_path, cast, "quality", [YEAR])
    row = QualityRecord.objects.get()
    withdraw(by=cast.actor("chair"), row=row, kind=QualityForm, data={"reason": "Of another laboratory"})
    revoke(batch, by=cast.actor("convener"), why="Wrong file")
    assert QualityRecord.objects.get().withdrawn_reason == "Of another laboratory"
