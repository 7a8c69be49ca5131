"""What a strategy costs and how it is measured: every breakdown adds up to the sum of the rows, each counted once."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from strategies.assembly import items
from strategies.assembly.budget import budget_of
from strategies.assembly.listing import listed, totals
from strategies.assembly.matrix import matrix_of
from strategies.assembly.pulling import pull
from strategies.assembly.rollup import roll_up
from strategies.models import Intervention, ItemSource, StrategyItem
from tests.strategies.assembled import CRORE, adopt, intervention

pytestmark = pytest.mark.django_db


@pytest.fixture
def costed(assembling):
    """Everything pulled, ten crore in four rows; and an item of the State's own for half a crore."""
    pull(assembling.strategy, None, by=assembling.actor("sepc"))
    items.enter(assembling.strategy, {"title": "A single window", "state_share": "5000000"},
                by=assembling.actor("sepc"))  # fmt: skip
    return assembling


def lines(cast, title) -> dict[str, Decimal]:
    [one] = [one for one in budget_of(cast.strategy).breakdowns if one.title == title]
    return {line.label: line.amount for line in one.lines}


def test_the_total_is_the_districts_rows_once_and_the_states_own_money(costed):
    sums = totals(costed.strategy)
    assert (sums.items, sums.rows, sums.districts, sums.amount, sums.own) == (4, 4, 2, 10 * CRORE, CRORE / 2)
    assert sums.total == 10 * CRORE + CRORE / 2


def test_every_breakdown_adds_up_to_the_sum_of_the_rows(costed):
    for one in budget_of(costed.strategy).breakdowns:
        assert one.reconciles and one.total == 10 * CRORE + CRORE / 2, one.title


def test_by_scheme(costed):
    assert lines(costed, "By scheme") == {
        "TIES": 4 * CRORE, "No scheme named": 6 * CRORE, "The State's own money": CRORE / 2
    }  # fmt: skip


def test_by_source_what_is_asked_of_a_scheme_is_its_share_at_most_its_ceiling(costed):
    assert lines(costed, "By source") == {
        "Asked of schemes": 2 * CRORE, "Own contribution of producers and firms": CRORE / 2,
        "Private money committed": Decimal(0), "Left to budget heads": 7 * CRORE + CRORE / 2,
        "The State's own money": CRORE / 2,
    }  # fmt: skip
    costed.ties.ceiling = CRORE
    costed.ties.save()
    assert lines(costed, "By source")["Asked of schemes"] == CRORE


def test_more_named_than_a_row_costs_is_shown_and_still_adds_up(assembling):
    assembling.tied.own_contribution = 9 * CRORE
    assembling.tied.save()
    adopt(assembling.khasi_plan)
    pull(assembling.strategy, None, by=assembling.actor("sepc"))
    assert lines(assembling, "By source")["Left to budget heads"] == -CRORE
    assert all(one.reconciles for one in budget_of(assembling.strategy).breakdowns)


def test_by_year_a_row_over_several_years_is_not_divided(assembling):
    Intervention.objects.filter(pk=assembling.depot.pk).update(due_on=date(2028, 1, 31))
    Intervention.objects.filter(pk=assembling.lab_a.pk).update(due_on=None)
    adopt(assembling.ribhoi_plan)
    pull(assembling.strategy, None, by=assembling.actor("sepc"))
    assert lines(assembling, "By financial year") == {
        "2026-27": 7 * CRORE, "Over several years": CRORE, "No dates": 2 * CRORE, "The State's own money": Decimal(0)
    }  # fmt: skip


def test_by_district(costed):
    assert lines(costed, "By district") == {
        "East Khasi Hills": 7 * CRORE, "Ri Bhoi": 3 * CRORE, "The State's own money": CRORE / 2
    }  # fmt: skip


def test_merging_and_splitting_change_no_sum(costed):
    before = totals(costed.strategy).total
    labs = ItemSource.objects.get(intervention=costed.lab_a).item
    tied = ItemSource.objects.get(intervention=costed.tied).item
    items.merge(labs, tied, by=costed.actor("sepc"))
    items.split(labs, [ItemSource.objects.get(intervention=costed.lab_b).pk], "Hills", by=costed.actor("sepc"))
    assert totals(costed.strategy).total == before
    assert sum(item.amount for item in listed(costed.strategy)) == totals(costed.strategy).amount


def test_a_row_without_an_amount_is_said_and_in_no_sum(assembling, client):
    intervention(assembling.ribhoi_plan, "Nobody knows", stage=assembling.testing, amount=None)
    adopt(assembling.ribhoi_plan)
    pull(assembling.strategy, None, by=assembling.actor("sepc"))
    assert (totals(assembling.strategy).unsaid, totals(assembling.strategy).amount) == (1, 10 * CRORE)
    assembling.login(client, "sepc")
    shown = client.get(reverse("strategy-budget", args=[assembling.strategy.case.handle])).content.decode()
    assert "1 row has no amount: it is in no sum." in shown


def test_the_page_shows_that_the_rows_add_up(costed, client):
    costed.login(client, "sepc")
    shown = client.get(reverse("strategy-budget", args=[costed.strategy.case.handle])).content.decode()
    assert shown.count("adds up to the sum of the rows") == 4
    assert "₹ 10,50,00,000" in shown


def test_the_matrix_has_the_states_figures_and_the_districts_from_lowest_to_highest(costed, client):
    Intervention.objects.filter(pk=costed.lab_b.pk).update(target=Decimal("12.5"), due_on=date(2027, 3, 1))
    adopt(costed.khasi_plan)
    labs = ItemSource.objects.get(intervention=costed.lab_a).item
    ItemSource.objects.filter(intervention=costed.lab_b).delete()
    pull(costed.strategy, None, by=costed.actor("sepc"))
    StrategyItem.objects.filter(pk=labs.pk).update(indicator="Samples tested in the State", unit="samples", target=900)
    row = next(row for row in matrix_of(listed(costed.strategy)) if row.item.pk == labs.pk)
    [measured] = row.measured
    assert (measured.indicator, measured.districts) == ("Tests a month", 2)
    assert measured.target == (Decimal("12.5"), Decimal(40))
    assert measured.due == (date(2027, 1, 31), date(2027, 3, 1))
    assert measured.evidence == ["Certificate"]
    costed.login(client, "sepc")
    shown = client.get(reverse("strategy-matrix", args=[costed.strategy.case.handle])).content.decode()
    assert "Samples tested in the State" in shown and "12.5–40 tests" in shown and "900 samples" in shown


def test_what_the_plans_have_in_common_is_counted_over_adopted_plans(assembling):
    common = roll_up(assembling.strategy)
    assert (common.adopted, common.districts) == (2, 2)
    assert (common.kinds[0].label, common.kinds[0].districts, common.kinds[0].amount) == (
        "Q1 Testing laboratory · Testing and certification", 2, 9 * CRORE
    )  # fmt: skip
