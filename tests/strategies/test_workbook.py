"""Interventions as a workbook: taken away, filled in, sent back; one wrong row and nothing is taken."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from strategies.interventions.sheet import COLUMNS
from strategies.interventions.write import add, change
from strategies.models import Edit, Intervention
from tests.cast import logged
from tests.strategies.planning import drafted, submitted

pytestmark = pytest.mark.django_db
FIELDS = list(COLUMNS)
FACTS = {"title": "A residue laboratory", "amount": "24000000", "stage": "testing-certification"}


def address(plan, page="interventions/import/") -> str:
    return f"/plans/{plan.case.handle}/{page}"


def said(answer) -> str:
    return " ".join(answer.content.decode().split())


def sheet(content: bytes) -> list[list]:
    return [list(row) for row in load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True)]


def downloaded(client, plan, query="") -> list[list]:
    answer = client.get(address(plan, "interventions.xlsx") + query)
    return sheet(b"".join(answer.streaming_content))


def file_of(rows: list[list]) -> SimpleUploadedFile:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    held = io.BytesIO()
    book.save(held)
    return SimpleUploadedFile("interventions.xlsx", held.getvalue())


def send(client, plan, rows: list[list]):
    return client.post(address(plan), {"sheet": file_of(rows)}, follow=True)


def row_of(**facts) -> list:
    return [facts.get(name, "") for name in FIELDS]


@pytest.fixture
def plan(planning, client):
    planning.login(client, "convener")
    return drafted(planning)


def test_the_template_is_filled_in_and_taken_with_its_example_left_out(planning, plan, client):
    rows = downloaded(client, plan, "?template=1")
    assert rows[0][0].startswith("Code") and rows[1][FIELDS.index("title")].startswith("EXAMPLE")
    trouble = logged(planning)
    new = row_of(
        title="A packhouse at Byrnihat", stage="Testing and certification", category="Q1 Testing laboratory",
        owner="apeda, nodal officer", starts_on="01-04-2026", due_on="2027-03-31", amount="2,40,00,000",
        delivery="Public–private partnership", evidence_type="Certificate", bottlenecks=trouble.case.reference,
    )  # fmt: skip
    page = said(send(client, plan, [*rows, new]))
    assert "Taken: 1 added, 0 changed, 0 as before." in page
    made = Intervention.objects.get(plan=plan)
    assert (made.code, made.owner, made.amount, made.delivery) == ("I-01", planning.agency.post, 24_000_000, "ppp")
    assert (made.starts_on.isoformat(), list(made.bottlenecks.all())) == ("2026-04-01", [trouble])


def test_the_second_sheet_lists_what_may_be_written(plan, client):
    answer = client.get(address(plan, "interventions.xlsx"))
    lists = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).worksheets[1]
    said_there = {cell for row in lists.iter_rows(values_only=True) for cell in row if cell}
    assert {"Testing and certification", "APEDA, Nodal officer", "Q1 Testing laboratory"} <= said_there


def test_the_same_file_sent_twice_changes_nothing(planning, plan, client):
    rows = [downloaded(client, plan)[0], row_of(title="A packhouse at Byrnihat", unit="boxes")]
    send(client, plan, rows)
    page = said(send(client, plan, rows))
    assert "nothing was changed" in page
    assert (Intervention.objects.count(), Edit.objects.filter(case=plan.case).count()) == (1, 1)
    rows = downloaded(client, plan)
    rows[1][FIELDS.index("unit")] = "cartons"
    for _time in range(2):
        send(client, plan, rows)
    assert Intervention.objects.get().unit == "cartons"
    assert Edit.objects.filter(case=plan.case).count() == 2


def test_what_looks_like_a_formula_is_text_and_comes_back_as_it_was(planning, plan, client):
    add(plan, FACTS | {"title": "=HYPERLINK(1)", "indicator": "+1 sample"}, by=planning.actor("member"))
    rows = downloaded(client, plan)
    assert rows[1][FIELDS.index("title")] == "'=HYPERLINK(1)"
    assert "nothing was changed" in said(send(client, plan, rows))
    assert Intervention.objects.get().title == "=HYPERLINK(1)"


def test_one_wrong_row_and_nothing_is_taken_with_row_column_reason_and_suggestion(planning, plan, client):
    head = downloaded(client, plan)[0]
    wrong = [
        head,
        row_of(title="A packhouse at Byrnihat"),
        row_of(title="Wrong", stage="Testing and certificaton", owner="APEDA, Nodal oficer", amount="a lot"),
        row_of(code="I-77", edited=1, title="Not there at all"),
    ]
    answer = send(client, plan, wrong)
    page = said(answer)
    assert answer.status_code == 422 and "Nothing was taken" in page
    for words in ("Row 3", "Value-chain stage", "“Testing and certificaton” is not one of the allowed values.",
                  "testing and certification", "Did you mean “APEDA, Nodal officer”?", "Amount (₹)"):  # fmt: skip
        assert words in page, words
    assert not Intervention.objects.exists()
    page = said(send(client, plan, [head, wrong[1], wrong[3]]))
    assert "The plan has no intervention I-77" in page and not Intervention.objects.exists()


def test_what_a_colleague_changed_since_the_download_is_merged_or_told(planning, plan, client):
    row = add(plan, FACTS, by=planning.actor("member"))
    rows = downloaded(client, plan)
    change(row, FACTS | {"unit": "samples"}, base=1, by=planning.actor("member"))
    rows[1][FIELDS.index("amount")] = 30_000_000
    assert "0 added, 1 changed" in said(send(client, plan, rows))
    kept = Intervention.objects.get()
    assert (kept.unit, kept.amount) == ("samples", 30_000_000)
    rows[1][FIELDS.index("unit")] = "boxes"
    answer = send(client, plan, rows)
    assert answer.status_code == 422
    assert "changed this after you downloaded the sheet. It says now: “samples”." in said(answer)
    assert Intervention.objects.get().unit == "samples"


def test_a_row_with_a_code_and_no_state_is_refused(planning, plan, client):
    add(plan, FACTS, by=planning.actor("member"))
    rows = downloaded(client, plan)
    rows[1][FIELDS.index("edited")] = ""
    assert "download the sheet again" in said(send(client, plan, rows))


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04broken"])
def test_what_is_no_workbook_is_refused_in_a_sentence(plan, client, content):
    answer = client.post(address(plan), {"sheet": SimpleUploadedFile("x.xlsx", content or b" ")})
    assert answer.status_code == 422 and "alert--late" in answer.content.decode()


def test_a_workbook_that_would_unpack_to_something_absurd_is_not_opened(plan, client):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", "<x/>")
        parts.writestr("xl/worksheets/sheet1.xml", b"0" * (70 << 20))
    answer = client.post(address(plan), {"sheet": SimpleUploadedFile("bomb.xlsx", held.getvalue())})
    assert answer.status_code == 422 and "it was not opened" in said(answer)


def test_missing_columns_are_named(plan, client):
    page = said(send(client, plan, [["Title"], ["A packhouse"]]))
    assert "These columns are missing: Code, Edit" in page


@pytest.mark.parametrize(("name", "status"), [("chair", 403), ("sepc", 403), ("sibling", 404)])
def test_others_send_no_sheet(planning, plan, client, name, status):
    planning.login(client, name)
    assert client.post(address(plan), {"sheet": file_of([["Title"]])}).status_code == status


def test_a_submitted_plan_takes_no_sheet(planning, client):
    plan = submitted(planning)
    planning.login(client, "convener")
    answer = client.post(address(plan), {"sheet": file_of([["Title"]])})
    assert answer.status_code == 409 and "cannot be changed now" in said(answer)
