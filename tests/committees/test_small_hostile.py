"""Nonsense in addresses and forms of the smaller kinds is refused or changes nothing, and is never a fault."""

import pytest
from django.test import Client

from tests.committees.test_small_matrices import put, to_be_done

pytestmark = pytest.mark.django_db

NONSENSE = ["%00", "x" * 300, "%F0%9F%98%80", "-1", "'%20or%201=1", "..%2F..%2Fetc"]


@pytest.mark.parametrize("value", NONSENSE)
def test_filters_of_the_list_ignore_nonsense(committee, value):
    client = Client()
    committee.login(client, "sepc")
    for name in ("state", "committee", "mine", "page"):
        assert client.get(f"/actions/?{name}={value}").status_code == 200, name


@pytest.mark.parametrize("value", NONSENSE)
def test_no_case_and_no_committee_is_found_under_nonsense(committee, value):
    client = Client()
    committee.login(client, "convener")
    for place in ("actions", "circulations", "constitutions", "traineeships"):
        assert client.get(f"/{place}/{value}/").status_code == 404, place
        assert client.post(f"/{place}/{value}/answer/").status_code == 404, place
    for place in ("constitution", "leaders", "members", "circulations", "seats/new", "actions/new"):
        assert client.get(f"/committees/{value}/{place}/").status_code == (400 if value == "%00" else 404), place


@pytest.mark.parametrize("value", NONSENSE)
def test_a_link_that_opens_an_unknown_panel_opens_none(committee, value):
    client = Client()
    committee.login(client, "convener")
    for case in (to_be_done(committee), put(committee)):
        page = client.get(
            f"/{'actions' if hasattr(case, 'owner') else 'circulations'}/{case.case.handle}/?open={value}"
        )
        assert page.status_code == 200
        assert not any(panel["open"] for panel in page.context["actions"])


@pytest.mark.parametrize("value", ["\x00", "9" * 40, "-1", "😀", "x" * 5000])
def test_a_form_full_of_nonsense_is_refused_and_nothing_is_lost(committee, value):
    client = Client()
    committee.login(client, "convener")
    base = "/committees/DEPC-ML-RIBHOI"
    for place, names in {
        "actions/new": ("title", "owner", "due_on"),
        "circulations/new": ("title", "text", "closes_on"),
        "seats/new": ("office", "title", "category"),
        "groups/new": ("kind", "name", "lead", "members"),
        "leaders/new": ("trainee", "mentor", "responsibility"),
        "constitution/new": ("order_number", "ordered_on", "in_force_from"),
    }.items():
        answer = client.post(f"{base}/{place}/", dict.fromkeys(names, value) | {"token": place})
        assert answer.status_code == 422, place
