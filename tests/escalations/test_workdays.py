"""Working-day arithmetic, worked out on paper: every row can be checked with a wall calendar."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalations.workdays import NoWorkingDay, WorkCalendar, count, due, due_on, used
from institutions import clock

HOLI = {date(2026, 3, 4): "Holi"}
YEAR_END = {date(2026, 12, 25): "Christmas", date(2027, 1, 1): "New Year’s Day (State)"}


def at(text: str) -> datetime:
    """An instant in India, from "2026-03-02 10:30"."""
    return datetime.fromisoformat(text).replace(tzinfo=clock.INDIA)


# 1 March 2026 is a Sunday.
ROWS = [
    # received, days, weekend rule, holidays, days that do not count, due on, why
    ("2026-03-02 10:30", 3, "five_day", {}, [], "2026-03-05", "the day of receipt does not count"),
    ("2026-03-02 23:59", 3, "five_day", {}, [], "2026-03-05", "late in the evening is still that day in India"),
    ("2026-03-02 10:30", 3, "five_day", HOLI, [], "2026-03-06", "Holi on the Wednesday does not count"),
    ("2026-03-05 16:00", 3, "five_day", {}, [], "2026-03-10", "Saturday and Sunday are off in a five-day week"),
    ("2026-03-05 16:00", 3, "six_day", {}, [], "2026-03-09", "only the Sunday is off in a six-day week"),
    ("2026-03-06 16:00", 1, "second_fourth", {}, [], "2026-03-07", "the first Saturday is worked"),
    ("2026-03-13 16:00", 1, "second_fourth", {}, [], "2026-03-16", "the second Saturday (14 March) is off"),
    ("2026-03-20 16:00", 1, "second_fourth", {}, [], "2026-03-21", "the third Saturday is worked"),
    ("2026-03-27 16:00", 1, "second_fourth", {}, [], "2026-03-30", "the fourth Saturday (28 March) is off"),
    ("2026-08-28 16:00", 1, "second_fourth", {}, [], "2026-08-29", "a fifth Saturday (29 August) is worked"),
    ("2026-03-07 12:00", 1, "five_day", {}, [], "2026-03-09", "received on a Saturday, due on the Monday"),
    ("2026-03-02 10:30", 21, "five_day", {}, [], "2026-03-31", "21 working days are four weeks and a day"),
    ("2026-12-23 10:00", 6, "five_day", YEAR_END, [], "2027-01-04", "over the year end with two holidays"),
    (
        "2026-03-05 10:00", 3, "five_day", {}, [(date(2026, 3, 6), date(2026, 3, 9))], "2026-03-11",
        "a pause over a weekend costs one working day, not three",
    ),
    (
        "2026-03-02 10:30", 5, "five_day", {}, [(date(2026, 3, 3), date(2026, 3, 17))], "2026-03-23",
        "a State suspension of two weeks moves the date by two weeks",
    ),
    (
        "2026-03-02 10:30", 5, "five_day", HOLI, [(date(2026, 3, 4), date(2026, 3, 5))], "2026-03-10",
        "a holiday inside a pause is left out once",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("received", "days", "weekend", "holidays", "suspended", "expected", "why"), ROWS)
def test_a_clock_is_due_at_close_of_business(received, days, weekend, holidays, suspended, expected, why):
    calendar = WorkCalendar(weekend=weekend, holidays=holidays)
    assert due(at(received), days, calendar, suspended) == at(f"{expected} 17:30"), why


def test_a_promised_date_that_is_off_moves_to_the_next_working_day():
    calendar = WorkCalendar(holidays=HOLI)
    assert due_on(date(2026, 3, 3), calendar, []) == at("2026-03-03 17:30")
    assert due_on(date(2026, 3, 4), calendar, []) == at("2026-03-05 17:30")
    assert due_on(date(2026, 3, 7), calendar, []) == at("2026-03-09 17:30")


def test_business_closes_when_the_calendar_says():
    assert due(at("2026-03-02 10:30"), 1, WorkCalendar(closes=time(18, 0)), []) == at("2026-03-03 18:00")


def test_the_day_count_shown_to_officers_matches_the_due_date():
    calendar = WorkCalendar(holidays=HOLI)
    start = at("2026-03-02 10:30")
    assert used(start, at("2026-03-02 18:00"), calendar, []) == 0
    assert used(start, at("2026-03-03 09:00"), calendar, []) == 1
    assert used(start, at("2026-03-04 09:00"), calendar, []) == 1
    assert used(start, at("2026-03-06 17:30"), calendar, []) == 3


def test_a_calendar_without_working_days_is_refused_rather_than_looped_over():
    every_day = {
        date.fromordinal(day): "closed" for day in range(date(2026, 1, 1).toordinal(), date(2032, 1, 1).toordinal())
    }
    with pytest.raises(NoWorkingDay):
        due(at("2026-03-02 10:30"), 1, WorkCalendar(holidays=every_day), [])


calendars = st.builds(
    WorkCalendar,
    weekend=st.sampled_from(["five_day", "six_day", "second_fourth"]),
    holidays=st.dictionaries(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.just("holiday"), max_size=40),
)
starts = st.builds(
    lambda day, minutes: clock.at(day) + timedelta(minutes=minutes),
    st.dates(date(2026, 1, 1), date(2027, 6, 1)),
    st.integers(0, 24 * 60 - 1),
)


@given(start=starts, days=st.integers(1, 60), calendar=calendars)
def test_exactly_the_allowed_days_lie_between_receipt_and_due(start, days, calendar):
    end = due(start, days, calendar, [])
    assert used(start, end, calendar, []) == days
    assert calendar.off(clock.local_date(end)) is None


@given(start=starts, days=st.integers(1, 30), calendar=calendars, pause=st.integers(1, 30), after=st.integers(0, 40))
def test_a_pause_never_shortens_a_clock_and_only_working_days_lengthen_it(start, days, calendar, pause, after):
    begins = clock.local_date(start).toordinal() + after
    suspended = [(date.fromordinal(begins), date.fromordinal(begins + pause))]
    plain, paused = due(start, days, calendar, []), due(start, days, calendar, suspended)
    assert paused >= plain
    lost = sum(step.off == "paused" for step in _until(start, calendar, suspended, clock.local_date(paused)))
    assert used(start, paused, calendar, []) == days + lost


def _until(start, calendar, suspended, last):
    for step in count(start, calendar, suspended):
        if step.day > last:
            return
        yield step
