"""A plan of 2022 comes into the portal from a phone without JavaScript: two papers, three officers, one public page."""

import os

import pytest

from strategies.models import Adoption, Plan
from tests.browser.desk import PDF, Person
from tests.browser.test_plan import TARGET, moves, saves

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAPER = {
    "title": "Export plan of Ri Bhoi 2022", "first_year": "2022", "last_year": "2027", "order_number": "DIC/2022/9",
    "order_date": "2022-07-14", "issued_by": "Deputy Commissioner, Ri Bhoi",
}  # fmt: skip
INTERVENTION = {
    "title": "A training centre at Nongpoh", "stage": "testing-certification", "starts_on": "2022-10-01",
    "due_on": "2027-09-30", "budget_head": "2852", "amount": "1800000", "indicator": "Growers trained",
    "unit": "growers", "baseline": "0", "target": "400", "evidence_type": "report",
}  # fmt: skip
YEARS = {f"year_{year}": str(year - 2015) for year in range(2022, 2028)}


def look(person: Person, name: str) -> None:
    assert person.overflow() <= 0, name
    if folder := os.environ.get("LOOK_AT"):
        person.page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_an_adopted_plan_is_brought_in_confirmed_twice_and_read_by_everybody(planning, sits_down):
    convener = sits_down(width=360, script=False).is_logged_in(planning.convener.user)
    convener.goes_to("/plans/")
    look(convener, "brought-list-360")
    convener.page.click("main a:has-text('Bring it in')")
    convener.fills(PAPER | {"plan_paper": PDF, "order_paper": b"no pdf at all"})
    look(convener, "brought-form-360")
    saves(convener)
    assert "This is not a PDF" in convener.text() and convener.page.input_value("#id_issued_by") == PAPER["issued_by"]
    look(convener, "brought-refused-360")
    convener.fills({"plan_paper": PDF, "order_paper": PDF + b"%order"})
    saves(convener)
    address = convener.page.url.split("?")[0]
    handle = address.rstrip("/").rpartition("/")[2]
    assert "is being brought in" in convener.standing()
    look(convener, "brought-begun-360")

    convener.goes_to(f"/plans/{handle}/interventions/new/")
    convener.fills(INTERVENTION)
    saves(convener)
    convener.goes_to(f"/documents/{handle}/targets/new/")
    convener.fills({name: value for name, value in TARGET.items() if not name.startswith("year_")} | YEARS)
    saves(convener)
    convener.goes_to(f"/documents/{handle}/check/")
    assert "Nothing is missing." in convener.text()
    look(convener, "brought-check-360")
    moves(convener, address, "put_forward")

    chair = sits_down(width=360, script=False).is_logged_in(planning.chair.user)
    chair.goes_to("/work/")
    chair.page.click("main a:has-text('Export plan of Ri Bhoi 2022')")
    look(chair, "brought-confirm-360")
    moves(chair, address, "confirm")
    sepc = sits_down(width=1280).is_logged_in(planning.sepc.user)
    sepc.goes_to(address)
    look(sepc, "brought-state-1280")
    assert sepc.violations() == []
    moves(sepc, address, "refuse", reason="The order speaks of two training centres.")
    look(sepc, "brought-refused-1280")

    convener.goes_to("/work/")
    assert "Correct it and hand it over again" in convener.text()
    moves(convener, address, "correct_papers", order_number="DIC/2022/9-A")
    convener.goes_to(f"/documents/{handle}/comments/")
    convener.page.locator("main summary").first.click()
    convener.page.locator("main textarea").first.fill("There is one; the second was dropped by the same order.")
    with convener.page.expect_navigation(wait_until="load"):
        convener.page.locator("main form button").first.click()
    moves(convener, address, "put_forward")
    moves(chair, address, "confirm")
    moves(sepc, address, "confirm_for_the_state")
    adoption = Adoption.objects.get(case__reference=handle.upper())
    assert adoption.order_number == "DIC/2022/9-A" and not Plan.objects.get().bringing_in

    sepc.goes_to(address)
    look(sepc, "brought-in-1280")
    for width in (360, 1280):
        anybody = sits_down(width=width, script=width > 360)
        anybody.goes_to(address)
        assert adoption.mark in anybody.text() and "Deputy Commissioner, Ri Bhoi" in anybody.text()
        look(anybody, f"brought-public-{width}")
        anybody.goes_to("/plans/")
        assert adoption.mark in anybody.text()
        look(anybody, f"brought-public-list-{width}")
        assert anybody.complaints == []
    convener.goes_to(f"/documents/{handle}/progress/")
    assert "Nothing reported yet" in convener.text() or "Not begun yet" in convener.text()
    look(convener, "brought-progress-360")
    for person in (convener, chair, sepc):
        assert person.complaints == []
