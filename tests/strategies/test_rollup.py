"""Roll-up of money and progress: sums are those of the entries to the paisa, and nothing counts twice."""

from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from institutions import clock
from strategies.life.start import start_document
from strategies.models import (
    DocumentKind,
    ItemSource,
    Measure,
    MoneyEntry,
    Progress,
    Step,
    StrategyItem,
)
from strategies.money.rollup import DISTRICT, PLACE, by_place, by_source, entries_seen
from strategies.money.start import request_money
from strategies.money.sums import refused, sums_of, together
from strategies.monitoring.rollup import added_up, lights_by, of_plans, total
from strategies.monitoring.rule import rule
from tests.strategies.funded import REQUEST, at, in_force, intervention, move, requested, sanctioned, target
from tests.strategies.planning import PLAN, drafted, strategy_drafted

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(planning):
    """Adopted plans of Ri Bhoi (two interventions) and of Pune in the other State (one)."""
    planning.plan = drafted(planning)
    planning.rows = [intervention(planning.plan, f"I-5{n}") for n in range(2)]
    planning.aim = target(planning.plan.case)
    target(planning.plan.case, "Turmeric", product=None, kind="exporters", unit="exporters", years={2026: 5})
    in_force(planning.plan)
    planning.far = start_document(by=planning.actor("stranger"), kind=DocumentKind.PLAN, data=PLAN)
    planning.rows.append(intervention(planning.far, "I-50"))
    planning.other_aim = target(planning.far.case, unit="inr Crore", years={2026: 300})
    in_force(planning.far)
    return planning


def report(thing, quarter, actual, cast):
    """A figure, as the last of its quarter."""
    measure = Measure.objects.in_force().filter(target=thing, year=2026).get()
    measure.latest = Progress.objects.create(
        case=measure.adoption.case, target=thing, year=2026, quarter=quarter, actual=Decimal(actual), number=1,
        by_post=cast.convener.post, at=clock.now(),
    )  # fmt: skip
    measure.save()


STEP = some.tuples(
    some.integers(0, 3), some.sampled_from(list(Step.values)[1:]), some.decimals("-900", "900", places=2)
)


class TestMoney:
    @settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(steps=some.lists(STEP, max_size=30))
    def test_whatever_is_entered_and_taken_back_the_totals_are_the_sums_of_the_entries(self, two, steps):
        with transaction.atomic():
            apex, sources = two.actor("apex"), self._sources(two)
            for index, step, amount in steps:
                funding = sources[index]
                if amount and not refused(sums_of(funding), step, amount):
                    MoneyEntry.objects.create(
                        funding=funding, event=funding.case.events.first(), step=step, amount=amount, on="2026-03-02"
                    )
            entries = entries_seen(apex)
            india = together(by_place(entries, PLACE).values())
            for step in Step.values:
                there = MoneyEntry.objects.filter(step=step).aggregate(n=Sum("amount"))["n"] or Decimal(0)
                assert getattr(india, step) == there
            assert together(by_place(entries, DISTRICT).values()) == india
            assert together(row.sums for row in by_source(entries)) == india
            assert india.certified <= india.utilised <= india.released <= india.sanctioned
            transaction.set_rollback(True)

    def _sources(self, cast):
        first, second, far = cast.rows
        made = [requested(cast, first), requested(cast, first, year="2027"), requested(cast, second)]
        made.append(request_money(by=cast.actor("stranger"), intervention=far, data=REQUEST))
        return made

    def test_an_intervention_in_the_states_strategy_counts_once(self, two):
        sanctioned(two, two.rows[0])
        before = by_place(entries_seen(two.actor("apex")), PLACE)
        strategy = strategy_drafted(two)
        for code in ("S-90", "S-91"):
            StrategyItem.objects.create(strategy=strategy, code=code, title="Packhouses")
        item = strategy.items.first()
        ItemSource.objects.create(item=item, strategy=strategy, intervention=two.rows[0], version_number=1, said={})
        assert by_place(entries_seen(two.actor("apex")), PLACE) == before

    def test_each_sees_the_sums_of_what_they_see(self, two):
        sanctioned(two, two.rows[0])
        assert set(by_place(entries_seen(two.actor("sepc")), PLACE)) == {two.meghalaya.pk}
        assert by_place(entries_seen(two.actor("other_sepc")), PLACE) == {}
        assert by_place(entries_seen(two.actor("department")), PLACE) == {}
        assert not entries_seen(two.actor("apex"), two.maharashtra).exists()

    def test_the_pages_of_india_and_a_state_ask_the_same_however_much_there_is(self, two, client):
        two.login(client, "apex")
        pages = [reverse("money"), reverse("money-state", args=["ML"])]
        requested(two, two.rows[0])
        client.get(pages[0])  # the first page after a login writes the session
        counts = [self._queries(client, page) for page in pages]
        for year in ("2027", "2028"):
            asked = requested(two, two.rows[0], year=year)
            move(two, asked, "take_back", "convener", {"reason": "It was asked for twice."})
            requested(two, two.rows[1], year=year)
        assert [self._queries(client, page) for page in pages] == counts

    def _queries(self, client, page):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(page).status_code == 200
        return len(asked)

    def test_the_csv_of_a_state_holds_its_entries_only(self, two, client):
        sanctioned(two, two.rows[0])
        two.login(client, "apex")
        for code, entries in (("ML", 2), ("MH", 0)):
            answer = client.get(reverse("money-state-csv", args=[code]))
            assert len(b"".join(answer.streaming_content).decode().splitlines()) == 1 + entries

    def test_the_public_is_asked_to_log_in(self, client):
        for name in ("money", "monitoring", "money-csv"):
            assert client.get(reverse(name)).status_code == 302


