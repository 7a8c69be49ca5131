"""Why this date? The count behind a deadline, day by day, with the policy, calendar and pauses it rests on."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from escalations.calendars import suspended_days, work_calendar
from escalations.models import Calendar, Deadline, DeadlineState, Holiday, HolidayState, Pause
from escalations.workdays import Day, WorkCalendar, count, used
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


def days_of(deadlines: Iterable[Deadline]) -> dict[int, int]:
    """`day_of` for many running clocks by case id, in two queries; clocks to a promised date have no day."""
    counted = [deadline for deadline in deadlines if deadline.allowed_days is not None]
    calendars = _work_calendars({deadline.calendar_id: deadline.calendar for deadline in counted})
    own, of_state = _suspended(counted)
    at = clock.now()
    return {
        deadline.case_id: used(
            deadline.started_at,
            at,
            calendars[deadline.calendar_id],
            own[deadline.case_id] + of_state[deadline.case.state_id],
        )
        for deadline in counted
    }


def _work_calendars(calendars: dict[int, Calendar]) -> dict[int, WorkCalendar]:
    holidays: dict[int, dict[date, str]] = defaultdict(dict)
    rows = Holiday.objects.filter(calendar__in=calendars).exclude(state=HolidayState.CANCELLED)
    for calendar, day, name in rows.values_list("calendar", "day", "name"):
        holidays[calendar][day] = name
    return {
        pk: WorkCalendar(weekend=calendar.weekend, holidays=holidays[pk], closes=calendar.closes_at)
        for pk, calendar in calendars.items()
    }


def _suspended(deadlines: list[Deadline]) -> tuple[dict, dict]:
    """Days that do not count: by case, and by State."""
    own: dict[int, list] = defaultdict(list)
    of_state: dict[int | None, list] = defaultdict(list)
    cases = [deadline.case_id for deadline in deadlines]
    states = {deadline.case.state_id for deadline in deadlines}
    rows = Pause.objects.filter(Q(case__in=cases) | Q(case=None, state__in=states))
    for case, state, first, end in rows.values_list("case", "state", "starts_on", "ends_on"):
        (own[case] if case else of_state[state]).append((first, end))
    return own, of_state
