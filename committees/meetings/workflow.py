"""The life of a meeting: one row per move. docs/workflows.md is drawn from this table."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bottlenecks.guards import not_said_already
from committees import who
from committees.meetings import effects, guards, inputs, tell
from committees.meetings.adjournment import plan_adjourned
from committees.meetings.clocks import settle
from committees.meetings.decide import Decide, link_event, not_decided_already, record_decision
from committees.minutes.sealing import add_erratum, seal_minutes
from committees.models import Meeting
from committees.models import MeetingStatus as S
from escalations.firing import Fired, still_fires
from escalations.models import DeadlineKind
from workflow.engine import Transition as T
from workflow.engine import Workflow
from workflow.inputs import Reason

AHEAD = (S.PLANNED, S.NOTIFIED)
AGENDA_OPEN = (*AHEAD, S.IN_SESSION)
TERMINAL = frozenset({S.ADJOURNED, S.CONFIRMED, S.CANCELLED})

TRANSITIONS = (
    # Before ---------------------------------------------------------------------------------------------------------
    T(
        "give_notice", _("Give notice"), (S.PLANNED,), S.NOTIFIED, by=who.the_conveners,
        inputs=inputs.GiveNotice, still=guards.there_is_an_agenda, effect=effects.give_notice, clock="hold",
        notify=tell.the_members, tone="primary",
        hint=_("Every member gets the notice with the agenda and an entry for the calendar."),
    ),
    T(
        "reschedule", _("Move the meeting"), (S.PLANNED,), None, by=who.the_conveners,
        inputs=inputs.Reschedule, still=guards.is_a_change, effect=effects.reschedule, clock="notice",
    ),
    T(
        "postpone", _("Move the meeting and tell everybody"), (S.NOTIFIED,), None, by=who.the_conveners,
        inputs=inputs.Reschedule, still=guards.is_a_change, effect=effects.reschedule, clock="hold",
        notify=tell.the_members, hint=_("The members' calendars follow."),
    ),
    T(
        "cancel", _("Cancel the meeting"), AHEAD, S.CANCELLED, by=who.the_conveners,
        inputs=Reason, effect=effects.cancel, clock="stop", notify=tell.the_members_if_notified, tone="danger",
    ),
    T(
        "build_agenda", _("Bring the agenda up to date"), AHEAD, None, by=who.the_conveners,
        effect=effects.build_agenda,
        hint=_("Adds what has become overdue, was promised or waits for the committee since. It removes nothing."),
    ),
    T(
        "add_item", _("Add an item"), AGENDA_OPEN, None, by=who.the_conveners,
        inputs=inputs.AddItem, still=guards.is_new_on_the_agenda, effect=effects.add_item,
    ),
    T(
        "propose_item", _("Propose an item"), AHEAD, None, by=who.the_members,
        inputs=inputs.AddItem, still=guards.is_new_on_the_agenda, effect=effects.propose_item, notify=tell.the_convener,
    ),
    T(
        "move_item", _("Reorder"), AGENDA_OPEN, None, by=who.the_conveners,
        inputs=inputs.MoveItem, effect=effects.move_item,
    ),
    T(
        "drop_item", _("Take an item off"), AGENDA_OPEN, None, by=who.the_conveners,
        inputs=inputs.DropItem, effect=effects.drop_item,
    ),
    T(
        "attach_paper", _("Attach a paper"), AGENDA_OPEN, None, by=who.the_conveners,
        inputs=inputs.AttachPaper, still=guards.is_a_new_paper, effect=effects.attach_paper, keep=effects.keep_paper,
    ),
    # In the room ----------------------------------------------------------------------------------------------------
    T(
        "open", _("Open the meeting"), (S.NOTIFIED,), S.IN_SESSION, by=who.the_conveners,
        inputs=inputs.OpenMeeting, effect=effects.open_meeting, offered=guards.its_day_has_come, tone="primary",
    ),
    T(
        "record_attendance", _("Record who is there"), (S.IN_SESSION, S.HELD), None, by=who.the_conveners,
        inputs=inputs.RecordAttendance, effect=effects.record_attendance, keep=effects.note_quorate_meeting,
    ),
    T(
        "recuse", _("A member leaves an item"), (S.IN_SESSION,), None, by=who.the_conveners,
        inputs=inputs.Recuse, still=guards.is_not_recused, effect=effects.recuse,
        hint=_("For an interest in it; they are not counted for its quorum."),
    ),
    T(
        "decide", _("Record a decision"), (S.IN_SESSION,), None, by=who.the_conveners,
        inputs=Decide, still=not_decided_already, effect=record_decision, keep=link_event,
    ),
    T(
        "adjourn", _("Adjourn: no quorum"), (S.IN_SESSION,), S.ADJOURNED, by=who.the_conveners,
        inputs=inputs.Adjourn, still=guards.there_is_no_quorum, effect=plan_adjourned, clock="stop",
        notify=tell.the_members_for_information, hint=_("The same agenda is called again on another day."),
    ),
    T(
        "close", _("Close the meeting"), (S.IN_SESSION,), S.HELD, by=who.the_conveners,
        inputs=inputs.CloseMeeting, still=guards.attendance_is_recorded, effect=effects.close,
        keep=effects.note_quorate_meeting, clock="minutes", tone="primary",
    ),
    # Minutes --------------------------------------------------------------------------------------------------------
    T(
        "write_minutes", _("Write the minutes"), (S.HELD,), None, by=who.the_conveners,
        inputs=inputs.WriteMinutes, still=guards.the_text_is_new, effect=effects.write_minutes,
    ),
    T(
        "circulate_minutes", _("Circulate the minutes"), (S.HELD,), S.CIRCULATED, by=who.the_conveners,
        inputs=inputs.CirculateMinutes, effect=effects.circulate_minutes, clock="objections",
        notify=tell.the_members_to_read, tone="primary",
        hint=_("Members may object for some days; then the chair confirms."),
    ),
    T(
        "object", _("Object to the minutes"), (S.CIRCULATED,), None, by=who.the_members,
        inputs=inputs.Object, still=guards.window_is_open, effect=effects.object_to_minutes, notify=tell.the_convener,
    ),
    T(
        "answer_objection", _("Answer an objection"), (S.CIRCULATED,), None, by=who.the_conveners,
        inputs=inputs.AnswerObjection, still=guards.is_not_answered, effect=effects.answer_objection,
        notify=tell.the_members_for_information,
    ),
    T(
        "return_minutes", _("Return the minutes"), (S.CIRCULATED,), S.HELD, by=who.the_chair,
        inputs=Reason, effect=effects.back_to_convener, clock="minutes", notify=tell.the_convener,
        hint=_("With what has to be changed; they are circulated again."),
    ),
    T(
        "confirm_minutes", _("Confirm the minutes"), (S.CIRCULATED,), S.CONFIRMED, by=who.the_chair,
        still=guards.may_be_confirmed, effect=seal_minutes, clock="stop",
        notify=tell.the_members_for_information, tone="primary",
        hint=_("They are sealed: later corrections are errata."),
    ),
    T(
        "add_erratum", _("Add an erratum"), (S.CONFIRMED,), None, by=who.the_chair,
        inputs=inputs.AddErratum, still=not_said_already, keep=add_erratum, notify=tell.the_members_for_information,
    ),
    # The clock ------------------------------------------------------------------------------------------------------
    T(
        "remind", _("Reminder"), (S.PLANNED, S.NOTIFIED, S.IN_SESSION, S.HELD, S.CIRCULATED), None, by=who.the_clock,
        inputs=Fired, still=still_fires, clock="again", notify=tell.the_reminded,
    ),
    T(
        "end_objections", _("Time for objections is over"), (S.CIRCULATED,), None, by=who.the_clock,
        inputs=Fired, still=still_fires, effect=effects.to_chair, clock="seal", notify=tell.the_chair_to_confirm,
    ),
)  # fmt: skip


def overdue(meeting: Meeting, kind: str) -> str:
    """What the clock does when a deadline of a kind runs out."""
    return "end_objections" if kind == DeadlineKind.OBJECTIONS else "remind"


MEETING = Workflow(
    kind="meeting",
    model=Meeting,
    statuses=S,
    initial=S.PLANNED,
    terminal=TERMINAL,
    transitions=TRANSITIONS,
    settle=settle,
    overdue=overdue,
    unclocked=TERMINAL,
    page="meeting",
    reads=("body",),
)
