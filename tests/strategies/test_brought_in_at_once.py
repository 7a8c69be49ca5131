"""Two who act at the same moment on a plan adopted before the portal: one plan, one confirmation, one adoption."""

import pytest

from institutions import clock
from strategies.models import Adoption, Approval, PaperAdoption, Plan
from tests.cast import MONDAY, build_cast
from tests.committees.test_concurrency import at_once, kinds
from tests.strategies.brought import begun, confirmed, put_forward
from tests.strategies.planning import go, prepared
from workflow.errors import Invalid, NotNow

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def planning():
    with clock.freeze(MONDAY):
        yield prepared(build_cast())


def test_brought_in_twice_at_once_is_one_plan(planning):
    found = at_once(MONDAY, lambda: begun(planning), lambda: begun(planning))
    assert kinds(found) == sorted([Invalid.__name__, Plan.__name__])
    assert Plan.objects.count() == PaperAdoption.objects.count() == 1


def test_confirmed_by_two_at_once_is_one_confirmation_and_one_sentence(planning):
    plan = put_forward(planning)
    found = at_once(MONDAY, *(lambda name=name: go(planning, plan, "confirm", name) for name in ("chair", "co_chair")))
    assert kinds(found) == sorted([NotNow.__name__, Plan.__name__])
    assert Approval.objects.count() == 1


def test_confirmed_and_refused_by_the_state_at_once_is_one_of_the_two(planning):
    plan = confirmed(planning)
    why = {"reason": "The order is of another district than the plan."}
    found = at_once(
        MONDAY,
        lambda: go(planning, plan, "confirm_for_the_state", "sepc"),
        lambda: go(planning, plan, "refuse", "sepc_chair", why),
    )
    assert kinds(found) == sorted([NotNow.__name__, Plan.__name__])
    in_force = Adoption.objects.filter(case=plan.case, ended_at=None).exists()
    assert Plan.objects.get().bringing_in is not in_force
