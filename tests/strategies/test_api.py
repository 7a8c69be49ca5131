"""Plans, strategies and conditions for systems: documents as the schema says, moves, and what is refused."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from strategies.models import Condition, Intervention, Plan, Version
from tests.committees.connected import ROOT, System, check
from tests.strategies.planning import (
    PLAN,
    REASON,
    STRATEGY,
    accepted,
    adopted,
    drafted,
    go,
    sent,
    strategy_adopted,
    strategy_submitted,
    submitted,
)

pytestmark = pytest.mark.django_db
SET = {"condition": "The district names a site for the packhouse.", "due_on": "2026-09-01"}


@pytest.fixture
def schema(planning, client) -> dict:
    return client.get(ROOT + "schema/").json()


def test_documents_and_rows_are_as_the_schema_says_and_say_nothing_more(planning, schema):
    system = System(planning, "sepc")
    plan = accepted(planning)
    go(planning, plan, "add_condition", "sepc", SET)
    strategy = strategy_adopted(planning)
    check(schema, "PlanDocument", system.get(f"plans/{plan.case.handle}/"))
    check(schema, "StrategyDocument", system.get(f"strategies/{strategy.case.handle}/"))
    check(schema, "ConditionDocument", system.get(f"conditions/{Condition.objects.get().case.handle}/"))
    for path, name in (("plans", "DocumentRowDocument"), ("strategies", "DocumentRowDocument"),
                       ("conditions", "ConditionRowDocument")):  # fmt: skip
        answer = system.get(f"{path}/")
        assert len(answer["results"]) == 1
        check(schema, name, answer["results"][0])


def test_what_was_submitted_is_read_as_it_was_frozen(planning, schema):
    plan = adopted(planning)
    answer = System(planning, "apex").get(f"plans/{plan.case.handle}/versions/1/")
    check(schema, "VersionDocument", answer)
    frozen = Version.objects.get()
    assert (answer["content"], answer["sha256"]) == (frozen.content, frozen.sha256)
    System(planning, "sepc").get(f"plans/{plan.case.handle}/versions/2/", 404)
    System(planning, "stranger").get(f"plans/{plan.case.handle}/versions/1/", 404)


def test_a_document_tells_who_approved_what_is_in_force_and_what_is_missing(planning):
    plan = adopted(planning)
    answer = System(planning, "sepc").get(f"plans/{plan.case.handle}/")
    assert [one["by"]["role"] for one in answer["versions"][0]["approvals"]] == [
        "chair", "co_chair", "chair", "convener",
    ]  # fmt: skip
    assert (answer["adoptions"][0]["order_number"], answer["missing"]) == ("DIC/2026/17", [])
    assert answer["sections"][0]["code"] == "district-profile"


def test_a_system_of_the_district_begins_its_plan_once(planning):
    answer = System(planning, "convener").post("plans/", PLAN, 201)
    assert (answer["status"], answer["reference"]) == ("draft", Plan.objects.get().case.reference)
    assert len(answer["missing"]) >= 11
    System(planning, "convener").post("plans/", PLAN, 422)
    System(planning, "sepc").post("strategies/", STRATEGY, 201)


@pytest.mark.parametrize("name", ["sepc", "member", "agency"])
def test_nobody_else_begins_one(planning, name):
    System(planning, name).post("plans/", PLAN, 403)


def test_a_system_approves_nothing_whatever_its_post(planning):
    plan = submitted(planning)
    System(planning, "chair").post(f"plans/{plan.case.handle}/sign/", {}, 403)
    assert "sign" not in [one["verb"] for one in System(planning, "chair").get(f"plans/{plan.case.handle}/")["actions"]]


def test_what_a_posts_system_submitted_its_holder_does_not_approve(planning):
    strategy = strategy_submitted(planning)
    System(planning, "sepc").post(f"strategies/{strategy.case.handle}/recall/", {"reason": REASON})
    System(planning, "sepc").post(f"strategies/{strategy.case.handle}/submit/", {})
    planning.login(client := System(planning, "sepc").client, "sepc")
    answer = client.post(f"{ROOT}strategies/{strategy.case.handle}/approve/", {}, content_type="application/json")
    assert answer.status_code == 403


def test_moves_have_an_address_each_and_say_what_they_ask_for(planning):
    plan, system = sent(planning), System(planning, "sepc")
    where = f"plans/{plan.case.handle}/"
    assert [action["verb"] for action in system.get(where)["actions"]] == ["accept"]
    assert system.post(where + "accept/", {})["status"] == "review"
    assert "reason" in system.get(where + "return/")["properties"]
    assert system.post(where + "add_condition/", SET)["conditions"][0]["text"] == SET["condition"]
    assert system.post(where + "return/", {"reason": REASON})["status"] == "returned"
    assert system.post(where + "accept/", {}, 409)["code"] == "conflict"
    System(planning, "stranger").get(where, 404)


@pytest.mark.parametrize(
    ("query", "count"),
    [("status=signing", 1), ("status=draft", 0), ("year=2028", 1), ("year=2029", 0), ("overdue=true", 0),
     ("overdue=false", 1), ("in_force=true", 0), ("in_force=false", 1), ("district=276", 1), ("state=MH", 0)],
)  # fmt: skip
def test_the_list_is_narrowed(planning, query, count):
    submitted(planning)
    assert len(System(planning, "apex").get(f"plans/?{query}")["results"]) == count


def test_conditions_are_found_by_their_plan(planning):
    plan = accepted(planning)
    go(planning, plan, "add_condition", "sepc", SET)
    system = System(planning, "convener")
    assert len(system.get(f"conditions/?about={plan.case.handle}")["results"]) == 1
    assert system.get("conditions/?about=ML-X")["results"] == []


def test_a_longer_plan_takes_no_more_queries(planning):
    plan, system = drafted(planning), System(planning, "sepc")

    def queries() -> int:
        system.get(f"plans/{plan.case.handle}/")
        with CaptureQueriesContext(connection) as asked:
            system.get(f"plans/{plan.case.handle}/")
        return len(asked)

    Intervention.objects.create(plan=plan, code="X", title="The first")
    few = queries()
    for number in range(15):
        Intervention.objects.create(plan=plan, code=f"X-{number}", title="One more")
    assert queries() <= few
