"""The API of a committee's cases: documents as the schema says, lists in few queries, what stays in the committee."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from jsonschema import Draft202012Validator

from committees.action_points.actions import assign_action
from committees.api import RESOURCES
from committees.circulation.actions import circulate
from committees.leaders.workflow import begin
from committees.meetings.decide import OWN, Decide
from committees.models import ActionPoint, Decision, Meeting
from committees.representation import action_point_document
from committees.workflows import ALL
from escalations.sweep import sweep
from institutions import clock
from institutions.actions import issue_credential
from tests.bottlenecks.stages import as_open, filled, in_days, pdf
from tests.cast import OPENING, Cast, logged
from tests.committees import constituted
from tests.committees.committee import (
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
    window_over,
)
from workflow.schema import component_name

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/"


class System:
    """The software of a body, with a credential for one of its posts."""

    def __init__(self, cast: Cast, name: str):
        post = getattr(cast, name).post
        expires = clock.now() + timedelta(days=900)
        token = issue_credential(by=cast.actor("apex_head"), post=post, name=name, expires_at=expires)[1]
        self.client, self.headers = Client(), {"authorization": f"Bearer {token}"}

    def get(self, address: str, status: int = 200) -> dict:
        answer = self.client.get(address if address.startswith("/") else ROOT + address, headers=self.headers)
        assert answer.status_code == status, answer.content
        return answer.json()

    def post(self, address: str, body: dict, status: int = 200, *, kind: str | None = "application/json") -> dict:
        more = {"content_type": kind} if kind else {}
        answer = self.client.post(ROOT + address, body, headers=self.headers, **more)
        assert answer.status_code == status, answer.content
        return answer.json()


@pytest.fixture
def convener(committee) -> System:
    return System(committee, "convener")


@pytest.fixture
def sepc(committee) -> System:
    return System(committee, "sepc")


@pytest.fixture
def schema(committee, client) -> dict:
    return client.get(ROOT + "schema/").json()


def check(schema: dict, name: str, answer: dict) -> None:
    """The answer is as the schema says, and says nothing more."""
    Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": schema["components"]}).validate(answer)
    assert set(answer) == set(schema["components"]["schemas"][name]["properties"])


def at(subject, verb: str = "") -> str:
    path = next(one.path for one in RESOURCES if one.workflow.kind == subject.case.kind)
    return f"{path}/{subject.case.handle}/" + (f"{verb}/" if verb else "")


# Everything there is ------------------------------------------------------------------------------------------------


def action_point(cast: Cast) -> ActionPoint:
    return assign_action(by=cast.actor("convener"), body=cast.depc_ribhoi, title="Open a counter",
                         owner=cast.member.post, due_on=clock.today() + timedelta(days=20))  # fmt: skip


def circulation(cast: Cast):
    data = {"title": "Counter at Byrnihat", "text": SENTENCE, "background": "", "closes_on": in_days(14)}
    made = circulate(by=cast.actor("convener"), body=cast.depc_ribhoi, data=data)
    move(cast, made, "answer", "member", {"reply": "disagree", "remark": "Too far from the highway."})
    return move(cast, made, "answer", "chair", {"reply": "agree"})


def traineeship(cast: Cast):
    data = {"trainee": cast.trainee.post.pk, "mentor": cast.nabard.post.pk, "responsibility": "Export clinics"}
    return begin(by=cast.actor("convener"), body=cast.depc_ribhoi, data=data)


def decided(cast: Cast) -> Meeting:
    """In session, with a decision that acted, an action point, a member who left an item, and a paper."""
    made = logged(cast)
    meeting = in_session(cast)
    with clock.freeze(meeting.starts_at):
        item = meeting.items.get(about=made.case)
        move(cast, meeting, "decide", data={"item": item.pk, "kind": "decision", "text": SENTENCE, "act": "raise"})
        first = item_of(meeting).pk
        move(cast, meeting, "recuse", data={"item": first, "seat": "member.nabard", "reason": "Finances it"})
        move(cast, meeting, "attach_paper", data={"item": first}, files={"evidence": pdf()})
        asked = {"title": "Open a counter", "owner": cast.member.post.pk, "due_on": in_days(20)}
        asked |= {"item": first, "kind": "decision", "text": "By the lead bank.", "act": "action_point"}
        return move(cast, meeting, "decide", data=asked)


def corrected(cast: Cast) -> Meeting:
    """Confirmed and sealed, with an objection answered before and an erratum after."""
    meeting = circulated(cast)
    with clock.freeze(meeting.case.changed_at):
        move(cast, meeting, "object", "member", {"text": "The lead bank said thirty accounts."})
        answer = {"objection": meeting.objections.get().pk, "answer": "Thirty, as the bank says."}
        move(cast, meeting, "answer_objection", data=answer)
    with clock.freeze(window_over(meeting)):
        sweep()
        move(cast, meeting, "confirm_minutes", "chair")
        return move(cast, meeting, "add_erratum", "chair", {"text": "Item 1: for “three” read “thirty”."})


DOCUMENTS = {
    "planned": (planned, "MeetingDocument"),
    "decided": (decided, "MeetingDocument"),
    "corrected": (corrected, "MeetingDocument"),
    "action_point": (action_point, "ActionPointDocument"),
    "circulation": (circulation, "CirculationDocument"),
    "constitution": (lambda cast: constituted.constituted(cast, cast.depc_ribhoi), "ConstitutionDocument"),
    "review": (constituted.listed, "MeetingReviewDocument"),
    "revival": (constituted.asked, "RevivalDocument"),
    "traineeship": (traineeship, "TraineeshipDocument"),
}


def test_every_kind_of_case_has_its_place_in_the_api():
    assert {one.workflow.kind for one in RESOURCES} == {workflow.kind for workflow in ALL}
    assert [one.path for one in RESOURCES] == [
        "meetings", "action-points", "circulations", "constitutions", "meeting-reviews", "revivals", "traineeships",
    ]  # fmt: skip


@pytest.mark.parametrize("stage", DOCUMENTS)
@pytest.mark.parametrize("name", ["convener", "sepc"])
def test_the_documents_are_as_the_schema_says_and_say_nothing_more(committee, schema, stage, name):
    make, document = DOCUMENTS[stage]
    made = make(committee)
    if stage == "review" and name == "convener":
        return  # a district does not see the list of its State
    with clock.freeze(made.case.changed_at):
        system = System(committee, name)
        answer = system.get(at(made))
        check(schema, document, answer)
        assert system.get(f"cases/{made.case.handle}/") == answer
        for action in answer["actions"]:
            assert action["inputs"] in schema["components"]["schemas"]


def test_a_meeting_tells_what_was_decided_and_what_came_of_it(committee):
    meeting = decided(committee)
    with clock.freeze(meeting.starts_at):
        told = System(committee, "sepc").get(at(meeting))
    first, second = told["agenda"]
    assert (first["recused"][0]["seat"], len(first["papers"])) == ("member.nabard", 1)
    assert first["decisions"][0]["action_point"] == ActionPoint.objects.get().case.reference
    assert second["decisions"][0]["acted_on"] == second["about"]
    assert (second["decisions"][0]["act"], second["decisions"][0]["provisional"]) == ("raise", False)
    assert {row["seat"]: row["state"] for row in told["attendance"]} == {
        part.partition("=")[0]: "present" for part in PRESENT["attendance"]
    }


def test_no_name_of_a_person_is_told(committee):
    for make in (constituted.listed, corrected, action_point, circulation, traineeship):
        made = make(committee)
        with clock.freeze(made.case.changed_at):
            told = str(System(committee, "sepc").get(at(made)))
        assert "Demo " not in told
        assert ".invalid" not in told


# What stays in the committee ----------------------------------------------------------------------------------------


def test_drafts_of_minutes_are_the_committees_own_until_they_are_circulated(committee):
    meeting = held(committee)
    with clock.freeze(meeting.case.changed_at):
        move(committee, meeting, "write_minutes", data={"revision": 0, "text": "The chair opened the meeting."})
        first = item_of(meeting)
        move(committee, meeting, "write_minutes", data={"item": first.pk, "revision": 0, "text": "Draft words."})
        readers = {name: System(committee, name) for name in ("observer", "trainee", "sepc", "ra", "apex")}
        told = {name: system.get(at(meeting)) for name, system in readers.items()}
        for name in ("observer", "trainee"):
            assert told[name]["minutes"] == {"text": "The chair opened the meeting.", "revision": 1}
            assert told[name]["agenda"][0]["minutes"]["text"] == "Draft words."
        for name in ("sepc", "ra", "apex"):
            assert told[name]["minutes"] is None
            assert "Draft words." not in str(told[name])
        meeting = move(committee, meeting, "circulate_minutes")
        assert readers["sepc"].get(at(meeting))["agenda"][0]["minutes"]["text"] == "Draft words."
        move(committee, meeting, "return_minutes", "chair", {"reason": "The second item is missing."})
        assert readers["sepc"].get(at(meeting))["minutes"] is None  # a draft again


def test_the_link_to_join_is_for_members(committee):
    meeting = notified(committee, mode="hybrid", online_link="https://meet.invalid/abc")
    link = [System(committee, name).get(at(meeting))["online_link"] for name in ("observer", "sepc", "apex")]
    assert link == ["https://meet.invalid/abc", None, None]


def test_how_each_member_voted_is_for_members_and_the_counts_for_everybody_who_sees_it(committee):
    made = circulation(committee)
    counts = {"agree": 1, "disagree": 1, "abstain": 0, "silent": 5}
    inside = System(committee, "observer").get(at(made))
    outside = System(committee, "sepc").get(at(made))
    assert [(row["post"]["role"], row["reply"]) for row in inside["answers"]] == [
        ("member", "disagree"), ("chair", "agree"),
    ]  # fmt: skip
    assert (inside["counts"], outside["counts"], outside["answers"]) == (counts, counts, None)
    assert "Too far from the highway." in str(inside)
    assert "Too far from the highway." not in str(outside)
    answered = [event for event in outside["events"] if event["verb"] == "answer"]
    assert [event["by"] for event in answered] == [{"kind": "person", "post": None}] * 2
    with clock.freeze(clock.now() + timedelta(days=20)):
        sweep()
        assert System(committee, "sepc").get(at(made))["counts"] == counts


def test_what_is_not_seen_is_not_found(committee):
    made = [planned(committee), action_point(committee), circulation(committee), traineeship(committee)]
    for name in ("sibling", "other_sepc", "agency"):
        system = System(committee, name)
        for one in made:
            system.get(at(one), status=404)
        assert system.get("meetings/")["results"] == system.get("action-points/")["results"] == []


# Lists --------------------------------------------------------------------------------------------------------------


def references(answer: dict) -> list[str]:
    return [row["reference"] for row in answer["results"]]


def test_rows_are_as_the_schema_says_and_offer_what_the_document_offers(committee, schema, convener):
    decided(committee)
    later = planned(committee, days=28)
    for path, name in (("meetings/", "Meeting"), ("action-points/", "ActionPoint")):
        answer = convener.get(path)
        check(schema, f"{name}ListDocument", answer)
        for row in answer["results"]:
            check(schema, f"{name}RowDocument", row)
            document = convener.get(row["href"])
            assert all(row[field] == document[field] for field in ("reference", "title", "status", "holder", "actions"))
    assert references(convener.get("meetings/?status=planned")) == [later.case.reference]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 3), ("body=DEPC-ML-RIBHOI", 3), ("body=DEPC-ML-EKHASI", 0), ("status=planned", 2),
        ("status=planned&status=notified", 3), ("status=held", 0), ("from=2026-03-16", 3), ("from=2026-03-17", 2),
        ("to=2026-03-16", 1), ("to=2026-03-15", 0), ("from=2026-03-16&to=2026-03-16", 1), ("from=2026-04-01", 0),
        ("state=ML", 3), ("district=ML-EKHASI", 0), ("holder=DEPC-ML-RIBHOI", 3), ("q=Ri+Bhoi", 3), ("q=Pune", 0),
        ("limit=2", 2),
    ],
)  # fmt: skip
def test_meetings_are_narrowed_by_body_status_and_day(committee, convener, query, found):
    notified(committee)
    planned(committee, days=21)
    planned(committee, days=28)
    assert len(convener.get(f"meetings/?{query}")["results"]) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 2), ("body=DEPC-ML-RIBHOI", 2), ("owner=DEPC-ML-RIBHOI", 1), ("owner=ML-RIBHOI-DIC", 1),
        ("overdue=true", 1), ("overdue=false", 1),
        ("from=2026-03-22", 1), ("to=2026-03-21", 1), ("status=open", 1), ("status=overdue", 1),
        ("level=1", 1), ("status=done", 0),
    ],
)  # fmt: skip
def test_action_points_are_narrowed_by_owner_day_and_whether_they_are_late(committee, query, found):
    action_point(committee)
    head = committee.dic.posts.get()
    assign_action(by=committee.actor("convener"), body=committee.depc_ribhoi, title="Ask the growers", owner=head,
                  due_on=clock.today() + timedelta(days=7))  # fmt: skip
    with clock.freeze(clock.now() + timedelta(days=9)):
        sweep()
        assert len(System(committee, "sepc").get(f"action-points/?{query}")["results"]) == found


@pytest.mark.parametrize("path", ["meetings/", "action-points/"])
@pytest.mark.parametrize(
    "query",
    ["from=tomorrow", "from=16.03.2026", "to=9999-12-31", "to=0001-01-01", "body=NOBODY", "body=APEDA", "status=late",
     "kind=meeting", "from=2026-03-01&from=2026-03-02", "frm=2026-03-01", "from=%00", "cursor=x"],
)  # fmt: skip
def test_a_filter_that_is_not_understood_is_refused(convener, path, query):
    assert convener.get(f"{path}?{query}", status=422)["errors"][0]["detail"]


def queries(system: System, address: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        system.get(address)
    return len(seen)


def test_the_number_of_queries_does_not_grow_with_the_rows(committee, convener):
    planned(committee)
    action_point(committee)
    paths = ("meetings/", "action-points/")
    few = [queries(convener, path) for path in paths]
    few = [queries(convener, path) for path in paths]
    for days in range(21, 70, 7):
        planned(committee, days=days)
        action_point(committee)
    assert [queries(convener, path) for path in paths] == few
    assert max(few) <= 3


def test_the_document_of_a_meeting_takes_a_bounded_number_of_queries(committee):
    meeting = decided(committee)
    with clock.freeze(meeting.starts_at):
        system = System(committee, "convener")
        queries(system, at(meeting))
        before = queries(system, at(meeting))
        for number in range(5):
            move(committee, meeting, "add_item", data={"title": f"Matter {number}"})
            item = item_of(meeting, f"Matter {number}")
            move(committee, meeting, "recuse", data={"item": item.pk, "seat": "member.nabard", "reason": "Finances it"})
            move(committee, meeting, "attach_paper", data={"item": item.pk}, files={"evidence": pdf()})
            move(committee, meeting, "decide", data={"item": item.pk, "kind": "decision", "text": SENTENCE})
        assert queries(system, at(meeting)) == before <= 26


def test_pages_follow_each_other_without_gap_or_repeat(committee, convener):
    made = [planned(committee, days=days).case.reference for days in (14, 21, 28)]
    seen, address = [], "meetings/?limit=2&order=changed_at"
    while address:
        answer = convener.get(address)
        seen += references(answer)
        address = answer["next"]
    assert seen == made


# Moves --------------------------------------------------------------------------------------------------------------


def test_the_schema_of_a_decision_names_the_fields_of_every_act_and_asks_for_its_own_alone(schema):
    asked = schema["components"]["schemas"][component_name("meeting", "decide")]
    assert set(asked["required"]) == {"item", "kind", "text"}
    assert {"item", "kind", "text", "act"} == OWN
    assert set(asked["properties"]) == set(Decide.base_fields)
    assert {"title", "owner", "due_on", "proof", "evidence", "watch_until", "body", "affected"} <= set(
        asked["properties"]
    )
    assert "null" in asked["properties"]["title"]["type"]


def test_every_move_is_in_the_schema_with_fields_that_can_be_filled_in(schema):
    for resource in RESOURCES:
        for transition in resource.workflow.transitions:
            name = component_name(resource.workflow.kind, transition.verb)
            operation = schema["paths"][f"{ROOT}{resource.path}/{{handle}}/{transition.verb}/"]["post"]
            sent = operation["requestBody"]["content"]["application/json"]["schema"]
            assert sent == {"$ref": f"#/components/schemas/{name}"}
            asked = schema["components"]["schemas"][name]["properties"]
            assert set(asked) == set(transition.inputs.base_fields)
            _check_choices(name, asked)
    _check_choices("schedule", schema["components"]["schemas"]["MeetingSchedule"]["properties"])


def _check_choices(name: str, asked: dict) -> None:
    """A value that may be chosen is of the type the field has."""
    for field, said in asked.items():
        for choice in said.get("enum", []):
            assert Draft202012Validator({"type": said["type"]}).is_valid(choice), (name, field)


def test_a_meeting_is_planned_once_however_often_it_is_sent(committee, convener, schema):
    body = when()
    Draft202012Validator(schema["components"]["schemas"]["MeetingSchedule"]).validate(body)

    def send(key: str):
        headers = convener.headers | {"idempotency-key": key}
        return convener.client.post(f"{ROOT}meetings/", body, content_type="application/json", headers=headers)

    first, again = send("a"), send("a")
    assert (first.status_code, again.status_code, again.headers["Idempotent-Replay"]) == (201, 201, "true")
    check(schema, "MeetingDocument", first.json())
    assert first.json() == again.json() == convener.get(first.headers["Location"])
    assert Meeting.objects.count() == 1
    said = convener.post("meetings/", when(12), 422)  # a Saturday
    assert [error["field"] for error in said["errors"]] == ["on"]
    convener.post("meetings/", when() | {"colour": "red"}, 422)
    for name in ("member", "agency", "apex"):
        System(committee, name).post("meetings/", when(), 403)


def test_a_series_answers_with_its_first_meeting(committee, convener):
    told = convener.post("meetings/", when() | {"every": "3", "until": "2026-12-31"}, 201)
    assert Meeting.objects.count() == 4
    assert told["starts_at"] == "2026-03-16T05:30:00.000000Z"


def test_a_decision_comes_as_json_with_the_fields_of_its_act(committee):
    meeting = in_session(committee)
    body = {"item": item_of(meeting).pk, "kind": "decision", "text": SENTENCE, "act": "action_point",
            "title": "Open a counter", "owner": committee.member.post.pk, "due_on": "2026-04-20"}  # fmt: skip
    with clock.freeze(meeting.starts_at):
        system = System(committee, "convener")
        said = system.post(at(meeting, "decide"), {**body, "owner": committee.agency.post.pk}, 422)
        assert [error["field"] for error in said["errors"]] == ["owner"]
        assert not Decision.objects.exists()
        told = system.post(at(meeting, "decide"), body)
    assert told["agenda"][0]["decisions"][0]["action_point"] == ActionPoint.objects.get().case.reference


def test_a_decision_comes_as_multipart_with_its_document(committee):
    made = as_open(committee)
    meeting = in_session(committee)
    item = meeting.items.get(about=made.case)
    body = {"item": item.pk, "kind": "decision", "text": SENTENCE, "act": "resolve_locally", "evidence": pdf()}
    with clock.freeze(meeting.starts_at):
        told = System(committee, "convener").post(
            at(meeting, "decide"), body | filled("resolve_locally"), kind=None
        )  # fmt: skip
    assert told["evidence"] == []
    made.case.refresh_from_db()
    assert (made.case.status, made.case.evidence.count()) == ("closed", 1)


def test_a_text_whose_revision_nobody_saved_is_a_conflict(committee, convener):
    meeting = held(committee)
    with clock.freeze(meeting.case.changed_at):
        convener.post(at(meeting, "write_minutes"), {"revision": 3, "text": "The chair opened the meeting."}, 409)


def test_a_field_no_act_knows_is_refused_by_name(committee, convener):
    meeting = in_session(committee)
    body = {"item": item_of(meeting).pk, "kind": "decision", "text": SENTENCE, "colour": "red"}
    with clock.freeze(meeting.starts_at):
        said = convener.post(at(meeting, "decide"), body, 422)
    assert [error["field"] for error in said["errors"]] == ["colour"]


def test_a_bottleneck_that_moved_on_is_a_conflict_that_says_where_it_stands(committee, convener):
    made = logged(committee)
    meeting = in_session(committee)
    body = {"item": meeting.items.get(about=made.case).pk, "kind": "decision", "text": SENTENCE, "act": "raise"}
    with clock.freeze(meeting.starts_at):
        move(committee, made, "raise")
        said = convener.post(at(meeting, "decide"), body, 409)
        body |= {"act": "log_bottleneck", **OPENING}
        assert convener.post(at(meeting, "decide"), body, 422)["errors"][0]["field"] == "act"
    assert (said["case"]["reference"], said["case"]["status"]) == (made.case.reference, "raised")


def test_attendance_comes_as_a_list_of_seats(committee, convener):
    meeting = in_session(committee, attendance=None)
    with clock.freeze(meeting.starts_at):
        told = convener.post(at(meeting, "record_attendance"), PRESENT)
        assert len(told["attendance"]) == 4
        said = convener.post(at(meeting, "record_attendance"), {"attendance": ["member.nobody=present"]}, 422)
        assert said["errors"][0]["field"] == "attendance"
        convener.post(at(meeting, "record_attendance"), {"attendance": "chair.chair=present"}, 422)


def test_what_a_move_asks_for_on_this_meeting_can_be_read_before(committee, convener):
    meeting = planned(committee)
    asked = convener.get(at(meeting, "move_item"))
    assert asked["properties"]["item"]["enum"] == [item_of(meeting).pk]
    assert convener.get(at(meeting, "cancel"))["required"] == ["reason"]
    assert when()["venue"] in str(convener.get(at(meeting)))


def test_an_owner_outside_the_committee_learns_no_reference_it_does_not_see(committee):
    bottleneck = logged(committee)
    meeting = in_session(committee)
    with clock.freeze(meeting.starts_at):
        point = assign_action(
            by=committee.actor("convener"), body=committee.depc_ribhoi, title="Repair the culvert", meeting=meeting,
            owner=committee.department.post, due_on=clock.today() + timedelta(days=30), about=bottleneck.case,
        )  # fmt: skip
    outside = action_point_document(point, committee.actor("department"))
    inside = action_point_document(point, committee.actor("convener"))
    assert (outside["meeting"], outside["about"]) == (None, None)
    assert (inside["meeting"], inside["about"]) == (meeting.case.reference, bottleneck.case.reference)
