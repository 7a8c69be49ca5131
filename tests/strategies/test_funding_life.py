"""The life of a source of money: its moves, its clocks and what follows a late release, its pages."""

from decimal import Decimal

import pytest
from django.urls import reverse

from escalations import clocks
from escalations.models import Escalation
from escalations.sweep import sweep
from institutions import clock
from notices.models import Notice, Purpose
from strategies.models import FundingStatus, Step
from strategies.money.sums import sums_of
from strategies.money.waiting import money_held_by_the_post
from tests.strategies.funded import (
    CERTIFICATE,
    RELEASE,
    REQUEST,
    SANCTION,
    USE,
    WRONG,
    add_ladder,
    adopted_with,
    at,
    move,
    requested,
    sanctioned,
    used,
)
from workflow.engine import workflow_of

pytestmark = pytest.mark.django_db
S = FundingStatus


@pytest.fixture
def funded(planning):
    """The cast with an adopted plan: `plan`, its intervention `row`, and the ladder of money."""
    add_ladder()
    planning.plan, (planning.row,) = adopted_with(planning)
    return planning


def fresh(funding):
    return workflow_of("funding").subject_of(
        type(funding.case).objects.select_related("holder__body").get(pk=funding.pk)
    )


def due(funding):
    running = clocks.running(funding.case)
    return (running.kind, running.post, clock.local_date(running.due_at).isoformat()) if running else None


class TestLife:
    def test_from_the_request_to_the_accepted_certificate(self, funded):
        funding = sanctioned(funded, funded.row)
        assert (funding.case.status, funding.case.holder) == (S.SANCTIONED, funded.sepc.post)
        funding = move(funded, funding, "release", "sepc", RELEASE)
        assert (funding.case.status, funding.case.holder) == (S.RELEASED, funded.convener.post)
        funding = move(funded, funding, "utilise", "convener", USE | {"amount": "800000"})
        funding = move(funded, funding, "certify", "convener", CERTIFICATE | {"amount": "800000"})
        assert (funding.case.status, funding.case.holder) == (S.CERTIFYING, funded.sepc.post)
        funding = move(funded, funding, "accept", "sepc")
        assert funding.case.status == S.CERTIFIED and funding.case.closed_at
        assert [entry.step for entry in funding.entries.all()] == list(Step.values)

    def test_in_parts_with_a_second_release_after_the_first_certificate(self, funded):
        funding = sanctioned(funded, funded.row)
        part = {"amount": "300000", "rest_due_on": "2026-06-30"}
        funding = move(funded, funding, "release", "sepc", RELEASE | part)
        funding = move(funded, funding, "utilise", "convener", USE | {"amount": "300000"})
        funding = move(funded, funding, "certify", "convener", CERTIFICATE | {"amount": "300000"})
        funding = move(funded, funding, "accept", "sepc")
        assert (funding.case.status, funding.case.holder) == (S.UTILISED, funded.sepc.post)
        funding = move(funded, funding, "release_more", "sepc", RELEASE | {"amount": "500000", "paper": "R/2"})
        assert (sums_of(funding).released, funding.case.holder) == (Decimal(800_000), funded.convener.post)

    def test_what_lapses_is_sanctioned_no_more_and_the_rest_can_be_closed(self, funded):
        funding = sanctioned(funded, funded.row)
        funding = move(funded, funding, "release", "sepc", RELEASE | {"amount": "500000", "rest_due_on": "2026-03-31"})
        funding = move(funded, funding, "utilise", "convener", USE)
        funding = move(funded, funding, "certify", "convener", CERTIFICATE)
        funding = move(funded, funding, "accept", "sepc")
        funding = move(
            funded, funding, "lapse_rest", "sepc", {"on": "2026-03-02", "reason": "The year's budget ended."}
        )
        assert (funding.case.status, sums_of(funding).sanctioned, due(funding)) == (S.CERTIFIED, 500_000, None)

    def test_a_refused_request_can_be_made_again_and_counts_once(self, funded):
        funding = move(funded, requested(funded, funded.row), "refuse", "sepc", {"reason": "No budget line this year."})
        assert (funding.case.status, funding.case.holder) == (S.REFUSED, funded.convener.post)
        again = {"amount": "700000", "on": "2026-03-02", "note": "The State has opened a budget line."}
        funding = move(funded, funding, "ask_again", "convener", again)
        assert (funding.case.status, funding.case.cycle, sums_of(funding).requested) == (S.REQUESTED, 2, 700_000)

    def test_a_request_taken_back_asks_for_nothing(self, funded):
        funding = move(funded, requested(funded, funded.row), "take_back", "convener", {"reason": WRONG})
        assert (funding.case.status, sums_of(funding).requested) == (S.TAKEN_BACK, 0)

    def test_a_whole_sanction_that_lapsed_is_over(self, funded):
        funding = move(funded, sanctioned(funded, funded.row), "lapse", "sepc",
                       {"on": "2026-03-02", "reason": "The year's budget ended."})  # fmt: skip
        assert (funding.case.status, sums_of(funding).sanctioned) == (S.LAPSED, 0)


