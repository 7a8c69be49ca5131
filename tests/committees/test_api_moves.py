"""The moves of a committee's cases through the API: what they ask for, once each, and what refuses them."""

from datetime import timedelta

import pytest
from jsonschema import Draft202012Validator

from committees.action_points.actions import assign_action
from committees.api import RESOURCES
from committees.meetings.decide import OWN, Decide
from committees.models import ActionPoint, Decision, Meeting
from committees.representation import action_point_document
from institutions import clock
from tests.bottlenecks.stages import as_open, filled, pdf
from tests.cast import OPENING, logged
from tests.committees.committee import (
    PRESENT,
    SENTENCE,
    held,
    in_session,
    item_of,
    move,
    planned,
    when,
)
from tests.committees.connected import (
    ROOT,
    System,
    at,
    check,
)
from workflow.schema import component_name

pytestmark = pytest.mark.django_db


@pytest.fixture
def convener(committee) -> System:
    return System(committee, "convener")


@pytest.fixture
def sepc(committee) -> System:
    return System(committee, "sepc")


@pytest.fixture
def schema(committee, client) -> dict:
    return client.get(ROOT + "schema/").json()


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
