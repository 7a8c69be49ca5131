"""The stage funnel: who had reached what by a day, from events and not from what stands today; open to all."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import pytest

from cases.models import Case, Event
from committees.constitution.workflow import constitute
from geography.models import District
from institutions import clock
from strategies.funnel.reached import funnel
from strategies.funnel.rows import of_india
from strategies.funnel.stages import STAGES, Scope
from strategies.models import Progress
from tests.strategies.funded import WRONG, add_ladder, adopted_with, at, move, released
from tests.strategies.planning import (
    ORDER,
    REASON,
    drafted,
    go,
    order,
    strategy_adopted,
    strategy_drafted,
    submitted,
    written,
)

pytestmark = pytest.mark.django_db
CHANGES = {"reason": "Name the baseline of each target."}


def reached(day: str, scope: str = Scope.DISTRICTS) -> list[str]:
    """The stages somebody had reached by a day."""
    found = funnel(date.fromisoformat(day))
    return [stage.code for stage in STAGES[scope] if found.places(scope, stage.code)]


def counts(day: str, scope: str = Scope.DISTRICTS) -> dict[str, int]:
    return {row.stage.code: row.count for row in of_india(funnel(date.fromisoformat(day)), scope)}


def to_the_state(cast, plan):
    """Submitted, and approved by both of the district."""
    return go(cast, go(cast, go(cast, plan, "submit", "convener"), "sign", "chair"), "countersign", "co_chair")


def plan_on(cast, *days: str) -> None:
    """Begun, sent, accepted, approved and notified on days of their own; as many as are named."""
    steps = [
        lambda plan: written(cast),
        lambda plan: go(
            cast, go(cast, go(cast, plan, "submit", "convener"), "sign", "chair"), "countersign", "co_chair"
        ),
        lambda plan: go(cast, plan, "accept", "sepc"),
        lambda plan: go(cast, go(cast, plan, "approve", "sepc_chair"), "co_approve", "sepc"),
        lambda plan: go(cast, plan, "notify", "convener", ORDER | {"order_date": days[-1]}, {"evidence": order()}),
    ]
    plan = None
    for day, step in zip(days, steps, strict=False):
        with clock.freeze(at(day)):
            plan = step(plan)
    return plan


def test_each_stage_counts_from_the_day_of_its_event(planning):
    plan_on(planning, "2026-03-03", "2026-03-05", "2026-03-06", "2026-03-10", "2026-03-12")
    assert reached("2026-03-02") == []
    assert reached("2026-03-03") == ["begun"]
    assert reached("2026-03-04") == ["begun"]
    assert reached("2026-03-05") == ["begun", "submitted"]
    assert reached("2026-03-09") == ["begun", "submitted"]
    assert reached("2026-03-10") == ["begun", "submitted", "approved"]
    assert reached("2026-03-12") == ["begun", "submitted", "approved", "adopted"]


def test_a_plan_returned_later_still_counts_as_submitted_on_that_earlier_date(planning):
    plan = plan_on(planning, "2026-03-03", "2026-03-05", "2026-03-06")
    with clock.freeze(at("2026-03-09")):
        go(planning, plan, "return", "sepc", CHANGES)
    assert Case.objects.get(pk=plan.pk).status == "returned"
    assert counts("2026-03-05")["submitted"] == 1
    assert counts("2026-03-09")["submitted"] == 1


def test_a_revision_does_not_count_twice_and_moves_no_date(planning):
    plan = plan_on(planning, "2026-03-03", "2026-03-05", "2026-03-06", "2026-03-10", "2026-03-12")
    before = counts("2026-03-12")
    with clock.freeze(at("2026-04-01")):
        to_the_state(planning, go(planning, plan, "revise", "convener", {"reason": REASON}))
    assert Event.objects.filter(verb="countersign").count() == 2
    assert counts("2026-04-01") == before
    found = funnel(date(2026, 4, 1)).places(Scope.DISTRICTS, "submitted")
    assert [one.since for one in found.values()] == [date(2026, 3, 5)]


def test_a_withdrawn_plan_is_out_from_that_day_on_and_not_before(planning):
    plan = plan_on(planning, "2026-03-03")
    with clock.freeze(at("2026-03-09")):
        go(planning, plan, "withdraw", "convener", {"reason": REASON})
    assert counts("2026-03-08")["begun"] == 1
    assert counts("2026-03-09")["begun"] == 0


def test_a_plan_with_its_own_approvers_is_not_submitted_yet(planning):
    submitted(planning)
    assert "submitted" not in reached("2026-03-02")


def test_committees_count_by_the_order_that_constitutes_them(planning):
    said = {"order_number": "DIC/1", "ordered_on": "2026-03-01", "in_force_from": "2026-03-01"}
    for name, body in (("sepc", planning.depc_ribhoi), ("sepc", planning.sepc_ml)):
        with clock.freeze(at("2026-03-04")):
            constitute(by=planning.actor(name), body=body, data=said, files={"evidence": order()})
    assert counts("2026-03-03")["constituted"] == 0
    assert counts("2026-03-04")["constituted"] == 1
    assert counts("2026-03-04", Scope.STATES)["constituted"] == 1


def test_a_strategy_counts_for_its_state_until_noted(planning):
    strategy = strategy_adopted(planning)
    assert reached("2026-03-02", Scope.STATES) == ["begun", "approved", "adopted"]
    assert reached("2026-03-02") == []
    with clock.freeze(at("2026-03-20")):
        go(planning, strategy, "note", "apex")
    assert reached("2026-03-19", Scope.STATES)[-1] == "adopted"
    assert reached("2026-03-20", Scope.STATES)[-1] == "noted"


def test_money_counts_once_released_and_no_longer_once_reversed(planning):
    add_ladder()
    _plan, (row,) = adopted_with(planning)
    funding = released(planning, row)
    assert counts("2026-03-01")["money"] == 0
    assert counts("2026-03-02")["money"] == counts("2026-03-02", Scope.STATES)["money"] == 1
    with clock.freeze(at("2026-03-09")):
        entry = funding.entries.get(step="released")
        move(planning, funding, "reverse", "sepc", {"entry": entry.pk, "reason": WRONG})
    assert counts("2026-03-08")["money"] == 1
    assert counts("2026-03-09")["money"] == 0


def test_progress_counts_with_evidence_and_a_figure_that_moved(planning):
    plan, (row,) = adopted_with(planning)
    paper = plan.case.evidence.create(
        name="x.pdf",
        content_type="application/pdf",
        size=1,
        sha256="0" * 64,
        path="x",
        state="clean",
        added_at=clock.now(),
    )

    def tell(day: str, number: int, actual: int, evidence) -> None:
        with clock.freeze(at(day)):
            Progress.objects.create(
                case=plan.case, intervention=row, year=2026, quarter=1, actual=Decimal(actual), number=number,
                evidence=evidence, by_post=planning.convener.post, at=clock.now(),
            )  # fmt: skip

    tell("2026-07-01", 1, 3, None)
    assert counts("2026-07-01")["progress"] == 0  # without evidence
    tell("2026-07-02", 2, 0, paper)
    assert counts("2026-07-02")["progress"] == 0  # as it was before
    tell("2026-07-03", 3, 4, paper)
    assert counts("2026-07-03")["progress"] == counts("2026-07-03", Scope.STATES)["progress"] == 1
    tell("2026-07-06", 4, 0, paper)  # put right
    assert counts("2026-07-05")["progress"] == 1
    assert counts("2026-07-06")["progress"] == 0


def test_counts_are_of_the_districts_there_were_on_the_day(planning):
    District.objects.filter(pk=planning.khasi.pk).update(retired_on=date(2026, 3, 10))
    District.objects.filter(pk=planning.pune.pk).update(formed_year=2027)
    assert funnel(date(2026, 3, 9)).of(Scope.DISTRICTS) == 2
    assert funnel(date(2026, 3, 10)).of(Scope.DISTRICTS) == 1
    assert funnel(date(2027, 3, 10)).of(Scope.DISTRICTS) == 2


def test_published_figures_stand_beside_with_their_source(planning, client):
    page = client.get("/stages/").text
    assert "590 (2021)" in page
    assert "249 (2021)" in page
    assert "28 (2021)" in page
    assert "RIS policy brief, Districts as Export Hubs" in page


def test_each_number_leads_to_the_list_behind_it(planning, client):
    plan = plan_on(planning, "2026-03-03", "2026-03-05", "2026-03-06", "2026-03-10", "2026-03-12")
    with clock.freeze(at("2026-03-12")):
        answer = client.get("/stages/")
        row = next(one for one in answer.context["scopes"][0][1] if one.stage.code == "adopted")
        assert row.count == 1
        listed = client.get(row.url)
        assert [one["place"] for one in listed.context["rows"]] == [planning.ribhoi]
        assert plan.case.reference in listed.text
        one_state = client.get(f"{row.url}&state=MH")
        assert one_state.context["rows"] == []
        assert one_state.context["missing"] == [planning.pune]


def test_the_list_names_no_document_that_is_not_public(planning, client):
    plan = drafted(planning)
    where = "/stages/districts/begun/?on=2026-03-02"
    assert "Ri Bhoi" in client.get(where).text
    assert plan.case.reference not in client.get(where).text
    planning.login(client, "convener")
    assert plan.case.reference in client.get(where).text
    planning.login(client, "stranger")
    assert plan.case.reference not in client.get(where).text


@pytest.mark.parametrize("wrong", ["2030-01-01", "yesterday", "2026-02-30"])
def test_a_day_that_cannot_be_shown_is_explained_and_today_is(planning, client, wrong):
    answer = client.get("/stages/", {"on": wrong})
    assert answer.status_code == 200
    assert answer.context["on"] == date(2026, 3, 2)
    assert answer.context["form"].errors["on"]


def test_what_no_stage_is_called_is_not_found(client, planning):
    assert client.get("/stages/districts/noted/").status_code == 404
    assert client.get("/stages/villages/begun/").status_code == 404
    assert client.get("/stages/districts/begun/?state=XX").status_code == 404


def test_the_file_has_india_and_each_state(planning, client):
    drafted(planning)
    answer = client.get("/stages/stages.csv?on=2026-03-02")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    begun = {row["place"]: row for row in rows if (row["scope"], row["stage"]) == ("districts", "begun")}
    assert (begun["India"]["count"], begun["India"]["of"], begun["India"]["published"]) == ("1", "3", "590")
    assert (begun["Meghalaya"]["count"], begun["Maharashtra"]["count"]) == ("1", "0")


def test_it_asks_the_same_questions_however_many_plans(planning, client, django_assert_num_queries):
    with django_assert_num_queries(4):
        funnel(date(2026, 3, 2))
    drafted(planning)
    strategy_drafted(planning)
    with django_assert_num_queries(4):
        funnel(date(2026, 3, 2))
