"""The map and the pages of districts and States in Chromium: accessible and unbroken, in both languages and schemes."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client

from tests.cast import logged
from tests.dashboards.figures import exported, published, synthetic

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
ADDRESSES = [
    ("", "/map/"), ("", "/map/?show=exports"), ("", "/map/?show=growth&state=ML"), ("", "/districts/276/"),
    ("convener", "/districts/276/"), ("", "/districts/275/"), ("", "/states/ML/"), ("", "/districts/"),
    ("", "/districts/?q=Ri+Boi"), ("", "/illustration/"),
]  # fmt: skip


@pytest.fixture
def places(cast, at_monday):
    exported(cast)
    synthetic(cast)
    logged(cast)
    published(cast)


@pytest.mark.parametrize(
    ("language", "width", "scheme"), [("en", 360, "light"), ("hi", 1280, "light"), ("en", 1280, "dark")]
)
def test_every_page_is_accessible_and_fits(browser, live_server, cast, places, language, width, scheme):
    for name, address in ADDRESSES:
        window = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        cookies = {settings.LANGUAGE_COOKIE_NAME: language}
        if name:
            client = Client()
            cast.login(client, name)
            cookies[settings.SESSION_COOKIE_NAME] = client.cookies["sessionid"].value
        window.add_cookies([{"name": key, "value": value, "url": live_server.url} for key, value in cookies.items()])
        page, complaints = window.new_page(), []
        page.on("console", lambda line, said=complaints: line.type == "error" and said.append(line.text))
        assert page.goto(live_server.url + address, wait_until="load").status == 200, address
        assert complaints == [], address
        violations = Axe().run(page, options={"runOnly": RULES}).response["violations"]
        assert [(rule["id"], rule["nodes"][0]["html"]) for rule in violations] == [], address
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
        window.close()


def test_without_a_script_a_state_is_reached_from_the_map_by_hand_and_by_keyboard(browser, live_server, cast, places):
    window = browser.new_context(viewport={"width": 360, "height": 800}, java_script_enabled=False)
    page = window.new_page()
    page.goto(f"{live_server.url}/map/?show=exports")
    page.locator(".map__states a").first.click(force=True)
    assert "state=" in page.url and "show=exports" in page.url
    page.locator("svg.map a[href^='/districts/']").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/districts/*/")
    window.close()
