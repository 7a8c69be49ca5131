"""The life of a bottleneck: one row per move. docs/workflows.md is drawn from this table."""

from django.utils.translation import gettext_lazy as _

from bottlenecks import effects, facts, guards, inputs, ladder, tell, who
from bottlenecks.clocks import settle
from bottlenecks.models import LIVE, TERMINAL, WITH_AUTHORITY, Bottleneck
from bottlenecks.models import Status as S
from escalations.firing import Fired, still_fires
from escalations.models import LADDER_KINDS, DeadlineKind
from workflow.engine import Transition as T
from workflow.engine import Workflow
from workflow.inputs import OptionalNote, Reason

ANSWERABLE = WITH_AUTHORITY
UNANSWERED = (S.RAISED, S.ACKNOWLEDGED)

TRANSITIONS = (
    # The district's committee ------------------------------------------------------------------------------------
    T(
        "open", _("Log it"), (S.DRAFT,), S.OPEN, by=who.the_author,
        effect=effects.open_with_committee, clock="receive", tone="primary",
        hint=_("It gets its reference and the committee's clock starts."),
    ),
    T(
        "discard", _("Discard the draft"), (S.DRAFT,), S.WITHDRAWN, by=who.the_author,
        tone="danger", hint=_("The draft disappears from your list."),
    ),
    T(
        "describe", _("Fill in the details"), (S.DRAFT, S.OPEN), None, by=who.the_author,
        inputs=facts.Details, effect=effects.describe,
        hint=_("Sub-category, products, evidence: needed before it is raised."),
    ),
    T(
        "assign", _("Assign to a member"), (S.OPEN,), None, by=who.the_committee,
        inputs=inputs.Assign, still=guards.not_the_same_assignment, effect=effects.assign, notify=tell.the_assignee,
        hint=_("A bank, a department's district office or a member settles it locally."),
    ),
    T(
        "report_progress", _("Report progress"), (S.OPEN,), None, by=who.the_assignee,
        inputs=inputs.Progress, still=guards.not_said_already, notify=tell.the_holder, tone="primary",
    ),
    T(
        "resolve_locally", _("Resolved by the committee"), (S.OPEN,), S.CLOSED, by=who.the_committee,
        inputs=inputs.Closing, effect=effects.close, clock="stop",
        hint=_("Closes it on the evidence its area asks for."),
    ),
    T(
        "raise", _("Raise it"), (S.OPEN,), S.RAISED, by=who.the_committee,
        inputs=inputs.Raise, effect=effects.raise_up, clock="receive", notify=tell.the_new_holder, tone="primary",
        hint=_("It goes to the next level, whose clock starts."),
    ),
    T(
        "give_information", _("Give the information"), (S.INFORMATION_ASKED,), S.ACKNOWLEDGED, by=who.the_committee,
        inputs=inputs.Information, effect=effects.inform, notify=tell.the_holder, tone="primary",
        hint=_("The agency's clock goes on."),
    ),
    T(
        "accept_decision", _("Accept the decision"), (S.DECLINED,), S.NOT_MET, by=who.the_committee,
        inputs=OptionalNote, clock="stop", notify=tell.the_answering_body,
        hint=_("It ends as “answered, not met”."),
    ),
    T(
        "appeal", _("Appeal"), (S.DECLINED,), S.RAISED, by=who.the_committee,
        inputs=Reason, effect=effects.climb, clock="receive", notify=tell.the_new_holder,
        offered=guards.can_appeal, tone="primary", hint=_("The next level decides."),
    ),
    T(
        "confirm", _("Confirm and close"), (S.RESOLVED,), S.CLOSED, by=who.the_committee,
        inputs=inputs.Closing, effect=effects.close, clock="stop", notify=tell.the_answering_body, tone="primary",
    ),
    T(
        "watch", _("Confirm and watch the outcome"), (S.RESOLVED,), S.WATCHED, by=who.the_committee,
        inputs=inputs.Watching, effect=effects.watch, clock="watch", notify=tell.the_answering_body,
        hint=_("The agency's clock stops; you look again on a date."),
    ),
    T(
        "close", _("The outcome holds: close"), (S.WATCHED,), S.CLOSED, by=who.the_committee,
        inputs=inputs.Closing, effect=effects.close, clock="stop", notify=tell.the_answering_body, tone="primary",
    ),
    T(
        "reopen", _("Not solved: reopen"), (S.RESOLVED, S.WATCHED, S.CLOSED, S.NOT_MET), S.RAISED,
        by=who.the_committee, inputs=Reason, effect=effects.reopen, clock="receive",
        notify=tell.the_new_holder, offered=guards.settled_above, tone="danger",
        hint=_("A new cycle starts with the body that answered."),
    ),
    T(
        "reopen_here", _("Not solved: reopen with the committee"), (S.CLOSED,), S.OPEN, by=who.the_committee,
        inputs=Reason, effect=effects.reopen_here, clock="receive",
        offered=guards.settled_by_district, tone="danger",
    ),
    T(
        "mark_duplicate", _("It is a duplicate"), LIVE, S.DUPLICATE, by=who.the_committee,
        inputs=inputs.DuplicateOf, effect=effects.duplicate, clock="stop", notify=tell.the_answering_body,
    ),
    T(
        "withdraw", _("Withdraw"), (S.OPEN, *WITH_AUTHORITY, S.DECLINED), S.WITHDRAWN, by=who.the_committee,
        inputs=Reason, clock="stop", notify=tell.the_answering_body, tone="danger",
    ),
    # Whoever has to answer ----------------------------------------------------------------------------------------
    T(
        "acknowledge", _("Acknowledge"), (S.RAISED,), S.ACKNOWLEDGED, by=who.the_holder,
        inputs=OptionalNote, clock="act", notify=tell.the_committee, tone="primary", by_link=True,
        hint=_("Says that it has arrived and is being looked at. It promises nothing yet."),
    ),
    T(
        "ask_information", _("Ask the district"), UNANSWERED, S.INFORMATION_ASKED, by=who.the_holder,
        inputs=inputs.Question, still=guards.a_question_is_left, effect=effects.ask, clock="act",
        notify=tell.the_committee_is_asked, hint=_("The clock rests for a limited number of days."),
    ),
    T(
        "reply_interim", _("Interim reply"), UNANSWERED, S.INTERIM, by=who.the_answerer,
        inputs=inputs.Interim, effect=effects.promise, clock="interim", notify=tell.the_committee,
        hint=_("With the reason, and the date of the final reply."),
    ),
    T(
        "commit", _("Commit to a date"), (*UNANSWERED, S.INFORMATION_ASKED, S.INTERIM), S.COMMITTED,
        by=who.the_answerer, inputs=inputs.Commit, effect=effects.promise, keep=effects.keep_commitment,
        clock="commitment", notify=tell.the_committee, tone="primary", hint=_("A missed date goes up one level."),
    ),
    T(
        "revise_commitment", _("Revise the commitment"), (S.COMMITTED,), None, by=who.the_answerer,
        inputs=inputs.Commit, still=guards.a_revision_is_left, effect=effects.promise, keep=effects.keep_commitment,
        clock="commitment",
        notify=tell.the_committee, hint=_("The earlier date stays on record."),
    ),
    T(
        "transfer", _("Not ours: transfer"), UNANSWERED, S.RAISED, by=who.the_answering_body,
        inputs=inputs.Transfer, still=guards.a_transfer_is_left, effect=effects.transfer, clock="receive",
        notify=tell.the_new_holder_and_apex, offered=guards.with_answering_body,
        hint=_("Name the right body; its own clock starts."),
    ),
    T(
        "decline", _("Decline with reasons"), ANSWERABLE, S.DECLINED, by=who.the_answerer,
        inputs=inputs.Decline, effect=effects.decline, clock="view", notify=tell.the_committee_to_act, tone="danger",
        hint=_("The district gives its view, or appeals."),
    ),
    T(
        "report_resolution", _("Report it resolved"), ANSWERABLE, S.RESOLVED, by=who.the_answerer,
        inputs=inputs.Resolution, effect=effects.back_to_committee, clock="confirm",
        notify=tell.the_committee_to_act, hint=_("The district confirms on evidence."),
    ),
    # The levels above ---------------------------------------------------------------------------------------------
    T(
        "forward", _("Forward to the agency"), ANSWERABLE, S.RAISED, by=who.the_state_or_authority,
        inputs=OptionalNote, effect=effects.climb, clock="receive", notify=tell.the_new_holder,
        offered=guards.at_state_level, tone="primary", hint=_("The State cannot settle it: the agency's clock starts."),
    ),
    T(
        "refer_to_centre", _("Refer to the Centre"), ANSWERABLE, S.RAISED, by=who.the_state,
        inputs=inputs.Refer, effect=effects.refer, clock="receive", notify=tell.the_new_holder,
        offered=guards.state_owned_with_sepc, hint=_("Recorded as the State's referral."),
    ),
    T(
        "reassign", _("Decide who answers"), WITH_AUTHORITY, S.RAISED, by=who.the_apex,
        inputs=inputs.Reassign, effect=effects.reassign, clock="receive", notify=tell.the_new_holder,
        offered=guards.centre_owned_and_asked,
    ),
    T(
        "elevate", _("Take to the inter-ministerial level"), WITH_AUTHORITY, S.RAISED, by=who.the_apex,
        inputs=inputs.Elevate, effect=effects.elevate, clock="review", notify=tell.the_new_holder,
        offered=guards.below_inter_ministerial,
    ),
    T(
        "pause", _("Pause the clock"), WITH_AUTHORITY, None, by=who.the_state_or_apex,
        inputs=inputs.PauseClock, still=guards.not_paused, effect=effects.pause, notify=tell.the_holder,
        hint=_("Only for a listed reason, with an end. It never erases a breach."),
    ),
    T(
        "resume", _("Let the clock go on"), WITH_AUTHORITY, None, by=who.the_state_or_apex,
        inputs=OptionalNote, still=guards.paused, effect=effects.resume, notify=tell.the_holder,
        offered=guards.is_paused,
    ),
    T(
        "note", _("Add a note"), LIVE, None, by=who.anyone_involved,
        inputs=inputs.Remarks, still=guards.not_said_already, notify=tell.the_holder,
    ),
    # The clock ----------------------------------------------------------------------------------------------------
    T(
        "escalate", _("Goes up one level"), (S.OPEN, *WITH_AUTHORITY), S.RAISED, by=who.the_clock,
        inputs=Fired, still=still_fires, effect=effects.climb, clock="receive", notify=tell.the_new_holder,
    ),
    T(
        "renew", _("Overdue at the highest level"), WITH_AUTHORITY, S.RAISED, by=who.the_clock,
        inputs=Fired, still=still_fires, effect=effects.stay, clock="receive", notify=tell.the_top,
    ),
    T(
        "remind", _("Reminder"), (S.DECLINED, S.RESOLVED, S.WATCHED), None, by=who.the_clock,
        inputs=Fired, still=still_fires, clock="again", notify=tell.the_reminded,
    ),
)  # fmt: skip


def overdue(bottleneck: Bottleneck, kind: str) -> str:
    """What the clock does when a deadline of a kind runs out."""
    if kind in LADDER_KINDS:
        return "escalate" if ladder.next_rung(bottleneck) else "renew"
    return "renew" if kind == DeadlineKind.REVIEW else "remind"


BOTTLENECK = Workflow(
    kind=ladder.KIND,
    model=Bottleneck,
    statuses=S,
    initial=S.DRAFT,
    terminal=TERMINAL,
    transitions=TRANSITIONS,
    settle=settle,
    overdue=overdue,
    unclocked=frozenset(TERMINAL),
    page="bottleneck",
)
