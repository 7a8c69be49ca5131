"""Conditions of an approval: set in the review, binding with it, met, refused, waived, and followed by a clock."""

from datetime import timedelta

import pytest

from cases.models import Case
from escalations import clocks
from escalations.auditor import findings
from escalations.sweep import sweep
from institutions import clock
from notices.models import Notice, Purpose
from strategies.models import Condition, ConditionStatus
from tests.strategies.planning import ORDER, REASON, accepted, go, order
from workflow.errors import Invalid, NotNow

pytestmark = pytest.mark.django_db
SET = {"condition": "The district names a site for the packhouse.", "due_on": "2026-09-01"}
MET = {"account": "The site at Byrnihat was allotted on Monday."}


def reviewed(cast):
    """(plan under review, its one condition)."""
    plan = go(cast, accepted(cast), "add_condition", "sepc", SET)
    return plan, condition_of(plan)


def condition_of(plan) -> Condition:
    return Condition.objects.select_related("case__holder__body", "about").get(about=plan.case)


def binding(cast):
    plan, _condition = reviewed(cast)
    plan = go(cast, go(cast, plan, "approve", "sepc_chair"), "co_approve", "sepc")
    return plan, condition_of(plan)


def fire(condition):
    with clock.freeze(clocks.running(condition.case).due_at + timedelta(minutes=1)):
        sweep()
    return Case.objects.select_related("holder__body").get(pk=condition.pk)


def test_a_condition_binds_with_the_approval_and_runs_to_its_day(planning):
    _plan, condition = reviewed(planning)
    assert (condition.case.status, clocks.running(condition.case)) == (ConditionStatus.PROPOSED, None)
    assert condition.case.reference == "ML-RIBHOI-C-2026-00001"
    go(planning, go(planning, _plan, "approve", "sepc_chair"), "co_approve", "sepc")
    condition = condition_of(_plan)
    assert (condition.case.status, condition.case.holder) == (ConditionStatus.OPEN, planning.convener.post)
    assert clocks.running(condition.case).promised_on.isoformat() == "2026-09-01"
    assert Notice.objects.filter(case=condition.case, recipient=planning.convener.post).exists()


@pytest.mark.parametrize(
    "wrong", [{"due_on": "2026-03-02"}, {"due_on": "2036-01-01"}, {"condition": "Do it."}, {"due_on": ""}]
)
def test_a_condition_has_a_sentence_and_a_day_ahead(planning, wrong):
    with pytest.raises(Invalid):
        go(planning, accepted(planning), "add_condition", "sepc", {**SET, **wrong})


def test_a_plan_that_is_returned_loses_the_conditions_of_that_review(planning):
    plan, _condition = reviewed(planning)
    plan = go(planning, plan, "approve", "sepc_chair")
    go(planning, plan, "return", "sepc", {"reason": REASON})
    assert condition_of(plan).case.status == ConditionStatus.DROPPED


def test_conditions_stand_as_the_first_approver_saw_them(planning):
    plan, condition = reviewed(planning)
    plan = go(planning, plan, "approve", "sepc_chair")
    with pytest.raises(NotNow):
        go(planning, condition, "drop", "sepc")
    with pytest.raises(NotNow):
        go(planning, plan, "add_condition", "sepc", SET)


def test_a_condition_is_dropped_while_nobody_has_approved(planning):
    _plan, condition = reviewed(planning)
    assert go(planning, condition, "drop", "sepc").case.status == ConditionStatus.DROPPED


def test_reported_it_is_the_states_to_confirm(planning):
    _plan, condition = binding(planning)
    condition = go(planning, condition, "report", "convener", MET)
    assert (condition.case.status, condition.case.holder) == (ConditionStatus.REPORTED, planning.sepc.post)
    assert clocks.running(condition.case).allowed_days == 10
    condition = go(planning, condition, "confirm", "sepc")
    assert condition.case.status == ConditionStatus.MET and condition.case.closed_at
    assert clocks.running(condition.case) is None


def test_refused_it_is_the_districts_again_until_its_day(planning):
    _plan, condition = binding(planning)
    condition = go(planning, condition, "report", "convener", MET)
    condition = go(planning, condition, "refuse", "sepc_chair", {"reason": REASON})
    assert (condition.case.status, condition.case.holder) == (ConditionStatus.OPEN, planning.convener.post)
    assert clocks.running(condition.case).promised_on.isoformat() == "2026-09-01"


def test_the_state_waives_it_with_a_reason(planning):
    _plan, condition = binding(planning)
    with pytest.raises(Invalid):
        go(planning, condition, "waive", "sepc", {"reason": "No."})
    assert go(planning, condition, "waive", "sepc", {"reason": REASON}).case.status == ConditionStatus.DROPPED


def test_missed_the_state_is_told_once_and_then_both_are_reminded(planning):
    _plan, condition = binding(planning)
    case = fire(condition)
    assert (case.level, case.holder, case.status) == (1, planning.convener.post, ConditionStatus.OPEN)
    latest = Notice.objects.filter(event=case.events.latest("version"))
    assert {one.recipient: one.purpose for one in latest} == {
        planning.convener.post: Purpose.REMINDER, planning.sepc.post: Purpose.COPIED,
    }  # fmt: skip
    case = fire(condition)
    assert (case.level, case.events.latest("version").verb) == (1, "remind")
    assert clocks.running(case)


def test_a_revision_leaves_conditions_to_be_met(planning):
    plan, condition = binding(planning)
    plan = go(planning, plan, "notify", "convener", ORDER, {"evidence": order()})
    go(planning, plan, "revise", "convener", {"reason": REASON})
    assert go(planning, condition, "report", "convener", MET).case.status == ConditionStatus.REPORTED


@pytest.mark.parametrize("made", [reviewed, binding])
def test_the_auditor_has_nothing_to_say_of_a_condition(planning, made):
    _plan, condition = made(planning)
    assert not [said for said in findings() if condition.case.reference in said]
