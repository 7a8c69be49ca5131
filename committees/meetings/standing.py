"""Where a meeting stands, in the words people use of meetings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from committees.meetings.inputs import is_short
from committees.models import Meeting, MeetingStatus
from escalations import clocks
from escalations.models import DeadlineKind
from escalations.standing import Standing, day_in_words
from institutions import clock


@dataclass(frozen=True)
class MeetingStanding(Standing):
    """Notice, session and minutes instead of holder and level."""

    meeting: Meeting | None = None

    @property
    def sentence(self) -> str:
        meeting, status = self.meeting, self.case.status
        due = day_in_words(self.deadline.due_at) if self.deadline else ""
        kind = self.deadline.kind if self.deadline else ""
        if status == MeetingStatus.PLANNED and is_short(meeting):
            return _("Planned. The notice is shorter than the rules ask: say why with it, or move the meeting.")
        if status == MeetingStatus.PLANNED:
            return _("Planned. The notice has to go out by %(date)s.") % {
                "date": due or day_in_words(meeting.starts_at)
            }
        if status == MeetingStatus.NOTIFIED:
            said = {
                "date": day_in_words(meeting.notified_at),
                "day": date_format(_india(meeting.starts_at), "l, j F Y, H:i"),
            }
            return _("Notice was given on %(date)s for %(day)s.") % said
        if status == MeetingStatus.IN_SESSION:
            said = {"time": date_format(_india(meeting.began_at), "H:i"), "chair": meeting.chaired_by.label}
            return _("In session since %(time)s; in the chair: %(chair)s.") % said
        if status == MeetingStatus.HELD:
            return _("Held. The minutes have to be circulated by %(date)s.") % {"date": due}
        if status == MeetingStatus.CIRCULATED and kind == DeadlineKind.OBJECTIONS:
            return _("Members may object to the minutes until %(date)s; then the chair confirms them.") % {"date": due}
        if status == MeetingStatus.CIRCULATED:
            return _("The chair confirms or returns the minutes by %(date)s.") % {"date": due}
        said = {
            "status": MeetingStatus(status).label,
            "date": day_in_words(self.case.closed_at or self.case.changed_at),
        }
        return _("%(status)s on %(date)s.") % said


def _india(instant: datetime) -> datetime:
    return instant.astimezone(clock.INDIA)


def meeting_standing(meeting: Meeting) -> MeetingStanding:
    """Where a meeting stands now (about three queries)."""
    return MeetingStanding(meeting.case, clocks.running(meeting.case), meeting)
