"""The pages of the minutes in Chromium: accessible and unbroken, in both languages; two secretaries at one item."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse

from committees.minutes.sealing import make_missing_files
from institutions import clock
from tests.committees.committee import circulated, held, item_of, move
from tests.committees.test_minutes import confirmed, written

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
PARTS = ("minutes", "minutes-print", "minutes-noting", "minutes-history")


def window_of(browser, live_server, cast, name="", language="en", width=1280):
    cookies = {settings.LANGUAGE_COOKIE_NAME: language}
    if name:
        client = Client()
        cast.login(client, name)
        cookies[settings.SESSION_COOKIE_NAME] = client.cookies["sessionid"].value
    window = browser.new_context(viewport={"width": width, "height": 800})
    window.add_cookies([{"name": key, "value": value, "url": live_server.url} for key, value in cookies.items()])
    return window


@pytest.fixture
def pages(committee):
    """Addresses, each with somebody who sees all there is on it; minutes at each stage."""
    draft = held(committee)
    written(committee, draft)
    open_to_objections = circulated(committee, days=21)
    move(committee, open_to_objections, "object", "member", {"text": "The bank promised ten days, not twenty."})
    sealed = confirmed(committee, days=28)
    with clock.freeze(sealed.ends_at + timedelta(days=21)):
        move(committee, sealed, "add_erratum", "chair", {"text": "In item 1, for “five” read “six” weeks."})
    make_missing_files()
    found = [("convener", reverse(part, args=[draft.case.reference])) for part in PARTS]
    found += [("sepc", reverse("minutes", args=[draft.case.reference]))]
    found += [(name, reverse("minutes", args=[open_to_objections.case.reference])) for name in ("convener", "member")]
    found += [("chair", reverse(part, args=[sealed.case.reference])) for part in PARTS]
    return [*found, ("", reverse("verify-form")), ("", reverse("verify", args=[sealed.seals.first().code]))]


@pytest.mark.parametrize("language", ["en", "hi"])
@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_is_accessible_and_fits(browser, live_server, committee, pages, language, width):
    for name, address in pages:
        window = window_of(browser, live_server, committee, name, language, width)
        page, complaints = window.new_page(), []
        page.on("console", lambda line, said=complaints: line.type == "error" and said.append(line.text))
        assert page.goto(live_server.url + address, wait_until="load").status == 200, address
        assert complaints == [], address
        violations = Axe().run(page, options={"runOnly": RULES}).response["violations"]
        assert [(rule["id"], rule["nodes"][0]["html"]) for rule in violations] == [], address
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
        window.close()


def test_two_secretaries_at_one_item_put_their_texts_together(browser, live_server, committee):
    meeting = held(committee)
    key, address = item_of(meeting).pk, live_server.url + reverse("minutes", args=[meeting.case.reference])
    first = window_of(browser, live_server, committee, "convener").new_page()
    second = window_of(browser, live_server, committee, "chair").new_page()
    for page, text in ((first, "The bank explained the scheme."), (second, "The exporters asked for a counter.")):
        page.goto(address)
        page.fill(f"#box-{key}", text)
    first.click(f"#text-{key} button[type=submit]")
    first.wait_for_url(f"{address}#text-{key}")
    second.click(f"#text-{key} button[type=submit]")
    second.wait_for_selector("#both")
    both = "The bank explained the scheme.\nThe exporters asked for a counter."
    assert second.input_value("#text") == both
    second.goto(address)  # away without saving: what was typed comes back
    assert second.input_value(f"#box-{key}") == "The exporters asked for a counter."
    assert second.get_by_text("has been restored").is_visible()
    second.fill(f"#box-{key}", both)
    second.click(f"#text-{key} button[type=submit]")
    second.wait_for_url(f"{address}#text-{key}")
    assert meeting.minute_texts.filter(item=key).latest("revision").text == both
