"""Every number on the Ministry page is the count of the list it leads to."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from escalations.sweep import sweep
from institutions import clock
from tests.bottlenecks.stages import acknowledged, at_agency, at_apex, committed, resolved
from tests.cast import MONDAY, logged

pytestmark = pytest.mark.django_db

NUMBER = re.compile(r'<a[^>]* href="(/bottlenecks/\?[^"]*)"[^>]*>\s*(?:<[^>]+>)*\s*(\d+)')


@pytest.fixture
def register(cast):
    """Cases at several levels, of several ages; some overdue."""
    with clock.freeze(MONDAY - timedelta(days=200)):
        logged(cast)
        at_agency(cast)
    with clock.freeze(MONDAY - timedelta(days=40)):
        at_apex(cast)
        committed(cast)
    with clock.freeze(MONDAY):
        for stage in (acknowledged, resolved, at_agency):
            stage(cast)
    with clock.freeze(MONDAY + timedelta(days=1)):
        sweep()
        yield cast


@pytest.mark.parametrize("who", ["apex", "sepc", "convener"])
@pytest.mark.parametrize("age", ["", "?age=31-90", "?age=181-"])
def test_every_number_leads_to_a_list_of_that_many(register, client: Client, who, age):
    register.login(client, who)
    page = client.get(f"/ministry/{age}").content.decode()
    numbers = NUMBER.findall(page)
    assert len(numbers) > 4
    for href, number in numbers:
        listed = client.get(unescape(href))
        assert listed.status_code == 200, href
        assert listed.context["page_obj"].paginator.count == int(number), href


def test_the_page_is_counted_in_a_fixed_number_of_queries(register, client: Client, django_assert_max_num_queries):
    register.login(client, "apex")
    client.get("/ministry/")
    with django_assert_max_num_queries(20):
        client.get("/ministry/")


def test_only_headquarters_sees_the_machinery(register, client: Client):
    register.login(client, "sepc")
    assert client.get("/ministry/machinery/").status_code == 403
    register.login(client, "apex")
    page = client.get("/ministry/machinery/")
    assert page.status_code == 200
