"""Who may do what with a plan, a strategy and a condition: role by verb, written by hand."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse

from cases.models import Case
from institutions.actors import PUBLIC, person
from institutions.models import Appointment, AppointmentKind
from strategies.conditions.workflow import CONDITION
from strategies.life.start import start_document
from strategies.life.workflow import PLAN, STRATEGY
from strategies.models import Approval, ApprovalRule, Condition, DocumentKind, DocumentStatus
from tests.cast import LONG_AGO
from tests.strategies import brought
from tests.strategies import planning as stages
from tests.strategies.planning import (
    ORDER,
    REASON,
    accepted,
    adopted,
    approved,
    drafted,
    go,
    order,
    sent,
    strategy_adopted,
    strategy_drafted,
    strategy_submitted,
    strategy_written,
    submitted,
    written,
)
from workflow.engine import perform
from workflow.errors import NotNow, NotPermitted

pytestmark = pytest.mark.django_db
SEES = {"convener", "chair", "co_chair", "member", "observer", "sepc", "sepc_chair", "co_convener", "sepc_member", "ra",
        "apex", "apex_head"}  # fmt: skip
SEES_NOT = {"sibling", "stranger", "other_sepc", "unconfirmed_ra", "agency", "agency_head", "former_agency",
            "other_agency", "department", "expired", "public"}  # fmt: skip
SEES_STRATEGY = {"sepc", "sepc_chair", "co_convener", "sepc_member", "apex", "apex_head"}
OF_THE_STATE = {"sepc", "sepc_chair", "co_convener"}
SUBMITTERS = {"sepc", "co_convener"}
WHY = {"reason": REASON}
SET = {"condition": "The district names a site for the packhouse.", "due_on": "2026-09-01"}


def unruled(cast):
    """A plan of a committee for which no rule names approvers."""
    ApprovalRule.objects.filter(document="plan", body_kind="depc").delete()
    return written(cast)


def signed(cast):
    return go(cast, submitted(cast), "sign", "chair")


def half_approved(cast):
    return go(cast, accepted(cast), "approve", "sepc_chair")


def consulted(cast):
    return go(cast, written(cast), "consult", "convener", {"until": "2026-03-16"})


def strategy_consulted(cast):
    return go(cast, strategy_written(cast), "consult", "sepc", {"until": "2026-03-16"})


def strategy_half(cast):
    return go(cast, strategy_submitted(cast), "approve", "sepc_chair")


def strategy_approved(cast):
    return go(cast, strategy_half(cast), "co_approve", "co_convener")


def proposed_condition(cast):
    go(cast, accepted(cast), "add_condition", "sepc", SET)
    return Condition.objects.get()


def bound(cast):
    plan = proposed_condition(cast)
    perform(plan.about, "approve", by=cast.actor("sepc_chair"))
    perform(plan.about, "co_approve", by=cast.actor("sepc"))
    return Condition.objects.get()


def reported(cast):
    return go(cast, bound(cast), "report", "convener", {"account": "The site at Byrnihat was allotted."})


NEW_YEARS = {"title": "Export plan of the hills", "first_year": "2026", "last_year": "2029"}
PLAN_MOVES = [  # verb, how the plan comes there, what is filled in, who may
    ("submit", written, {}, {"convener"}),
    ("submit_to_state", unruled, {}, {"convener"}),
    ("consult", written, {"until": "2026-03-16"}, {"convener"}),
    ("end_consultation", consulted, {}, {"convener"}),
    ("describe", drafted, NEW_YEARS, {"convener"}),
    ("withdraw", drafted, WHY, {"convener"}),
    ("sign", submitted, {}, {"chair", "co_chair"}),
    ("countersign", signed, {}, {"co_chair"}),
    ("send_back", submitted, WHY, {"chair", "co_chair"}),
    ("recall", sent, WHY, {"convener"}),
    ("accept", sent, {}, OF_THE_STATE),
    ("return", accepted, WHY, OF_THE_STATE),
    ("add_condition", accepted, SET, OF_THE_STATE),
    ("approve", accepted, {}, OF_THE_STATE),
    ("co_approve", half_approved, {}, {"sepc", "co_convener"}),
    ("notify", approved, ORDER, {"convener"}),
    ("revise", adopted, WHY, {"convener"}),
    ("correct_papers", brought.begun, brought.PAPER, {"convener"}),
    ("put_forward", brought.entered, {}, {"convener"}),
    ("confirm", brought.put_forward, {}, {"chair", "co_chair"}),
    ("refuse", brought.put_forward, WHY, {"chair", "co_chair"}),
    ("confirm_for_the_state", brought.confirmed, {}, OF_THE_STATE),
    ("escalate", sent, {}, set()),
    ("remind", submitted, {}, set()),
]
STRATEGY_MOVES = [
    ("submit", strategy_written, {}, SUBMITTERS),
    ("consult", strategy_written, {"until": "2026-03-16"}, SUBMITTERS),
    ("end_consultation", strategy_consulted, {}, SUBMITTERS),
    ("describe", strategy_drafted, NEW_YEARS, SUBMITTERS),
    ("withdraw", strategy_drafted, WHY, SUBMITTERS),
    ("approve", strategy_submitted, {}, {"sepc_chair", "co_convener"}),  # the convener submitted it
    ("co_approve", strategy_half, {}, {"co_convener"}),
    ("send_back", strategy_submitted, WHY, OF_THE_STATE),
    ("recall", strategy_submitted, WHY, SUBMITTERS),
    ("notify", strategy_approved, ORDER, SUBMITTERS),
    ("revise", strategy_adopted, WHY, SUBMITTERS),
    ("note", strategy_adopted, {}, {"apex", "apex_head"}),
    ("correct_papers", brought.strategy_begun, brought.OF_THE_STATE, SUBMITTERS),
    ("put_forward", brought.strategy_entered, {}, SUBMITTERS),
    ("confirm", brought.strategy_put_forward, {}, {"sepc_chair", "co_convener"}),  # the convener entered it
    ("refuse", brought.strategy_put_forward, WHY, OF_THE_STATE),
    ("remind", strategy_submitted, {}, set()),
]
CONDITION_MOVES = [
    ("open", proposed_condition, {}, OF_THE_STATE),
    ("drop", proposed_condition, {}, OF_THE_STATE),
    ("report", bound, {"account": "The site at Byrnihat was allotted."}, {"convener"}),
    ("confirm", reported, {}, OF_THE_STATE),
    ("refuse", reported, WHY, OF_THE_STATE),
    ("waive", bound, WHY, OF_THE_STATE),
    ("escalate", bound, {}, set()),
    ("remind", reported, {}, set()),
]
ALL = [
    *((PLAN, SEES, *row) for row in PLAN_MOVES),
    *((STRATEGY, SEES_STRATEGY, *row) for row in STRATEGY_MOVES),
    *((CONDITION, SEES, *row) for row in CONDITION_MOVES),
]
EVERYBODY = SEES | SEES_NOT


def actor_of(cast, name):
    return PUBLIC if name == "public" else cast.actor(name)


def files_for(verb):
    return {"evidence": order()} if verb == "notify" else None


@pytest.mark.parametrize(
    ("workflow", "sees", "verb", "made", "data", "may"), ALL, ids=[f"{row[0].kind}-{row[2]}" for row in ALL]
)
def test_each_move_is_open_to_whom_the_rules_name_and_to_nobody_else(planning, workflow, sees, verb, made, data, may):
    subject = made(planning)
    for name in sorted(EVERYBODY - may):
        refused = NotPermitted if name in sees else Case.DoesNotExist
        with pytest.raises(refused):
            perform(subject.case, verb, by=actor_of(planning, name), data=data, files=files_for(verb))
    fresh = workflow.subject_of(Case.objects.select_related("district", "state").get(pk=subject.pk))
    assert {name for name in sees if workflow[verb].by(planning.actor(name), fresh)} == may
    if verb == "open":  # only the approval itself makes a condition binding
        with pytest.raises(NotNow):
            perform(subject.case, verb, by=planning.actor("sepc"))
        return
    for name in sorted(may)[:1]:
        done = perform(subject.case, verb, by=planning.actor(name), data=data, files=files_for(verb))
        assert done.event.verb == verb


@pytest.mark.parametrize(
    ("workflow", "moves"), [(PLAN, PLAN_MOVES), (STRATEGY, STRATEGY_MOVES), (CONDITION, CONDITION_MOVES)]
)
def test_every_move_stands_in_the_matrix(workflow, moves):
    assert {row[0] for row in moves} == {transition.verb for transition in workflow.transitions}


@pytest.mark.parametrize(
    ("kind", "may"),
    [
        (DocumentKind.PLAN, {"convener", "sibling", "stranger"}),
        (DocumentKind.STRATEGY, {"sepc", "co_convener", "other_sepc"}),
    ],
)
def test_only_conveners_begin_a_document_of_their_own_committee(planning, kind, may):
    data = stages.PLAN
    for name in sorted(EVERYBODY - may):
        with pytest.raises(PermissionDenied):
            start_document(by=actor_of(planning, name), kind=kind, data=data)
    name = sorted(may)[0]
    assert start_document(by=planning.actor(name), kind=kind, data=data).body == planning.actor(name).body


@pytest.mark.parametrize("name", sorted(SEES_NOT - {"public"}))
def test_pages_of_a_plan_and_of_a_condition_do_not_exist_for_others(planning, client, name):
    plan = accepted(planning)
    go(planning, plan, "add_condition", "sepc", SET)
    condition = Condition.objects.get()
    planning.login(client, name)
    for document in (plan, condition):
        kind, handle = document.case.kind, document.case.handle
        assert client.get(reverse(kind, args=[handle])).status_code in (404, 302)  # who holds no post chooses one first
        assert client.post(reverse(f"{kind}-act", args=[handle, "return"]), WHY).status_code in (404, 302)
    assert Case.objects.get(pk=plan.pk).status == DocumentStatus.REVIEW


@pytest.mark.parametrize(
    ("name", "verb", "data", "status"),
    [
        ("observer", "return", WHY, 403), ("member", "return", WHY, 403), ("convener", "return", WHY, 403),
        ("apex", "return", WHY, 403), ("sepc", "accept", {}, 409), ("sepc", "return", {"reason": "No"}, 422),
        ("stranger", "return", WHY, 404), ("sibling", "return", WHY, 404), ("sepc", "unheard_of", {}, 404),
    ],
)  # fmt: skip
def test_pages_and_the_api_refuse_alike(planning, client, name, verb, data, status):
    plan = accepted(planning)
    planning.login(client, name)
    page = client.post(reverse("plan-act", args=[plan.case.handle, verb]), data)
    assert page.status_code == status
    api = Client(headers={"referer": "http://testserver/"})
    planning.login(api, name)
    answer = api.post(f"/api/v1/plans/{plan.case.handle}/{verb}/", data, content_type="application/json")
    assert answer.status_code == status


# One person, two posts ------------------------------------------------------------------------------------------------


def also(cast, name: str, post, kind=AppointmentKind.REGULAR):
    """Somebody of the cast in a second post, whose holder leaves it; acting through it."""
    post.appointments.all().delete()
    user = getattr(cast, name).user
    during = DateRange(LONG_AGO, None)
    made = Appointment.objects.create(post=post, user=user, during=during, kind=kind, order_number="Order 2/2020")
    return person(Appointment.objects.with_place().get(pk=made.pk))


def test_one_person_in_both_posts_of_the_district_counts_once(planning):
    plan = submitted(planning)
    twice = also(planning, "chair", planning.co_chair.post)
    plan = go(planning, plan, "sign", "chair")
    for verb in ("sign", "countersign"):
        with pytest.raises(NotPermitted):
            perform(plan.case, verb, by=twice)
    assert Approval.objects.count() == 1
    assert Case.objects.get(pk=plan.pk).status == DocumentStatus.SIGNING


def test_one_person_in_both_posts_of_the_state_counts_once(planning):
    plan = accepted(planning)
    twice = also(planning, "sepc_chair", planning.co_convener.post)
    perform(plan.case, "approve", by=twice)
    with pytest.raises(NotPermitted):
        go(planning, plan, "co_approve", "sepc_chair")
    assert Approval.objects.filter(body=planning.sepc_ml).count() == 1
    assert Case.objects.get(pk=plan.pk).status == DocumentStatus.REVIEW


def test_who_submitted_for_the_district_approves_for_no_committee(planning):
    twice = also(planning, "convener", planning.co_convener.post)
    plan = accepted(planning)
    with pytest.raises(NotPermitted):
        perform(plan.case, "approve", by=twice)


def test_who_approved_for_the_district_does_not_approve_for_the_state(planning):
    twice = also(planning, "co_chair", planning.co_convener.post)
    plan = accepted(planning)
    with pytest.raises(NotPermitted):
        perform(plan.case, "approve", by=twice)


def test_a_substitute_approves_for_the_post_once(planning):
    plan = submitted(planning)
    during = DateRange(LONG_AGO, None)
    row = Appointment.objects.create(post=planning.chair.post, user=planning.member.user, during=during,
                                     kind=AppointmentKind.SUBSTITUTE, order_number="Order 3/2020")  # fmt: skip
    substitute = person(Appointment.objects.with_place().get(pk=row.pk))
    perform(plan.case, "sign", by=substitute)
    with pytest.raises(NotPermitted):
        go(planning, plan, "countersign", "chair")


def test_who_reported_a_condition_does_not_confirm_it_in_another_post(planning):
    twice = also(planning, "convener", planning.co_convener.post)
    condition = reported(planning)
    for verb in ("confirm", "waive"):
        with pytest.raises(NotPermitted):
            perform(condition.case, verb, by=twice, data=WHY)


def test_an_ended_appointment_approves_nothing(planning):
    plan = submitted(planning)
    appointment = planning.chair.appointment
    appointment.during = DateRange(LONG_AGO, LONG_AGO.replace(year=2025))
    appointment.save()
    with pytest.raises(Case.DoesNotExist):
        go(planning, plan, "sign", "chair")
