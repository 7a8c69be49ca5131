"""From an item of a strategy to the outcome of a bottleneck and back: one query each way, only what its reader sees."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Case, Event
from committees.models import AgendaItem, Decision, Meeting
from committees.tracing import of_decision
from institutions import clock
from strategies import trace
from strategies.assembly.pulling import pull
from strategies.models import ItemSource
from tests.strategies.assembled import bottleneck_of

pytestmark = pytest.mark.django_db
TEXT = "APEDA is asked to fund a residue laboratory in Nongpoh."


@pytest.fixture
def traced(assembling):
    """lab_a of Ri Bhoi removes `stuck`, which is resolved; the committee of Ri Bhoi decided on it in `decision`."""
    cast = assembling
    cast.stuck = bottleneck_of(cast.depc_ribhoi, "Nobody tests for residues", cast, proof="TC-7841")
    Case.objects.filter(pk=cast.stuck.pk).update(status="closed", closed_at=clock.now())
    cast.stuck.interventions.add(cast.lab_a)
    cast.decision = decided(cast, cast.depc_ribhoi, cast.stuck.case, TEXT)
    pull(cast.strategy, None, by=cast.actor("sepc"))
    cast.labs = ItemSource.objects.get(intervention=cast.lab_a).item
    return cast


def decided(cast, body, about: Case, text: str, **facts) -> Decision:
    """A decision of a held meeting of a committee on a case."""
    at = clock.now()
    case = Case.objects.create(
        kind="meeting", title="Meeting", district=body.district, state=body.state, origin=body, status="held",
        reference=f"{body.code}-M-{Case.objects.count()}", created_at=at, opened_at=at, changed_at=at,
    )  # fmt: skip
    meeting = Meeting.objects.create(case=case, body=body, starts_at=at, ends_at=at + timedelta(hours=2))
    item = AgendaItem.objects.create(meeting=meeting, position=3, kind="overdue", title="Residues", about=about)
    return Decision.objects.create(item=item, kind="decision", text=text, counted=4, needed=3, made_at=at, **facts)


@contextmanager
def one_query():
    with CaptureQueriesContext(connection) as asked:
        yield
    assert len(asked) == 1, [one["sql"][:200] for one in asked]


# Forward -----------------------------------------------------------------------------------------------------------


def test_from_an_item_to_plan_bottleneck_decision_and_outcome_in_one_query(traced):
    reader = traced.actor("sepc")
    with one_query():
        hills, ribhoi = trace.of_item(traced.labs, reader)
    assert (hills["title"], hills["stuck"]) == ("Laboratory in Sohra", [])
    assert (ribhoi["district"], ribhoi["plan_reference"]) == ("Ri Bhoi", traced.ribhoi_plan.case.reference)
    assert (ribhoi["code"], ribhoi["version_number"]) == ("I-01", 1)
    [stuck] = ribhoi["stuck"]
    assert (stuck["reference"], stuck["status"], stuck["proof"]) == (traced.stuck.case.reference, "closed", "TC-7841")
    [decision] = stuck["decisions"]
    assert (decision["text"], decision["body"], decision["item"]) == (TEXT, "DEPC Ri Bhoi", 3)


def test_from_an_intervention_both_ways_in_one_query(traced):
    reader = traced.actor("sepc")
    with one_query():
        row = trace.of_intervention(traced.lab_a, reader)
    assert [one["reference"] for one in row["stuck"]] == [traced.stuck.case.reference]
    assert [(one["strategy"], one["code"]) for one in row["items"]] == [
        (traced.strategy.case.reference, traced.labs.code)
    ]  # fmt: skip


# Back --------------------------------------------------------------------------------------------------------------


def test_from_a_decision_back_to_interventions_and_items_in_one_query(traced):
    reader = traced.actor("sepc")
    with one_query():
        [stuck] = of_decision(traced.decision, reader)
    [planned] = stuck["planned"]
    assert (planned["district"], planned["code"], planned["title"]) == ("Ri Bhoi", "I-01", "Residue laboratory")
    assert [(one["code"], one["version"]) for one in planned["items"]] == [(traced.labs.code, 1)]


def test_from_a_bottleneck_back_in_one_query(traced):
    reader = traced.actor("sepc")
    with one_query():
        [stuck] = trace.behind(Case.objects.filter(pk=traced.stuck.pk), reader)
    assert [one["text"] for one in stuck["decisions"]] == [TEXT]
    assert [one["code"] for one in stuck["planned"][0]["items"]] == [traced.labs.code]


def test_a_decision_that_acted_on_the_bottleneck_under_another_item_is_followed_too(traced):
    at = clock.now()
    acted = Event.objects.create(
        case=traced.stuck.case, verb="raise", target="raised", level=1, cycle=1, version=77, actor_kind="person",
        actor_post=traced.convener.post, recorded_at=at, effective_on=at.date(),
    )  # fmt: skip
    plan = traced.ribhoi_plan.case
    decision = decided(traced, traced.depc_ribhoi, plan, "Raised to the State", act="raise", acted=acted)
    assert [one["reference"] for one in of_decision(decision, traced.actor("sepc"))] == [traced.stuck.case.reference]


# What is left out ---------------------------------------------------------------------------------------------------


def test_a_district_sees_its_own_rows_and_no_item_of_the_state(traced):
    [stuck] = of_decision(traced.decision, traced.actor("convener"))
    assert [one["code"] for one in stuck["planned"]] == ["I-01"]
    assert stuck["planned"][0]["items"] == []  # a strategy that is being drafted is the State's


@pytest.mark.parametrize("name", ["sibling", "stranger", "other_sepc", "agency"])
def test_who_sees_neither_bottleneck_nor_plan_sees_nothing(traced, name):
    reader = traced.actor(name)
    assert of_decision(traced.decision, reader) == []
    assert trace.behind(Case.objects.filter(pk=traced.stuck.pk), reader) == []
    assert trace.of_intervention(traced.lab_a, reader) is None


def test_a_district_row_is_left_out_for_who_does_not_see_its_plan(traced):
    assert [row["district"] for row in trace.of_item(traced.labs, traced.actor("sibling"))] == ["East Khasi Hills"]


def test_a_decision_of_a_meeting_the_reader_does_not_see_is_left_out(traced):
    decided(traced, traced.sepc_ml, traced.stuck.case, "The State's committee takes it up.")
    seen_by_the_state = trace.of_intervention(traced.lab_a, traced.actor("sepc"))["stuck"][0]["decisions"]
    seen_by_the_district = trace.of_intervention(traced.lab_a, traced.actor("convener"))["stuck"][0]["decisions"]
    assert (len(seen_by_the_state), [one["text"] for one in seen_by_the_district]) == (2, [TEXT])


def test_a_decision_that_was_set_aside_or_taken_off_is_no_decision(traced):
    Decision.objects.filter(pk=traced.decision.pk).update(set_aside_at=clock.now())
    assert trace.of_intervention(traced.lab_a, traced.actor("sepc"))["stuck"][0]["decisions"] == []


def test_a_draft_of_a_bottleneck_is_seen_by_its_committee_only(traced):
    draft = bottleneck_of(traced.depc_ribhoi, "Not logged yet", traced)
    Case.objects.filter(pk=draft.pk).update(reference=None, status="draft")
    draft.interventions.add(traced.lab_a)
    assert len(trace.of_intervention(traced.lab_a, traced.actor("convener"))["stuck"]) == 2
    assert len(trace.of_intervention(traced.lab_a, traced.actor("sepc"))["stuck"]) == 1


# Pages -------------------------------------------------------------------------------------------------------------


def test_the_page_of_a_decision_leads_to_bottleneck_plan_and_item(traced, client):
    traced.login(client, "sepc")
    shown = client.get(reverse("decision-trace", args=[traced.decision.pk])).content.decode()
    for words in (TEXT, traced.stuck.case.reference, "Residue laboratory", traced.labs.title, "TC-7841"):
        assert words in shown
    traced.login(client, "other_sepc")
    assert client.get(reverse("decision-trace", args=[traced.decision.pk])).status_code == 404


@pytest.mark.parametrize(("name", "status"), [("convener", 200), ("sepc", 200), ("apex", 200), ("sibling", 404),
                                              ("agency", 404)])  # fmt: skip
def test_who_reads_the_trace_of_an_intervention_and_of_a_bottleneck(traced, client, name, status):
    traced.login(client, name)
    path = reverse("intervention-trace", args=[traced.ribhoi_plan.case.reference, "I-01"])
    assert client.get(path).status_code == status
    assert client.get(reverse("bottleneck-trace", args=[traced.stuck.case.reference])).status_code == status


def test_the_pages_of_intervention_and_bottleneck_lead_to_their_traces(traced, client):
    traced.login(client, "sepc")
    plan, stuck = traced.ribhoi_plan.case.reference, traced.stuck.case.reference
    shown = client.get(reverse("intervention", args=[plan, "I-01"])).content.decode()
    assert reverse("intervention-trace", args=[plan, "I-01"]) in shown
    shown = client.get(reverse("bottleneck", args=[stuck])).content.decode()
    assert reverse("bottleneck-trace", args=[stuck]) in shown
