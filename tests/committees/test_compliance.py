"""Whether committees meet as their rules say: the day itself is not missed, one list a month, one plan a silence."""

import threading
from datetime import date, timedelta
from time import perf_counter

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from cases.models import Case
from committees.compliance.reviews import list_missed, missed_by_level
from committees.compliance.revivals import ask_for_revival
from committees.compliance.standing import (
    DORMANT,
    MISSED,
    ON_TIME,
    SOON,
    UNKNOWN,
    committees,
    judge,
    standing_of,
    with_meetings,
)
from committees.models import Constitution, Meeting, MeetingReview, MissedMeeting, Revival
from committees.references import new_case
from committees.tasks import look_at_meetings
from escalations.sweep import sweep
from geography.models import District
from institutions import clock
from institutions.models import Body
from notices.models import Notice
from tests.cast import MONDAY, DateRange, build_cast
from tests.committees import constituted
from tests.committees.committee import ALL_SEATS, held, in_session, move, seated
from tests.committees.constituted import PLAN
from workflow.errors import Invalid, NotNow, NotPermitted

pytestmark = pytest.mark.django_db

# Exact days ---------------------------------------------------------------------------------------------------------


def district(today: date, *, began=None, held_on=None, sign=None):
    """The verdict by the default rules of a district: every three months, dormant after six."""
    return judge(today=today, began_on=began, last_held_on=held_on, last_sign_on=sign, interval_months=3,
                 dormant_months=6)  # fmt: skip


BEGAN = date(2025, 1, 15)


@pytest.mark.parametrize(
    ("held_on", "today", "state", "due_on"),
    [
        (date(2026, 1, 15), date(2026, 2, 14), ON_TIME, date(2026, 4, 15)),
        (date(2026, 1, 15), date(2026, 3, 14), ON_TIME, date(2026, 4, 15)),
        (date(2026, 1, 15), date(2026, 3, 15), SOON, date(2026, 4, 15)),
        (date(2026, 1, 15), date(2026, 4, 15), SOON, date(2026, 4, 15)),  # the day itself is not missed
        (date(2026, 1, 15), date(2026, 4, 16), MISSED, date(2026, 4, 15)),
        (date(2026, 1, 15), date(2026, 7, 15), MISSED, date(2026, 4, 15)),
        (date(2026, 1, 15), date(2026, 7, 16), DORMANT, date(2026, 4, 15)),
        (date(2025, 11, 30), date(2026, 2, 28), SOON, date(2026, 2, 28)),  # February has no 30th
        (date(2025, 11, 30), date(2026, 3, 1), MISSED, date(2026, 2, 28)),
        (date(2027, 11, 30), date(2028, 2, 29), SOON, date(2028, 2, 29)),  # but a 29th in a leap year
        (date(2025, 8, 31), date(2025, 12, 1), MISSED, date(2025, 11, 30)),
    ],
)
def test_the_next_meeting_is_due_to_the_day(held_on, today, state, due_on):
    found = district(today, began=BEGAN, held_on=held_on)
    assert (found.state, found.due_on, found.last_held_on) == (state, due_on, held_on)


def test_a_new_committee_has_its_interval_from_its_first_day():
    assert district(date(2025, 4, 15), began=BEGAN).state == SOON
    assert district(date(2025, 4, 16), began=BEGAN).state == MISSED
    assert district(date(2025, 7, 16), began=BEGAN).state == DORMANT


def test_without_a_constitution_on_record_nothing_is_due():
    assert district(date(2026, 4, 16)).state == UNKNOWN
    found = district(date(2026, 4, 16), held_on=date(2025, 1, 15))
    assert (found.state, found.due_on, found.last_held_on) == (UNKNOWN, None, date(2025, 1, 15))


def test_any_sign_of_life_keeps_a_committee_from_being_dormant_but_not_from_missing_its_meeting():
    found = district(date(2026, 7, 16), began=BEGAN, held_on=date(2026, 1, 15), sign=date(2026, 2, 1))
    assert (found.state, found.silent_since) == (MISSED, date(2026, 2, 1))


# Read from the record -----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("at_monday")
def test_only_a_meeting_with_quorum_counts_as_held(committee):
    constituted.constituted(committee, committee.depc_ribhoi, since=date(2025, 12, 1))
    meeting = held(committee)
    with clock.freeze(meeting.ends_at):
        assert standing_of(committee.depc_ribhoi).last_held_on == clock.local_date(meeting.starts_at)
    Meeting.objects.update(quorate=False)
    found = standing_of(committee.depc_ribhoi)
    assert (found.last_held_on, found.silent_since) == (None, clock.local_date(meeting.starts_at))


def test_an_open_action_point_is_no_sign_of_life_and_a_finished_one_is(committee):
    constituted.constituted(committee, committee.depc_ribhoi)
    assert standing_of(committee.depc_ribhoi).state == DORMANT
    meeting = held(committee)  # a fortnight on
    with clock.freeze(meeting.ends_at):
        assert standing_of(committee.depc_ribhoi).state == ON_TIME


