"""Working-day arithmetic: pure functions over dates, so that every due date can be worked out on paper.

The day of receipt does not count; a clock is due at close of business, Asia/Kolkata, of its last counted day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from institutions import clock

SATURDAY, SUNDAY = 5, 6
LONGEST_WAIT = 366 * 5  # days: a calendar with no working day in five years is a mistake


class NoWorkingDay(ValueError):
    """The calendar has no working day left to count."""


@dataclass(frozen=True)
class WorkCalendar:
    """Which days are worked. weekend: a WeekendRule value; holidays: date -> name; closes: close of business."""

    weekend: str = "five_day"
    holidays: dict[date, str] = field(default_factory=dict)
    closes: time = time(17, 30)

    def off(self, day: date) -> str | None:
        """Why a day is not worked: "weekend" or the holiday's name; None when it is worked."""
        if day.weekday() == SUNDAY or (day.weekday() == SATURDAY and self._saturday_off(day)):
            return "weekend"
        return self.holidays.get(day)

    def _saturday_off(self, day: date) -> bool:
        if self.weekend == "five_day":
            return True
        return self.weekend == "second_fourth" and (day.day - 1) // 7 in (1, 3)

    def closing(self, day: date) -> datetime:
        """The instant business closes on a day, in UTC."""
        return clock.at(day, self.closes.hour, self.closes.minute)


@dataclass(frozen=True)
class Day:
    """One day of a count: off names why it did not count ("weekend", "paused" or a holiday), None when it did."""

    day: date
    off: str | None


Suspended = list[tuple[date, date]]


def count(start: datetime, calendar: WorkCalendar, suspended: Suspended) -> Iterator[Day]:
    """The days after the day of receipt, each with the reason why it does not count, if any."""
    day = clock.local_date(start)
    for _step in range(LONGEST_WAIT):
        day += timedelta(days=1)
        paused = any(first <= day < end for first, end in suspended)
        yield Day(day, calendar.off(day) or ("paused" if paused else None))
    raise NoWorkingDay("This calendar has no working day in the next five years.")


def due(start: datetime, days: int, calendar: WorkCalendar, suspended: Suspended) -> datetime:
    """The close of business of the `days`-th working day after the day of receipt."""
    counted = 0
    for step in count(start, calendar, suspended):
        counted += step.off is None
        if counted >= max(days, 1):
            return calendar.closing(step.day)
    raise NoWorkingDay


def due_on(promised: date, calendar: WorkCalendar, suspended: Suspended) -> datetime:
    """The close of business of a promised date; a day that is off or paused moves it to the next working day."""
    return due(clock.at(promised - timedelta(days=1), 12), 1, calendar, suspended)


def used(start: datetime, until: datetime, calendar: WorkCalendar, suspended: Suspended) -> int:
    """Working days counted from a start up to and including the date of an instant."""
    last = clock.local_date(until)
    total = 0
    for step in count(start, calendar, suspended):
        if step.day > last:
            return total
        total += step.off is None
    return total
