"""What a notice says about a committee's cases."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from committees.action_points.standing import action_standing
from committees.circulation.standing import circulation_standing
from committees.meetings.ics import invitation
from committees.meetings.standing import meeting_standing
from committees.models import ActionPoint, Circulation, Meeting, MeetingReview, MeetingStatus, Revival, Traineeship
from committees.workflows import ALL
from escalations.standing import standing_of
from institutions import clock
from notices.briefs import Attached, Brief, register
from notices.models import Notice
from workflow.engine import workflow_of

LONGEST_TEXT = 1200
LONGEST_AGENDA = 40
INVITING = ("give_notice", "postpone", "cancel")  # what changes the members' calendars


def what(notice: Notice) -> str:
    """What happened, by whom."""
    workflow, event = workflow_of(notice.case.kind), notice.event
    label = next((str(row.label) for row in workflow.transitions if row.verb == event.verb), "")
    who = event.actor_post or event.get_actor_kind_display()
    return f"{label} ({who})" if label else str(who)


def of_meeting(notice: Notice) -> Brief:
    """The link for those online and the entry for the calendar go to the committee's own members only."""
    meeting = Meeting.objects.for_list().get(case=notice.case)
    reader = _reader_in(meeting, notice)
    starts = meeting.starts_at.astimezone(clock.INDIA)
    items = meeting.items.filter(dropped_at=None).values_list("position", "title")[:LONGEST_AGENDA]
    facts = [
        (_("When"), date_format(starts, "l, j F Y, H:i")),
        (_("How it is held"), str(meeting.get_mode_display())),
        (_("Venue"), meeting.venue),
        (_("Link for those online"), meeting.online_link if reader else ""),
        (_("Agenda"), "\n".join(f"{position}. {title}" for position, title in items)),
    ]
    attached = [_invitation(meeting, reader)] if reader and notice.event.verb in INVITING else []
    return Brief(
        what(notice), meeting_standing(meeting).sentence, [(term, value) for term, value in facts if value], attached
    )


def _reader_in(meeting: Meeting, notice: Notice) -> str:
    """The address of the member who reads the notice; "" for whoever reads along for an empty seat from outside."""
    delivery = getattr(notice, "delivery", None)
    if delivery is None or delivery.mail is None or delivery.appointment is None:
        return ""
    return delivery.mail.address if delivery.appointment.post.body_id == meeting.body_id else ""


def _invitation(meeting: Meeting, address: str) -> Attached:
    """The entry as the meeting stands when the mail is sent: a notice sent late invites to no time that is over."""
    method = "CANCEL" if meeting.case.status == MeetingStatus.CANCELLED else "REQUEST"
    name = f"{meeting.case.reference}.ics"
    return Attached(name, invitation(meeting, address), f"text/calendar; method={method}; charset=utf-8")


def of_action_point(notice: Notice) -> Brief:
    point = ActionPoint.objects.for_list().get(case=notice.case)
    facts = [(_("By whom"), str(point.owner)), (_("By when"), date_format(point.due_on, "j M Y"))]
    if point.meeting:
        facts.append((_("Set in"), point.meeting.case.reference))
    return Brief(what(notice), action_standing(point).sentence, facts)


def of_circulation(notice: Notice) -> Brief:
    row = Circulation.objects.select_related("case__holder__body").get(case=notice.case)
    return Brief(what(notice), circulation_standing(row).sentence, [
        (_("Text of the decision"), row.text[:LONGEST_TEXT]),
        (_("Answers until"), date_format(row.closes_on, "j M Y")),
    ])  # fmt: skip


def of_review(notice: Notice) -> Brief:
    row = MeetingReview.objects.select_related("case__holder__body").get(case=notice.case)
    missed = row.missed.select_related("body")
    lines = [f"{one.body.short}: {date_format(one.due_on, 'j M Y')}" for one in missed[:LONGEST_AGENDA]]
    return Brief(what(notice), standing_of(row.case).sentence, [(_("Meeting due by"), "\n".join(lines))])


def of_revival(notice: Notice) -> Brief:
    row = Revival.objects.select_related("case__holder__body").get(case=notice.case)
    facts = [(_("Silent since"), date_format(row.silent_since, "j M Y"))] if row.silent_since else []
    return Brief(what(notice), standing_of(row.case).sentence, facts)


def of_traineeship(notice: Notice) -> Brief:
    row = Traineeship.objects.select_related("case__holder__body", "trainee__body", "mentor__body").get(
        case=notice.case
    )
    return Brief(what(notice), standing_of(row.case).sentence, [
        (_("Trainee"), str(row.trainee)), (_("Mentor"), str(row.mentor)),
    ])  # fmt: skip


BRIEFS = {
    "meeting": of_meeting,
    "action_point": of_action_point,
    "circulation": of_circulation,
    "meeting_review": of_review,
    "revival": of_revival,
    "traineeship": of_traineeship,
}
for _workflow in ALL:
    if _workflow.kind in BRIEFS:
        register(_workflow.kind, brief=BRIEFS[_workflow.kind], page=_workflow.page)
