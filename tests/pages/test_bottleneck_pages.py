"""The pages of the register: what is typed is never lost, what is refused is said, what is not yours is not there."""

import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from bottlenecks import imports
from bottlenecks.models import Bottleneck
from cases.models import Case, Draft
from institutions import clock
from notices.models import Notice
from tests.bottlenecks.stages import acknowledged, asked, at_agency, committed, paused, resolved, watched
from tests.cast import LONG_AGO, MONDAY, OPENING, Appointment, DateRange, go, logged

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(cast, at_monday) -> Client:
    found = Client()
    cast.login(found, "convener")
    return found


def test_four_fields_give_a_reference(client, cast):
    answer = client.post("/bottlenecks/new/", {**OPENING, "token": "t"}, follow=True)
    assert "ML-RIBHOI-2026-00001" in answer.content.decode()
    assert Case.objects.get().holder == cast.convener.post


def test_submitting_the_form_twice_is_one_record(client):
    for _again in range(2):
        assert client.post("/bottlenecks/new/", {**OPENING, "token": "t"}).status_code == 302
    assert Bottleneck.objects.count() == 1


def test_a_failed_submission_comes_back_with_everything_typed(client):
    answer = client.post("/bottlenecks/new/", {**OPENING, "severity": "", "token": "t"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert OPENING["title"] in page
    assert OPENING["affected"] in page
    assert not Bottleneck.objects.exists()


def test_a_draft_is_seen_by_the_committee_alone(client, cast):
    client.post("/bottlenecks/new/", {**OPENING, "token": "t", "keep": "1"})
    handle = Case.objects.get().handle
    assert client.get(f"/bottlenecks/{handle}/").status_code == 200
    for name, status in [("chair", 200), ("sepc", 404), ("apex", 404), ("sibling", 404)]:
        cast.login(client, name)
        assert client.get(f"/bottlenecks/{handle}/").status_code == status, name


def test_what_was_typed_is_kept_on_the_server_and_offered_again(client, cast):
    assert client.post("/bottlenecks/new/save/", {"title": "Half a sentence", "token": "t"}).json() == {"saved": True}
    other = Client()
    cast.login(other, "convener")
    assert "Half a sentence" in other.get("/bottlenecks/new/").content.decode()
    client.post("/bottlenecks/new/", {**OPENING, "token": "t"})
    assert not Draft.objects.exists()


def test_a_login_that_ran_out_takes_nothing_typed_away(client, cast):
    made = at_agency(cast)
    client.logout()
    sent = client.post(
        f"/bottlenecks/{made.case.handle}/commit/", {"deliverable": "The laboratory opens", "due_on": ""}
    )
    assert sent.status_code == 302
    assert "/accounts/login/" in sent.url
    session = client.session
    session_data = dict(session)
    cast.login(client, "agency")
    session = client.session
    session.update({key: value for key, value in session_data.items() if key == "unsent"})
    session.save()
    page = client.get(f"/bottlenecks/{made.case.handle}/commit/", follow=True).content.decode()
    assert "The laboratory opens" in page


@pytest.mark.parametrize("stage", [logged, at_agency, acknowledged, asked, committed, resolved, watched, paused])
@pytest.mark.parametrize("name", ["convener", "agency", "sepc", "apex", "member"])
@pytest.mark.parametrize("language", ["en", "hi"])
def test_every_page_shows_in_every_stage_to_everybody_in_both_languages(client, cast, stage, name, language):
    made = stage(cast)
    cast.login(client, name)
    client.cookies["django_language"] = language
    expected = 404 if name == "agency" and stage is logged else 200
    for path in [f"/bottlenecks/{made.case.handle}/", f"/bottlenecks/{made.case.handle}/why/"]:
        assert client.get(path).status_code == expected
    for path in ["/work/", "/bottlenecks/", "/notices/"]:
        assert client.get(path).status_code == 200


def test_the_page_says_in_one_sentence_who_has_it(client, cast):
    made = at_agency(cast)
    page = client.get(f"/bottlenecks/{made.case.handle}/").content.decode()
    assert "With APEDA, Nodal officer, until 5 Mar 2026, day 0 of 3; if silent, goes to APEDA, Head." in page


def test_a_stale_page_gets_409_and_keeps_the_words(client, cast):
    made = at_agency(cast)
    seen = made.case.version
    go(cast, made, "acknowledge", "agency")
    cast.login(client, "agency")
    answer = client.post(
        f"/bottlenecks/{made.case.handle}/decline/", {"decision": "A long and careful decision.", "version": seen}
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "While you were writing" in page
    assert "A long and careful decision." in page


def test_words_typed_into_a_move_that_is_over_are_shown_to_be_copied(client, cast):
    made = at_agency(cast)
    seen = made.case.version
    go(cast, made, "report_resolution", "agency", {"result": "The laboratory has been opened."})
    cast.login(client, "agency")
    answer = client.post(
        f"/bottlenecks/{made.case.handle}/decline/", {"decision": "Words worth keeping.", "version": seen}
    )
    assert answer.status_code == 409
    assert "Words worth keeping." in answer.content.decode()


def test_an_unknown_move_is_not_found(client, cast):
    assert client.post(f"/bottlenecks/{logged(cast).case.handle}/abolish/", {}).status_code == 404


def test_forty_notices_are_acknowledged_in_one_go_and_one_that_moved_on_holds_up_nobody(client, cast):
    made = [at_agency(cast) for _each in range(3)]
    go(cast, made[0], "acknowledge", "agency")
    cast.login(client, "agency")
    answer = client.post("/work/acknowledge/", {"case": [one.case.reference for one in made]}, follow=True)
    page = answer.content.decode()
    assert "2 acknowledged." in page
    assert made[0].case.reference in page
    assert Case.objects.filter(status="acknowledged").count() == 3


@pytest.mark.parametrize(("path", "most"), [("/bottlenecks/", 20), ("/work/", 31)])
def test_lists_take_the_same_queries_however_long(client, cast, path, most, django_assert_max_num_queries):
    for _each in range(12):
        logged(cast)
    with django_assert_max_num_queries(most):
        client.get(path)


def test_the_detail_page_takes_a_bounded_number_of_queries(client, cast, django_assert_max_num_queries):
    made = committed(cast)
    with django_assert_max_num_queries(60):
        client.get(f"/bottlenecks/{made.case.handle}/")


def test_filters_stand_in_the_address_and_wrong_ones_filter_nothing(client, cast):
    logged(cast)
    at_agency(cast)

    def count(query: str) -> int:
        return client.get(f"/bottlenecks/?{query}").context["page_obj"].paginator.count

    assert count("") == 2
    assert count("level=2") == 1
    assert count("q=residues") == 2
    assert count("q=ML-RIBHOI-2026-00001") == 1
    assert count("area=dry-port") == 0
    assert count("level=nine&area=nowhere&sort=sideways") == 2
    assert count("mine=1") == 1


def test_csv_holds_what_the_list_holds_and_no_formula(client, cast):
    client.post("/bottlenecks/new/", {**OPENING, "title": "=HYPERLINK(1) is no title", "token": "t"})
    lines = b"".join(client.get("/bottlenecks/bottlenecks.csv").streaming_content).decode().splitlines()
    assert len(lines) == 2
    assert "'=HYPERLINK(1)" in lines[1]


# Excel ---------------------------------------------------------------------------------------------------------------


def sheet(*rows, head=("title", "area", "affected", "severity", "category", "noticed_on")) -> SimpleUploadedFile:
    book = Workbook()
    book.active.append(list(head))
    for row in rows:
        book.active.append(list(row))
    out = BytesIO()
    book.save(out)
    return SimpleUploadedFile("filled.xlsx", out.getvalue())


GOOD = ("No cold store at the railhead", "Dry port", "40 growers", "Costs orders", "", "2025-06-01")


def test_the_template_opens_and_imports_nothing_but_what_is_added(client):
    content = client.get("/bottlenecks/import/template.xlsx").content
    book = load_workbook(BytesIO(content))
    assert book.active.cell(2, 1).value.startswith("EXAMPLE")
    answer = client.post("/bottlenecks/import/", {"sheet": SimpleUploadedFile("t.xlsx", content)})
    assert answer.status_code == 422
    assert "no row to import" in answer.content.decode()


def test_rows_are_logged_as_reported_and_nothing_is_sent_back_in_time(client):
    assert client.post("/bottlenecks/import/", {"sheet": sheet(GOOD, GOOD)}).status_code == 302
    made = Bottleneck.objects.all()
    assert [(one.historical, one.noticed_on.isoformat()) for one in made] == [(True, "2025-06-01")] * 2
    assert all(one.case.opened_at == MONDAY for one in made)
    assert not Notice.objects.exists()


def test_the_same_file_twice_is_imported_once(client):
    upload = sheet(GOOD)
    client.post("/bottlenecks/import/", {"sheet": upload})
    upload.seek(0)
    page = client.post("/bottlenecks/import/", {"sheet": upload}, follow=True).content.decode()
    assert "already imported" in page
    assert Bottleneck.objects.count() == 1


def test_one_wrong_row_and_nothing_is_imported_with_a_line_per_error(client):
    wrong = ("Too", "Gardening", "", "Terrible", "Q9", "2031-01-01")
    answer = client.post("/bottlenecks/import/", {"sheet": sheet(GOOD, wrong)})
    assert answer.status_code == 422
    assert answer.content.decode().count('<th scope="row" class="num">3</th>') >= 4
    assert not Bottleneck.objects.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"not a sheet", "not an Excel sheet"),
        (b"PK\x03\x04 broken", "not an Excel sheet"),
        (b"x" * (imports.LARGEST_FILE + 1), "larger than 5 MB"),
    ],
)
def test_a_broken_file_is_refused_in_a_sentence(client, content, sentence):
    answer = client.post("/bottlenecks/import/", {"sheet": SimpleUploadedFile("x.xlsx", content)})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_a_missing_column_is_named(client):
    answer = client.post("/bottlenecks/import/", {"sheet": sheet(("x",), head=("title",))})
    assert "Area" in answer.content.decode()
    assert answer.status_code == 422


