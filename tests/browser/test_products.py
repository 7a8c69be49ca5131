"""A product travels from a district's form, without a script, to the page that everybody reads."""

import os

import pytest

from tests.cast import PASSWORD
from tests.products.identified import stocked

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desks(cast):
    """Two officers with passwords, and the classification."""
    stocked(cast)
    for name in ("convener", "sepc"):
        user = getattr(cast, name).user
        user.set_password(PASSWORD)
        user.save()
    return cast


def presses(page, verb: str) -> None:
    """Open the panel of a move and send it."""
    if not page.locator(f"#do-{verb}[open]").count():
        page.click(f"#do-{verb} > summary")
    page.click(f"#do-{verb} button[name=verb]")


def look(page, name: str) -> None:
    if folder := os.environ.get("LOOK_AT"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_from_the_proposal_to_the_public_page(desks, sits_down):
    convener = sits_down(width=360, script=False).logs_in(desks.convener.user, PASSWORD)
    convener.goes_to("/products/new/")
    page = convener.page
    look(page, "new-360")
    page.fill("input[name=title]", "Haldi of Ri Bhoi")
    page.check("input[name=product_kind][value=good]")
    page.click("main button.button--primary")
    assert "Proposed to the State" in page.content()
    assert "Before the State can endorse it" in page.content()
    look(page, "detail-360")
    page.click("section[aria-labelledby=codes] button:has-text('Confirm')")
    assert "confirmed by" in page.content()
    address = page.url.split("?")[0]

    sepc = sits_down(width=1280).logs_in(desks.sepc.user, PASSWORD)
    sepc.page.goto(address)
    presses(sepc.page, "endorse")
    presses(sepc.page, "publish")
    sepc.page.wait_for_selector("#published")
    look(sepc.page, "detail-1280")

    anybody = sits_down(width=1280)
    anybody.page.goto(address)
    assert "Haldi of Ri Bhoi" in anybody.page.content() and "0910" in anybody.page.content()
    look(anybody.page, "public-1280")
    for person in (convener, sepc, anybody):
        assert person.complaints == []
