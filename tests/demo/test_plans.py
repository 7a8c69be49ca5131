"""Plans and strategies of the demonstration: in believable stages, by the real operations, marked as invented."""

from collections import Counter

import pytest

from dashboards.demo import people, plans, products, results, strategies
from dashboards.demo.stage import Cast, Stage
from dashboards.demo.tables import DISTRICTS
from geography.models import State
from institutions import clock
from strategies.models import AggregationRound, Funding, MoneyEntry, Plan, Progress, Strategy
from tests.demo.reference import SIX


def test_twenty_eight_of_thirty_six_states_have_a_strategy_and_most_districts_a_plan():
    assert len(strategies.DEALT) == 36 and sum(map(bool, strategies.DEALT)) == 28
    assert len(plans.DEALT) == len(DISTRICTS) == 40
    assert set(plans.DEALT) == {"", *plans.STAGES}
    assert Counter(plans.DEALT)["adopted"] == 19


@pytest.fixture
def played(reference) -> Stage:
    people.appoint_everybody()
    stage, cast = Stage(now=clock.now()), Cast()
    products.enter(stage, cast, districts=SIX)
    made = plans.enter(stage, cast, districts=SIX)
    results.enter(stage, cast, made)
    states = {cast.districts[code].state.code for code in SIX} | {"DL"}
    strategies.enter(stage, cast, states=frozenset(states))
    return stage


def test_no_rule_refuses_a_move_of_the_demo(played):
    assert dict(played.left_out) == {}


def test_every_document_stands_where_the_demo_put_it(played):
    wanted = {row["lgd"]: life for row, life in zip(DISTRICTS, plans.DEALT, strict=True) if row["lgd"] in SIX and life}
    found = {plan.case.district.lgd_code: plan.case.status for plan in Plan.objects.select_related("case__district")}
    assert found == wanted
    for state, life in zip(State.objects.order_by("code"), strategies.DEALT, strict=True):
        if strategy := Strategy.objects.filter(case__state=state).first():
            assert strategy.case.status == life, state


def test_adopted_plans_have_money_progress_and_a_round(played):
    assert Funding.objects.exists() and MoneyEntry.objects.exists()
    assert Progress.objects.exists() and AggregationRound.objects.exists()
