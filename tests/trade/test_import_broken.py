"""Broken tables of trade: a clear sentence, and nothing half-loaded."""

from __future__ import annotations

import zipfile

import pytest
from django.db import OperationalError, connection
from openpyxl import Workbook

from tests.trade.tables import LONG, ROW, WIDE, codes, flows
from trade.importer import filling
from trade.importer.layout import layout_of
from trade.importer.run import take
from trade.models import Batch, BatchState, PublishedItem, PublishedPlace, Slice

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "content",
    [
        LONG + ROW,
        "\ufeff" + (LONG + ROW).replace("\n", "\r\n"),
        (LONG + ROW).replace(",", ";").replace("123456.78", "₹ 1,23,456.78"),
        (LONG + ROW).encode("utf-16"),
        "Exports of India\nSource: DGCI&S\n\n" + LONG + ROW,
        LONG + ROW + ",,,,,,,,\n,,,,,,,,\n",
        LONG + ROW.replace("RI BHOI", '" ri  bhoi "').replace("1480", '"1,480"'),
    ],
)
def test_the_long_table_in_every_dress(bring, cast, content):
    batch = bring(content)
    assert batch.state == BatchState.APPLIED, (batch.refusal, codes(batch))
    slice = Slice.objects.current().get()
    assert (slice.period, slice.level, slice.grain, slice.edition) == ("FY2025", 4, "district+partner", "HS2022")
    assert flows(slice) == [("RI BHOI", "0910", 1480, 123456.78)]
    assert PublishedPlace.objects.get(district_name="RI BHOI").district == cast.ribhoi


def test_the_wide_table_with_its_periods_in_a_merged_row(bring):
    batch = bring(
        WIDE + "MEGHALAYA,RI BHOI,910,GINGER,100,1.5,200,2.5\nMEGHALAYA,UNSPECIFIED,0910,GINGER,,,300,3\n", "dgcis-wide"
    )
    assert batch.state == BatchState.APPLIED, (batch.refusal, codes(batch))
    assert codes(batch) == [(3, "hs_zero")]
    old, new = Slice.objects.current().order_by("period")
    assert flows(old) == [("RI BHOI", "0910", 1.5, 100)]
    assert flows(new) == [("RI BHOI", "0910", 2.5, 200), ("UNSPECIFIED", "0910", 3, 300)]
    assert PublishedItem.objects.get().description == "GINGER"


def test_the_wide_table_of_a_workbook_with_merged_headings(bring, tmp_path):
    book = Workbook()
    sheet = book.active
    sheet.append(["Statement of exports"])
    sheet.append(["State", "District", "HS Code", "Commodity Description", "2024-2025", None])
    sheet.append([None, None, None, None, "Value(INR)", "Value(US $)"])
    sheet.merge_cells("E2:F2")
    sheet.append(["MEGHALAYA", "RI BHOI", 303, "FISH", 123456.78, 1480])
    book.save(tmp_path / "wide.xlsx")
    batch = bring(tmp_path / "wide.xlsx", "dgcis-wide")
    assert batch.state == BatchState.APPLIED, (batch.refusal, codes(batch))
    assert flows(Slice.objects.get()) == [("RI BHOI", "0303", 1480, 123456.78)]


