"""The pages of bodies, calendars and handovers in Chromium: accessible and unbroken, in both languages."""

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client

from escalations.models import Calendar, Holiday
from tests.bottlenecks.stages import acknowledged, committed
from tests.cast import logged

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]


@pytest.fixture
def pages(cast):
    """Addresses, each with somebody who sees all there is on it."""
    for stage in (committed, acknowledged, logged):
        stage(cast)
    calendar = Calendar.objects.create(state=cast.meghalaya, name="Meghalaya", closes_at="18:00")
    for month, state in enumerate(("seeded", "confirmed", "cancelled"), start=1):
        Holiday.objects.create(calendar=calendar, day=date(2026, month, 6), name=state, state=state)
    convener, agency = cast.convener.post.pk, cast.agency.post.pk
    return [
        ("sepc", "/bodies/"),
        ("sepc", "/bodies/states/ML/"),
        ("sepc", "/bodies/DEPC-ML-RIBHOI/"),
        ("sepc", f"/posts/{convener}/appoint/"),
        ("sepc", f"/posts/{convener}/handover/"),
        ("sepc", f"/appointments/{cast.member.appointment.pk}/end/"),
        ("sepc", "/bodies/SEPC-ML/credentials/"),
        ("sepc", "/calendars/ML/?year=2026"),
        ("apex", "/bodies/RA-GUWAHATI/"),
        ("agency", "/bodies/ML-ENERGY/"),
        ("agency", f"/posts/{agency}/handover/"),
    ]


@pytest.mark.parametrize("language", ["en", "hi"])
@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_is_accessible_and_fits(browser, live_server, cast, pages, language, width):
    for name, address in pages:
        client = Client()
        cast.login(client, name)
        window = browser.new_context(viewport={"width": width, "height": 800})
        cookies = {
            settings.LANGUAGE_COOKIE_NAME: language,
            settings.SESSION_COOKIE_NAME: client.cookies["sessionid"].value,
        }
        window.add_cookies([{"name": key, "value": value, "url": live_server.url} for key, value in cookies.items()])
        page, complaints = window.new_page(), []
        page.on("console", lambda line, said=complaints: line.type == "error" and said.append(line.text))
        assert page.goto(live_server.url + address, wait_until="load").status == 200, address
        assert complaints == [], address
        violations = Axe().run(page, options={"runOnly": RULES}).response["violations"]
        assert [(rule["id"], rule["nodes"][0]["html"]) for rule in violations] == [], address
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
        window.close()
