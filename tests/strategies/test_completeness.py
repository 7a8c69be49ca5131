"""What a document lacks is listed with the place where it is put right."""

import re

import pytest

from strategies.models import Section
from tests.strategies.planning import drafted, strategy_drafted, written

pytestmark = pytest.mark.django_db


def check(client, document) -> str:
    answer = client.get(f"/documents/{document.case.handle}/check/")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_all_contents_of_the_handbook_are_listed_with_their_state(planning, client):
    plan = drafted(planning)
    planning.login(client, "convener")
    page = check(client, plan)
    assert page.count("badge badge--late") == 11 and "empty, not required" in page
    assert "0 of 12 contents are written." in page


def test_each_gap_leads_to_where_it_is_filled_in(planning, client):
    plan = drafted(planning)
    planning.login(client, "convener")
    links = set(re.findall(r'href="(/[^"]*sections/[^"]+)"', check(client, plan)))
    assert len(links) == 12
    for link in links:
        assert client.get(link).status_code == 200


def test_a_written_plan_lacks_nothing(planning, client):
    planning.login(client, "convener")
    assert "Nothing is missing." in check(client, written(planning))


def test_one_empty_section_is_named(planning, client):
    plan = written(planning)
    Section.objects.filter(case=plan.case, kind__code="training").update(text="")
    planning.login(client, "member")
    page = check(client, plan)
    assert "1 thing is missing" in page and "“Training needs” is empty." in page


def test_a_strategy_is_checked_by_its_own_outline(planning, client):
    planning.login(client, "sepc")
    assert "Vision and targets" in check(client, strategy_drafted(planning))