class TestProgress:
    def test_the_colours_of_india_are_those_of_its_states_and_of_their_plans(self, two):
        with clock.freeze(at("2026-11-10")):
            by = rule()
            measures = of_plans(two.actor("apex"), by)
            states = lights_by(measures, by, "adoption__case__state")
            plans = lights_by(measures, by, "adoption__case")
        assert total(states.values()) == total(plans.values())
        assert total(states.values()).interventions["red"] == total(states.values()).interventions.total() == 3
        assert states[two.meghalaya.pk].targets.total() == 2

    def test_targets_of_one_kind_and_unit_are_added_and_no_others(self, two):
        with clock.freeze(at("2026-08-10")):
            report(two.aim, 1, "20", two)
            report(two.other_aim, 1, "90", two)
            found = added_up(of_plans(two.actor("apex"), rule()), rule())
        assert [(one.kind, one.goal, one.actual, one.reported, one.targets) for one in found] == [
            ("export_value", 400, 110, 2, 2),
            ("exporters", 5, None, 0, 1),
        ]

    def test_a_states_own_targets_are_not_added_to_its_districts(self, two):
        strategy = strategy_drafted(two)
        target(strategy.case, years={2026: 900})
        in_force(strategy)
        with clock.freeze(at("2026-08-10")):
            found = added_up(of_plans(two.actor("sepc"), rule()), rule())
        assert found[0].goal == 100

    def test_the_colours_of_a_level_are_one_query(self, two, django_assert_num_queries):
        by, actor = rule(), two.actor("apex")
        with django_assert_num_queries(1):
            lights_by(of_plans(actor, by), by, "adoption__case__state")

    def test_from_india_over_the_state_to_the_plan(self, two, client):
        two.login(client, "apex")
        india = client.get(reverse("monitoring")).content.decode()
        state = reverse("monitoring-state", args=["ML"])
        assert state in india
        plan = reverse("document-progress", args=[two.plan.case.handle])
        assert plan in client.get(state).content.decode()
        assert client.get(plan).status_code == 200

    def test_a_state_that_is_none_is_not_found(self, two, client):
        two.login(client, "apex")
        assert client.get(reverse("monitoring-state", args=["XX"])).status_code == 404

    def test_another_state_is_not_in_ones_own_page(self, two, client):
        two.login(client, "other_sepc")
        assert "Meghalaya" not in client.get(reverse("monitoring")).content.decode()
