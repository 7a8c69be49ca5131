"""Plans adopted before the portal: brought in by one, confirmed by another, then by the State; marked everywhere."""

import uuid
from datetime import date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Case, Event, Evidence
from escalations.models import Deadline
from escalations.sweep import sweep
from institutions import clock
from institutions.models import Appointment
from notices.models import Notice
from products.models import IdentifiedProduct
from strategies.completeness import gaps
from strategies.funnel.reached import funnel
from strategies.funnel.rows import of_india
from strategies.funnel.stages import Scope
from strategies.interventions import products as products_of_plan
from strategies.interventions import write as interventions
from strategies.interventions.write import add
from strategies.life.standing import standing_of
from strategies.life.start import bring_in
from strategies.models import (
    Adoption,
    DocumentKind,
    DocumentStatus,
    Intervention,
    Measure,
    PaperAdoption,
    Plan,
    PlanProduct,
    Section,
    Version,
)
from strategies.money.start import request_money
from strategies.monitoring.entry import save_rows
from strategies.monitoring.quarters import Quarter
from strategies.monitoring.rule import judged, rule
from strategies.monitoring.waiting import progress_to_report
from strategies.outputs.record import record_of
from strategies.public.adopted import adopted_of_district
from strategies.targets import write as targets
from strategies.waiting import for_the_post
from tests.cast import LONG_AGO, MONDAY, DateRange, logged
from tests.strategies.brought import (
    PAPER,
    WRONG,
    begun,
    brought_in,
    confirmed,
    entered,
    papers,
    pdf,
    put_forward,
    strategy_begun,
    strategy_brought_in,
)
from tests.strategies.funded import REQUEST, add_ladder
from tests.strategies.planning import ORDER, PLAN, REASON, drafted, filled, go, order, submitted, written
from tests.strategies.test_interventions import listed
from tests.strategies.test_permissions import also
from tests.strategies.test_workbook import downloaded, row_of, send
from workflow.engine import perform, workflow_of
from workflow.errors import Invalid, NotNow, NotPermitted

pytestmark = pytest.mark.django_db
MARK = "Adopted on 14 Jul 2022, before this portal; brought in on 2 Mar 2026."


def on(day: str):
    return clock.freeze(datetime.fromisoformat(f"{day}T05:00:00+00:00"))


# Brought in ----------------------------------------------------------------------------------------------------------


def test_it_is_a_draft_with_its_order_and_both_papers_as_evidence(planning):
    plan = begun(planning)
    said = PaperAdoption.objects.get(case=plan.case)
    assert plan.case.status == DocumentStatus.DRAFT and plan.bringing_in
    assert (said.order_number, said.order_date, said.issued_by) == (
        "DIC/2022/9", date(2022, 7, 14), "Deputy Commissioner, Ri Bhoi",
    )  # fmt: skip
    assert [one.name for one in said.papers] == ["plan.pdf", "order.pdf"]
    assert {one.event.verb for one in plan.case.evidence.all()} == {"bring_in"}
    assert (plan.first_year, plan.last_year) == (2022, 2027)
    assert not Deadline.objects.filter(case=plan.case).exists()


@pytest.mark.parametrize(
    ("changed", "files", "field"),
    [
        ({"order_date": "2026-03-03"}, {}, "order_date"),  # tomorrow
        ({"order_date": "2026-03-02"}, {}, "order_date"),  # today
        ({"order_date": "2018-03-31"}, {}, "order_date"),
        ({"order_date": ""}, {}, "order_date"),
        ({"order_number": " "}, {}, "order_number"),
        ({"issued_by": ""}, {}, "issued_by"),
        ({"last_year": "2021"}, {}, "last_year"),
        ({}, {"order_paper": None}, "order_paper"),
        ({}, {"plan_paper": None}, "plan_paper"),
        ({}, {"plan_paper": "photograph"}, "plan_paper"),
        ({}, {"order_paper": "text"}, "order_paper"),
    ],
)
def test_what_is_missing_or_cannot_be_is_refused_by_field_and_nothing_is_kept(planning, changed, files, field):
    wrong = {"photograph": (b"\x89PNG\r\n\x1a\n" + b"0" * 40), "text": b"MZ not a pdf"}
    sent = papers()
    for name, what in files.items():
        del sent[name]
        if what:
            sent[name] = pdf(f"{what}.pdf")
            sent[name].seek(0), sent[name].truncate(), sent[name].write(wrong[what]), sent[name].seek(0)
    with pytest.raises(Invalid) as refused:
        bring_in(by=planning.actor("convener"), kind=DocumentKind.PLAN, data=PAPER | changed, files=sent)
    assert list(refused.value.form.errors) == [field]
    assert not Case.objects.filter(kind="plan").exists() and not Evidence.objects.exists()


