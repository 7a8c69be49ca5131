"""Recurring meetings fall on working days, whatever the holidays; one that is moved moves no other."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st

from committees.recurrence import AT_MOST, occurrences, working_day, working_days_between
from escalations.models import WeekendRule
from escalations.workdays import NoWorkingDay, WorkCalendar

START, END = date(2024, 1, 1), date(2030, 12, 31)
days = st.dates(min_value=START, max_value=date(2027, 12, 31))
single_holidays = st.sets(st.dates(min_value=START, max_value=END), max_size=120)
closures = st.lists(st.tuples(st.dates(min_value=START, max_value=END), st.integers(1, 80)), max_size=4)


@st.composite
def calendars(draw) -> WorkCalendar:
    """Scattered holidays, and closures of up to eighty days on end, under any weekend rule."""
    off = set(draw(single_holidays))
    for first, length in draw(closures):
        off |= {first + timedelta(days=n) for n in range(length)}
    return WorkCalendar(weekend=draw(st.sampled_from(WeekendRule.values)), holidays=dict.fromkeys(off, "Holiday"))


every = st.sampled_from([1, 2, 3, 6, 12])
many = settings(max_examples=150, deadline=None)


def nominal(first: date, months: int, until: date) -> list[date]:
    """The days of a series if every day were worked."""
    rows = [first + relativedelta(months=months * step) for step in range(AT_MOST)]
    return [day for day in rows if day <= until]


@many
@given(calendar=calendars(), first=days, months=every, length=st.integers(0, 1200))
def test_every_occurrence_is_a_working_day_in_order_and_within_the_series(calendar, first, months, length):
    until = first + timedelta(days=length)
    found = list(occurrences(first, every_months=months, until=until, calendar=calendar))
    assert all(calendar.off(day) is None for day in found)
    assert all(first <= day <= until for day in found)
    assert all(before < after for before, after in pairwise(found))
    assert len(found) <= AT_MOST


@many
@given(calendar=calendars(), first=days, months=every, length=st.integers(0, 1200))
def test_each_is_the_first_working_day_from_its_own_nominal_day_on(calendar, first, months, length):
    """So none is early, and one moved by a holiday moves no later one."""
    until = first + timedelta(days=length)
    found = list(occurrences(first, every_months=months, until=until, calendar=calendar))
    expected = {working_day(day, calendar) for day in nominal(first, months, until)}
    assert found == sorted(day for day in expected if day <= until)


@many
@given(calendar=calendars(), first=days, months=every, extra=st.dates(min_value=START, max_value=END))
def test_one_more_holiday_changes_only_the_meetings_that_fell_on_it(calendar, first, months, extra):
    more = WorkCalendar(calendar.weekend, calendar.holidays | {extra: "New"}, calendar.closes)
    until = first + timedelta(days=900)
    before = set(occurrences(first, every_months=months, until=until, calendar=calendar))
    after = set(occurrences(first, every_months=months, until=until, calendar=more))
    assert before - after <= {extra}


@many
@given(calendar=calendars(), day=days)
def test_a_working_day_is_the_next_one_and_none_is_passed_over(calendar, day):
    found = working_day(day, calendar)
    assert calendar.off(found) is None
    assert all(calendar.off(day + timedelta(days=n)) for n in range((found - day).days))


def test_the_31st_is_the_last_day_of_a_short_month_and_comes_back():
    calendar = WorkCalendar(weekend=WeekendRule.SIX_DAY)
    found = list(occurrences(date(2026, 12, 31), every_months=1, until=date(2027, 6, 1), calendar=calendar))
    assert [day.isoformat() for day in found] == [
        "2026-12-31",
        "2027-02-01",
        "2027-03-01",
        "2027-03-31",
        "2027-04-30",
        "2027-05-31",
    ]  # fmt: skip  (31 January and 28 February are Sundays)


def test_the_29th_of_february_in_other_years():
    calendar = WorkCalendar()
    found = list(occurrences(date(2028, 2, 29), every_months=12, until=date(2031, 3, 1), calendar=calendar))
    assert found == [date(2028, 2, 29), date(2029, 2, 28), date(2030, 2, 28), date(2031, 2, 28)]


def test_a_closure_longer_than_the_interval_makes_one_meeting_not_two_on_a_day():
    closed = {date(2026, 4, 1) + timedelta(days=n): "Model code of conduct" for n in range(75)}
    calendar = WorkCalendar(holidays=closed)
    found = list(occurrences(date(2026, 3, 16), every_months=1, until=date(2026, 7, 31), calendar=calendar))
    assert found == [date(2026, 3, 16), date(2026, 6, 15), date(2026, 6, 16), date(2026, 7, 16)]


def test_a_series_that_begins_after_its_end_has_no_meeting():
    assert list(occurrences(date(2026, 3, 2), every_months=1, until=date(2026, 3, 1), calendar=WorkCalendar())) == []


def test_a_calendar_without_a_working_day_is_said_to_be_a_mistake():
    never = {START + timedelta(days=n): "Off" for n in range(4000)}
    with pytest.raises(NoWorkingDay):
        working_day(date(2024, 6, 1), WorkCalendar(holidays=never))


@many
@given(calendar=calendars(), day=days, length=st.integers(0, 60))
def test_clear_days_of_notice_leave_out_both_ends_and_every_day_off(calendar, day, length):
    meeting = day + timedelta(days=length)
    between = [day + timedelta(days=n) for n in range(1, length)]
    assert working_days_between(day, meeting, calendar) == len([one for one in between if not calendar.off(one)])
    assert working_days_between(meeting, day, calendar) == 0
