"""A personal feed: one secret address, titles and times only, ended at once."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from icalendar import Calendar

from committees.feeds import actions
from committees.models import CalendarFeed, Meeting
from dehportal.logs import mask_links
from institutions import clock
from institutions.actors import PUBLIC, SYSTEM
from institutions.models import Appointment, AppointmentKind, Post
from tests.cast import MONDAY
from tests.committees.committee import move, notified, planned, when

pytestmark = pytest.mark.django_db
LINK = "https://meet.example.in/depc-ri-bhoi"
REASON = "The Deputy Commissioner is on election duty that day."


@pytest.fixture
def anybody() -> Client:
    """Somebody without a login."""
    return Client()


def address_of(cast, name: str = "member") -> str:
    _feed, secret = actions.make_feed(by=cast.actor(name))
    return f"/calendar/feed/{secret}.ics"


def entries(client: Client, address: str) -> list:
    answer = client.get(address)
    assert answer.status_code == 200
    return Calendar.from_ical(answer.content).walk("VEVENT")


def substitute(cast, name: str, post: Post, until: date) -> None:
    Appointment.objects.create(
        post=post, user=getattr(cast, name).user, kind=AppointmentKind.SUBSTITUTE,
        during=DateRange(clock.today(), until), order_number="Order 9/2026",
    )  # fmt: skip


# What it shows --------------------------------------------------------------------------------------------------------


def test_it_shows_titles_and_times_and_nothing_else(committee, anybody):
    notified(committee, mode="hybrid", online_link=LINK, venue="Conference hall")
    answer = anybody.get(address_of(committee))
    text = answer.content.decode()
    found = Calendar.from_ical(answer.content)
    [event] = found.walk("VEVENT")
    assert (event["SUMMARY"], event["STATUS"]) == ("Meeting: DEPC Ri Bhoi", "CONFIRMED")
    assert event["DTSTART"].params["TZID"] == "Asia/Kolkata"
    assert (event["DTEND"].dt - event["DTSTART"].dt) == timedelta(hours=2)
    shown = {"UID", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "DTSTART", "DTEND", "SUMMARY", "STATUS", "TRANSP"}
    assert set(event) == shown
    for secret in (LINK, "Conference hall", "Action taken", "mailto:", "ML-RIBHOI"):
        assert secret not in text
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert found["X-WR-CALNAME"] == "Meetings (DEH portal)"
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in text


def test_a_moved_meeting_moves_and_a_cancelled_one_stays_as_cancelled(committee, anybody):
    address, meeting = address_of(committee), planned(committee)
    assert [event["STATUS"] for event in entries(anybody, address)] == ["TENTATIVE"]
    moved = move(committee, meeting, "reschedule", data=when(21) | {"reason": REASON})
    [event] = entries(anybody, address)
    assert (event["DTSTART"].dt, event["SEQUENCE"]) == (moved.starts_at, 1)
    move(committee, moved, "cancel", data={"reason": REASON})
    [event] = entries(anybody, address)
    assert (event["STATUS"], event["SEQUENCE"], event["TRANSP"]) == ("CANCELLED", 2, "TRANSPARENT")


def test_it_shows_the_committees_in_which_one_holds_a_post_today(committee, anybody):
    planned(committee)
    mine, theirs = address_of(committee, "member"), address_of(committee, "stranger")
    assert len(entries(anybody, mine)) == 1
    assert entries(anybody, theirs) == []
    Appointment.objects.filter(pk=committee.member.appointment.pk).update(
        during=DateRange(date(2020, 1, 1), clock.today())
    )
    assert entries(anybody, mine) == []


def test_a_substitute_sees_the_meetings_as_long_as_the_order_lasts(committee, anybody):
    planned(committee)
    substitute(committee, "stranger", committee.nabard.post, until=date(2026, 3, 20))
    address = address_of(committee, "stranger")
    assert len(entries(anybody, address)) == 1
    with clock.freeze(MONDAY + timedelta(days=18)):
        assert entries(anybody, address) == []


def test_it_looks_back_sixty_days(committee, anybody):
    planned(committee)
    address = address_of(committee)
    with clock.freeze(MONDAY + timedelta(days=14 + 60)):
        assert len(entries(anybody, address)) == 1
    with clock.freeze(MONDAY + timedelta(days=14 + 61)):
        assert entries(anybody, address) == []


def test_it_speaks_its_persons_language(committee, anybody):
    planned(committee)
    user = committee.member.user
    user.language = "hi"
    user.save()
    committee.depc_ribhoi.name_hi = "जिला निर्यात संवर्धन समिति, री भोई"
    committee.depc_ribhoi.save()
    [event] = entries(anybody, address_of(committee))
    assert "जिला समिति, री भोई" in event["SUMMARY"]


# Who gets in ----------------------------------------------------------------------------------------------------------


def test_a_wrong_secret_finds_nothing(committee, anybody):
    address = address_of(committee)
    assert anybody.get(f"/calendar/feed/{'a' * 32}.ics").status_code == 404
    assert anybody.get(address.replace(".ics", "a.ics")).status_code == 404
    assert anybody.get(f"/calendar/feed/{CalendarFeed.objects.get().secret_hash}.ics").status_code == 404


def test_a_revoked_address_finds_nothing_at_once_and_revoking_twice_is_harmless(committee, anybody):
    address = address_of(committee)
    assert actions.revoke_feed(by=committee.actor("member")) == 1
    assert actions.revoke_feed(by=committee.actor("member")) == 0
    assert anybody.get(address).status_code == 404


def test_a_new_address_ends_the_former_one_and_no_one_elses(committee, anybody):
    former, others = address_of(committee), address_of(committee, "chair")
    new = address_of(committee)
    assert [anybody.get(address).status_code for address in (former, others, new)] == [404, 200, 200]


def test_whoever_may_not_log_in_any_more_has_no_feed(committee, anybody):
    address = address_of(committee)
    committee.member.user.is_active = False
    committee.member.user.save()
    assert anybody.get(address).status_code == 404


def test_the_database_keeps_one_live_address_per_person_and_no_secret(committee):
    feed, secret = actions.make_feed(by=committee.actor("member"))
    assert secret not in str(CalendarFeed.objects.filter(pk=feed.pk).values())
    with pytest.raises(IntegrityError, match="one_live_feed_per_person"), transaction.atomic():
        CalendarFeed.objects.create(user=committee.member.user, secret_hash="x" * 64, created_at=clock.now())


@pytest.mark.parametrize("nobody", [PUBLIC, SYSTEM])
def test_only_people_have_a_feed(committee, nobody):
    with pytest.raises(PermissionDenied):
        actions.make_feed(by=nobody)
    with pytest.raises(PermissionDenied):
        actions.revoke_feed(by=nobody)


def test_the_secret_is_not_written_to_logs(committee):
    line = mask_links(None, "info", {"request": f"GET {address_of(committee)}"})
    assert line == {"request": "GET /calendar/feed/…"}


# How it is asked ------------------------------------------------------------------------------------------------------


def test_a_calendar_that_has_it_already_gets_it_not_again(committee, anybody):
    planned(committee)
    address = address_of(committee)
    answer = anybody.get(address)
    assert answer["Cache-Control"] == "private, max-age=900"
    assert answer["X-Robots-Tag"] == "noindex"
    with clock.freeze(MONDAY + timedelta(hours=5)):
        again = anybody.get(address, headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (again["ETag"], again["Cache-Control"]) == (answer["ETag"], "private, max-age=900")
    assert again["X-Robots-Tag"] == "noindex"
    move(committee, Meeting.objects.get(), "reschedule", data=when(21) | {"reason": REASON})
    assert anybody.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 200


def test_it_is_only_read(committee, anybody):
    address = address_of(committee)
    assert anybody.head(address).status_code == 200
    assert anybody.post(address).status_code == 405


def test_it_costs_the_same_whatever_it_shows_and_writes_nothing(committee, anybody, django_assert_num_queries):
    address = address_of(committee)
    for days in (7, 14, 21, 28, 35):
        planned(committee, days=days)
    substitute(committee, "member", committee.depc_khasi.posts.get(role="convener"), until=date(2026, 12, 31))
    with django_assert_num_queries(2) as asked:
        assert len(entries(anybody, address)) == 5
    assert all(query["sql"].startswith("SELECT") for query in asked.captured_queries)
