"""The life of a plan and of a strategy: what each move asks for, changes, and refuses."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.models import Case, EvidenceState
from escalations import clocks
from escalations.auditor import findings
from escalations.sweep import sweep
from institutions import clock
from notices.briefs import brief_of
from notices.models import Notice, Purpose
from strategies.life.start import start_document
from strategies.models import (
    Adoption,
    Approval,
    ApprovalRule,
    Comment,
    DocumentKind,
    DocumentStatus,
    StrategyStatus,
    Version,
)
from tests.strategies.planning import (
    ORDER,
    PLAN,
    REASON,
    accepted,
    adopted,
    approved,
    drafted,
    go,
    order,
    sent,
    strategy_adopted,
    strategy_submitted,
    submitted,
    written,
)
from workflow.errors import Invalid, NotNow

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


# What is asked, and what is refused -----------------------------------------------------------------------------------


def told(document) -> dict:
    """Post -> purpose, of what was written about the latest event."""
    event = document.case.events.latest("version")
    return {
        notice.recipient: notice.purpose
        for notice in Notice.objects.filter(event=event).select_related("recipient__body")
    }


def fire(document):
    """Let the running clock run out, sweep, and give the case as it is then."""
    with clock.freeze(clocks.running(document.case).due_at + timedelta(minutes=1)):
        sweep()
    return Case.objects.select_related("holder__body").get(pk=document.pk)


def test_a_second_plan_of_a_committee_is_refused_and_one_that_was_withdrawn_makes_room(planning):
    plan = drafted(planning)
    with pytest.raises(Invalid, match="ML-RIBHOI-DEAP-2026-00001"):
        drafted(planning)
    go(planning, plan, "withdraw", "convener", {"reason": REASON})
    assert drafted(planning).case.reference == "ML-RIBHOI-DEAP-2026-00002"


@pytest.mark.parametrize("years", [("2028", "2026"), ("2021", "2040"), ("1999", "2001"), ("", "2028"), ("x", "y")])
def test_years_that_are_none_are_refused(planning, years):
    data = {**PLAN, "first_year": years[0], "last_year": years[1]}
    with pytest.raises(Invalid):
        start_document(by=planning.actor("convener"), kind=DocumentKind.PLAN, data=data)


def test_a_revision_can_be_made_for_later_years(planning):
    plan = go(planning, adopted(planning), "revise", "convener", {"reason": REASON})
    later = {"title": "Export plan of Ri Bhoi, second", "first_year": "2029", "last_year": "2031"}
    plan = go(planning, plan, "describe", "convener", later)
    assert (plan.case.title, plan.first_year, plan.last_year) == (later["title"], 2029, 2031)
    assert Version.objects.get().content["years"] == [2026, 2028]


def test_a_plan_that_was_accepted_is_not_taken_back_and_nothing_in_it_changes(planning):
    plan = accepted(planning)
    for verb, data in [
        ("recall", {"reason": REASON}),
        ("submit", {}),
        ("describe", PLAN),
        ("withdraw", {"reason": REASON}),
    ]:
        with pytest.raises(NotNow):
            go(planning, plan, verb, "convener", data)


@pytest.mark.parametrize("made", [submitted, sent, accepted, approved, adopted])
def test_from_submission_on_a_plan_is_locked(planning, made):
    assert not made(planning).is_writable


def test_a_plan_taken_back_starts_its_approvals_again(planning):
    plan = go(planning, sent(planning), "recall", "convener", {"reason": REASON})
    assert (plan.case.status, plan.case.holder) == (DocumentStatus.DRAFT, planning.convener.post)
    plan = go(planning, plan, "submit", "convener")
    assert plan.case.status == DocumentStatus.SIGNING
    assert list(Approval.objects.values_list("version__number", flat=True)) == [1, 1]
    assert go(planning, plan, "sign", "co_chair").case.status == DocumentStatus.SIGNING


def test_required_changes_are_remarks_that_block_the_next_submission(planning):
    changes = "- State the baseline of every target.\n\n• Name an owner for the packhouse.\n"
    plan = go(planning, accepted(planning), "return", "sepc", {"reason": changes})
    assert (plan.case.status, plan.is_writable) == (DocumentStatus.RETURNED, True)
    rows = Comment.objects.filter(case=plan.case, required=True).order_by("pk")
    assert [row.text for row in rows] == ["State the baseline of every target.", "Name an owner for the packhouse."]
    with pytest.raises(NotNow, match="2 things are missing"):
        go(planning, plan, "submit", "convener")
    rows.update(resolution="Done.", resolved_by=planning.convener.post, resolved_at=clock.now())
    assert go(planning, plan, "submit", "convener").case.status == DocumentStatus.SIGNING
    assert Version.objects.filter(case=plan.case).count() == 2


def test_an_approver_of_the_district_sends_it_back_too(planning):
    plan = go(planning, submitted(planning), "send_back", "co_chair", {"reason": REASON})
    assert (plan.case.status, plan.case.holder) == (DocumentStatus.RETURNED, planning.convener.post)
    assert Comment.objects.get(case=plan.case).required


def test_where_no_rule_names_approvers_the_plan_goes_straight_to_the_state(planning):
    ApprovalRule.objects.filter(document="plan", body_kind="depc").delete()
    plan = go(planning, written(planning), "submit_to_state", "convener")
    assert (plan.case.status, plan.case.holder) == (DocumentStatus.SUBMITTED, planning.sepc.post)
    assert told(plan) == {planning.sepc.post: Purpose.FOR_ACTION}
    with pytest.raises(NotNow):
        go(planning, plan, "submit", "convener")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"order_date": "2026-03-03"}, "order_date"),
        ({"order_date": "2026-02-27"}, "order_date"),
        ({"order_number": ""}, "order_number"),
    ],
)
def test_an_order_of_no_day_or_number_adopts_nothing(planning, wrong, field):
    plan = approved(planning)
    with pytest.raises(Invalid) as refused:
        go(planning, plan, "notify", "convener", {**ORDER, **wrong}, {"evidence": order()})
    assert list(refused.value.form.errors) == [field]
    assert not Adoption.objects.exists()


def test_an_order_is_a_pdf_and_required(planning):
    plan = approved(planning)
    photo = SimpleUploadedFile("order.pdf", b"\x89PNG\r\n\x1a\n" + b"0" * 64, content_type="application/pdf")
    for files in ({"evidence": photo}, None):
        with pytest.raises(Invalid):
            go(planning, plan, "notify", "convener", ORDER, files)
    adoption = Adoption.objects.filter(case=go(planning, plan, "notify", "convener", ORDER, {"evidence": order()}).case)
    assert adoption.get().order.state in EvidenceState.values


def test_a_revision_keeps_the_adopted_version_in_force_until_the_next(planning):
    plan = go(planning, adopted(planning), "revise", "convener", {"reason": REASON})
    assert (plan.case.status, plan.case.cycle) == (DocumentStatus.DRAFT, 2)
    assert Adoption.objects.get(ended_at=None).version.number == 1
    with pytest.raises(NotNow):  # what was adopted once is revised, not withdrawn
        go(planning, plan, "withdraw", "convener", {"reason": REASON})
    plan = go(planning, plan, "submit", "convener")
    for verb, name in [("sign", "chair"), ("countersign", "co_chair"), ("accept", "sepc"), ("approve", "sepc_chair"),
                       ("co_approve", "co_convener")]:  # fmt: skip
        plan = go(planning, plan, verb, name)
    go(planning, plan, "notify", "convener", {**ORDER, "order_number": "DIC/2026/40"}, {"evidence": order()})
    assert Adoption.objects.get(ended_at=None).order_number == "DIC/2026/40"
    assert Adoption.objects.exclude(ended_at=None).get().version.number == 1


# Clocks ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("made", "kind", "days", "holder"),
    [(submitted, "sign", 15, "chair"), (sent, "accept", 5, "sepc"), (accepted, "assess", 30, "sepc"),
     (approved, "notify", 20, "convener"), (strategy_submitted, "sign", 20, "sepc_chair"),
     (strategy_adopted, "note", 30, "apex")],
)  # fmt: skip
def test_each_stage_has_its_clock_and_its_holder(planning, made, kind, days, holder):
    document = made(planning)
    running = clocks.running(document.case)
    post = getattr(planning, holder).post
    assert (running.kind, running.allowed_days, running.post, document.case.holder) == (kind, days, post, post)


@pytest.mark.parametrize("made", [sent, accepted])
def test_silence_of_the_state_goes_up_to_the_chief_secretary_and_no_further(planning, made):
    plan = made(planning)
    case = fire(plan)
    assert (case.status, case.level, case.holder) == (plan.case.status, 3, planning.sepc_chair.post)
    assert told(plan)[planning.sepc_chair.post] == Purpose.ESCALATION
    assert told(plan)[planning.sepc.post] == Purpose.COPIED
    case = fire(plan)
    assert (case.level, case.holder) == (3, planning.sepc_chair.post)
    assert told(plan)[planning.sepc_chair.post] == Purpose.REMINDER
    assert clocks.running(case)


def test_accepted_late_it_is_the_committees_again_with_all_its_days(planning):
    plan = sent(planning)
    fire(plan)
    plan = go(planning, plan, "accept", "sepc_chair")
    assert (plan.case.level, plan.case.holder, clocks.running(plan.case).allowed_days) == (2, planning.sepc.post, 30)


def test_the_first_approval_of_the_state_does_not_lengthen_its_days(planning):
    plan = accepted(planning)
    before = clocks.running(plan.case)
    plan = go(planning, plan, "approve", "sepc")
    after = clocks.running(plan.case)
    assert (after.pk, after.due_at, after.post) == (before.pk, before.due_at, planning.sepc_chair.post)
    assert plan.case.holder == planning.sepc_chair.post


@pytest.mark.parametrize(
    ("made", "reminded"),
    [(submitted, {"chair", "co_chair"}), (approved, {"convener"}), (strategy_adopted, {"apex"}),
     (strategy_submitted, {"sepc_chair", "co_convener"})],
)  # fmt: skip
def test_silence_of_everybody_else_is_reminded(planning, made, reminded):
    document = made(planning)
    status = document.case.status
    case = fire(document)
    assert case.status == status and clocks.running(case)
    found = {post for post, purpose in told(document).items() if purpose == Purpose.REMINDER}
    assert found == {getattr(planning, name).post for name in reminded}


def test_the_day_of_a_consultation_ends_with_one_reminder(planning):
    plan = go(planning, written(planning), "consult", "convener", {"until": "2026-03-16"})
    assert set(told(plan)) == {planning.chair.post, planning.co_chair.post, planning.member.post}
    case = fire(plan)
    assert case.status == DocumentStatus.CONSULTATION and clocks.running(case) is None
    assert told(plan)[planning.convener.post] == Purpose.REMINDER


@pytest.mark.parametrize(
    "made", [drafted, submitted, sent, accepted, approved, adopted, strategy_submitted, strategy_adopted]
)
def test_the_auditor_has_nothing_to_say_of_a_document_at_any_stage(planning, made):
    document = made(planning)
    assert not [said for said in findings() if document.case.reference in said]


# Notices --------------------------------------------------------------------------------------------------------------


def test_the_approvers_are_told_by_a_date_and_then_only_who_is_missing(planning):
    plan = submitted(planning)
    assert told(plan) == {planning.chair.post: Purpose.FOR_ACTION, planning.co_chair.post: Purpose.FOR_ACTION}
    assert all(notice.reply_by for notice in Notice.objects.filter(case=plan.case, purpose=Purpose.FOR_ACTION))
    assert told(go(planning, plan, "sign", "co_chair")) == {planning.chair.post: Purpose.FOR_ACTION}


def test_who_was_asked_is_told_that_nothing_is_asked_any_more(planning):
    plan = go(planning, submitted(planning), "recall", "convener", {"reason": REASON})
    assert told(plan) == {planning.chair.post: Purpose.COPIED, planning.co_chair.post: Purpose.COPIED}


def test_the_state_is_told_of_a_plan_taken_back_from_it(planning):
    plan = go(planning, sent(planning), "recall", "convener", {"reason": REASON})
    assert told(plan) == {planning.sepc.post: Purpose.COPIED}


def test_a_notice_says_which_version_and_where_it_stands(planning):
    plan = submitted(planning)
    notice = Notice.objects.filter(case=plan.case, recipient=planning.chair.post).select_related("event", "case").last()
    brief = brief_of(notice)
    assert "Submit it" in brief.what and "With its approvers" in brief.standing
    assert ("Version", "1") in brief.facts and ("Financial years", "2026-27 – 2028-29") in brief.facts