class TestClocks:
    def test_a_request_is_to_be_answered_within_the_days_of_the_ladder(self, funded):
        assert due(requested(funded, funded.row)) == ("act", funded.sepc.post, "2026-04-13")

    def test_a_release_is_due_on_the_day_of_the_sanction_and_its_rest_on_its_own(self, funded):
        funding = sanctioned(funded, funded.row)
        assert due(funding) == ("release", funded.sepc.post, "2026-03-31")
        part = {"amount": "300000", "rest_due_on": "2026-06-30"}
        funding = move(funded, funding, "release", "sepc", RELEASE | part)
        assert due(funding) == ("release", funded.sepc.post, "2026-06-30")
        funding = move(funded, funding, "release_more", "sepc", RELEASE | {"amount": "500000", "paper": "R/2"})
        assert due(funding) is None

    def test_a_late_release_goes_up_to_the_state_then_to_the_chief_secretary_who_is_reminded(self, funded):
        funding = requested(funded, funded.row, releasing=str(funded.department.post.pk))
        funding = move(funded, funding, "sanction", "department", SANCTION)
        seen = []
        for day in ("2026-04-01", "2026-04-24", "2026-05-20"):
            with clock.freeze(at(day)):
                sweep()
                funding = fresh(funding)
                seen.append((funding.case.level, funding.case.holder.role, funding.case.events.last().verb))
        assert seen == [(1, "convener", "escalate"), (2, "chair", "escalate"), (2, "chair", "remind")]
        assert Escalation.objects.filter(case=funding.case).count() == 3
        formal = Notice.objects.filter(case=funding.case, purpose=Purpose.ESCALATION).order_by("pk")
        assert [one.recipient for one in formal] == [funded.sepc.post, funded.sepc_chair.post]

    def test_a_release_after_it_went_up_stops_the_clock_and_gives_it_back_to_the_district(self, funded):
        funding = requested(funded, funded.row, releasing=str(funded.department.post.pk))
        funding = move(funded, funding, "sanction", "department", SANCTION)
        with clock.freeze(at("2026-04-01")):
            sweep()
            funding = move(funded, fresh(funding), "release", "department", RELEASE)
        assert (due(funding), funding.case.holder, funding.case.level) == (None, funded.convener.post, 0)

    def test_a_certificate_sent_meanwhile_does_not_set_a_late_release_back(self, funded):
        funding = sanctioned(funded, funded.row)
        funding = move(funded, funding, "release", "sepc", RELEASE | {"amount": "500000", "rest_due_on": "2026-03-31"})
        funding = move(funded, funding, "utilise", "convener", USE)
        with clock.freeze(at("2026-04-01")):
            sweep()
            before = due(fresh(funding))
            funding = move(funded, fresh(funding), "certify", "convener", CERTIFICATE)
            assert (due(funding), funding.case.level) == (before, 2)

    def test_a_reversed_release_is_due_again(self, funded):
        funding = move(funded, sanctioned(funded, funded.row), "release", "sepc", RELEASE)
        wrong = funding.entries.get(step=Step.RELEASED)
        funding = move(funded, funding, "reverse", "sepc", {"entry": wrong.pk, "reason": WRONG})
        assert (due(funding), funding.case.status) == (("release", funded.sepc.post, "2026-03-31"), S.SANCTIONED)


