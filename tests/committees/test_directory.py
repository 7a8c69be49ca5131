"""The member directory: designations and dates, and nothing about the people."""

from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client

from institutions import clock
from institutions.models import Appointment
from tests.cast import LONG_AGO

pytestmark = pytest.mark.django_db
ADDRESS = "/committees/DEPC-ML-RIBHOI/members/"


@pytest.fixture
def said(committee):
    """The page with a vacant seat and a substitute, as a member reads it."""
    Appointment.objects.filter(post=committee.nabard.post).update(during=DateRange(LONG_AGO, clock.today()))
    Appointment.objects.create(post=committee.chair.post, user=committee.traders.user, kind="substitute",
                               during=DateRange(LONG_AGO, date(2026, 3, 20)), order_number="Order 4/2026")  # fmt: skip
    client = Client()
    committee.login(client, "member")
    return client.get(ADDRESS)


def test_it_names_every_seat_in_order_chair_first(committee, said):
    rows = said.context["rows"]
    assert [row["post"].role for row in rows[:3]] == ["chair", "co_chair", "convener"]
    assert len(rows) == committee.depc_ribhoi.posts.count()


def test_it_says_what_is_vacant_since_when_a_seat_is_held_and_until_when_a_substitute_stands_in(said):
    page = said.content.decode()
    assert page.count("row--wait") == 1
    assert "1 Jan 2020" in page
    assert "yes, until 20 Mar 2026" in page


def test_it_holds_no_name_no_address_and_no_order_of_a_person(committee, said):
    main = said.content.decode().split("<main", 1)[1]
    for person in (committee.chair, committee.traders, committee.nabard, committee.exporter):
        assert person.user.name not in main
        assert person.user.email not in main
    assert "Order 1/2020" not in main


@pytest.mark.parametrize(
    ("name", "status"),
    [("observer", 200), ("sepc", 200), ("ra", 200), ("apex", 200), ("sibling", 404), ("agency", 404)],
)
def test_it_is_for_the_committee_and_those_who_look_after_it(committee, name, status):
    client = Client()
    committee.login(client, name)
    assert client.get(ADDRESS).status_code == status


def test_it_asks_few_questions(committee, django_assert_max_num_queries):
    client = Client()
    committee.login(client, "member")
    client.get(ADDRESS)
    with django_assert_max_num_queries(12):
        client.get(ADDRESS)
