"""Any table: found, read, checked; all of it or nothing."""

from datetime import date

import pytest

from trade.importer import layout as contract
from trade.importer.layout import Column, Layout
from trade.importer.problems import sentence
from trade.importer.run import SameFile, revoke, take_file
from trade.models import BatchState

pytestmark = pytest.mark.django_db

TAKEN: list[list[dict]] = []


def _check(staged):
    staged.note_where("amount <> '' AND amount::numeric < 0", column="amount", code="negative")


def _apply(staged):
    TAKEN.append(list(staged.rows()))
    return len(TAKEN[-1])


@pytest.fixture(autouse=True)
def toy(monkeypatch, settings, tmp_path):
    """A layout of names and amounts; an optional note."""
    TAKEN.clear()
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    columns = (
        Column("name", filled=True),
        Column("amount", headings=("Value (₹)",), number=True),
        Column("note", required=False),
    )
    monkeypatch.setitem(
        contract._layouts, "toy", Layout("toy", "Toy", columns, _check, _apply, revoke=lambda batch: None)
    )


@pytest.fixture
def take(tmp_path):
    def taken(content, name="table.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return take_file(path, layout="toy", source="A test", as_of=date(2026, 3, 2))

    return taken


def rows():
    return [(row["name"], row["amount"]) for row in TAKEN[-1]]


PLAIN = [("Tea", "12.5"), ("Haldi", "7")]


@pytest.mark.parametrize(
    "content",
    [
        "name,amount\nTea,12.5\nHaldi,7\n",
        "name,amount\nTea,12.5\nHaldi,7",
        "\ufeffname,amount\r\nTea,12.5\r\nHaldi,7\r\n",
        "name;amount\nTea;12.5\nHaldi;7\n",
        "name\tamount\nTea\t12.5\nHaldi\t7\n",
        "Statement of exports\n\nNAME,Value (₹),Remark\n Tea ,12.5,x\nHaldi,7,\n,,\n",
        "name,amount\rTea,12.5\rHaldi,7\r",
        "name,amount\nTea,12.5\n\n\nHaldi,7\n\n",
        '"name","amount"\n"Tea","12.5"\n"Haldi","7"\n',
        "name,amount\nTea,12.5\nHaldi,7\n".encode("utf-16"),
        "name,amount\nTea,12.5\nHaldi,7\n".encode("utf-16-le"),
        "name,amount\r\nTea,12.5\nHaldi,7\r\n",
    ],
)
def test_a_table_is_read_however_it_was_saved(take, content):
    batch = take(content)
    assert batch.state == BatchState.APPLIED, (batch.refusal, [sentence(one) for one in batch.problems.all()])
    assert rows() == PLAIN
    assert batch.rows_taken == 2


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("1,23,456.78", "123456.78"),
        ("1,234,567", "1234567"),
        ("₹ 1,23,456", "123456"),
        ("Rs. 500", "500"),
        ("(12.50)", "-12.50"),
        ("12-", "-12"),
        ("-", ""),
        ("५००", "500"),
        (" 7 ", "7"),
        ("\u00a07\u00a0", "7"),
    ],
)
def test_a_number_is_read_as_people_write_it(take, written, plain):
    batch = take(f'name;amount\nTea;"{written}"\n')
    if plain.startswith("-"):
        assert batch.problems.get().code == "negative"
    else:
        assert rows() == [("Tea", plain)]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "empty"),
        ("name\nTea\n", "no column “amount”"),
        ("name,amount,amount\nTea,1,2\n", "Two columns"),
        ("name,amount\n", "nothing below the headings"),
        (b"PK\x03\x04 not a workbook", "damaged"),
        (b"%PDF-1.7", "PDF"),
        (b"\xd0\xcf\x11\xe0 old", "old Excel"),
        (b"<html><table>", "web page"),
        (b"\x00\x01\x02\x00\x00\x00\x07\x08" * 20, "neither CSV nor XLSX"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_in_a_sentence(take, content, said):
    if not content:
        with pytest.raises(contract.WrongFile, match=said):
            take(content)
        return
    batch = take(content)
    assert batch.state == BatchState.REFUSED
    assert said in batch.refusal
    assert not TAKEN


@pytest.mark.parametrize(
    ("content", "row", "code"),
    [
        ("name,amount\nTea,1\n,2\n", 3, "empty"),
        ("name,amount\nTea,lots\n", 2, "bad_number"),
        ("name,amount\nTea,4.37E+11\n", 2, "shortened_number"),
        ("name;amount\nTea;1234,5\n", 2, "bad_number"),
        ("name,amount\nTea,-1\n", 2, "negative"),
        ("name,amount\nTea,1\nHaldi\n", 3, "ragged"),
        ("name,amount\nTea,1\nHaldi,2,3\n", 3, "ragged"),
        ("name,amount\nTea,1\nHal", 3, "ragged"),
        ("name,amount\nTea,1234567890123456\n", 2, "too_large"),
    ],
)
def test_a_wrong_row_refuses_the_file_and_is_named(take, content, row, code):
    batch = take(content)
    problem = batch.problems.get()
    assert (batch.state, problem.row, problem.code) == (BatchState.REFUSED, row, code)
    assert not TAKEN


def test_a_quotation_mark_in_a_cell_swallows_no_line(take):
    take('amount,name\n1,5" pipe\n2,6" pipe\n')
    assert rows() == [('5" pipe', "1"), ('6" pipe', "2")]


def test_latin_letters_of_an_old_spreadsheet_are_read_and_told(take):
    batch = take("name,amount\nCaf\xe9,7\n".encode("cp1252"))
    assert rows() == [("Caf\xe9", "7")]
    assert batch.problems.get().code == "not_utf8"


def test_the_same_file_again_says_so(take):
    first = take("name,amount\nTea,1\n")
    with pytest.raises(SameFile) as same:
        take("name,amount\nTea,1\n")
    assert same.value.batch == first


def test_problems_are_counted_all_and_kept_within_bounds(take):
    batch = take("name,amount\n" + "Tea,x\n" * 1000)
    assert batch.problem_count == 1000
    assert batch.problems.count() == 200


def test_a_revoked_batch_says_why(take, cast):
    batch = revoke(take("name,amount\nTea,1\n"), by=cast.actor("apex"), why="Wrong year")
    assert (batch.state, batch.revoked_why) == (BatchState.REVOKED, "Wrong year")
    assert take("name,amount\nTea,1\n").state == BatchState.APPLIED
