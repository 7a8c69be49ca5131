"""The lives of plans and strategies: one row per move. Both share the rows of drafting."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as lazy

from escalations.firing import Fired, still_fires
from strategies.conditions.moves import add_condition, drop_conditions, open_conditions
from strategies.life import effects, inputs, tell, who
from strategies.life.clocks import settle
from strategies.life.posts import CHIEF_SECRETARY
from strategies.models import DocumentKind, DocumentStatus, Plan, Strategy, StrategyStatus
from strategies.models.plans import WRITABLE
from workflow.engine import Move, Workflow
from workflow.engine import Transition as T
from workflow.inputs import OptionalNote, Reason

S = DocumentStatus
DRAFTED = (S.DRAFT, S.RETURNED)
BEFORE_ACCEPTANCE = (S.SIGNING, S.SUBMITTED)
AT_THE_STATE = (S.SUBMITTED, S.REVIEW)


def keep_the_return(move: Move) -> None:
    """What has to change is listed; the conditions of this review go with it."""
    effects.keep_required_changes(move)
    drop_conditions(move)


CONSULT = T(
    "consult", lazy("Ask the committee for comments"), DRAFTED, S.CONSULTATION, by=who.the_submitter,
    inputs=inputs.Consultation, clock="consult", notify=tell.the_committee, offered=effects.is_drafted_here,
    hint=lazy("Everybody of the committee is told; drafting goes on meanwhile."),
)  # fmt: skip
END_CONSULTATION = T(
    "end_consultation", lazy("End the consultation"), (S.CONSULTATION,), S.DRAFT, by=who.the_submitter,
    inputs=OptionalNote, clock="stop", hint=lazy("What is not resolved yet stays listed."),
)  # fmt: skip
DESCRIBE = T(
    "describe", lazy("Change its title or years"), WRITABLE, None, by=who.the_submitter, inputs=inputs.Description,
    effect=effects.describe, offered=effects.is_drafted_here,
    hint=lazy("A revision for later years is made of the same document."),
)  # fmt: skip
SUBMIT = {
    "label": lazy("Submit it"), "sources": WRITABLE, "by": who.the_submitter, "inputs": OptionalNote,
    "effect": effects.submit, "clock": "submitted", "tone": "primary",
    "hint": lazy("What it says now is frozen as a version. Until it is accepted for review you can take it back."),
}  # fmt: skip
TAKE_BACK = {
    "label": lazy("Take it back"), "by": who.the_submitter, "inputs": Reason, "effect": effects.take_back,
    "clock": "stop", "notify": tell.who_was_asked, "tone": "danger",
    "hint": lazy("It is a draft again; the version that was submitted stays on record."),
}  # fmt: skip
SEND_BACK = T(
    "send_back", lazy("Send it back to be changed"), (S.SIGNING,), S.RETURNED, by=who.a_signatory,
    inputs=inputs.RequiredChanges, effect=effects.to_the_drafters, keep=effects.keep_required_changes,
    offered=effects.is_drafted_here, clock="redraft", notify=tell.the_holder_to_act,
)  # fmt: skip
REVISE = {
    "label": lazy("Start a revision"), "target": S.DRAFT, "by": who.the_submitter, "inputs": Reason,
    "effect": effects.revise, "clock": "stop", "notify": tell.both_committees,
    "hint": lazy("What is adopted stays in force until the next version is."),
}  # fmt: skip
WITHDRAW = T(
    "withdraw", lazy("Withdraw it"), WRITABLE, S.WITHDRAWN, by=who.the_submitter, inputs=Reason,
    effect=effects.withdraw, clock="stop", notify=tell.both_committees, offered=effects.was_never_adopted,
    tone="danger", hint=lazy("It can only be read from then on."),
)  # fmt: skip
NOTIFY = {
    "label": lazy("Notify it"), "sources": (S.APPROVED,), "target": S.ADOPTED, "by": who.the_submitter,
    "inputs": inputs.Notification, "keep": effects.keep_the_order, "tone": "primary",
    "hint": lazy("With the order it is adopted and public, save what is for the committee only."),
}  # fmt: skip
# Adopted on paper before the portal: the same statuses, other moves (docs/adr/0034)
CORRECT_PAPERS = T(
    "correct_papers", lazy("Correct the order or its papers"), (S.DRAFT,), None, by=who.the_submitter,
    inputs=inputs.Correction, effect=effects.correct_papers, keep=effects.keep_papers, offered=effects.is_brought_in,
)  # fmt: skip
PUT_FORWARD = T(
    "put_forward", lazy("Hand it over to be confirmed"), (S.DRAFT,), S.SIGNING, by=who.the_submitter,
    inputs=OptionalNote, still=effects.may_be_put_forward, effect=effects.put_forward, clock="sign",
    notify=tell.the_confirmers, offered=effects.is_brought_in, tone="primary",
    hint=lazy("Somebody else of the committee compares it with the papers and confirms it."),
)  # fmt: skip
CONFIRM = {
    "label": lazy("Confirm that it was adopted"), "sources": (S.SIGNING,), "by": who.a_second_person,
    "inputs": OptionalNote, "still": effects.papers_can_be_read, "offered": effects.is_brought_in, "tone": "primary",
}  # fmt: skip
REFUSE = {
    "label": lazy("Refuse it"), "target": S.DRAFT, "by": who.whoever_is_asked_to_confirm,
    "inputs": inputs.RequiredChanges, "effect": effects.to_the_drafters, "keep": effects.keep_required_changes,
    "clock": "stop", "notify": tell.the_holder_to_act, "offered": effects.is_brought_in, "tone": "danger",
    "hint": lazy("Say what does not agree with the papers. It can be corrected and handed over again."),
}  # fmt: skip
REMIND = {
    "label": lazy("Reminder"), "target": None, "by": who.the_clock, "inputs": Fired, "still": still_fires,
    "clock": "again", "notify": tell.the_reminded,
}  # fmt: skip

PLAN_MOVES = (
    # The district's committee ------------------------------------------------------------------------------------
    T("submit", target=S.SIGNING, still=effects.may_be_submitted, offered=effects.needs_signing,
      notify=tell.the_approvers, **SUBMIT),
    T("submit_to_state", target=S.SUBMITTED, still=effects.is_complete, offered=effects.needs_no_signing,
      notify=tell.the_holder_to_act, **SUBMIT),
    CONSULT,
    END_CONSULTATION,
    DESCRIBE,
    T(
        "sign", lazy("Approve it for the district"), (S.SIGNING,), None, by=who.an_approver_here,
        inputs=OptionalNote, effect=effects.sign, offered=effects.nobody_signed, clock="pass_on",
        notify=tell.the_approvers, tone="primary", hint=lazy("It takes two persons: the other post is asked next."),
    ),
    T(
        "countersign", lazy("Approve it for the district"), (S.SIGNING,), S.SUBMITTED, by=who.an_approver_here,
        inputs=OptionalNote, effect=effects.sign_and_hand_to_the_state,
        offered=effects.one_signed, clock="accept", notify=tell.the_holder_to_act, tone="primary",
        hint=lazy("The second approval: it goes to the State's committee."),
    ),
    SEND_BACK,
    T("recall", sources=BEFORE_ACCEPTANCE, target=S.DRAFT, **TAKE_BACK),
    T("notify", effect=effects.adopt, clock="stop", notify=tell.both_committees, **NOTIFY),
    T("revise", sources=(S.ADOPTED,), **REVISE),
    CORRECT_PAPERS,
    PUT_FORWARD,
    T("confirm", target=S.SUBMITTED, effect=effects.confirm_for_the_district, clock="assess",
      notify=tell.the_holder_to_act, hint=lazy("You have read both papers. The State’s committee is asked next."),
      **CONFIRM),
    WITHDRAW,
    # The State's committee ----------------------------------------------------------------------------------------
    T(
        "accept", lazy("Accept it for review"), (S.SUBMITTED,), S.REVIEW, by=who.the_state, inputs=OptionalNote,
        effect=effects.to_the_state, clock="assess", notify=tell.the_submitter, tone="primary",
        offered=effects.is_drafted_here,
        hint=lazy("From then on the district cannot take it back or change it."),
    ),
    T(
        "return", lazy("Return it to be changed"), (S.REVIEW,), S.RETURNED, by=who.the_state,
        inputs=inputs.RequiredChanges, effect=effects.to_the_drafters, keep=keep_the_return, clock="redraft",
        notify=tell.the_holder_to_act,
    ),
    T(
        "add_condition", lazy("Set a condition"), (S.REVIEW,), None, by=who.the_state,
        inputs=inputs.ConditionOfApproval, effect=add_condition, offered=effects.nobody_approved,
        hint=lazy("It becomes binding with the approval and is followed until it is met."),
    ),
    T(
        "approve", lazy("Approve it"), (S.REVIEW,), None, by=who.an_approver_of_the_state, inputs=OptionalNote,
        effect=effects.sign, offered=effects.nobody_approved, clock="pass_on", notify=tell.the_approvers,
        tone="primary", hint=lazy("It takes two persons: the other post is asked next."),
    ),
    T(
        "co_approve", lazy("Approve it"), (S.REVIEW,), S.APPROVED, by=who.an_approver_of_the_state,
        inputs=OptionalNote, effect=effects.sign_and_hand_back,
        keep=open_conditions, offered=effects.one_approved, clock="notify", notify=tell.the_holder_to_act,
        tone="primary", hint=lazy("The second approval: the district can notify it."),
    ),
    T(
        "confirm_for_the_state", lazy("Confirm it for the State"), (S.SUBMITTED,), S.ADOPTED,
        by=who.another_of_the_state, inputs=OptionalNote, still=effects.papers_can_be_read,
        effect=effects.confirm_for_the_state, clock="stop", notify=tell.both_committees,
        offered=effects.is_brought_in, tone="primary",
        hint=lazy("It is in force by its own order, marked as adopted before this portal."),
    ),
    T("refuse", sources=BEFORE_ACCEPTANCE, **REFUSE),
    # The clock ----------------------------------------------------------------------------------------------------
    T(
        "escalate", lazy("Goes up one level"), AT_THE_STATE, None, by=who.the_clock, inputs=Fired,
        still=still_fires, effect=effects.climb, clock="again", notify=tell.the_level,
        offered=effects.is_below_the_top,
    ),
    T("remind", sources=(S.CONSULTATION, S.SIGNING, *AT_THE_STATE, S.RETURNED, S.APPROVED), **REMIND),
)  # fmt: skip

STRATEGY_MOVES = (
    # The State's committee ----------------------------------------------------------------------------------------
    T("submit", target=S.SIGNING, still=effects.may_be_signed, offered=effects.is_drafted_here,
      notify=tell.the_approvers, **SUBMIT),
    CONSULT,
    END_CONSULTATION,
    DESCRIBE,
    T(
        "approve", lazy("Approve it"), (S.SIGNING,), None, by=who.an_approver_here, inputs=OptionalNote,
        effect=effects.sign, offered=effects.nobody_signed, clock="pass_on", notify=tell.the_approvers,
        tone="primary", hint=lazy("It takes two persons: the other post is asked next."),
    ),
    T(
        "co_approve", lazy("Approve it"), (S.SIGNING,), S.APPROVED, by=who.an_approver_here, inputs=OptionalNote,
        effect=effects.sign_and_hand_back, offered=effects.one_signed, clock="notify",
        notify=tell.the_holder_to_act, tone="primary", hint=lazy("The second approval: it can be notified."),
    ),
    SEND_BACK,
    T("recall", sources=(S.SIGNING,), target=S.DRAFT, **TAKE_BACK),
    T(
        "notify", effect=effects.adopt_and_send_to_the_centre, clock="note", notify=tell.the_centre_to_note, **NOTIFY
    ),
    T("revise", sources=(S.ADOPTED, StrategyStatus.NOTED), **REVISE),
    CORRECT_PAPERS,
    PUT_FORWARD,
    T("confirm", target=S.ADOPTED, effect=effects.confirm_a_strategy, clock="note", notify=tell.the_centre_to_note,
      hint=lazy("You have read both papers. It is in force by its own order, marked as adopted before this portal."),
      **CONFIRM),
    T("refuse", sources=(S.SIGNING,), **REFUSE),
    WITHDRAW,
    # The Centre ---------------------------------------------------------------------------------------------------
    T(
        "note", lazy("Note the strategy"), (S.ADOPTED,), StrategyStatus.NOTED, by=who.the_centre,
        inputs=OptionalNote, effect=effects.to_the_drafters, clock="stop", notify=tell.the_submitter, tone="primary",
        hint=lazy("The State's committee is told that the Centre has taken note."),
    ),
    # The clock ----------------------------------------------------------------------------------------------------
    T("remind", sources=(S.CONSULTATION, S.SIGNING, S.RETURNED, S.APPROVED, S.ADOPTED), **REMIND),
)  # fmt: skip


def overdue(document: Any, kind: str) -> str:
    """Silence of the State's committee goes up to the Chief Secretary; everybody else is reminded."""
    case = document.case
    climbs = case.kind == DocumentKind.PLAN and case.status in AT_THE_STATE and case.level < CHIEF_SECRETARY
    return "escalate" if climbs else "remind"


PLAN = Workflow(
    kind=DocumentKind.PLAN,
    model=Plan,
    statuses=DocumentStatus,
    initial=S.DRAFT,
    terminal=frozenset({S.WITHDRAWN}),
    transitions=PLAN_MOVES,
    settle=settle,
    overdue=overdue,
    unclocked=frozenset({S.DRAFT, S.CONSULTATION, S.ADOPTED, S.WITHDRAWN}),
    page="plan",
    reads=("case", "body"),
)
STRATEGY = Workflow(
    kind=DocumentKind.STRATEGY,
    model=Strategy,
    statuses=StrategyStatus,
    initial=S.DRAFT,
    terminal=frozenset({S.WITHDRAWN}),
    transitions=STRATEGY_MOVES,
    settle=settle,
    overdue=overdue,
    unclocked=frozenset({S.DRAFT, S.CONSULTATION, StrategyStatus.NOTED, S.WITHDRAWN}),
    page="strategy",
    reads=("case", "body"),
)
