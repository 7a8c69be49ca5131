"""A plan travels by click, from its first line on a phone to the public page: written by two, approved by four."""

import os
from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from strategies.models import SectionKind
from tests.browser.desk import PDF, Person
from tests.products.identified import published, stocked

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEXT = "Two thousand growers sell to three mills; one mill is certified."
INTERVENTION = {
    "title": "Testing of turmeric within a day’s reach", "stage": "testing-certification", "category": "Q1",
    "owner": "DEPC Ri Bhoi, Convener", "starts_on": "2026-04-01", "due_on": "2027-03-31", "amount": "1800000",
    "budget_head": "2852", "indicator": "Days from sample to report", "unit": "days", "baseline": "21", "target": "3",
    "evidence_type": "report",
}  # fmt: skip
TARGET = {
    "kind": "export_value", "title": "Exports of turmeric", "unit": "INR crore", "baseline": "4",
    "baseline_year": "2024", "source": "Survey of the district", "year_2026": "5", "year_2027": "6", "year_2028": "8",
}  # fmt: skip


@pytest.fixture
def desks(planning):
    stocked(planning)
    planning.product = published(planning)
    return planning


def look(person: Person, name: str) -> None:
    if folder := os.environ.get("LOOK_AT"):
        person.page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def moves(person: Person, address: str, verb: str, **fields) -> None:
    """Open a move's panel on the document's page and send it."""
    person.goes_to(f"{address}?open={verb}")
    person.fills(fields, prefix=f"{verb}-")
    with person.page.expect_navigation(wait_until="load"):
        person.page.click(f"#do-{verb} button[name=verb]")


def saves(person: Person) -> None:
    with person.page.expect_navigation(wait_until="load"):
        person.page.click("main form.form button.button--primary")


def test_from_the_first_line_to_the_public_page(desks, sits_down):
    convener = sits_down(width=360, script=False).is_logged_in(desks.convener.user)
    member = sits_down(width=1280).is_logged_in(desks.member.user)

    today = localdate()  # the server's own: the test's clock stands still in its thread only
    convener.goes_to("/plans/new/")
    convener.fills({"title": "Export plan of Ri Bhoi", "first_year": "2026", "last_year": "2028"})
    saves(convener)
    address = convener.page.url.split("?")[0]
    handle = address.rstrip("/").rpartition("/")[2]
    look(convener, "plan-empty-360")

    for place, kind in enumerate(SectionKind.objects.filter(document="plan", required=True)):
        writer = convener if place % 2 else member
        writer.goes_to(f"/documents/{handle}/sections/{kind.code}/?write=1")
        writer.page.fill("#id_text", TEXT)
        writer.presses("Save")

    convener.goes_to(f"/plans/{handle}/products/")
    look(convener, "plan-products-360")
    convener.page.check("main input[type=checkbox] >> nth=0")
    saves(convener)
    member.goes_to(f"/plans/{handle}/interventions/new/")
    member.fills(INTERVENTION)
    look(member, "plan-intervention-1280")
    saves(member)
    convener.goes_to(f"/documents/{handle}/targets/new/")
    convener.fills(TARGET)
    saves(convener)
    convener.goes_to(f"/documents/{handle}/check/")
    look(convener, "plan-check-360")

    moves(convener, address, "submit")
    assert "With its approvers" in convener.text()
    chair = sits_down(width=360).is_logged_in(desks.chair.user)
    chair.goes_to("/work/")
    chair.page.click("main a:has-text('Export plan of Ri Bhoi')")
    look(chair, "plan-sign-360")
    moves(chair, address, "sign")
    moves(sits_down().is_logged_in(desks.co_chair.user), address, "countersign")

    sepc = sits_down(width=1280).is_logged_in(desks.sepc.user)
    moves(sepc, address, "accept")
    due = (today + timedelta(days=90)).isoformat()
    moves(sepc, address, "add_condition", condition="The laboratory’s scope has to name lead.", due_on=due)
    assert "The laboratory’s scope has to name lead." in sepc.text()
    look(sepc, "plan-review-1280")
    moves(sits_down(width=360).is_logged_in(desks.sepc_chair.user), address, "approve")
    moves(sepc, address, "co_approve")

    moves(convener, address, "notify", order_number="DIC/2026/17", order_date=today.isoformat(), evidence=PDF)
    assert "Adopted by order DIC/2026/17" in convener.text()
    look(convener, "plan-adopted-360")

    anybody = sits_down(width=360)
    anybody.goes_to(address)
    assert TEXT in anybody.text() and "DIC/2026/17" in anybody.text()
    look(anybody, "plan-public-360")
    for person in (convener, member, chair, sepc, anybody):
        assert person.complaints == []
