"""Where a case of a committee stands, in one sentence: its status, who has it, until when, and what follows silence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases.models import Case
from committees.meetings.inputs import is_short
from committees.models import Meeting, MeetingStatus
from escalations import clocks
from escalations.explain import day_of
from escalations.models import Deadline, DeadlineKind
from institutions import clock
from workflow.engine import workflow_of

THEN = {  # what follows when a clock runs out
    DeadlineKind.NOTICE: lambda: _("then the convener is reminded"),
    DeadlineKind.HOLD: lambda: _("then the convener is reminded"),
    DeadlineKind.MINUTES: lambda: _("then the convener is reminded and the chair told"),
    DeadlineKind.OBJECTIONS: lambda: _("then the chair confirms"),
    DeadlineKind.SEAL: lambda: _("then the chair is reminded"),
    DeadlineKind.ANSWERS: lambda: _("then the answers are counted; silence is not consent"),
    DeadlineKind.ACTION: lambda: _("if not done, it goes up one level"),
    DeadlineKind.FOLLOW_UP: lambda: _("if silent, it goes up one level"),
    DeadlineKind.REVIVAL: lambda: _("if silent, it goes up one level"),
}


@dataclass(frozen=True)
class Standing:
    """What the standing component shows."""

    case: Case
    deadline: Deadline | None

    paused_until = None

    @property
    def due_at(self) -> datetime | None:
        return self.deadline.due_at if self.deadline else None

    @property
    def days(self) -> int | None:
        return self.deadline.allowed_days if self.deadline else None

    @property
    def day(self) -> int | None:
        return day_of(self.deadline) if self.deadline and self.deadline.allowed_days is not None else None

    @property
    def overdue(self) -> bool:
        return self.deadline is not None and self.deadline.due_at <= clock.now()

    @property
    def sentence(self) -> str:
        status = workflow_of(self.case.kind).statuses(self.case.status).label
        if self.deadline is None or self.case.closed_at:
            return _("%(status)s.") % {"status": status}
        said = {
            "status": status,
            "holder": self.case.holder,
            "date": date_format(clock.local_date(self.deadline.due_at), "j M Y"),
            "then": THEN[self.deadline.kind]() if self.deadline.kind in THEN else "",
        }
        if not said["then"]:
            return _("%(status)s; with %(holder)s until %(date)s.") % said
        return _("%(status)s; with %(holder)s until %(date)s; %(then)s.") % said


@dataclass(frozen=True)
class MeetingStanding(Standing):
    """The same of a meeting, in the words people use of meetings."""

    meeting: Meeting | None = None

    @property
    def sentence(self) -> str:
        meeting, status = self.meeting, self.case.status
        due = _day(self.deadline.due_at) if self.deadline else ""
        kind = self.deadline.kind if self.deadline else ""
        if status == MeetingStatus.PLANNED and is_short(meeting):
            return _("Planned. The notice is shorter than the rules ask: say why with it, or move the meeting.")
        if status == MeetingStatus.PLANNED:
            return _("Planned. The notice has to go out by %(date)s.") % {"date": due or _day(meeting.starts_at)}
        if status == MeetingStatus.NOTIFIED:
            said = {"date": _day(meeting.notified_at), "day": date_format(_india(meeting.starts_at), "l, j F Y, H:i")}
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
        said = {"status": MeetingStatus(status).label, "date": _day(self.case.closed_at or self.case.changed_at)}
        return _("%(status)s on %(date)s.") % said


def _india(instant: datetime) -> datetime:
    return instant.astimezone(clock.INDIA)


def _day(instant: datetime) -> str:
    return date_format(clock.local_date(instant), "j M Y")


def meeting_standing(meeting: Meeting) -> MeetingStanding:
    """Where a meeting stands now (about three queries)."""
    return MeetingStanding(meeting.case, clocks.running(meeting.case), meeting)


def standing_of(case: Case) -> Standing:
    """Where a case stands now (about three queries)."""
    return Standing(case, clocks.running(case))
