"""Large tables of trade, read where they lie: the same is kept and told as of small ones."""

from __future__ import annotations

import pytest

from tests.trade.tables import LONG, ROW, WIDE, codes, flows
from trade.importer import filling, slices
from trade.importer.plainflows import PlainFlows
from trade.models import Batch, BatchState, PublishedItem, PublishedPartner, PublishedPlace, RowProblem, Slice

pytestmark = pytest.mark.django_db


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


def test_a_letter_of_no_encoding_in_a_column_nobody_reads_is_told(bring, read_as):
    content = LATE.replace("unit\n", "unit,Remarks\n").replace("KGS\n", "KGS,\n") + LAST.replace("KGS", "KGS,caf\u00e9")
    batch = bring(content.encode("cp1252"))
    assert batch.state == BatchState.APPLIED
    assert "not_utf8" in [code for _row, code in codes(batch)]


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
