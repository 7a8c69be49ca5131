"""A month of meetings, day by day: the same days for the grid of wide screens and the list of narrow ones."""

from __future__ import annotations

from calendar import MONDAY, Calendar
from dataclasses import dataclass, field
from datetime import date, datetime

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from committees.models import Meeting, MeetingQuerySet, MeetingStatus
from escalations.workdays import WorkCalendar
from institutions import clock

IN_A_CELL = 4  # of a day; the others unfold
EARLIEST, LATEST = 2000, 2100
WEEKS = Calendar(MONDAY)
SHORT = {  # a word for a narrow cell, and its tone
    MeetingStatus.PLANNED: (lazy("Planned"), "neutral"),
    MeetingStatus.NOTIFIED: (lazy("Notice given"), "info"),
    MeetingStatus.IN_SESSION: (lazy("In session"), "wait"),
    MeetingStatus.ADJOURNED: (lazy("Adjourned"), "late"),
    MeetingStatus.HELD: (pgettext_lazy("meeting", "Held"), "good"),
    MeetingStatus.CIRCULATED: (pgettext_lazy("meeting", "Held"), "good"),
    MeetingStatus.CONFIRMED: (pgettext_lazy("meeting", "Held"), "good"),
    MeetingStatus.CANCELLED: (lazy("Cancelled"), "ended"),
}


@dataclass(frozen=True)
class Entry:
    """One meeting as the calendar shows it."""

    meeting: Meeting
    starts: datetime
    ends: datetime
    url: str
    word: str
    tone: str
    over: bool  # cancelled: struck through


@dataclass
class Day:
    """A cell of the grid; `inside` the month shown, `holiday` its name where it is one."""

    date: date
    inside: bool
    today: bool
    weekend: bool
    holiday: str
    entries: list[Entry] = field(default_factory=list)

    @property
    def first(self) -> list[Entry]:
        """What the cell shows; one over the limit is shown too, rather than unfolding to one line."""
        return self.entries if len(self.entries) <= IN_A_CELL + 1 else self.entries[:IN_A_CELL]

    @property
    def rest(self) -> list[Entry]:
        return self.entries[len(self.first) :]


def month_asked(text: str) -> date:
    """The first day of a month written "2026-03"; the current month for anything else."""
    year, dash, month = text.partition("-")
    plain = bool(dash) and text.isascii() and year.isdigit() and month.isdigit() and len(text) <= len("2026-03")
    if plain and EARLIEST <= int(year) <= LATEST and 1 <= int(month) <= 12:
        return date(int(year), int(month), 1)
    return clock.today().replace(day=1)


def step(first: date, months: int) -> date:
    """The first day of the month before (-1) or after (1)."""
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)


def within(meetings: MeetingQuerySet, first: date) -> MeetingQuerySet:
    """Those that begin in a month of India, soonest first."""
    return meetings.filter(starts_at__gte=clock.at(first), starts_at__lt=clock.at(step(first, 1))).order_by(
        "starts_at", "body__name", "pk"
    )


def weeks_of(first: date, meetings: list[Meeting], calendar: WorkCalendar) -> list[list[Day]]:
    """The weeks of a month, Monday first, each day with its meetings in their order."""
    days = {day: _day(day, first, calendar) for day in WEEKS.itermonthdates(first.year, first.month)}
    for meeting in meetings:
        days[clock.local_date(meeting.starts_at)].entries.append(_entry(meeting))
    rows = list(days.values())
    return [rows[at : at + 7] for at in range(0, len(rows), 7)]


def _day(day: date, first: date, calendar: WorkCalendar) -> Day:
    off = calendar.off(day)
    return Day(
        date=day,
        inside=day.month == first.month,
        today=day == clock.today(),
        weekend=off == "weekend",
        holiday=calendar.holidays.get(day, ""),
    )


def _entry(meeting: Meeting) -> Entry:
    word, tone = SHORT[meeting.case.status]
    return Entry(
        meeting=meeting,
        starts=meeting.starts_at.astimezone(clock.INDIA),
        ends=meeting.ends_at.astimezone(clock.INDIA),
        url=page_of(meeting),
        word=str(word),
        tone=tone,
        over=meeting.case.status == MeetingStatus.CANCELLED,
    )


def page_of(meeting: Meeting) -> str:
    """The meeting's page; "" where there is none."""
    try:
        return reverse("meeting", args=[meeting.case.handle])
    except NoReverseMatch:
        return ""
