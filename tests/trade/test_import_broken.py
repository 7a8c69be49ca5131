"""Broken tables of trade: a clear sentence, and nothing half-loaded."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from openpyxl import Workbook

from trade.importer import filling, slices
from trade.importer.layout import layout_of
from trade.importer.plainflows import PlainFlows
from trade.importer.run import take, take_file
from trade.models import Batch, BatchState, PublishedItem, PublishedPartner, PublishedPlace, RowProblem, Slice

pytestmark = pytest.mark.django_db
LONG = "period,state,district,hs,partner,usd,inr,quantity,unit\n"
ROW = "FY2025,MEGHALAYA,RI BHOI,0910,GERMANY,1480,123456.78,900,KGS\n"
WIDE = (
    "State,District,HS Code,Commodity Description,2023-2024,,2024-2025,\n"
    ",,,,Value(INR),Value(US $),Value(INR),Value(US $)\n"
)


@pytest.fixture(autouse=True)
def store(cast, settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path / "evidence"


@pytest.fixture
def bring(tmp_path):
    def brought(content, layout="flows", as_of=date(2026, 1, 31), **options):
        path = content if isinstance(content, Path) else tmp_path / "table.csv"
        if not isinstance(content, Path):
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return take_file(path, layout=layout, source="Test", as_of=as_of, options=options)

    return brought


def codes(batch):
    return list(batch.problems.values_list("row", "code"))


def flows(slice):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT place.district_name, item.code, usd, inr FROM trade_flow"
            " JOIN trade_publishedplace place ON place.id = place_id JOIN trade_publisheditem item ON item.id = item_id"
            " WHERE slice_id = %s ORDER BY 1, 2",
            [slice.pk],
        )
        return [(place, code, usd and float(usd), inr and float(inr)) for place, code, usd, inr in cursor.fetchall()]


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


def test_a_letter_of_no_encoding_in_a_column_nobody_reads_is_told(bring, read_as):
    content = LATE.replace("unit\n", "unit,Remarks\n").replace("KGS\n", "KGS,\n") + LAST.replace("KGS", "KGS,caf\u00e9")
    batch = bring(content.encode("cp1252"))
    assert batch.state == BatchState.APPLIED
    assert "not_utf8" in [code for _row, code in codes(batch)]


def test_what_grows_too_large_by_its_scale_is_named(bring):
    assert (2, "too_large") in codes(bring(LONG + ROW.replace("1480", "123456789012"), usd_scale="crore"))
    assert bring(LONG + ROW.replace("1480", "12345678"), usd_scale="crore").state == BatchState.APPLIED


def test_grouped_numbers_and_a_wrong_one_late(bring):
    rows = "".join(ROW.replace("0910", f"{code:04d}").replace("1480", '"1,480"') for code in range(901, 911))
    assert bring(LONG + rows).state == BatchState.APPLIED
    assert Slice.objects.current().get().total_usd == 14800
    assert (12, "negative") in codes(bring(LONG + rows + ROW.replace("0910", "0911").replace("1480", "-1")))
    assert (12, "bad_number") in codes(bring(LONG + rows + ROW.replace("0910", "0911").replace("1480", "NaN")))


# large tables, which are read where they lie --------------------------------------------------------------------------
@pytest.fixture
def read_as(monkeypatch):
    """Every table is large; in which ways its rows were read when they were written."""
    ways, apply = [], filling.Filling.apply
    monkeypatch.setattr("trade.importer.run.LARGE", 0)
    monkeypatch.setattr(
        filling.Filling,
        "apply",
        lambda self: ways.append("plain" if isinstance(self.table.staged, PlainFlows) else "text") or apply(self),
    )
    return ways


def test_a_large_table_of_plain_numbers_is_read_where_it_lies(bring, read_as):
    more = ROW.replace("0910", "0901").replace("1480", "").replace("900,KGS", ",")
    batch = bring(LONG + ROW.replace("1480", "1480.005") + more)
    assert batch.state == BatchState.APPLIED, (batch.refusal, codes(batch))
    assert flows(Slice.objects.get()) == [("RI BHOI", "0901", None, 123456.78), ("RI BHOI", "0910", 1480.01, 123456.78)]
    assert read_as == ["plain"]


def test_a_large_wide_table_with_empty_periods_is_read_where_it_lies(bring, read_as):
    rows = "MEGHALAYA,RI BHOI,0910,GINGER,100,1.5,200,2.5\nMEGHALAYA,UNSPECIFIED,0910,GINGER,,,300,3\n"
    assert bring(WIDE + rows, "dgcis-wide").state == BatchState.APPLIED
    old, new = Slice.objects.current().order_by("period")
    assert flows(old) == [("RI BHOI", "0910", 1.5, 100)]
    assert flows(new) == [("RI BHOI", "0910", 2.5, 200), ("UNSPECIFIED", "0910", 3, 300)]
    assert read_as == ["plain"]


@pytest.mark.parametrize(
    ("usd", "code"),
    [
        ("many", "bad_number"), ("NaN", "bad_number"), ("Infinity", "bad_number"), ("0x1F", "bad_number"),
        ("1_480", "bad_number"), ("1e3", "shortened_number"), ("1.48E+03", "shortened_number"), ("-5", "negative"),
        ("12345678901234567", "too_large"),
    ],
)  # fmt: skip
def test_what_the_database_would_take_for_a_number_and_people_do_not_is_named(bring, read_as, usd, code):
    batch = bring(LONG + ROW + ROW.replace("0910", "0901").replace("1480", usd))
    assert batch.state == BatchState.REFUSED
    assert (3, code) in codes(batch)
    assert not Slice.objects.exists()


def test_a_wrong_name_in_a_large_table_hides_no_wrong_number(bring, read_as):
    batch = bring(LONG + ROW.replace("0910", "ginger") + ROW.replace("1480", "-5"))
    assert {(2, "bad_hs"), (3, "negative")} <= set(codes(batch))


def test_a_row_that_stands_twice_in_a_large_table_is_named(bring, read_as):
    assert (3, "duplicate") in codes(bring(LONG + ROW + ROW))


@pytest.mark.parametrize(("usd", "options"), [('"1,480.5"', {}), ("0.014805", {"usd_scale": "lakh"})])
def test_a_large_table_of_grouped_or_scaled_numbers_is_read_as_text(bring, read_as, usd, options):
    assert bring(LONG + ROW.replace("1480", usd), **options).state == BatchState.APPLIED
    assert float(Slice.objects.get().total_usd) == 1480.5
    assert read_as[-1] == "text"


def test_blank_rows_at_the_end_of_a_large_table_are_no_rows(bring, read_as):
    assert bring(LONG + ROW + ",,,,,,,,\n,,,,,,,,\n").state == BatchState.APPLIED
    assert Slice.objects.get().row_count == 1


LATE = LONG + "".join(ROW.replace("0910", f"0910{at:04d}") for at in range(1500))  # longer than what is looked at first
LAST = ROW.replace("0910", "09109999")
TWO = ROW + ROW.replace("FY2025", "CY2024").replace("1480", "")


@pytest.mark.parametrize(
    ("content", "way"),
    [
        (LONG + ROW, "plain"),
        (LONG + TWO, "plain"),
        ("\ufeff" + LONG + ROW, "plain"),
        ((LONG + TWO).replace("\n", "\r\n"), "plain"),
        ((LONG + TWO).replace(",", "\t"), "plain"),
        ((LONG + TWO).encode("utf-16"), "plain"),
        ((LONG + TWO).rstrip("\n"), "plain"),
        ("Exports\n\n" + LONG + TWO, "plain"),
        (LONG + ROW.replace("RI BHOI", '"RI  BHOI "'), "plain"),
        (LONG + ROW.replace("RI BHOI", "NOWHERE") + ROW.replace("MEGHALAYA", "ATLANTIS"), "plain"),
        (LONG + ROW.replace("0910", "303"), "plain"),
        (LONG + ROW.replace("GERMANY", "OZ"), "plain"),
        (LONG + ROW + ROW.replace("0910", "9701").replace("1480", "0"), "plain"),
        (LONG + ROW + ROW.replace("0910", "0901").replace("KGS", "KILOGRAMS AND MORE"), "text"),
        (LONG + ROW + "\n\n", "text"),
        (LONG + ROW + ROW.replace("0910", "0901").replace("1480", " 1480 "), "text"),
        (LONG + ROW + ROW.replace("0910", "0901").replace("1480", "1.4.80"), ""),
        (LONG + ROW + ROW.replace(",KGS", "").replace("0910", "0901"), ""),
        (LONG + ROW + ROW.replace("KGS", "KGS,more").replace("0910", "0901"), ""),
        (LONG + ROW + ROW.replace("1480,123456.78", ",").replace("0910", "0901"), ""),
        (LONG + ROW + ROW.replace("FY2025", "last year"), ""),
        (LONG + ROW + ROW.replace("MEGHALAYA,RI BHOI", "MEGHALAYA,TOTAL"), ""),
        (LONG + ROW + ROW.replace("0910", "09103010"), ""),
        ((LONG + ROW.replace("GERMANY", "C\u00d4TE")).encode("cp1252"), "text"),
        (LONG + ROW + ROW.replace("RI BHOI", "RI \0BHOI"), ""),
        (LONG + ROW.replace("RI BHOI", "RI\rBHOI"), ""),
        (LATE + LAST.replace("KGS", "K\0GS"), ""),
        ((LATE + LAST.replace("GERMANY", "C\u00d4TE")).encode("cp1252"), "text"),
        ((LATE + LAST).encode("utf-16") + b"\x00\xd8\n\x00", ""),
        (LATE + LAST.replace("KGS", "K" * (2 << 20)), "text"),
    ],
)  # fmt: skip
def test_a_large_table_says_what_a_small_one_says(bring, read_as, monkeypatch, content, way):
    large = result_of(bring(content))
    assert large[0] == (BatchState.APPLIED if way else BatchState.REFUSED)
    assert not way or read_as[-1] == way
    revoke_all()
    monkeypatch.setattr("trade.importer.run.LARGE", 1 << 30)
    small = result_of(bring(content))
    assert large == small


@pytest.mark.parametrize(
    "rows",
    [
        "MEGHALAYA;RI BHOI;0910;GINGER;100\nMEGHALAYA;RI BHOI;0902;TEA;200\n",
        'MEGHALAYA;RI BHOI;0910;"GINGER; DRIED";100\nMEGHALAYA;UNSPECIFIED;0910;FRESH;200\n',
        'MEGHALAYA;RI BHOI;7304;PIPE OF 5" AND MORE;100\nMEGHALAYA;RI BHOI;7305;PIPE OF 6";200\n',
        'MEGHALAYA;RI BHOI;0910;"GINGER,\nDRIED";100\nMEGHALAYA;RI BHOI;0902;TEA;200\n',
        'MEGHALAYA;RI BHOI;0910;"GINGER;100\nMEGHALAYA;RI BHOI;0902;TEA;200\n',
        'MEGHALAYA;RI BHOI;0910;"A ""GOOD"" GINGER";100\n',
        "MEGHALAYA;RI BHOI;0910;;100\nMEGHALAYA;WEST KHASI HILLS;0910;GINGER;5\n",
    ],
)
def test_descriptions_of_a_large_table_are_kept_as_of_a_small_one(bring, read_as, monkeypatch, rows):
    content = "state;district;hs;description;usd\n" + rows
    large = result_of(bring(content, period="FY2025")), described()
    revoke_all()
    monkeypatch.setattr("trade.importer.run.LARGE", 1 << 30)
    assert large == (result_of(bring(content, period="FY2025")), described())


def result_of(batch):
    """All that is told and kept of a batch; names are forgotten between two of them."""
    kept = [(one.period, one.level, one.total_usd, one.row_count, flows(one)) for one in batch.slices.all()]
    told = sorted(batch.problems.values_list("row", "column", "code", "value", "suggestion", "severity"))
    return batch.state, batch.refusal, batch.rows_read, batch.rows_taken, batch.problem_count, told, sorted(kept)


def described():
    return sorted(PublishedItem.objects.values_list("code", "description"))


def revoke_all():
    for batch in Batch.objects.filter(state=BatchState.APPLIED):
        slices.take_back(batch)
    RowProblem.objects.all().delete()
    Slice.objects.all().delete()
    Batch.objects.all().delete()
    for names in (PublishedItem, PublishedPlace, PublishedPartner):
        names.objects.all().delete()
