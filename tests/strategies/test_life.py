"""The life of a plan and of a strategy: what each move asks for, changes, and refuses."""

import pytest

from strategies.models import Adoption, Approval, DocumentStatus, StrategyStatus, Version
from tests.strategies.planning import adopted, drafted, go, strategy_adopted, submitted, written
from workflow.errors import NotNow

pytestmark = pytest.mark.django_db


def test_a_plan_goes_from_the_draft_to_adoption_through_four_approvals_by_four_persons(planning):
    plan = adopted(planning)
    assert plan.case.status == DocumentStatus.ADOPTED
    approvals = Approval.objects.filter(version__case=plan.case)
    assert [str(one.post.role) for one in approvals] == ["chair", "co_chair", "chair", "convener"]
    assert len({one.user_id for one in approvals}) == 4
    adoption = Adoption.objects.get(case=plan.case)
    assert (adoption.order_number, adoption.order.name, adoption.version.number) == ("DIC/2026/17", "order.pdf", 1)


def test_a_strategy_goes_to_the_centre_which_notes_it(planning):
    strategy = strategy_adopted(planning)
    assert (strategy.case.status, strategy.case.holder.body.kind) == (DocumentStatus.ADOPTED, "apex")
    noted = go(planning, strategy, "note", "apex")
    assert noted.case.status == StrategyStatus.NOTED


def test_a_plan_with_empty_sections_is_not_submitted(planning):
    plan = drafted(planning)
    with pytest.raises(NotNow, match="14 things are missing"):
        go(planning, plan, "submit", "convener")
    assert not Version.objects.filter(case=plan.case).exists()


def test_what_was_submitted_is_frozen(planning):
    plan = submitted(planning)
    version = Version.objects.get(case=plan.case)
    assert version.content["sections"][0]["text"] == "Two thousand growers, three mills."
    assert len(version.sha256) == 64


def test_the_convener_takes_a_plan_back_before_it_is_accepted(planning):
    plan = go(planning, submitted(planning), "recall", "convener", {"reason": "A target was wrong by a factor of ten."})
    assert plan.case.status == DocumentStatus.DRAFT


def test_a_written_plan_has_no_gap(planning):
    assert go(planning, written(planning), "submit", "convener").case.status == DocumentStatus.SIGNING
