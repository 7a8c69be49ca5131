"""Why this date? The count behind a deadline, day by day, with the policy, calendar and pauses it rests on."""

from dataclasses import dataclass, field
from datetime import date

from escalations.calendars import suspended_days, work_calendar
from escalations.models import Deadline, DeadlineState
from escalations.workdays import Day, count, used
from institutions import clock


@dataclass(frozen=True)
class Explanation:
    """A deadline taken apart. days: every day from receipt to due; counted and off count the working and other days.

    `calendar_changed` tells that the calendar was edited after this date was counted.
    """

    deadline: Deadline
    days: list[Day] = field(default_factory=list)

    @property
    def counted(self) -> int:
        return sum(day.off is None for day in self.days)

    @property
    def holidays(self) -> list[Day]:
        return [day for day in self.days if day.off not in (None, "weekend", "paused")]

    @property
    def weekends(self) -> int:
        return sum(day.off == "weekend" for day in self.days)

    @property
    def paused(self) -> int:
        return sum(day.off == "paused" for day in self.days)

    @property
    def calendar_changed(self) -> bool:
        return self.deadline.calendar_version != self.deadline.calendar.version


def explain(deadline: Deadline) -> Explanation:
    """Count a deadline again, keeping every day and its reason; a promised date needs no count."""
    if deadline.promised_on:
        return Explanation(deadline)
    calendar, suspended = work_calendar(deadline.calendar), suspended_days(deadline.case)
    last: date = clock.local_date(deadline.due_at)
    days = []
    for day in count(deadline.started_at, calendar, suspended):
        if day.day > last:
            break
        days.append(day)
    return Explanation(deadline, days)


def day_of(deadline: Deadline) -> int:
    """Which working day of the clock today is: 9 in "day 9 of 21"; for a clock that ended, the day it ended on."""
    until = deadline.ended_at if deadline.state != DeadlineState.RUNNING else clock.now()
    calendar, suspended = work_calendar(deadline.calendar), suspended_days(deadline.case)
    return used(deadline.started_at, until, calendar, suspended)
