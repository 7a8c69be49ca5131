"""The pages of a committee: its home, a meeting, the room, the brief, and the committees of a jurisdiction."""

from datetime import timedelta

import pytest
from django.test import Client

from bottlenecks.models import Status
from committees.models import Decision, Meeting
from institutions import clock
from tests.bottlenecks.stages import REASON, pdf
from tests.cast import logged
from tests.committees.committee import (
    ALONE,
    PRESENT,
    SENTENCE,
    circulated,
    held,
    in_session,
    item_of,
    move,
    notified,
    planned,
    when,
)
from tests.committees.constituted import constituted

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(committee) -> Client:
    found = Client()
    committee.login(found, "convener")
    return found


def address(meeting: Meeting, rest: str = "") -> str:
    return f"/meetings/{meeting.case.handle}/{rest}"


# Planning --------------------------------------------------------------------------------------------------------


def test_a_meeting_is_planned_once_however_often_the_form_is_sent(client, committee):
    for _again in range(2):
        answer = client.post("/committees/DEPC-ML-RIBHOI/meetings/new/", {**when(), "token": "t"})
        assert answer.status_code == 302
    meeting = Meeting.objects.get()
    assert answer.url == address(meeting)
    assert meeting.case.reference == "ML-RIBHOI-M-2026-00001"


def test_a_series_is_planned_in_one_go(client):
    until = (clock.today() + timedelta(days=300)).isoformat()
    client.post("/committees/DEPC-ML-RIBHOI/meetings/new/", {**when(), "every": "3", "until": until, "token": "t"})
    assert Meeting.objects.count() == 4


