"""The calendar of a State: confirmed by its own committee; what changes moves the running clocks."""

from datetime import date

import pytest
from django.test import Client

from escalations import clocks
from escalations.models import Calendar, Holiday, Pause
from tests.cast import logged

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(cast, at_monday) -> Client:
    found = Client()
    cast.login(found, "sepc")
    return found


@pytest.fixture
def calendar(cast) -> Calendar:
    found, _new = Calendar.objects.get_or_create(
        state=cast.meghalaya, defaults={"name": "Meghalaya", "closes_at": "18:00"}
    )
    return found


HOLI = {"day": "2026-03-04", "name": "Holi", "state": "confirmed", "year": "2026"}


def version(calendar) -> int:
    return Calendar.objects.get(pk=calendar.pk).version


def test_a_day_added_moves_the_running_clocks_and_one_cancelled_moves_them_back(client, cast, calendar):
    case = logged(cast).case
    before = clocks.running(case).due_at
    assert client.post("/calendars/ML/holiday/", HOLI).status_code == 302
    moved = clocks.running(case)
    assert moved.due_at > before
    assert moved.calendar_version == version(calendar)
    assert client.post("/calendars/ML/holiday/", {**HOLI, "state": "cancelled"}).status_code == 302
    assert clocks.running(case).due_at == before
    assert "Not a holiday here" in client.get("/calendars/ML/?year=2026").content.decode()


def test_the_published_days_of_a_year_are_confirmed_at_once(client, calendar):
    was = version(calendar)
    for day in (date(2026, 8, 15), date(2026, 10, 2), date(2027, 1, 26)):
        Holiday.objects.create(calendar=calendar, day=day, name="Published")
    client.post("/calendars/ML/confirm/", {"year": "2026"})
    assert list(Holiday.objects.values_list("state", flat=True)) == ["confirmed", "confirmed", "seeded"]
    assert version(calendar) == was + 1


@pytest.mark.parametrize("wrong", [{"day": "yesterday"}, {"name": ""}, {"state": "seeded"}])
def test_what_is_missing_comes_back_with_what_was_typed(client, calendar, wrong):
    answer = client.post("/calendars/ML/holiday/", {**HOLI, **wrong})
    assert answer.status_code == 422
    assert not Holiday.objects.exists()
    assert {**HOLI, **wrong}["name"] in answer.content.decode()


MAY = {
    "sepc": True, "apex": True, "apex_head": True,
    "sepc_chair": False, "other_sepc": False, "convener": False, "department": False, "agency": False, "ra": False,
}  # fmt: skip


@pytest.mark.parametrize(("who", "allowed"), MAY.items())
def test_who_changes_the_days_of_a_state(client, cast, calendar, who, allowed):
    cast.login(client, who)
    page = client.get("/calendars/ML/")
    assert page.status_code == 200
    assert ("Add the holiday" in page.content.decode()) is allowed
    status = 302 if allowed else 403
    assert client.post("/calendars/ML/holiday/", HOLI).status_code == status
    assert client.post("/calendars/ML/confirm/", {"year": "2026"}).status_code == status


STOP = {
    "reason": "conduct", "starts_on": "2026-03-04", "last_day": "2026-03-06", "order_reference": "ECI 1/2026",
    "year": "2026",
}  # fmt: skip


@pytest.mark.parametrize(("who", "allowed"), {**MAY, "sepc_chair": True}.items())
def test_who_suspends_the_clocks_of_a_state(client, cast, calendar, who, allowed):
    cast.login(client, who)
    assert client.post("/calendars/ML/suspend/", STOP).status_code == (302 if allowed else 403)
    assert Pause.objects.count() == allowed


def test_suspended_days_do_not_count_and_the_order_is_shown(client, cast, calendar):
    case = logged(cast).case
    before = clocks.running(case).due_at
    client.post("/calendars/ML/suspend/", STOP)
    assert clocks.running(case).due_at > before
    row = Pause.objects.get()
    assert (row.state, row.ends_on, row.by_post) == (cast.meghalaya, date(2026, 3, 7), cast.sepc.post)
    assert "ECI 1/2026" in client.get("/calendars/ML/").content.decode()


@pytest.mark.parametrize(
    "wrong",
    [{"last_day": ""}, {"last_day": "2026-03-03"}, {"order_reference": ""}, {"reason": "information"}, {"reason": ""}],
)
def test_a_suspension_has_a_reason_an_end_and_an_order(client, calendar, wrong):
    assert client.post("/calendars/ML/suspend/", {**STOP, **wrong}).status_code == 422
    assert not Pause.objects.exists()


def test_the_centre_has_a_calendar_but_no_suspension(client, cast):
    assert client.get("/calendars/CENTRE/").status_code == 200
    cast.login(client, "apex")
    assert client.post("/calendars/CENTRE/suspend/", STOP).status_code == 404


@pytest.mark.parametrize("address", ["/calendars/XX/", "/calendars/ML/?year=1", "/calendars/ML/?year=x"])
def test_what_is_not_there_is_not_found(client, calendar, address):
    assert client.get(address).status_code == 404