def test_an_order_from_when_the_committee_worked_here_already_belongs_to_a_plan_notified_here(planning):
    logged(planning)  # the committee's first record here: Monday 2 March 2026
    with on("2026-08-03"):
        with pytest.raises(Invalid) as refused:
            begun(planning, order_date="2026-03-02")
        assert "approved and notified here" in str(refused.value.form.errors["order_date"])
        assert begun(planning, order_date="2026-03-01").bringing_in


def test_a_committee_has_one_document_so_two_plans_are_never_in_force_for_the_same_years(planning):
    plan = drafted(planning)
    with pytest.raises(Invalid, match="withdraw it first"):
        begun(planning)
    go(planning, plan, "withdraw", "convener", {"reason": REASON})
    old = brought_in(planning)
    for begins in (lambda: begun(planning), lambda: drafted(planning)):
        with pytest.raises(Invalid):
            begins()
    assert Adoption.objects.filter(ended_at=None, case__district=planning.ribhoi).get().case == old.case


def test_the_database_refuses_one_paper_for_both_and_an_order_of_nobody(planning):
    said = PaperAdoption.objects.get(case=begun(planning).case)
    for wrong in ({"plan": said.order}, {"issued_by": ""}, {"order_number": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PaperAdoption.objects.filter(pk=said.pk).update(**wrong)


# Entered, and what is demanded ----------------------------------------------------------------------------------------


def test_what_a_draft_has_to_have_is_not_demanded_only_something_to_follow(planning):
    plan = begun(planning)
    assert [gap.part for gap in gaps(plan.case)] == ["interventions"]
    with pytest.raises(NotNow, match="No intervention is entered"):
        go(planning, plan, "put_forward", "convener")
    add(plan, {"title": "A cold store at Byrnihat"}, by=planning.actor("member"))
    assert gaps(plan.case) == []
    assert go(planning, plan, "put_forward", "convener").case.status == DocumentStatus.SIGNING


def test_a_paper_the_virus_scan_rejected_is_brought_again(planning):
    plan = entered(planning)
    Evidence.objects.filter(case=plan.case, name="order.pdf").update(state="rejected")
    with pytest.raises(NotNow, match="rejected by the virus scan"):
        go(planning, plan, "put_forward", "convener")
    plan = go(planning, plan, "correct_papers", "convener", PAPER, {"order_paper": pdf("again.pdf")})
    assert [one.name for one in PaperAdoption.objects.get().papers] == ["plan.pdf", "again.pdf"]
    assert go(planning, plan, "put_forward", "convener").case.status == DocumentStatus.SIGNING


@pytest.mark.parametrize("step", ["confirm", "confirm_for_the_state"])
def test_nobody_confirms_a_paper_that_cannot_be_opened_yet(planning, step):
    plan = put_forward(planning) if step == "confirm" else confirmed(planning)
    Evidence.objects.filter(case=plan.case, name="plan.pdf").update(state="quarantined")
    with pytest.raises(NotNow, match="cannot be opened yet"):
        go(planning, plan, step, "chair" if step == "confirm" else "sepc")


def test_it_is_handed_over_once_the_virus_scan_has_let_both_papers_through(planning):
    plan = entered(planning)
    scanned = Evidence.objects.filter(case=plan.case, name="order.pdf")
    scanned.update(state="quarantined")
    with pytest.raises(NotNow, match=r"“order\.pdf” cannot be opened yet: the virus scan has not let it through\."):
        go(planning, plan, "put_forward", "convener")
    scanned.update(state="clean")
    assert go(planning, plan, "put_forward", "convener").case.status == DocumentStatus.SIGNING


@pytest.mark.parametrize("step", ["confirm", "confirm_for_the_state"])
def test_whoever_confirms_is_told_of_a_rejected_paper_that_it_was_rejected(planning, step):
    plan = put_forward(planning) if step == "confirm" else confirmed(planning)
    Evidence.objects.filter(case=plan.case, name="plan.pdf").update(state="rejected")
    with pytest.raises(NotNow, match=r"“plan\.pdf” was rejected by the virus scan"):
        go(planning, plan, step, "chair" if step == "confirm" else "sepc")


def test_order_years_and_title_are_corrected_before_it_is_handed_over_and_not_after(planning):
    plan = begun(planning)
    new = PAPER | {"order_number": "DIC/2022/10", "order_date": "2022-08-01", "last_year": "2026", "title": "Our plan"}
    plan = go(planning, plan, "correct_papers", "convener", new)
    assert (plan.case.title, plan.last_year) == ("Our plan", 2026)
    assert PaperAdoption.objects.get().order_number == "DIC/2022/10"
    plan = put_forward_again(planning, plan)
    with pytest.raises(NotNow):
        go(planning, plan, "correct_papers", "convener", PAPER)


def put_forward_again(cast, plan):
    add(plan, {"title": "A cold store at Byrnihat"}, by=cast.actor("member"))
    return go(cast, plan, "put_forward", "convener")


# Confirmed -----------------------------------------------------------------------------------------------------------


def test_it_is_in_force_by_its_own_order_once_another_person_and_the_state_have_confirmed(planning):
    plan = brought_in(planning)
    adoption = Adoption.objects.get(case=plan.case)
    assert plan.case.status == DocumentStatus.ADOPTED and not plan.bringing_in
    assert (adoption.order_number, adoption.order_date) == ("DIC/2022/9", date(2022, 7, 14))
    assert adoption.order.name == "order.pdf" and adoption.adopted_at == MONDAY and adoption.mark == MARK
    confirmations = adoption.version.approvals.values_list("body__code", "post__role")
    assert list(confirmations) == [("DEPC-ML-RIBHOI", "chair"), ("SEPC-ML", "convener")]
    assert plan.case.holder == planning.convener.post and not Deadline.objects.running().filter(case=plan.case)


def test_who_entered_it_does_not_confirm_it_in_whichever_post(planning):
    acting = also(planning, "convener", planning.co_chair.post)
    plan = put_forward(planning)
    with pytest.raises(NotPermitted):
        perform(plan.case, "confirm", by=acting)


def test_who_wrote_an_intervention_does_not_confirm_it_in_another_post(planning):
    acting = also(planning, "member", planning.co_chair.post)
    plan = entered(planning)
    add(plan, {"title": "A cold store at Byrnihat"}, by=planning.actor("member"))
    plan = go(planning, plan, "put_forward", "convener")
    with pytest.raises(NotPermitted):
        perform(plan.case, "confirm", by=acting)


def taken(rows):
    rows.update(dropped_at=MONDAY)
    return rows.get()


def some_product(cast, plan) -> PlanProduct:
    product = IdentifiedProduct.objects.get(case__reference=listed(cast))
    return PlanProduct.objects.create(plan=plan, product=product)


@pytest.mark.parametrize(
    "changed",
    [
        lambda cast, plan, by: interventions.drop(plan.interventions.get(code="I-02"), by=by),
        lambda cast, plan, by: interventions.put_back(taken(plan.interventions.filter(code="I-02")), by=by),
        lambda cast, plan, by: targets.drop(plan.case.targets.get(), by=by),
        lambda cast, plan, by: targets.put_back(taken(plan.case.targets.all()), by=by),
        lambda cast, plan, by: products_of_plan.choose(plan, [listed(cast)], by=by),
        lambda cast, plan, by: products_of_plan.remove(some_product(cast, plan), by=by),
    ],
    ids=["intervention-out", "intervention-back", "target-out", "target-back", "product-in", "product-out"],
)
def test_who_took_something_out_or_put_it_in_does_not_confirm_it_in_another_post(planning, changed):
    acting = also(planning, "member", planning.co_chair.post)
    plan = entered(planning)
    Intervention.objects.create(plan=plan, code="I-02", title="A cold store at Byrnihat")
    changed(planning, plan, planning.actor("member"))
    plan = go(planning, plan, "put_forward", "convener")
    assert list(for_the_post(acting)) == []
    with pytest.raises(NotPermitted):
        perform(plan.case, "confirm", by=acting)


def test_who_confirmed_for_the_district_does_not_confirm_for_the_state(planning):
    acting = also(planning, "chair", planning.co_convener.post)
    plan = confirmed(planning)
    with pytest.raises(NotPermitted):
        perform(plan.case, "confirm_for_the_state", by=acting)


def test_a_committee_with_nobody_left_to_confirm_does_not_hand_it_over(planning):
    plan = entered(planning)
    Appointment.objects.filter(post__in=[planning.chair.post, planning.co_chair.post]).update(
        during=DateRange(LONG_AGO, date(2025, 1, 1))
    )
    with pytest.raises(NotNow, match="no post, beside those that entered it"):
        go(planning, plan, "put_forward", "convener")


@pytest.mark.parametrize(("made", "name"), [(put_forward, "chair"), (confirmed, "sepc")])
def test_refused_with_reasons_it_is_corrected_and_handed_over_again(planning, made, name):
    plan = go(planning, made(planning), "refuse", name, WRONG)
    assert plan.case.status == DocumentStatus.DRAFT and plan.bringing_in
    assert plan.case.holder == planning.convener.post and not Deadline.objects.running().filter(case=plan.case)
    assert [row.what for row in for_the_post(planning.actor("convener"))] == ["Correct it and hand it over again"]
    with pytest.raises(NotNow, match="A required change is not settled"):
        go(planning, plan, "put_forward", "convener")
    plan.case.comments.update(resolved_at=MONDAY, resolved_by=planning.convener.post, resolution="Three it is.")
    plan = go(planning, go(planning, plan, "put_forward", "convener"), "confirm", "co_chair")
    assert go(planning, plan, "confirm_for_the_state", "sepc").case.status == DocumentStatus.ADOPTED
    assert Version.objects.filter(case=plan.case).count() == 2


def test_a_refusal_says_why(planning):
    for made, name in ((put_forward, "chair"),):
        with pytest.raises(Invalid):
            go(planning, made(planning), "refuse", name, {"reason": "No."})


def test_it_is_taken_back_until_the_state_has_confirmed(planning):
    plan = go(planning, confirmed(planning), "recall", "convener", {"reason": REASON})
    assert plan.case.status == DocumentStatus.DRAFT and plan.bringing_in
    told = Notice.objects.filter(event__verb="recall").values_list("recipient", flat=True)
    assert list(told) == [planning.sepc.post.pk]
    plan = go(planning, plan, "put_forward", "convener")
    go(planning, plan, "recall", "convener", {"reason": REASON})
    told = Notice.objects.filter(event__verb="recall").order_by("pk").values_list("recipient", flat=True)[1:]
    assert set(told) == {planning.chair.post.pk, planning.co_chair.post.pk}


@pytest.mark.parametrize("verb", ["submit", "submit_to_state", "consult", "describe", "send_back", "sign", "accept"])
def test_the_moves_of_drafting_are_not_offered(planning, verb):
    plan = {"sign": put_forward, "send_back": put_forward, "accept": confirmed}.get(verb, entered)(planning)
    name = {"sign": "chair", "send_back": "chair", "accept": "sepc"}.get(verb, "convener")
    assert verb not in {move.verb for move in workflow_of("plan").permitted(planning.actor(name), plan)}
    data = {"until": "2026-03-16"} | PLAN | WRONG
    with pytest.raises(NotNow):
        go(planning, plan, verb, name, data)


def test_a_plan_drafted_here_is_not_confirmed_by_papers(planning):
    plan = written(planning)
    for verb, data in (("put_forward", {}), ("correct_papers", PAPER)):
        with pytest.raises(NotNow):
            go(planning, plan, verb, "convener", data)


# Who may --------------------------------------------------------------------------------------------------------------

SEES = {"convener", "chair", "co_chair", "member", "observer", "sepc", "sepc_chair", "co_convener", "sepc_member", "ra",
        "apex", "apex_head"}  # fmt: skip
SEES_NOT = {"sibling", "stranger", "other_sepc", "unconfirmed_ra", "agency", "department", "expired"}


# Every move stands in the matrix of test_permissions; here what else is asked of the same verbs.
@pytest.mark.parametrize(
    ("verb", "made", "data", "may"),
    [
        ("withdraw", begun, WRONG, {"convener"}),
        ("recall", put_forward, WRONG, {"convener"}),
        ("recall", confirmed, WRONG, {"convener"}),
        ("refuse", confirmed, WRONG, {"sepc", "sepc_chair", "co_convener"}),
        ("revise", brought_in, WRONG, {"convener"}),
    ],
)
def test_each_move_is_open_to_whom_the_rules_name_and_to_nobody_else(planning, verb, made, data, may):
    plan = made(planning)
    for name in sorted(SEES - may):
        with pytest.raises(NotPermitted):
            go(planning, plan, verb, name, data)
    for name in sorted(SEES_NOT):
        with pytest.raises(Case.DoesNotExist):
            go(planning, plan, verb, name, data)
    fresh = workflow_of("plan").subject_of(Case.objects.get(pk=plan.pk))
    assert {name for name in SEES if workflow_of("plan")[verb].by(planning.actor(name), fresh)} == may
    assert go(planning, plan, verb, sorted(may)[0], data).case.events.last().verb == verb


def test_only_conveners_bring_in_a_document_of_their_own_committee(planning):
    for name in sorted(SEES | SEES_NOT - {"sibling", "stranger", "expired"}):
        if name != "convener":
            with pytest.raises(PermissionDenied):
                begun(planning, name)
    assert begun(planning, "sibling").case.district == planning.khasi
    for name in ("convener", "chair", "sepc_chair", "apex"):
        with pytest.raises(PermissionDenied):
            strategy_begun(planning, name)
    assert strategy_begun(planning, "co_convener").case.state == planning.meghalaya


@pytest.mark.parametrize("name", ["sibling", "other_sepc", "stranger"])
def test_a_sibling_district_and_another_state_find_nothing_before_it_is_in_force(planning, name):
    plan, client = confirmed(planning), Client()
    planning.login(client, name)
    for page in ("plan", "document-check", "document-versions", "document-pdf"):
        assert client.get(reverse(page, args=[plan.case.handle])).status_code == 404
    assert client.post(reverse("plan-act", args=[plan.case.handle, "confirm_for_the_state"])).status_code == 404
    assert client.get(reverse("evidence", args=[plan.case.evidence.first().key])).status_code == 404


# A strategy -----------------------------------------------------------------------------------------------------------


def test_a_strategy_is_confirmed_by_its_own_committee_and_noted_by_the_centre(planning):
    strategy = strategy_brought_in(planning)
    adoption = Adoption.objects.get(case=strategy.case)
    assert strategy.case.status == DocumentStatus.ADOPTED and adoption.mark == MARK
    assert strategy.case.holder == planning.apex.post
    assert Deadline.objects.running().get(case=strategy.case).kind == "note"
    assert go(planning, strategy, "note", "apex").case.status == "noted"


# Clocks, notices, work ------------------------------------------------------------------------------------------------


def test_whoever_may_confirm_is_told_and_finds_it_in_their_work(planning):
    plan = put_forward(planning)
    told = Notice.objects.filter(event__verb="put_forward").values_list("recipient", flat=True)
    assert set(told) == {planning.chair.post.pk, planning.co_chair.post.pk}
    for name in ("chair", "co_chair"):
        (row,) = for_the_post(planning.actor(name))
        assert row.url.endswith("?open=confirm#do-confirm")
    assert list(for_the_post(planning.actor("convener"))) == []
    go(planning, plan, "confirm", "chair")
    for name in ("sepc", "sepc_chair", "co_convener"):
        (row,) = for_the_post(planning.actor(name))
        assert row.url.endswith("?open=confirm_for_the_state#do-confirm_for_the_state")


def another_like(plan: Plan, number: int) -> None:
    """One more plan at the same step, brought in and put forward by the same persons."""
    moves, versions = list(plan.case.events.all()), list(plan.case.versions.all())
    case = Case.objects.get(pk=plan.pk)
    case.pk, case.key, case.reference, case._state.adding = None, uuid.uuid4(), f"ML-TEST-{number}", True
    case.save()
    Plan.objects.create(
        case=case, body=plan.body, first_year=plan.first_year, last_year=plan.last_year, bringing_in=True
    )
    for row in (*moves, *versions):
        row.pk, row.case, row._state.adding = None, case, True
        row.save()


@pytest.mark.parametrize(("made", "name"), [(put_forward, "chair"), (confirmed, "sepc")])
def test_the_work_of_who_confirms_asks_the_same_questions_however_many_wait(planning, made, name):
    plan = made(planning)

    def asked(name: str) -> tuple[int, int]:
        actor = planning.actor(name)
        with CaptureQueriesContext(connection) as questions:
            rows = list(for_the_post(actor))
        return len(rows), len(questions)

    (one, first), (none, before) = asked(name), asked("convener")
    for number in range(1, 5):
        another_like(plan, number)
    assert asked(name) == (5, first) and one == 1
    assert asked("convener") == (none, before) and none == 0


def test_a_plan_drafted_here_asks_nothing_of_who_entered_it(planning, django_assert_num_queries):
    plan = workflow_of("plan").subject_of(submitted(planning).case)
    for verb, name in (("confirm", "chair"), ("confirm_for_the_state", "sepc")):
        actor = planning.actor(name)
        with django_assert_num_queries(0):
            assert not workflow_of("plan")[verb].by(actor, plan)


def test_silence_of_the_state_goes_up_and_then_the_chief_secretary_can_confirm(planning):
    plan = confirmed(planning)
    due = Deadline.objects.running().get(case=plan.case)
    assert due.kind == "assess" and due.post == planning.sepc.post
    with clock.freeze(due.due_at):
        sweep()
    case = Case.objects.get(pk=plan.pk)
    assert (case.level, case.holder) == (3, planning.sepc_chair.post)
    assert go(planning, plan, "confirm_for_the_state", "sepc_chair").case.status == DocumentStatus.ADOPTED


def test_silence_of_who_can_confirm_is_reminded(planning):
    plan = put_forward(planning)
    due = Deadline.objects.running().get(case=plan.case)
    with clock.freeze(due.due_at):
        sweep()
    told = Notice.objects.filter(event__verb="remind").values_list("recipient", flat=True)
    assert {planning.chair.post.pk, planning.co_chair.post.pk} <= set(told)


# Afterwards it is a plan like any other -------------------------------------------------------------------------------


def test_it_is_revised_like_any_other_and_the_new_order_ends_the_old_one(planning):
    plan = go(planning, brought_in(planning), "revise", "convener", {"reason": REASON})
    assert "adopted on 14 Jul 2022, stays in force" in standing_of(plan).sentence
    assert "submit" in {move.verb for move in workflow_of("plan").permitted(planning.actor("convener"), plan)}
    assert any(gap.part == "section:district-profile" for gap in gaps(plan.case))
    assert not workflow_of("plan")["put_forward"].applies_to(plan)


def test_what_follows_a_plan_follows_it_progress_of_any_quarter_and_money(planning):
    add_ladder()
    plan = brought_in(planning)
    row = plan.interventions.get()
    name = f"m{Measure.objects.get(intervention=row).pk}"
    said = {f"{name}-actual": "60", f"{name}-seen": "0"}
    save_rows(by=planning.actor("member"), document=plan, quarter=Quarter(2024, 2), data=said, files={}, only=name)
    assert row.progress.get().actual == 60
    funding = request_money(by=planning.actor("convener"), intervention=row, data=REQUEST)
    assert funding.case.status == "requested"


def test_its_interventions_come_from_the_table_too_with_their_old_dates(planning):
    plan, client = begun(planning), Client()
    planning.login(client, "member")
    old = row_of(title="A cold store at Byrnihat", starts_on="2022-10-01", due_on="2024-03-31")
    send(client, plan, [*downloaded(client, plan, "?template=1"), old])
    assert plan.interventions.get().due_on == date(2024, 3, 31)


def test_quarters_before_it_was_brought_in_are_not_demanded_and_colour_nothing(planning):
    plan = brought_in(planning)  # on 2 March 2026, in the fourth quarter of 2025-26
    with on("2026-03-25"):
        assert list(progress_to_report(planning.actor("convener"))) == []  # October to December 2025
        verdicts = {row.verdict for row in judged(Measure.objects.filter(adoption__case=plan.case), rule())}
        assert verdicts == {"awaited", "not_started"}
    with on("2026-04-06"):
        (row,) = progress_to_report(planning.actor("convener"))
        assert "Q4 2025-26" in row.what and not row.late
    with on("2026-11-05"):  # two quarters since then are due and unsaid
        rows = judged(Measure.objects.filter(adoption__case=plan.case, intervention__isnull=False), rule())
        assert [row.verdict for row in rows] == ["silent"] and rows[0].silence == 3


def test_what_was_over_before_it_was_brought_in_is_grey_until_somebody_reports_it(planning):
    plan = entered(planning)
    plan.interventions.update(due_on=date(2023, 3, 31))
    for verb, name in (("put_forward", "convener"), ("confirm", "chair"), ("confirm_for_the_state", "sepc")):
        go(planning, plan, verb, name)
    with on("2026-11-05"):
        row = judged(Measure.objects.filter(adoption__case=plan.case, intervention__isnull=False), rule()).get()
    assert row.verdict == "awaited"


def test_quarters_before_it_was_brought_in_stay_unasked_after_a_revision(planning):
    plan = go(planning, brought_in(planning), "revise", "convener", {"reason": REASON})
    Section.objects.filter(case=plan.case).update(text="Two thousand growers, three mills.", number=1)
    filled(planning, plan)
    plan.interventions.filter(code="I-01").update(stage=planning.testing, owner=planning.convener.post)
    steps = [("submit", "convener"), ("sign", "chair"), ("countersign", "co_chair"), ("accept", "sepc"),
             ("approve", "sepc_chair"), ("co_approve", "sepc")]  # fmt: skip
    for verb, name in steps:
        plan = go(planning, plan, verb, name)
    plan = go(planning, plan, "notify", "convener", ORDER, {"evidence": order()})
    adoption = Adoption.objects.get(case=plan.case, ended_at=None)
    assert adoption.mark == "" and Adoption.objects.filter(case=plan.case).count() == 2
    assert set(adoption.measures.values_list("asked_from", flat=True)) == {4 * 2025 + 3}


# Funnel ---------------------------------------------------------------------------------------------------------------


def counts(day: str, scope: str = Scope.DISTRICTS) -> dict[str, int]:
    return {row.stage.code: row.count for row in of_india(funnel(date.fromisoformat(day)), scope)}


def test_the_funnel_counts_it_as_adopted_and_says_so_and_not_as_drafted_submitted_or_approved_here(planning):
    confirmed_only = confirmed(planning)
    assert counts("2026-03-02")["adopted"] == 0
    with on("2026-03-04"):
        go(planning, confirmed_only, "confirm_for_the_state", "sepc")
    before, after = counts("2026-03-03"), counts("2026-03-04")
    assert (before["adopted"], before["brought_in"]) == (0, 0)
    assert (after["adopted"], after["brought_in"]) == (1, 1)
    assert after["begun"] == after["submitted"] == after["approved"] == 0


def test_a_strategy_counts_for_its_state(planning):
    strategy_brought_in(planning)
    found = counts("2026-03-02", Scope.STATES)
    assert (found["adopted"], found["brought_in"], found["begun"], found["approved"]) == (1, 1, 0, 0)


# Marked everywhere ----------------------------------------------------------------------------------------------------


def test_it_is_marked_on_its_page_the_lists_the_public_pages_and_the_district(planning):
    plan, client = brought_in(planning), Client()
    for page in (reverse("plans"), reverse("plan-public", args=[plan.case.handle]), reverse("district", args=["276"])):
        assert MARK in client.get(page, follow=True).content.decode(), page
    planning.login(client, "convener")
    here = [reverse("plan", args=[plan.case.handle]), reverse("plans")]
    here += [reverse(name, args=[plan.case.handle]) for name in ("document-progress", "document-versions")]
    for page in here:
        assert MARK in client.get(page).content.decode(), page
    assert adopted_of_district(planning.ribhoi).get().mark == MARK
    assert MARK in standing_of(plan).sentence


def test_before_it_is_in_force_the_page_says_that_it_is_being_brought_in_and_nobody_else_sees_it(planning):
    plan, client = put_forward(planning), Client()
    assert plan.case.title not in client.get(reverse("plans")).content.decode()
    planning.login(client, "chair")
    page = client.get(reverse("plan", args=[plan.case.handle])).content.decode()
    assert "It was adopted before this portal and is being brought in." in page
    assert "Your confirmation is asked for." in page and "DIC/2022/9" in page
    assert "being brought in: adopted before this portal" in client.get(reverse("plans")).content.decode()


def test_one_that_was_withdrawn_is_not_being_brought_in_any_more(planning):
    plan, client = begun(planning), Client()
    go(planning, plan, "withdraw", "convener", {"reason": REASON})
    planning.login(client, "convener")
    for page in (reverse("plans"), reverse("plan", args=[plan.case.handle])):
        said = client.get(page).content.decode()
        assert plan.case.title in said and "being brought in" not in said
    assert client.get("/api/v1/plans/").json()["results"][0]["being_brought_in"] is False
    said = client.get(f"/api/v1/plans/{plan.case.handle}/").json()
    assert (said["status"], said["being_brought_in"]) == ("withdrawn", False)


def test_the_printed_document_says_so(planning):
    plan = brought_in(planning)
    version = Version.objects.get(case=plan.case)
    for audience in ("public", "committee"):
        said = render_to_string("strategies/print.html", record_of(plan.case, version, audience))
        assert MARK in said and "Confirmed by" in said and "Approvals" not in said
        assert "A training centre at Nongpoh" in said and "Nothing is written here." not in said


def test_a_plan_adopted_here_is_not_marked(planning):
    assert Adoption(order_date=date(2026, 3, 2), adopted_at=MONDAY).mark == ""


def test_the_api_tells_the_same(planning):
    plan, client = entered(planning), Client()
    planning.login(client, "convener")
    row = client.get("/api/v1/plans/").json()["results"][0]
    assert (row["being_brought_in"], row["adopted_before_portal"], row["adopted_at"]) == (True, False, None)
    here = f"/api/v1/plans/{plan.case.handle}/"
    said = client.get(here).json()
    assert said["adopted_on_paper"]["issued_by"] == "Deputy Commissioner, Ri Bhoi" and said["missing"] == []
    assert "put_forward" in {one["verb"] for one in said["actions"]}
    go(planning, plan, "put_forward", "convener")
    go(planning, plan, "confirm", "chair")
    go(planning, plan, "confirm_for_the_state", "sepc")
    row, said = client.get("/api/v1/plans/").json()["results"][0], client.get(here).json()
    assert (row["status"], row["adopted_before_portal"], row["being_brought_in"]) == ("adopted", True, False)
    adoption = said["adoptions"][0]
    assert (adoption["before_portal"], adoption["order_date"]) == (True, "2022-07-14")


# Pages ----------------------------------------------------------------------------------------------------------------


def test_the_form_sent_twice_is_one_plan_and_refused_keeps_what_was_typed(planning):
    client, page = Client(), reverse("plan-bring-in")
    planning.login(client, "convener")
    assert client.get(page).status_code == 200
    refused = client.post(page, PAPER | {"token": "t1", "order_paper": pdf("order.pdf")})
    assert refused.status_code == 422 and "Deputy Commissioner, Ri Bhoi" in refused.content.decode()
    first = client.post(page, PAPER | {"token": "t2"} | papers())
    again = client.post(page, PAPER | {"token": "t2"} | papers())
    assert first.status_code == again.status_code == 302 and first.url == again.url
    other = client.post(page, PAPER | {"token": "t2"} | papers() | {"plan_paper": pdf("another.pdf")})
    assert other.status_code == 409
    assert Event.objects.filter(verb="bring_in").count() == 1 and Evidence.objects.count() == 2


def test_who_begins_no_plan_is_offered_no_form_and_refused(planning):
    client = Client()
    assert client.get(reverse("plan-bring-in")).url.startswith(reverse("account_login"))
    planning.login(client, "chair")
    assert client.get(reverse("plan-bring-in")).status_code == 403
    assert reverse("plan-bring-in") not in client.get(reverse("plans")).content.decode()
    planning.login(client, "convener")
    assert reverse("plan-bring-in") in client.get(reverse("plans")).content.decode()