@pytest.mark.parametrize(
    ("content", "row", "code"),
    [
        (LONG + ROW + ROW, 3, "duplicate"),
        (LONG + ROW + ROW.replace("RI BHOI", "ri bhoi"), 3, "duplicate"),
        (LONG + ROW + ROW.replace("0910,", "091030,"), 3, "mixed_levels"),
        (LONG + ROW.replace("0910", "7710"), 2, "bad_hs"),
        (LONG + ROW.replace("0910", "ginger"), 2, "bad_hs"),
        (LONG + ROW.replace("FY2025", "2025"), 2, "bad_period"),
        (LONG + ROW.replace("FY2025", "2023-25"), 2, "bad_period"),
        (LONG + ROW.replace("FY2025", "FY2026"), 2, "period_not_over"),
        (LONG + ROW.replace("1480", "-5"), 2, "negative"),
        (LONG + ROW.replace("900", "-900"), 2, "negative"),
        (LONG + ROW.replace("1480", "1.48E+03"), 2, "shortened_number"),
        (LONG + ROW.replace("1480", "many"), 2, "bad_number"),
        (LONG + ROW.replace("1480", "").replace("123456.78", ""), 2, "no_value"),
        (LONG + ROW.replace("RI BHOI", ""), 2, "no_place"),
        (LONG + ROW + "FY2025,Total,Total,0910,GERMANY,1480,1,,\n", 3, "total_row"),
        (LONG + ROW + "FY2025,MEGHAL", 3, "ragged"),
        (LONG + ROW + ROW.replace("1480", " -5").replace("0910", "0901"), 3, "negative"),
        (LONG + ROW + ROW.replace("GERMANY", "").replace("0910", "0901"), 3, "no_partner"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_loaded(bring, content, row, code):
    batch = bring(content)
    assert batch.state == BatchState.REFUSED
    assert (row, code) in codes(batch)
    assert not Slice.objects.exists()
    assert not PublishedPlace.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relname ~ '^trade_flow_[0-9]+$'")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize(
    ("layout", "content", "said"),
    [
        ("flows", "period,state,usd\nFY2025,X,1\n", "no column “hs” or “sector”"),
        ("flows", "a,b,c\n1,2,3\n", "Its headings are: a, b, c"),
        ("dgcis-wide", "State,District,HS Code\nX,Y,0910\n", "no column of values"),
        ("dgcis-wide", "State,District,HS Code,Value(US $)\nX,Y,0910,1\n", "no period is written"),
        ("district-sectors", "state,sector,usd\nX,Y,1\n", "no column “district”"),
    ],
)
def test_a_missing_column_is_named(bring, layout, content, said):
    batch = bring(content, layout)
    assert batch.state == BatchState.REFUSED
    assert said in batch.refusal


def test_an_unknown_district_is_kept_as_written_with_suggestions(bring):
    batch = bring(LONG + ROW.replace("RI BHOI", "EAST KHASI"))
    problem = batch.problems.get(code="unknown_district")
    assert (problem.severity, problem.suggestion) == ("warning", "East Khasi Hills")
    assert PublishedPlace.objects.get(district_name="EAST KHASI").district is None
    assert Slice.objects.current().get().total_usd == 1480


def test_a_bomb_of_a_workbook_is_refused_unopened(bring, tmp_path):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", "<workbook/>")
        with parts.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _megabyte in range(200):
                sheet.write(b"0" * (1 << 20))
    batch = bring(path)
    assert batch.state == BatchState.REFUSED
    assert "unpack" in batch.refusal


def test_a_cut_off_workbook_is_refused(bring, tmp_path):
    book = Workbook()
    book.active.append(LONG.strip().split(","))
    book.save(tmp_path / "whole.xlsx")
    path = tmp_path / "cut.xlsx"
    path.write_bytes((tmp_path / "whole.xlsx").read_bytes()[:2000])
    assert "damaged" in bring(path).refusal


def test_an_import_killed_halfway_leaves_nothing_and_is_taken_again(bring, monkeypatch):
    def dies(self):
        raise OperationalError("the server went away")

    with monkeypatch.context() as broken:
        broken.setattr(filling.Filling, "_keys", dies)
        with pytest.raises(OperationalError):
            bring(LONG + ROW)
    assert not Slice.objects.exists()
    batch = take(connection_batch())
    assert batch.state == BatchState.APPLIED
    assert Slice.objects.current().count() == 1


def connection_batch():
    batch = Batch.objects.get()
    assert batch.state == BatchState.WORKING
    return batch


def test_a_fault_of_the_portal_refuses_the_table_and_blocks_no_queue(bring, monkeypatch):
    monkeypatch.setattr(filling.Filling, "_keys", lambda self: 1 / 0)
    batch = bring(LONG + ROW)
    assert batch.state == BatchState.REFUSED
    assert "failed to take" in batch.refusal


@pytest.mark.parametrize("large", [0, 1 << 30])
@pytest.mark.parametrize("marked", [{1}, {1, 7}])
def test_a_quotation_mark_never_closed_swallows_no_row(bring, monkeypatch, large, marked):
    monkeypatch.setattr("trade.importer.run.LARGE", large)
    rows = [ROW.replace("0910", f"{code:04d}") for code in range(902, 950)]
    batch = bring(LONG + "".join(row.replace(",KGS", ',"KGS') if at in marked else row for at, row in enumerate(rows)))
    assert batch.state == BatchState.REFUSED
    assert "Row 3 cannot be read: a quotation mark is opened and not closed at the end of its cell." in batch.refusal


@pytest.mark.parametrize("large", [0, 1 << 30])
def test_quotation_marks_in_a_name_are_kept_whatever_the_size_of_the_file(bring, monkeypatch, large):
    monkeypatch.setattr("trade.importer.run.LARGE", large)
    head = "state,district,hs,description,usd\n"
    batch = bring(head + 'MEGHALAYA,RI BHOI,7304,PIPES OF 5" TO 6",100\n', period="FY2025")
    assert batch.state == BatchState.APPLIED, codes(batch)
    assert PublishedItem.objects.get().description == 'PIPES OF 5" TO 6"'


def test_an_old_line_break_in_a_heading_costs_no_row(bring):
    batch = bring(LONG.replace("usd", '"Value\r(USD)"') + ROW + ROW.replace("0910", "0901"))
    assert (batch.state, batch.rows_taken) == (BatchState.APPLIED, 2)


@pytest.mark.parametrize("partner", ["", "World", "Total"])
def test_a_column_of_partners_that_names_none_is_none(bring, partner):
    assert bring(LONG + ROW.replace("GERMANY", partner)).state == BatchState.APPLIED
    assert Slice.objects.get().grain == "district"


def test_a_row_of_all_partners_beside_countries_is_told(bring):
    batch = bring(LONG + ROW + ROW.replace("GERMANY", "Total"))
    assert batch.state == BatchState.APPLIED
    assert (3, "world_row") in codes(batch)


@pytest.mark.parametrize("large", [0, 1 << 30])
def test_a_period_without_a_value_takes_no_place(bring, monkeypatch, large):
    monkeypatch.setattr("trade.importer.run.LARGE", large)
    first = bring(WIDE + "MEGHALAYA,RI BHOI,0910,GINGER,100,1.5,,\n", "dgcis-wide")
    assert codes(first) == [(0, "empty_period")]
    second = bring(WIDE + "MEGHALAYA,RI BHOI,0910,GINGER,,,200,2.5\n", "dgcis-wide")
    assert [(one.period, one.batch) for one in Slice.objects.current().order_by("period")] == [
        ("FY2024", first), ("FY2025", second)
    ]  # fmt: skip
    first.refresh_from_db()
    assert first.state == BatchState.APPLIED


@pytest.mark.parametrize("cell", ["", " "])
def test_headings_above_blank_rows_are_no_table(bring, cell):
    names = [column.name for column in layout_of("facilities").columns]
    batch = bring(",".join(names) + "\n" + ",".join(cell for _name in names) + "\n", "facilities")
    assert batch.state == BatchState.REFUSED
    assert "nothing below the headings" in batch.refusal


@pytest.mark.parametrize("heading", ["usd_mn", "inr_crore"])
def test_a_heading_that_says_another_scale_is_not_read_as_ones(bring, heading):
    said = f"state,district,sector,{heading}\nMEGHALAYA,RI BHOI,spices,13.47\n"
    assert bring(said, "district-sectors", period="FY2025").state == BatchState.REFUSED


def test_what_grows_too_large_by_its_scale_is_named(bring):
    assert (2, "too_large") in codes(bring(LONG + ROW.replace("1480", "123456789012"), usd_scale="crore"))
    assert bring(LONG + ROW.replace("1480", "12345678"), usd_scale="crore").state == BatchState.APPLIED


def test_grouped_numbers_and_a_wrong_one_late(bring):
    rows = "".join(ROW.replace("0910", f"{code:04d}").replace("1480", '"1,480"') for code in range(901, 911))
    assert bring(LONG + rows).state == BatchState.APPLIED
    assert Slice.objects.current().get().total_usd == 14800
    assert (12, "negative") in codes(bring(LONG + rows + ROW.replace("0910", "0911").replace("1480", "-1")))
    assert (12, "bad_number") in codes(bring(LONG + rows + ROW.replace("0910", "0911").replace("1480", "NaN")))
