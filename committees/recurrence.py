"""Dates of recurring meetings: the same day every so many months, moved forward to a working day where it is off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from escalations.workdays import LONGEST_WAIT, NoWorkingDay, WorkCalendar

AT_MOST = 60  # meetings of one series


def working_day(day: date, calendar: WorkCalendar) -> date:
    """The day itself when it is worked, else the next one that is."""
    for ahead in range(LONGEST_WAIT):
        found = day + timedelta(days=ahead)
        if calendar.off(found) is None:
            return found
    raise NoWorkingDay("This calendar has no working day in the next five years.")


def occurrences(first: date, *, every_months: int, until: date, calendar: WorkCalendar) -> Iterator[date]:
    """Working days from the first one on, `every_months` apart, none after `until`.

    Each is counted from the first day, so that a day moved by a holiday or a short month moves no later one. Two that a
    long closure moves to the same day are one.
    """
    last = None
    for step in range(AT_MOST):
        day = working_day(first + relativedelta(months=every_months * step), calendar)
        if day > until:
            return
        if day != last:
            yield day
        last = day


def working_days_between(notice: date, meeting: date, calendar: WorkCalendar) -> int:
    """Clear working days of notice: neither the day it is given nor the day of the meeting counts."""
    days = (meeting - notice).days
    return sum(calendar.off(notice + timedelta(days=ahead)) is None for ahead in range(1, days))
