"""Approval by two: whose approval is missing, who can give it, and what two at once come to."""

import threading
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connections, transaction

from cases.models import Case
from institutions import clock
from notices.models import Notice, Purpose
from strategies.life.signing import Signing, asked_now, seats_of, signing_of
from strategies.models import Approval, ApprovalRule, DocumentStatus
from tests.cast import MONDAY, build_cast
from tests.strategies.planning import (
    accepted,
    go,
    prepared,
    strategy_submitted,
    strategy_written,
    submitted,
    written,
)
from workflow.errors import NotNow, NotPermitted
from workflow.submission import submit

pytestmark = pytest.mark.django_db
TWO = ("chair", "co_chair")
SPARE = ("chair", "convener|co_convener")
SHARED = ("chair|co_chair", "co_chair|convener")


class Given:
    """An approval by a post of a role, as far as the counting reads it."""

    def __init__(self, role):
        self.post, self.body_id = type("Post", (), {"role": role}), 1


@pytest.mark.parametrize(
    ("rule", "given", "wanted"),
    [
        (TWO, (), {"chair", "co_chair"}),
        (TWO, ("chair",), {"co_chair"}),
        (TWO, ("chair", "co_chair"), set()),
        (SPARE, ("convener",), {"chair"}),
        (SPARE, ("chair",), {"convener", "co_convener"}),
        (SHARED, ("co_chair",), {"chair", "co_chair", "convener"}),  # a second co-chair, or either other post
        (SHARED, ("co_chair", "chair"), set()),
        (SHARED, ("chair",), {"co_chair", "convener"}),
    ],
)
def test_whose_approval_is_missing(rule, given, wanted):
    groups = tuple(frozenset(group.split("|")) for group in rule)
    signing = Signing(type("Body", (), {"pk": 1}), groups, None, tuple(Given(role) for role in given))
    assert signing.wanted == wanted


def test_a_committees_own_rule_outranks_that_of_its_kind(planning):
    ApprovalRule.objects.create(document="plan", body_kind="depc", body=planning.depc_ribhoi, first="chair",
                                second="convener", source="Test order")  # fmt: skip
    ApprovalRule.objects.create(document="plan", body_kind="depc", body=planning.depc_khasi, first="co_chair",
                                second="convener", source="Test order")  # fmt: skip
    plan = written(planning)
    assert signing_of(plan.case, planning.depc_ribhoi).roles == {"chair", "convener"}
    with pytest.raises(NotNow, match="no two posts, beside yours"):
        go(planning, plan, "submit", "convener")


def test_a_rule_names_posts_of_its_kind_of_body_that_may_approve():
    rule = ApprovalRule(document="plan", body_kind="depc", first="chair", second="observer", source="Test order")
    with pytest.raises(ValidationError, match="observer"):
        rule.clean()
    ApprovalRule(document="plan", body_kind="sepc", first="chair", second="convener|co_convener").clean()


def test_without_a_rule_a_strategy_is_not_submitted(planning):
    ApprovalRule.objects.filter(document="strategy").delete()
    strategy = strategy_written(planning)
    with pytest.raises(NotNow, match="No rule says who approves a strategy"):
        go(planning, strategy, "submit", "sepc")


def test_without_a_rule_of_the_state_a_plan_is_returned_and_never_approved(planning, client):
    ApprovalRule.objects.filter(document="plan", body_kind="sepc").delete()
    plan = accepted(planning)
    with pytest.raises(NotPermitted):
        go(planning, plan, "approve", "sepc_chair")
    planning.login(client, "sepc")
    assert "No rule says who approves a plan" in client.get(f"/plans/{plan.case.handle}/").content.decode()


# A seat nobody can act in ---------------------------------------------------------------------------------------------


def test_while_one_approver_can_act_the_document_is_with_that_one(planning):
    planning.co_chair.appointment.delete()
    plan = go(planning, submitted(planning), "sign", "chair")
    chair, co_chair = seats_of(asked_now(plan))
    assert chair.approved_at and not chair.wanted
    assert co_chair.vacant and co_chair.wanted and not co_chair.can_act
    assert plan.case.holder == planning.co_chair.post
    alerts = Notice.objects.filter(case=plan.case, purpose=Purpose.ALERT)
    assert [notice.recipient for notice in alerts] == [planning.sepc.post]


def test_a_strategy_nobody_is_left_to_approve_alerts_the_centre(planning):
    planning.co_convener.appointment.delete()
    strategy = go(planning, strategy_submitted(planning), "approve", "sepc_chair")
    alerts = Notice.objects.filter(case=strategy.case, purpose=Purpose.ALERT)
    assert [notice.recipient for notice in alerts] == [planning.apex.post]
    spent = {seat.post: seat.spent for seat in seats_of(asked_now(strategy))}
    assert spent[planning.sepc.post] and spent[planning.sepc_chair.post]


def test_a_committee_without_the_second_post_submits_nothing(planning):
    planning.co_chair.post.retired_on = clock.today()
    planning.co_chair.post.save()
    with pytest.raises(NotNow, match="no two posts"):
        submitted(planning)


# The database, and two at once ----------------------------------------------------------------------------------------


def test_the_database_itself_counts_a_person_and_a_post_once(planning):
    plan = go(planning, submitted(planning), "sign", "chair")
    given = Approval.objects.get()
    for post, user in [(planning.co_chair.post, given.user), (given.post, planning.co_chair.user)]:
        with pytest.raises(IntegrityError), transaction.atomic():
            Approval.objects.create(version=given.version, body=given.body, post=post, user=user, at=clock.now())
    assert plan.case.status == DocumentStatus.SIGNING


def at_once(*jobs) -> list:
    """Run each job in its own thread and connection, all let go together: what each returned or raised."""
    gate, found = threading.Barrier(len(jobs)), [None] * len(jobs)

    def run(place, job) -> None:
        try:
            with clock.freeze(MONDAY):
                gate.wait()
                found[place] = job()
        except Exception as problem:
            found[place] = problem
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def approving(cast, plan, verb, name):
    """A job that sends the approval of somebody, always under the same token."""
    return partial(submit, by=cast.actor(name), case=plan.case, verb=verb, data={}, token=name)


@pytest.mark.django_db(transaction=True)
def test_two_first_approvals_at_once_are_one_and_a_refusal():
    with clock.freeze(MONDAY):
        cast = prepared(build_cast())
        plan = submitted(cast)
    found = at_once(*(approving(cast, plan, "sign", name) for name in ("chair", "co_chair")))
    assert sorted(type(one).__name__ for one in found) == ["NotNow", "tuple"]
    assert Approval.objects.count() == 1
    assert Case.objects.get(pk=plan.pk).status == DocumentStatus.SIGNING


@pytest.mark.django_db(transaction=True)
def test_two_second_approvals_at_once_approve_once():
    with clock.freeze(MONDAY):
        cast = prepared(build_cast())
        plan = go(cast, accepted(cast), "approve", "sepc_chair")
    found = at_once(*(approving(cast, plan, "co_approve", name) for name in ("sepc", "co_convener", "co_convener")))
    assert Approval.objects.filter(body=cast.sepc_ml).count() == 2
    assert plan.case.events.filter(verb="co_approve").count() == 1
    assert Case.objects.get(pk=plan.pk).status == DocumentStatus.APPROVED
    assert [one for one in found if isinstance(one, (NotNow, NotPermitted))]