def india(cast, numbers: range) -> None:
    """Districts with a committee by order, each of which met a year ago."""
    places = District.objects.bulk_create(
        District(lgd_code=str(2000 + n), state=cast.meghalaya, code=f"D{n}", name=f"District {n}", lat=25, lon=91)
        for n in numbers
    )
    bodies = Body.objects.bulk_create(
        Body(kind="depc", code=f"DEPC-ML-D{n}", name=f"DEPC {n}", state=cast.meghalaya, district=place)
        for n, place in zip(numbers, places, strict=True)
    )
    for letter, model, facts in (
        ("K", Constitution, {"order_number": "1", "ordered_on": BEGAN, "during": DateRange(BEGAN, None)}),
        ("M", Meeting, {"starts_at": clock.at(BEGAN, 11), "ends_at": clock.at(BEGAN, 13), "quorate": True}),
    ):
        cases = []
        for n, body in zip(numbers, bodies, strict=True):
            at = clock.at(BEGAN, 13)
            cases.append(Case(kind=model.__name__.lower(), title=body.name, district=body.district, state=body.state,
                              origin=body, reference=f"ML-D{n}-{letter}-1", status="held", created_at=at,
                              changed_at=at))  # fmt: skip
        Case.objects.bulk_create(cases)
        model.objects.bulk_create(model(case=case, body=case.origin, **facts) for case in cases)


@pytest.mark.usefixtures("at_monday")
def test_the_standing_of_all_786_committees_takes_a_fixed_number_of_queries_and_under_two_seconds(committee):
    rows = committees().select_related("state", "district")

    def queries() -> tuple[int, list]:
        with CaptureQueriesContext(connection) as seen:
            found = missed_by_level()
        return len(seen), found

    india(committee, range(5))
    few, _found = queries()
    india(committee, range(5, 786))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    began = perf_counter()
    many, [(above, missed)] = queries()
    assert perf_counter() - began < 2
    assert (many, above, len(missed)) == (few, committee.sepc_ml, 786)
    assert few <= 5
    assert {standing_of(body).state for body in with_meetings(rows.filter(code="DEPC-ML-D5"))} == {DORMANT}


# The monthly list ---------------------------------------------------------------------------------------------------


def test_only_committees_with_a_constitution_on_record_are_listed(committee):
    constituted.constituted(committee, committee.depc_ribhoi)
    held_long_ago = new_case(committee.depc_khasi, title="Meeting", letter="M", holder=None)
    held_long_ago.kind, held_long_ago.status = "meeting", "held"
    held_long_ago.created_at = held_long_ago.changed_at = clock.now()
    held_long_ago.save()
    Meeting.objects.create(case=held_long_ago, body=committee.depc_khasi, starts_at=clock.at(BEGAN, 11),
                           ends_at=clock.at(BEGAN, 13), quorate=True)  # fmt: skip
    assert list_missed() == 1
    assert list(MissedMeeting.objects.values_list("body__code", flat=True)) == ["DEPC-ML-RIBHOI"]


def test_a_month_has_one_list_however_often_one_looks(committee):
    constituted.constituted(committee, committee.depc_ribhoi)
    constituted.constituted(committee, committee.sepc_ml)
    assert look_at_meetings() == {"lists": 2, "revivals": 1}
    assert look_at_meetings() == {"lists": 0, "revivals": 0}
    with clock.freeze(MONDAY + timedelta(days=28)):  # 30 March
        assert list_missed() == 0
    with clock.freeze(MONDAY + timedelta(days=30)):  # 1 April
        assert list_missed() == 2
    lists = MeetingReview.objects.order_by("month", "body__code").values_list("body__code", "month")
    assert list(lists) == [
        ("DGFT", date(2026, 3, 1)), ("SEPC-ML", date(2026, 3, 1)),
        ("DGFT", date(2026, 4, 1)), ("SEPC-ML", date(2026, 4, 1)),
    ]  # fmt: skip


def test_the_level_above_gets_one_notice_for_all_its_committees(committee):
    constituted.constituted(committee, committee.depc_ribhoi)
    constituted.constituted(committee, committee.depc_khasi)
    constituted.constituted(committee, committee.depc_pune)
    before = Notice.objects.count()
    assert list_missed() == 2
    assert Notice.objects.count() == before + 2
    assert MeetingReview.objects.get(body=committee.sepc_ml).missed.count() == 2
    assert MeetingReview.objects.get(body=committee.sepc_mh).missed.count() == 1


def test_a_district_whose_state_has_no_committee_is_on_the_list_of_dgft(committee):
    constituted.constituted(committee, committee.depc_pune)
    committee.sepc_mh.retired_on = clock.today()
    committee.sepc_mh.save()
    assert list_missed() == 1
    assert MeetingReview.objects.get().body == committee.dgft


