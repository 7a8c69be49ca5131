"""The design system in Chromium: accessible, unbroken on a phone, silent under the content policy; drafts are kept."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'"
)
SMALL_TARGETS = """
() => [...document.querySelectorAll("a, button, summary, select, textarea, input")]
  .filter((e) => !["hidden", "radio", "checkbox"].includes(e.type))
  .filter((e) => e.offsetParent && !e.closest("p, li, td, th, h3, .alert, .field, .summary"))
  .filter((e) => e.getBoundingClientRect().height < 44).map((e) => e.outerHTML.slice(0, 90))
"""


@pytest.fixture
def open_page(browser, live_server):
    """Opens an address in a fresh window, under the policy of production, and collects what the console reports."""

    def opened(address: str, *, language: str = "en", width: int = 1280, scheme: str = "light"):
        window = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        window.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}])
        page = window.new_page()
        page.complaints = []
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("console", lambda line: line.type == "error" and page.complaints.append(line.text))

        def with_policy(route):
            answer = route.fetch()
            route.fulfill(response=answer, headers={**answer.headers, "content-security-policy": POLICY})

        page.route("**/style-guide*", with_policy)
        page.goto(live_server.url + address, wait_until="load")
        return page

    return opened


@pytest.mark.parametrize("language", ["en", "hi"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_component_is_accessible_and_fits(open_page, language, width, scheme):
    page = open_page("/style-guide", language=language, width=width, scheme=scheme)
    assert page.complaints == []
    violations = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in violations] == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    if width == 360:
        assert page.evaluate(SMALL_TARGETS) == []


def test_what_was_typed_survives_a_lost_page_until_it_is_discarded(open_page):
    page = open_page("/style-guide")
    page.fill("#id_title", "No laboratory tests agarwood oil")
    page.check("input[name=area][value=packaging]")
    page.wait_for_timeout(800)  # typing is kept after a short rest
    page.reload()
    assert page.input_value("#id_title") == "No laboratory tests agarwood oil"
    assert page.is_checked("input[name=area][value=packaging]")
    page.click(".draft-note button")
    page.reload()
    assert page.input_value("#id_title") == ""
    assert page.locator(".draft-note").count() == 0


def test_a_lost_line_is_said(open_page):
    page = open_page("/style-guide")
    assert not page.is_visible("[data-offline]")
    page.context.set_offline(True)
    page.wait_for_selector("[data-offline]", state="visible")


def test_a_link_to_an_action_opens_it_and_goes_to_its_first_field(open_page):
    page = open_page("/style-guide#do-decline")
    page.wait_for_selector("#decline-reason:focus")


def test_mistakes_are_the_first_thing_read(open_page):
    page = open_page("/style-guide?errors=1")
    assert page.evaluate("document.activeElement.hasAttribute('data-errors')")


def test_a_page_fetches_only_its_own_few_files(open_page, live_server):
    page = open_page("/style-guide", language="hi")
    names = page.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name)")
    assert [name for name in names if not name.startswith((live_server.url, "data:"))] == []
    assert len([name for name in names if name.endswith((".css", ".js"))]) <= 4
