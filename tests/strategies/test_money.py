"""Money of an intervention: what may exceed what, who may enter it, how errors are put right, and what is refused."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from cases.models import Case
from strategies.models import Funding, FundingStatus, MoneyEntry, Step
from strategies.money.start import request_money
from strategies.money.sums import Sums, refused, rupees, stage, sums_of
from tests.strategies.funded import (
    CERTIFICATE,
    RELEASE,
    REQUEST,
    SANCTION,
    USE,
    WRONG,
    add_ladder,
    adopted_with,
    intervention,
    move,
    released,
    requested,
    sanctioned,
    used,
)
from tests.strategies.planning import REASON, drafted, go
from workflow.engine import workflow_of
from workflow.errors import Invalid, NotNow, NotPermitted

pytestmark = pytest.mark.django_db
LAKH = 100_000


@pytest.fixture
def funded(planning):
    """The cast with an adopted plan: `plan`, its intervention `row`, and the ladder of money."""
    add_ladder()
    planning.plan, (planning.row,) = adopted_with(planning)
    return planning


class TestRules:
    def test_money_is_asked_for_interventions_of_an_adopted_plan_only(self, planning):
        row = intervention(drafted(planning))
        with pytest.raises(NotNow, match="adopted plan"):
            requested(planning, row)

    def test_an_intervention_added_while_the_plan_is_revised_waits_for_the_next_adoption(self, funded):
        go(funded, funded.plan, "revise", "convener", {"reason": "The third mill was built by others."})
        added = intervention(funded.plan, "I-77")
        with pytest.raises(NotNow, match="not adopted yet"):
            requested(funded, added)
        assert requested(funded, funded.row).case.status == FundingStatus.REQUESTED

    def test_more_than_was_asked_is_sanctioned_only_with_a_reason(self, funded):
        funding = requested(funded, funded.row)
        more = SANCTION | {"amount": "12,00,000"}
        with pytest.raises(Invalid, match="10,00,000 asked for"):
            move(funded, funding, "sanction", "sepc", more)
        funding = move(funded, funding, "sanction", "sepc", more | {"note": "The State adds a cold room to it."})
        assert sums_of(funding).sanctioned == 12 * LAKH

    @pytest.mark.parametrize(
        ("verb", "name", "data", "sentence"),
        [
            ("release_more", "sepc", RELEASE | {"paper": "R/2", "amount": "0.01"}, "is not possible now"),
            ("utilise", "convener", USE | {"amount": "800000.01"}, "Not more can be used than was released"),
        ],
    )
    def test_no_step_exceeds_the_one_before_it(self, funded, verb, name, data, sentence):
        funding = released(funded, funded.row)
        with pytest.raises((Invalid, NotNow), match=sentence):
            move(funded, funding, verb, name, data)

    def test_not_more_is_released_than_sanctioned_nor_certified_than_used(self, funded):
        funding = sanctioned(funded, funded.row)
        with pytest.raises(Invalid, match="8,00,000 are left"):
            move(funded, funding, "release", "sepc", RELEASE | {"amount": "800000.01"})
        funding = move(funded, funding, "release", "sepc", RELEASE)
        funding = move(funded, funding, "utilise", "convener", USE)
        with pytest.raises(Invalid, match="5,00,000 are left"):
            move(funded, funding, "certify", "convener", CERTIFICATE | {"amount": "500000.01"})

    def test_the_database_refuses_what_the_rules_refuse(self, funded):
        funding = sanctioned(funded, funded.row)
        event = funding.case.events.first()
        with pytest.raises(IntegrityError, match="out of order"), transaction.atomic():
            MoneyEntry.objects.create(
                funding=funding, event=event, step=Step.RELEASED, amount=Decimal("800000.01"), on="2026-03-02"
            )
        with pytest.raises(IntegrityError), transaction.atomic():
            funding.entries.update(amount=1)

    @pytest.mark.parametrize(
        ("sums", "step", "amount", "fits"),
        [
            (Sums(10, 8, 8, 5, 0), Step.RELEASED, 1, False),
            (Sums(10, 8, 4, 4, 0), Step.RELEASED, -1, False),
            (Sums(10, 8, 4, 3, 0), Step.RELEASED, -1, True),
            (Sums(10, 8, 4, 3, 3), Step.UTILISED, -1, False),
            (Sums(10, 8, 4, 3, 3), Step.CERTIFIED, -4, False),
            (Sums(10, 8, 4, 3, 3), Step.SANCTIONED, -4, True),
            (Sums(10, 8, 4, 3, 3), Step.SANCTIONED, -5, False),
        ],
    )
    def test_what_may_exceed_what(self, sums, step, amount, fits):
        assert (refused(sums, step, Decimal(amount)) == "") == fits

    @pytest.mark.parametrize(
        ("sums", "claimed", "status"),
        [
            (Sums(10), False, "requested"),
            (Sums(10, 8), False, "sanctioned"),
            (Sums(10, 8, 4), False, "released"),
            (Sums(10, 8, 4, 1), False, "utilised"),
            (Sums(10, 8, 8, 8), True, "certifying"),
            (Sums(10, 8, 4, 4, 4), False, "utilised"),
            (Sums(10, 8, 8, 8, 8), False, "certified"),
        ],
    )
    def test_the_status_follows_from_the_sums(self, sums, claimed, status):
        assert stage(sums, claimed=claimed) == status

    @pytest.mark.parametrize(
        ("amount", "text"),
        [("0", "₹ 0"), ("999.5", "₹ 999.50"), ("1234567.05", "₹ 12,34,567.05"), ("-100000", "−₹ 1,00,000")],
    )
    def test_rupees_are_grouped_as_in_india_with_their_paise(self, amount, text):
        assert rupees(Decimal(amount)) == text

    def test_a_source_stands_once_for_an_intervention_a_scheme_and_a_year(self, funded):
        requested(funded, funded.row)
        with pytest.raises(Invalid, match="entered for the year already"):
            requested(funded, funded.row)
        assert requested(funded, funded.row, year="2027").year == 2027

    def test_the_same_release_entered_twice_is_one(self, funded):
        funding = sanctioned(funded, funded.row)
        part = RELEASE | {"amount": "300000", "rest_due_on": "2026-06-30"}
        funding = move(funded, funding, "release", "sepc", part)
        with pytest.raises(NotNow, match="entered already"):
            move(funded, funding, "release_more", "sepc", part)
        assert sums_of(funding).released == 3 * LAKH

    def test_nothing_is_entered_of_a_day_to_come_or_before_the_step_it_follows(self, funded):
        funding = requested(funded, funded.row)
        for on in ("2026-03-03", "2026-03-01"):
            with pytest.raises(Invalid):
                move(funded, funding, "sanction", "sepc", SANCTION | {"on": on})


class TestErrors:
    def test_an_entry_made_in_error_is_reversed_and_both_stay(self, funded):
        funding = used(funded, funded.row)
        wrong = funding.entries.get(step=Step.UTILISED)
        funding = move(funded, funding, "reverse", "convener", {"entry": wrong.pk, "reason": WRONG})
        assert (sums_of(funding).utilised, funding.case.status) == (0, FundingStatus.RELEASED)
        assert list(funding.entries.filter(step=Step.UTILISED).values_list("amount", flat=True)) == [
            Decimal(500_000), Decimal(-500_000),
        ]  # fmt: skip

    def test_an_entry_is_reversed_once(self, funded):
        funding = used(funded, funded.row)
        wrong = funding.entries.get(step=Step.UTILISED)
        funding = move(funded, funding, "reverse", "convener", {"entry": wrong.pk, "reason": WRONG})
        with pytest.raises(Invalid):
            move(funded, funding, "reverse", "convener", {"entry": wrong.pk, "reason": WRONG})

    def test_what_was_used_already_keeps_its_release(self, funded):
        funding = used(funded, funded.row)
        wrong = funding.entries.get(step=Step.RELEASED)
        with pytest.raises(Invalid, match="reverse that entry first"):
            move(funded, funding, "reverse", "sepc", {"entry": wrong.pk, "reason": WRONG})

    @pytest.mark.parametrize(("name", "step"), [("convener", Step.RELEASED), ("sepc", Step.UTILISED)])
    def test_each_side_reverses_what_its_side_entered(self, funded, name, step):
        funding = used(funded, funded.row)
        wrong = funding.entries.get(step=step)
        with pytest.raises(Invalid):
            move(funded, funding, "reverse", name, {"entry": wrong.pk, "reason": WRONG})

    def test_a_reversed_sanction_is_a_request_again(self, funded):
        funding = sanctioned(funded, funded.row)
        wrong = funding.entries.get(step=Step.SANCTIONED)
        funding = move(funded, funding, "reverse", "sepc", {"entry": wrong.pk, "reason": WRONG})
        assert funding.case.status == FundingStatus.REQUESTED
        assert move(funded, funding, "sanction", "sepc", SANCTION | {"paper": "S/2"}).case.status == "sanctioned"


class TestPermissions:
    """Who may make which move, written by hand: the source is the State's, released by its committee's convener."""

    SEES = ("convener", "chair", "co_chair", "member", "sepc", "sepc_chair", "co_convener", "ra", "apex")
    BLIND = ("sibling", "stranger", "other_sepc", "department", "agency", "unconfirmed_ra", "expired")
    MAY = {  # state of the source -> {who: moves offered}
        "requested": {
            "convener": {"take_back"}, "sepc": {"sanction", "refuse"}, "sepc_chair": {"sanction", "refuse"},
        },
        "sanctioned": {
            "sepc": {"release", "lapse", "reverse"}, "sepc_chair": {"release", "lapse", "reverse"},
            "convener": {"reverse"},
        },
        "released": {"convener": {"utilise", "reverse"}, "sepc": {"reverse"}, "sepc_chair": {"reverse"}},
        "utilised": {
            "convener": {"utilise_more", "certify", "reverse"}, "sepc": {"reverse"}, "sepc_chair": {"reverse"},
        },
        "certifying": {
            "convener": {"utilise_more", "reverse"}, "sepc": {"accept", "send_back", "reverse"},
            "sepc_chair": {"accept", "send_back", "reverse"},
        },
    }  # fmt: skip

    def made(self, cast, state):
        if state == "certifying":
            return move(cast, used(cast, cast.row), "certify", "convener", CERTIFICATE)
        makers = {"requested": requested, "sanctioned": sanctioned, "released": released, "utilised": used}
        return makers[state](cast, cast.row)

    @pytest.mark.parametrize("state", MAY)
    def test_each_post_is_offered_its_moves_and_no_other(self, funded, state):
        funding = self.made(funded, state)
        workflow = workflow_of("funding")
        for name in self.SEES:
            subject = workflow.subject_of(funding.case)
            offered = {t.verb for t in workflow.permitted(funded.actor(name), subject)}
            assert offered == self.MAY[state].get(name, set()), name

    @pytest.mark.parametrize("name", BLIND)
    def test_who_has_no_part_in_it_does_not_see_it(self, funded, name):
        funding = requested(funded, funded.row)
        assert not Funding.objects.visible_to(funded.actor(name)).exists()
        with pytest.raises(Case.DoesNotExist):
            move(funded, funding, "sanction", name, SANCTION)

    @pytest.mark.parametrize("name", ["chair", "member", "observer", "sibling", "sepc", "apex", "expired"])
    def test_only_the_convener_of_the_plan_asks(self, funded, name):
        with pytest.raises(PermissionDenied):
            request_money(by=funded.actor(name), intervention=funded.row, data=REQUEST)

    @pytest.mark.parametrize("name", ["chair", "co_chair", "co_convener", "ra", "apex", "convener"])
    def test_who_sees_it_and_does_not_release_it_does_not_sanction_it(self, funded, name):
        funding = requested(funded, funded.row)
        with pytest.raises(NotPermitted):
            move(funded, funding, "sanction", name, SANCTION)

    def test_a_department_that_is_named_decides_and_sees_this_source_only(self, funded):
        other = requested(funded, funded.row)
        funding = requested(funded, funded.row, year="2027", releasing=str(funded.department.post.pk))
        assert set(Funding.objects.visible_to(funded.actor("department"))) == {funding}
        assert move(funded, funding, "sanction", "department", SANCTION).case.holder == funded.department.post
        assert other.case.holder == funded.sepc.post

    def test_money_of_the_district_or_a_bank_is_confirmed_by_the_chair(self, funded):
        funding = requested(funded, funded.row, source="bank")
        assert funding.case.holder == funded.chair.post
        assert move(funded, funding, "sanction", "chair", SANCTION).case.status == FundingStatus.SANCTIONED

    def test_one_person_holding_both_posts_does_not_decide_on_their_own_request(self, funded):
        funding = requested(funded, funded.row, source="bank")
        seat = funded.chair.appointment
        seat.user = funded.convener.user
        seat.save()
        with pytest.raises(PermissionDenied, match="yourself"):
            move(funded, funding, "sanction", "chair", SANCTION)

    def test_a_certificate_counts_once_somebody_else_accepts_it(self, funded):
        funding = move(funded, used(funded, funded.row), "certify", "convener", CERTIFICATE)
        assert sums_of(funding).certified == 0
        with pytest.raises(NotPermitted):
            move(funded, funding, "accept", "convener")
        funding = move(funded, funding, "accept", "sepc")
        assert (sums_of(funding).certified, funding.case.status) == (5 * LAKH, FundingStatus.UTILISED)
        assert funding.entries.get(step=Step.CERTIFIED).paper == "UC/1"

    def test_a_certificate_sent_back_says_why(self, funded):
        funding = move(funded, used(funded, funded.row), "certify", "convener", CERTIFICATE)
        funding = move(funded, funding, "send_back", "sepc", {"reason": REASON})
        assert funding.case.status == FundingStatus.UTILISED
        assert funding.case.events.last().remark.text == REASON