def test_a_list_nobody_looks_at_goes_up_from_convener_to_chair_to_dgft_and_stays_there(committee):
    review = constituted.listed(committee)
    holders = [review.case.holder]
    now = MONDAY
    for _step in range(4):
        now += timedelta(days=30)
        with clock.freeze(now):
            sweep()
        review.case.refresh_from_db()
        holders.append(review.case.holder)
    apex = committee.apex.post
    assert holders == [committee.sepc.post, committee.sepc_chair.post, apex, apex, apex]
    assert (review.case.status, review.case.level) == ("open", 2)


def test_a_list_is_followed_up_and_closed_and_its_clock_stops(committee):
    review = constituted.listed(committee)
    move(committee, review, "acknowledge", "sepc", {"note": "The Secretary writes to the district."})
    assert review.case.deadlines.filter(state="running").count() == 1
    with pytest.raises(NotPermitted):
        move(committee, review, "close", "apex", {"note": "The district has met since."})
    move(committee, review, "close", "sepc_chair", {"note": "The district has met since."})
    assert not review.case.deadlines.filter(state="running").exists()
    with pytest.raises(NotNow):
        move(committee, review, "close", "sepc", {"note": "The district has met since."})


# Revival ------------------------------------------------------------------------------------------------------------


def test_a_dormant_committee_is_asked_once_for_its_plan(committee):
    revival = constituted.asked(committee)
    assert (revival.case.status, revival.case.holder) == ("asked", committee.convener.post)
    assert ask_for_revival() == 0
    with clock.freeze(MONDAY + timedelta(days=200)):
        assert ask_for_revival() == 0


def test_a_committee_that_only_missed_a_meeting_is_not_asked(committee):
    constituted.constituted(committee, committee.depc_ribhoi, since=date(2025, 11, 3))
    assert standing_of(committee.depc_ribhoi).state == MISSED
    assert ask_for_revival() == 0


def test_a_plan_is_submitted_returned_accepted_and_ends_with_a_quorate_meeting(committee):
    revival = constituted.asked(committee)
    move(committee, revival, "submit_plan", data=PLAN)
    assert Revival.objects.get().case.holder == committee.sepc.post
    move(committee, revival, "return_plan", "sepc", {"reason": "Say who reports on credit."})
    assert Revival.objects.get().case.holder == committee.convener.post
    move(committee, revival, "submit_plan", data=PLAN | {"steps": "The lead bank reports on credit by village."})
    move(committee, revival, "accept_plan", "sepc")
    accepted = Revival.objects.get()
    assert (accepted.case.status, accepted.case.holder) == ("accepted", committee.convener.post)
    assert accepted.case.deadlines.get(state="running").promised_on == date(2026, 3, 30)
    held(committee)
    accepted.case.refresh_from_db()
    assert (accepted.case.status, accepted.case.closed_at is not None) == ("revived", True)
    assert not accepted.case.deadlines.filter(state="running").exists()


def test_an_inquorate_meeting_does_not_revive_until_its_attendance_is_put_right(committee):
    revival = constituted.asked(committee)
    from_both = {"attendance": ["chair.chair=present", "convener.dic-gm=present"]}
    meeting = _closed_with(committee, from_both)
    assert (meeting.quorate, Revival.objects.get().case.status) == (False, "asked")
    with clock.freeze(meeting.ends_at + timedelta(hours=1)):
        everybody = {"attendance": [f"{seat}=present" for seat in ALL_SEATS]}
        move(committee, meeting, "record_attendance", data=everybody)
    revival.case.refresh_from_db()
    assert revival.case.status == "revived"


def _closed_with(committee, attendance: dict) -> Meeting:
    meeting = in_session(committee, attendance=attendance)
    with clock.freeze(meeting.ends_at):
        return move(committee, meeting, "close")


@pytest.mark.parametrize("meets_on", ["2026-03-02", "2026-02-27", "2026-03-28", "soon"])
def test_a_plan_names_a_working_day_ahead(committee, meets_on):
    revival = constituted.asked(committee)
    with pytest.raises(Invalid) as refused:
        move(committee, revival, "submit_plan", data=PLAN | {"meets_on": meets_on})
    assert set(refused.value.form.errors) == {"meets_on"}


def test_a_plan_nobody_writes_goes_to_the_state(committee):
    revival = constituted.asked(committee)
    with clock.freeze(MONDAY + timedelta(days=30)):
        sweep()
    revival.case.refresh_from_db()
    assert (revival.case.holder, revival.case.level, revival.case.status) == (committee.sepc.post, 1, "asked")


# At once ------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_one_list_and_one_request():
    with clock.freeze(MONDAY):
        cast = seated(build_cast())
        constituted.constituted(cast, cast.depc_ribhoi)
    made, errors, gate = [], [], threading.Barrier(3)

    def look() -> None:
        try:
            with clock.freeze(MONDAY):
                gate.wait()
                made.append(look_at_meetings())
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=look) for _each in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert sum(one["lists"] for one in made) == sum(one["revivals"] for one in made) == 1
    assert (MeetingReview.objects.count(), Revival.objects.count()) == (1, 1)
