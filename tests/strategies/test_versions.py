"""Versions: frozen as submitted, compared by line, word, field and year; read by whoever sees the document."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from strategies.models import Intervention, Plan, Section, Target, TargetYear
from strategies.versions.diff import Piece, compare, compare_rows, compare_text
from tests.strategies.planning import adopted, drafted, go, submitted

pytestmark = pytest.mark.django_db
REASON = {"reason": "A target was wrong by a factor of ten."}


def said(answer) -> str:
    return " ".join(answer.content.decode().split())


def content(**more) -> dict:
    empty = {"title": "Plan", "years": [2026, 2028], "sections": [], "targets": [], "products": [], "interventions": []}
    return {**empty, **more}


# Comparing ------------------------------------------------------------------------------------------------------------


def test_a_text_is_compared_by_line_and_inside_a_changed_line_by_word():
    pieces = compare_text("Mills: three\nGrowers: 200", "Mills: four\nGrowers: 200")
    assert pieces[0] == Piece(
        old=((False, "Mills: "), (True, "three")), new=((False, "Mills: "), (True, "four"))
    )  # fmt: skip
    assert pieces[1] == Piece(same="Growers: 200")


def test_lines_far_from_a_change_are_counted_not_shown():
    lines = [f"Line {n}" for n in range(20)]
    pieces = compare_text("\n".join(lines), "\n".join([*lines, "One more"]))
    assert pieces == [Piece(skipped=19), Piece(same="Line 19"), Piece(new=((True, "One more"),))]


def test_every_word_of_both_sides_is_in_the_comparison():
    old, new = "Ginger and turmeric.\n\nTwo mills.", "Ginger, turmeric and pepper.\n\nThree mills.\nOne exporter."
    pieces = compare_text(old, new)
    for side, text in (("old", old), ("new", new)):
        kept = " ".join("".join(words for _changed, words in getattr(one, side)) or one.same for one in pieces)
        assert kept.split() == text.split()


def test_rows_are_found_again_by_id_and_compared_field_by_field():
    old = [{"id": 1, "code": "I-01", "title": "Drier", "due_on": "2026-06-01", "amount": "100", "products": ["P-1"]}]
    new = [
        {"id": 1, "code": "I-01", "title": "Drier", "due_on": "2027-06-01", "amount": "100", "products": ["P-1", "P-2"]}
    ]
    [row] = compare_rows("interventions", old, new)
    assert (row.kind, row.title) == ("changed", "I-01 Drier")
    assert [(one.label, one.old, one.new) for one in row.changes] == [
        ("Due on", "1 June 2026", "1 June 2027"), ("Products", "P-1", "P-1, P-2"),
    ]  # fmt: skip


def test_rows_that_came_or_went_are_named():
    old, new = [{"id": 1, "code": "I-01", "title": "Drier"}], [{"id": 2, "code": "I-02", "title": "Road"}]
    assert [(one.kind, one.title) for one in compare_rows("interventions", old, new)] == [
        ("added", "I-02 Road"), ("dropped", "I-01 Drier"),
    ]  # fmt: skip


def test_targets_are_compared_year_by_year():
    old = {"id": 4, "kind": "export_value", "title": "Exports", "years": {"2026": "10", "2027": "20"}}
    new = {"id": 4, "kind": "export_value", "title": "Exports", "years": {"2026": "10", "2027": "25", "2028": "30"}}
    [row] = compare_rows("targets", [old], [new])
    assert [(one.label, one.old, one.new) for one in row.changes] == [("2027-28", "20", "25"), ("2028-29", "", "30")]


def test_title_and_years_of_the_document_are_compared_too():
    found = compare(content(), content(title="Plan of Ri Bhoi", years=[2026, 2030]))
    assert [(one.label, one.new) for one in found.facts] == [
        ("Title", "Plan of Ri Bhoi"), ("Financial years", "2026-27 – 2030-31"),
    ]  # fmt: skip


def test_equal_contents_differ_in_nothing():
    assert compare(content(), content()).is_empty


def test_a_section_that_is_no_longer_in_the_outline_is_still_compared():
    one = {"code": "old", "name": "An old section", "text": "Words.", "committee_only": False}
    [section] = compare(content(sections=[one]), content()).sections
    assert section.name == "An old section"
    assert section.pieces == [Piece(old=((True, "Words."),))]


# Pages ----------------------------------------------------------------------------------------------------------------


def versions(plan, rest="") -> str:
    return f"/documents/{plan.case.handle}/versions/{rest}"


def changed(plan: Plan) -> None:
    """What the draft says after the first version was submitted."""
    Section.objects.filter(case=plan.case, kind__code="training").update(text="Two thousand growers, four mills.")
    row = Intervention.objects.create(plan=plan, code="I-77", title="A drier")
    target = Target.objects.create(case=plan.case, kind="exporters", title="Exporters of ginger", unit="exporters")
    TargetYear.objects.create(target=target, year=2027, value=12)
    assert row.pk


def test_before_anything_is_submitted_the_page_says_so(planning, client):
    planning.login(client, "convener")
    plan = drafted(planning)
    assert "Nothing has been submitted yet" in said(client.get(versions(plan)))
    assert client.get(f"/documents/{plan.case.handle}/diff/").status_code == 404


def test_versions_are_listed_with_who_when_fingerprint_approvals_and_order(planning, client):
    plan = adopted(planning)
    planning.login(client, "convener")
    page = said(client.get(versions(plan)))
    version = plan.case.versions.get()
    assert "Version 1" in page and version.sha256 in page and "DIC/2026/17" in page and "in force" in page
    for post in ("Chair", "Co chair", "Convener"):
        assert post in page


def test_a_version_is_read_as_it_was_whatever_the_draft_says_now(planning, client):
    plan = go(planning, submitted(planning), "recall", "convener", REASON)
    changed(plan)
    planning.login(client, "sepc")
    page = said(client.get(versions(plan, "1/")))
    assert "Two thousand growers, three mills." in page and "four mills" not in page and "A drier" not in page
    assert "its fingerprint fits" in page


def test_the_draft_is_compared_with_the_last_version_by_word_row_and_year(planning, client):
    plan = go(planning, submitted(planning), "recall", "convener", REASON)
    changed(plan)
    planning.login(client, "convener")
    page = said(client.get(f"/documents/{plan.case.handle}/diff/"))
    assert "<del>three</del>" in page and "<ins>four</ins>" in page
    assert "<ins>I-77 A drier</ins>" in page and "<ins>Exporters of ginger</ins>" in page
    assert "2027-28" in page and "<ins>12</ins>" in page


def test_two_versions_are_compared_with_each_other(planning, client):
    plan = go(planning, submitted(planning), "recall", "convener", REASON)
    Section.objects.filter(case=plan.case, kind__code="training").update(text="Two thousand growers, four mills.")
    go(planning, plan, "submit", "convener")
    planning.login(client, "convener")
    page = said(client.get(f"/documents/{plan.case.handle}/diff/", {"from": 1, "to": 2}))
    assert "<del>three</del>" in page and "<ins>four</ins>" in page
    assert "Nothing differs" in said(client.get(f"/documents/{plan.case.handle}/diff/", {"from": 2, "to": "draft"}))


@pytest.mark.parametrize("query", [{"from": 9}, {"to": 9}, {"from": "x"}, {"from": "²"}, {"to": "9" * 30}])
def test_a_version_there_is_not_is_not_found(planning, client, query):
    plan = submitted(planning)
    planning.login(client, "convener")
    assert client.get(f"/documents/{plan.case.handle}/diff/", query).status_code == 404


@pytest.mark.parametrize("name", ["sibling", "stranger", "other_sepc", "agency"])
def test_who_does_not_see_the_plan_finds_none_of_its_versions(planning, client, name):
    plan = submitted(planning)
    planning.login(client, name)
    for rest in ("versions/", "versions/1/", "diff/", "check/", "comments/", "text/"):
        assert client.get(f"/documents/{plan.case.handle}/{rest}").status_code == 404


def test_nobody_reads_them_logged_out(planning, client):
    plan = submitted(planning)
    for rest in ("versions/", "versions/1/", "diff/", "check/", "comments/", "text/"):
        answer = client.get(f"/documents/{plan.case.handle}/{rest}")
        assert answer.status_code == 302 and "/accounts/login/" in answer.url


@pytest.mark.parametrize(("rest", "most"), [("versions/", 12), ("versions/1/", 11), ("diff/", 24)])
def test_pages_of_versions_take_few_queries(planning, client, rest, most):
    plan = adopted(planning)
    planning.login(client, "convener")
    client.get("/notices/")
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"/documents/{plan.case.handle}/{rest}").status_code == 200
    assert len(queries) <= most, "\n".join(one["sql"][:150] for one in queries)
