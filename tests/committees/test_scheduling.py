"""Meetings are planned on working days by a committee's own convener or chair, one or a series at a time."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from committees.meetings.actions import schedule
from committees.meetings.clocks import last_day_for_notice
from committees.models import ItemKind, Meeting, Series
from escalations import clocks
from escalations.models import Deadline, DeadlineKind, Holiday
from institutions import clock
from tests.cast import MONDAY
from tests.committees.committee import FIRST_DAY, move, notified, planned, when
from workflow.errors import Invalid

pytestmark = pytest.mark.django_db
REASON = "The Deputy Commissioner is on election duty that day."


def holiday(cast, day: date, name: str = "Holi", **more) -> None:
    Holiday.objects.create(calendar=cast.calendar, day=day, name=name, **more)


def series(cast, **more) -> list[Meeting]:
    asked = when(14) | {"every": "1", "until": "2026-07-31"} | more
    return schedule(by=cast.actor("convener"), body=cast.depc_ribhoi, data=asked)


def days(meetings: list[Meeting]) -> list[str]:
    return [clock.local_date(meeting.starts_at).isoformat() for meeting in meetings]


def refused(cast, **more) -> dict[str, list[str]]:
    """The errors by field; nothing is planned."""
    with pytest.raises(Invalid) as problem:
        schedule(by=cast.actor("convener"), body=cast.depc_ribhoi, data=when(14) | more)
    assert not Meeting.objects.exists() and not Series.objects.exists()
    return {name: list(said) for name, said in problem.value.form.errors.items()}


# One meeting ----------------------------------------------------------------------------------------------------------


def test_a_meeting_is_planned_with_its_reference_agenda_and_holder(committee):
    meeting = planned(committee)
    case = meeting.case
    assert case.reference == "ML-RIBHOI-M-2026-00001" and case.status == "planned"
    assert case.title == "Meeting of DEPC Ri Bhoi, 16 March 2026"
    assert (case.district, case.state, case.origin) == (committee.ribhoi, committee.meghalaya, committee.depc_ribhoi)
    assert case.holder == committee.convener.post
    assert meeting.starts_at == clock.at(date(2026, 3, 16), 11)
    assert meeting.ends_at - meeting.starts_at == timedelta(hours=2)
    assert (meeting.series, meeting.sequence, meeting.number, meeting.notified_at) == (None, 0, None, None)
    assert meeting.items.order_by("position").first().kind == ItemKind.ACTION_TAKEN


def test_the_clock_for_the_notice_runs_from_the_day_it_is_planned(committee):
    meeting = planned(committee, days=21)  # Monday 23 March; the rules ask for seven clear working days
    due = clocks.running(meeting.case)
    assert due.kind == DeadlineKind.NOTICE and due.post == committee.convener.post
    assert clock.local_date(due.due_at) == last_day_for_notice(meeting) == date(2026, 3, 11)


def test_the_notice_can_wait_one_day_less_for_every_holiday_before_the_meeting(committee):
    holiday(committee, date(2026, 3, 18))
    holiday(committee, date(2026, 3, 19))
    assert last_day_for_notice(planned(committee, days=21)) == date(2026, 3, 9)


def test_a_notice_that_is_late_already_is_due_tomorrow(committee):
    meeting = planned(committee, days=2)
    assert clock.local_date(clocks.running(meeting.case).due_at) == date(2026, 3, 3)


def test_a_moved_plan_gets_another_day_for_its_notice(committee):
    meeting = move(committee, planned(committee, days=21), "reschedule", data=when(28) | {"reason": REASON})
    assert clock.local_date(clocks.running(meeting.case).due_at) == date(2026, 3, 18)
    assert Deadline.objects.filter(case=meeting.case, state="running").count() == 1


@pytest.mark.parametrize("who", ["convener", "chair"])
def test_the_committees_own_convener_or_chair_calls_it(committee, who):
    [meeting] = schedule(by=committee.actor(who), body=committee.depc_ribhoi, data=when(14))
    assert meeting.case.holder == committee.convener.post


@pytest.mark.parametrize(
    "who",
    [
        *("member", "co_chair", "trainee", "observer", "sibling", "stranger", "sepc", "sepc_chair", "ra", "agency"),
        *("department", "apex", "apex_head"),
    ],
)
def test_nobody_else_calls_it(committee, who):
    with pytest.raises(PermissionDenied, match="own convener or chair"):
        schedule(by=committee.actor(who), body=committee.depc_ribhoi, data=when(14))
    assert not Meeting.objects.exists()


def test_a_convener_whose_appointment_is_over_calls_no_meeting(committee):
    actor = committee.actor("convener")
    type(actor.appointment).objects.filter(pk=actor.appointment.pk).update(
        during=type(actor.appointment.during)(date(2020, 1, 1), FIRST_DAY)
    )
    with pytest.raises(PermissionDenied):
        schedule(by=committee.actor("convener"), body=committee.depc_ribhoi, data=when(14))


# Refused --------------------------------------------------------------------------------------------------------------


def test_a_holiday_is_refused_with_its_name_and_the_next_working_day(committee):
    holiday(committee, date(2026, 3, 13), "Holi")
    assert refused(committee, on="2026-03-13") == {
        "on": ["2026-03-13 is Holi. The next working day is 2026-03-16."],
    }


def test_a_weekend_is_refused_with_the_next_working_day(committee):
    holiday(committee, date(2026, 3, 16))
    said = refused(committee, on="2026-03-14")
    assert said == {"on": ["2026-03-14 is a weekend. The next working day is 2026-03-17."]}


def test_a_cancelled_holiday_is_a_working_day(committee):
    holiday(committee, date(2026, 3, 16), state="cancelled")
    assert days([planned(committee)]) == ["2026-03-16"]


WRONG = [
    ({"on": "2026-02-27"}, "on", "This day is over."),
    ({"on": "2026-03-02", "at": "10:00"}, "at", "This hour is over."),
    ({"on": "2028-06-01"}, "on", "Choose a date within two years."),
    ({"on": ""}, "on", "This field is required."),
    ({"at": "25:00"}, "at", "Enter a valid time."),
    ({"venue": ""}, "venue", "Say where it is held."),
    ({"mode": "hybrid", "venue": ""}, "venue", "Say where it is held."),
    ({"mode": "online", "online_link": "javascript:alert(1)"}, "online_link", "Enter a valid URL."),
    ({"minutes": "7"}, "minutes", "Select a valid choice. 7 is not one of the available choices."),
    ({"kind": "adjourned"}, "kind", "Select a valid choice. adjourned is not one of the available choices."),
    ({"every": "5", "until": "2026-07-31"}, "every", "Select a valid choice. 5 is not one of the available choices."),
    ({"every": "1"}, "until", "Say until when the meetings repeat."),
    ({"every": "1", "until": "2026-03-15"}, "until", "This is before the first meeting."),
    ({"every": "1", "until": "2030-03-15"}, "until", "Choose a date within two years."),
]


@pytest.mark.parametrize(("asked", "field", "sentence"), WRONG)
def test_what_is_wrong_is_said_at_its_field(committee, asked, field, sentence):
    assert refused(committee, **asked) == {field: [sentence]}


def test_today_is_early_enough_while_the_hour_is_ahead(committee):
    assert days([planned(committee, days=0, at="15:00")]) == ["2026-03-02"]


# A series -------------------------------------------------------------------------------------------------------------


def test_a_series_is_as_many_meetings_each_with_its_own_case_and_clock(committee):
    made = series(committee)
    assert days(made) == ["2026-03-16", "2026-04-16", "2026-05-18", "2026-06-16", "2026-07-16"]  # 16 May: a Saturday
    found = Series.objects.get()
    assert {meeting.series for meeting in made} == {found}
    assert (found.every_months, found.until, found.by_post) == (1, date(2026, 7, 31), committee.convener.post)
    assert len({meeting.case.reference for meeting in made}) == len({meeting.uid for meeting in made}) == 5
    assert [clocks.running(meeting.case).kind for meeting in made] == [DeadlineKind.NOTICE] * 5
    assert all(meeting.starts_at.astimezone(clock.INDIA).hour == 11 for meeting in made)
    assert made[2].case.title == "Meeting of DEPC Ri Bhoi, 18 May 2026"


def test_a_meeting_of_a_series_moves_over_a_holiday_and_moves_no_other(committee):
    holiday(committee, date(2026, 4, 16), "Bihu")
    holiday(committee, date(2026, 4, 17), "Bihu")
    assert days(series(committee))[:3] == ["2026-03-16", "2026-04-20", "2026-05-18"]


def test_the_last_meeting_of_a_series_is_not_moved_beyond_its_end(committee):
    holiday(committee, date(2026, 7, 16))
    assert days(series(committee, until="2026-07-16"))[-1] == "2026-06-16"
    assert len(days(series(committee, until="2026-06-16"))) == 4


def test_a_series_over_a_closure_meets_once_after_it(committee):
    for n in range(75):
        holiday(committee, date(2026, 4, 1) + timedelta(days=n), "Model code of conduct")
    assert days(series(committee)) == ["2026-03-16", "2026-06-15", "2026-06-16", "2026-07-16"]


def test_quarterly_until_the_day_of_the_last_one(committee):
    assert days(series(committee, every="3", until="2026-12-16")) == [
        "2026-03-16", "2026-06-16", "2026-09-16", "2026-12-16",
    ]  # fmt: skip


def test_one_meeting_of_a_series_is_moved_or_cancelled_alone(committee):
    first, second, *_rest = series(committee)
    move(committee, first, "cancel", data={"reason": REASON})
    move(committee, second, "reschedule", data=when(42) | {"reason": REASON})
    ahead = Meeting.objects.ahead().order_by("starts_at")
    assert days(list(ahead)) == ["2026-04-13", "2026-05-18", "2026-06-16", "2026-07-16"]


# After the notice -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["online", "hybrid"])
def test_a_meeting_everybody_knows_of_does_not_go_online_without_a_link(committee, mode):
    meeting = notified(committee)
    with pytest.raises(Invalid) as problem:
        move(committee, meeting, "postpone", data=when(21, mode=mode) | {"reason": REASON})
    assert "online_link" in problem.value.form.errors


def test_after_the_notice_the_meeting_itself_is_awaited(committee):
    meeting = notified(committee)
    due = clocks.running(meeting.case)
    assert (due.kind, clock.local_date(due.due_at)) == (DeadlineKind.HOLD, date(2026, 3, 16))
    assert meeting.notified_at == MONDAY