class TestPages:
    def test_the_convener_asks_once_however_often_the_form_is_sent(self, funded, client):
        funded.login(client, "convener")
        page = reverse("intervention-money", args=[funded.plan.case.handle, funded.row.code])
        assert "Ask for money" in client.get(page).content.decode()
        for _time in range(2):
            answer = client.post(page, REQUEST | {"token": "one-token"}, follow=True)
            assert answer.status_code == 200 and "₹ 10,00,000" in answer.content.decode()
        assert funded.row.fundings.count() == 1

    def test_a_refused_form_comes_back_with_everything_typed(self, funded, client):
        funded.login(client, "convener")
        page = reverse("intervention-money", args=[funded.plan.case.handle, funded.row.code])
        answer = client.post(page, REQUEST | {"amount": "ten lakh", "note": "For the second line.", "token": "t"})
        assert answer.status_code == 422
        assert 'value="ten lakh"' in answer.content.decode() and "For the second line." in answer.content.decode()

    def test_a_late_release_stands_first_on_the_plans_page(self, funded, client, django_assert_max_num_queries):
        sanctioned(funded, funded.row)
        funded.login(client, "convener")
        page = reverse("plan-money", args=[funded.plan.case.handle])
        with clock.freeze(at("2026-04-10")), django_assert_max_num_queries(25):
            shown = client.get(page).content.decode()
        assert "₹ 8,00,000 should have been released by 31 Mar 2026" in shown

    def test_the_table_of_entries_holds_every_entry_and_no_formula(self, funded, client):
        funding = used(funded, funded.row)
        wrong = funding.entries.get(step=Step.UTILISED)
        move(funded, funding, "reverse", "convener", {"entry": wrong.pk, "reason": WRONG})
        funded.login(client, "sepc")
        answer = client.get(reverse("plan-money-csv", args=[funded.plan.case.handle]))
        lines = b"".join(answer.streaming_content).decode().splitlines()
        assert len(lines) == 6 and lines[-1].count("-500000.00") == 1

    def test_a_department_moves_its_source_and_does_not_see_the_plan(self, funded, client):
        funding = requested(funded, funded.row, releasing=str(funded.department.post.pk))
        funded.login(client, "department")
        page = reverse("funding", args=[funding.case.handle])
        assert client.get(page).status_code == 200
        assert client.get(reverse("plan-money", args=[funded.plan.case.handle])).status_code == 404
        answer = client.post(
            reverse("funding-act", args=[funding.case.handle, "sanction"]), SANCTION | {"version": "1"}
        )
        assert answer.status_code == 302 and fresh(funding).case.status == S.SANCTIONED

    @pytest.mark.parametrize(
        ("name", "status"), [("chair", 200), ("sepc", 200), ("ra", 200), ("sibling", 404), ("other_sepc", 404)]
    )
    def test_who_opens_a_source(self, funded, client, name, status):
        funding = requested(funded, funded.row)
        funded.login(client, name)
        assert client.get(reverse("funding", args=[funding.case.handle])).status_code == status

    def test_it_waits_with_whose_turn_it_is(self, funded):
        funding = sanctioned(funded, funded.row)
        (row,) = money_held_by_the_post(funded.actor("sepc"))
        assert (row.what, row.due_on.isoformat()) == ("Release the money", "2026-03-31")
        move(funded, funding, "release", "sepc", RELEASE)
        (row,) = money_held_by_the_post(funded.actor("convener"))
        assert row.what == "Report what was used"