def test_a_bomb_is_not_opened(client):
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/worksheets/sheet1.xml", b"0" * (imports.LARGEST_UNPACKED + 1))
    answer = client.post("/bottlenecks/import/", {"sheet": SimpleUploadedFile("x.xlsx", out.getvalue())})
    assert answer.status_code == 422
    assert "not opened" in answer.content.decode()


def test_acting_as_another_of_ones_posts_changes_what_one_sees(client, cast):
    with clock.freeze(MONDAY):
        vacant = cast.depc_pune.posts.get(role="member")
        second = Appointment.objects.create(
            post=vacant, user=cast.convener.user, during=DateRange(LONG_AGO, None), order_number="Order 2"
        )
        logged(cast)
        assert client.get("/bottlenecks/").context["page_obj"].paginator.count == 1
        assert client.post("/act-as/", {"appointment": second.pk, "next": "/work/"}).url == "/work/"
        assert client.get("/bottlenecks/").context["page_obj"].paginator.count == 0
        assert client.post("/act-as/", {"appointment": cast.apex.appointment.pk}).status_code == 404


# What is offered and suggested --------------------------------------------------------------------------------------


def test_a_row_of_work_leads_to_its_next_move_and_the_link_opens_it_without_script(client, cast):
    made = at_agency(cast)
    cast.login(client, "agency")
    here = f"/bottlenecks/{made.case.handle}/"
    assert f'href="{here}?open=acknowledge#do-acknowledge"' in client.get("/work/").content.decode()
    panels = client.get(f"{here}?open=acknowledge").context["actions"]
    assert [panel["verb"] for panel in panels if panel["open"]] == ["acknowledge"]