def test_a_refused_plan_comes_back_with_everything_typed_and_says_the_next_working_day(client):
    answer = client.post("/committees/DEPC-ML-RIBHOI/meetings/new/", {**when(13), "token": "t"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Conference hall, Nongpoh" in page
    assert "2026-03-16" in page


@pytest.mark.parametrize(("name", "status"), [("member", 403), ("sepc", 403), ("stranger", 404), ("agency", 404)])
def test_only_the_committee_itself_plans(client, committee, name, status):
    committee.login(client, name)
    assert client.get("/committees/DEPC-ML-RIBHOI/meetings/new/").status_code == status
    assert client.post("/committees/DEPC-ML-RIBHOI/meetings/new/", when()).status_code == status


def test_what_was_typed_outlives_a_login_that_ran_out(client):
    client.logout()
    answer = client.post("/committees/DEPC-ML-RIBHOI/meetings/new/", when())
    assert answer.status_code == 302
    assert "/accounts/login/" in answer.url


# The meeting -----------------------------------------------------------------------------------------------------


STAGES = [planned, notified, in_session, held, circulated]


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("language", ["en", "hi"])
def test_every_page_shows_in_every_stage_to_whoever_sees_it(client, committee, stage, language):
    logged(committee)
    meeting = stage(committee)
    client.cookies["django_language"] = language
    pages = [address(meeting), address(meeting, "room/"), address(meeting, f"room/{item_of(meeting).pk}/")]
    pages += ["/committees/DEPC-ML-RIBHOI/", "/committees/DEPC-ML-RIBHOI/brief/", "/committees/all/", "/work/"]
    with clock.freeze(meeting.case.changed_at):
        for name in ("convener", "chair", "member", "observer", "sepc", "ra", "apex"):
            committee.login(client, name)
            for path in pages:
                assert client.get(path).status_code == 200, (name, path)
        for name in ("sibling", "stranger", "agency", "unconfirmed_ra"):
            committee.login(client, name)
            for path in pages[:5]:
                assert client.get(path).status_code == 404, (name, path)


def test_visitors_log_in_first(client, committee):
    meeting = planned(committee)
    client.logout()
    for path in [address(meeting), address(meeting, "room/"), "/committees/", "/committees/DEPC-ML-RIBHOI/"]:
        assert client.get(path).status_code == 302


def test_the_link_for_those_online_is_for_members_alone(client, committee):
    meeting = planned(committee, mode="hybrid", online_link="https://meet.example.in/ribhoi")
    assert "meet.example.in" in client.get(address(meeting)).content.decode()
    committee.login(client, "sepc")
    assert "meet.example.in" not in client.get(address(meeting)).content.decode()


def test_the_agenda_is_reordered_and_the_first_item_stays_first(client, committee):
    logged(committee)
    meeting = planned(committee)
    client.post(address(meeting, "add_item/"), {"title": "Any other business", "token": "a"})
    other = item_of(meeting, "Any other business")
    client.post(address(meeting, "move_item/"), {"item": other.pk, "position": 1, "token": "b"})
    titles = list(meeting.items.order_by("position").values_list("title", flat=True))
    assert titles == [
        "Action taken on the last minutes",
        "Any other business",
        "No laboratory in the State tests agarwood for residues",
    ]


def test_a_stale_page_is_refused_and_says_what_happened(client, committee):
    meeting = planned(committee)
    seen = meeting.case.version
    move(committee, meeting, "add_item", "chair", {"title": "Cold chain"})
    answer = client.post(address(meeting, "cancel/"), {"reason": "The chair is on tour.", "version": seen})
    assert answer.status_code == 409
    assert "While you were writing" in answer.content.decode()
    assert "The chair is on tour." in answer.content.decode()


def test_a_meeting_page_takes_few_queries_whatever_its_agenda(client, committee, django_assert_max_num_queries):
    for _n in range(3):
        logged(committee)
    meeting = planned(committee)
    for number in range(30):
        move(committee, meeting, "add_item", data={"title": f"Item {number}"})
    with django_assert_max_num_queries(45):
        assert client.get(address(meeting)).status_code == 200


# The room --------------------------------------------------------------------------------------------------------


def test_attendance_saved_twice_is_saved_once_and_the_quorum_is_said(client, committee):
    meeting = in_session(committee, attendance=None)
    fields = {f"attendance-{part.partition('=')[0]}": "present" for part in PRESENT["attendance"]}
    with clock.freeze(meeting.starts_at):
        for _again in range(2):
            answer = client.post(address(meeting, "room/do/record_attendance/"), {**fields, "token": "t"})
            assert answer.status_code == 302
        page = client.get(address(meeting, "room/")).content.decode()
    assert meeting.attendance.count() == 4
    assert "Quorum: 4 present, 3 needed." in page


def test_without_a_network_answer_sending_attendance_again_from_a_new_page_changes_nothing(client, committee):
    meeting = in_session(committee, attendance=None)
    fields = {f"attendance-{part.partition('=')[0]}": "present" for part in PRESENT["attendance"]}
    with clock.freeze(meeting.starts_at):
        client.post(address(meeting, "room/do/record_attendance/"), {**fields, "token": "one"})
        client.post(address(meeting, "room/do/record_attendance/"), {**fields, "token": "two"})
    assert meeting.attendance.count() == 4


def test_the_room_says_what_the_quorum_lacks(client, committee):
    meeting = in_session(committee, attendance=ALONE)
    with clock.freeze(meeting.starts_at):
        page = client.get(address(meeting, "room/")).content.decode()
    assert "No quorum: 1 present, 3 needed; missing: 2 more members; one of Chair / Co-chair." in page


def test_a_vacant_seat_cannot_be_marked_present(client, committee):
    meeting = in_session(committee, attendance=None)
    committee.nabard.appointment.delete()
    with clock.freeze(meeting.starts_at):
        answer = client.post(address(meeting, "room/do/record_attendance/"), {"attendance-member.nabard": "present"})
    assert answer.status_code == 422
    assert "Nobody holds the seat" in answer.content.decode()
    assert not meeting.attendance.exists()


def test_a_decision_with_an_act_is_one_step_on_the_item(client, committee):
    bottleneck = logged(committee)
    meeting = in_session(committee)
    item = meeting.items.get(about=bottleneck.case)
    with clock.freeze(meeting.starts_at):
        answer = client.post(
            address(meeting, f"room/{item.pk}/decide/"),
            {"item": item.pk, "kind": "decision", "text": SENTENCE, "act": "raise", "token": "t"},
        )
    assert answer.status_code == 302
    bottleneck.case.refresh_from_db()
    assert bottleneck.case.status == Status.RAISED
    page = client.get(f"/bottlenecks/{bottleneck.case.handle}/").content.decode()
    assert meeting.case.handle in page
    assert SENTENCE[:60] in page


def test_an_act_that_is_not_filled_in_comes_back_with_the_words_and_does_nothing(client, committee):
    bottleneck = logged(committee)
    meeting = in_session(committee)
    item = meeting.items.get(about=bottleneck.case)
    with clock.freeze(meeting.starts_at):
        answer = client.post(
            address(meeting, f"room/{item.pk}/decide/"),
            {"item": item.pk, "kind": "decision", "text": SENTENCE, "act": "resolve_locally", "token": "t"},
        )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert SENTENCE in page
    assert not Decision.objects.exists()


def test_a_document_given_with_a_decision_goes_to_the_record_it_closes(client, committee):
    bottleneck = logged(committee)
    meeting = in_session(committee)
    item = meeting.items.get(about=bottleneck.case)
    with clock.freeze(meeting.starts_at):
        answer = client.post(
            address(meeting, f"room/{item.pk}/decide/"),
            {"item": item.pk, "kind": "decision", "text": REASON, "act": "resolve_locally", "outcome": REASON,
             "proof": "TC-1", "evidence": pdf(), "token": "t"},
        )  # fmt: skip
    assert answer.status_code == 302
    bottleneck.case.refresh_from_db()
    assert bottleneck.case.status == Status.CLOSED
    assert bottleneck.case.evidence.count() == 1
    assert meeting.case.evidence.count() == 0


# Home, brief and overview ----------------------------------------------------------------------------------------


def test_the_home_says_when_the_committee_met_and_is_due(client, committee):
    constituted(committee, committee.depc_ribhoi)
    meeting = held(committee)
    with clock.freeze(meeting.ends_at):
        page = client.get("/committees/DEPC-ML-RIBHOI/").content.decode()
    assert "Last met with quorum on 16 Mar 2026." in page
    assert "The next is due by 16 Jun 2026." in page


def test_the_navigation_leads_a_district_home_and_others_to_their_committees(client, committee):
    assert client.get("/committees/").url == "/committees/DEPC-ML-RIBHOI/"
    committee.login(client, "sepc")
    rows = client.get("/committees/").context["page_obj"].object_list
    assert {row["body"].code for row in rows} == {"SEPC-ML", "DEPC-ML-RIBHOI", "DEPC-ML-EKHASI"}


def test_the_tiles_count_what_they_lead_to(client, committee):
    committee.login(client, "apex")
    page = client.get("/committees/all/")
    for tile in page.context["tiles"]:
        assert client.get(tile["url"]).context["total"] == tile["value"]


def test_the_brief_names_what_is_late_new_and_promised(client, committee):
    logged(committee)
    page = client.get("/committees/DEPC-ML-RIBHOI/brief/").content.decode()
    assert "New since the last meeting: 1" in page
    assert "Overdue bottlenecks: 0" in page


@pytest.mark.parametrize(
    "path", ["/committees/DEPC-ML-RIBHOI/", "/committees/DEPC-ML-RIBHOI/brief/", "/committees/all/"]
)
def test_pages_take_few_queries(client, committee, django_assert_max_num_queries, path):
    held(committee)
    with django_assert_max_num_queries(48):
        client.get(path)


def test_ones_work_shows_what_the_committee_asks(client, committee):
    meeting = notified(committee)
    with clock.freeze(meeting.starts_at - timedelta(days=7)):
        asked = {row.what for row in client.get("/work/").context["others"]}
        assert asked == {"Hold the meeting"}
        committee.login(client, "member")
        assert {row.what for row in client.get("/work/").context["others"]} == {"Attend"}
