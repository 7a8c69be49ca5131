"""The API of a committee's cases: documents as the schema says, lists in few queries, what stays in the committee."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from committees.action_points.actions import assign_action
from committees.api import RESOURCES
from committees.models import ActionPoint
from committees.workflows import ALL
from escalations.sweep import sweep
from institutions import clock
from tests.bottlenecks.stages import pdf
from tests.committees import constituted
from tests.committees.committee import (
    PRESENT,
    SENTENCE,
    held,
    item_of,
    move,
    notified,
    planned,
)
from tests.committees.connected import (
    ROOT,
    System,
    action_point,
    at,
    check,
    circulation,
    corrected,
    decided,
    traineeship,
)

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