def test_all_that_were_shown_are_acknowledged_at_once_and_none_that_came_later(client, cast):
    made = [at_agency(cast) for _each in range(3)]
    cast.login(client, "agency")
    shown = [one.case.reference for one in made[:2]]
    client.post("/work/acknowledge/", {"shown": shown, "all": "1"})
    assert sorted(Case.objects.filter(status="acknowledged").values_list("reference", flat=True)) == sorted(shown)


def test_a_filter_no_field_shows_can_be_taken_away(client, cast):
    logged(cast)
    chips = client.get("/bottlenecks/?agency=DEPC-ML-RIBHOI&age=0-30&level=0").context["chips"]
    assert [chip["url"] for chip in chips] == [
        "/bottlenecks/?age=0-30&level=0",
        "/bottlenecks/?agency=DEPC-ML-RIBHOI&level=0",
    ]


def test_one_that_may_be_the_same_is_named_while_the_title_is_typed(client, cast):
    made = logged(cast)
    near = client.get("/bottlenecks/new/similar/", {"title": "No laboratory of the State tests agarwood"})
    assert made.case.reference in near.content.decode()
    assert "May be" not in client.get("/bottlenecks/new/similar/", {"title": "The bridge is closed"}).content.decode()
    cast.login(client, "stranger")
    away = client.get("/bottlenecks/new/similar/", {"title": "No laboratory of the State tests agarwood"})
    assert made.case.reference not in away.content.decode()


def test_a_file_imported_by_a_colleague_counts_once(client, cast):
    upload = sheet(GOOD)
    client.post("/bottlenecks/import/", {"sheet": upload})
    cast.login(client, "chair")
    upload.seek(0)
    assert "already imported" in client.post("/bottlenecks/import/", {"sheet": upload}, follow=True).content.decode()
    assert Bottleneck.objects.count() == 1


def test_rows_below_empty_lines_are_not_forgotten(client):
    gap = [("",) * 6] * 600
    assert client.post("/bottlenecks/import/", {"sheet": sheet(GOOD, *gap, GOOD)}).status_code == 302
    assert Bottleneck.objects.count() == 2


def test_a_sheet_with_too_many_rows_is_refused_whole(client):
    answer = client.post("/bottlenecks/import/", {"sheet": sheet(*[GOOD] * (imports.MOST_ROWS + 1))})
    assert answer.status_code == 422
    assert "more than 500 rows" in answer.content.decode()
    assert not Bottleneck.objects.exists()
