"""Market pages, a product's checklist and the drafted form in Chromium: accessible and unbroken, in both languages."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse

from bottlenecks.models import Category, Tag
from tests.cast import logged
from tests.trade.access import MEASURE, TARIFF, take, world
from tests.trade.checked import gap, turmeric
from trade.access import checklist
from trade.models import Measure

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]


@pytest.fixture
def pages(cast, tmp_path):
    """Addresses, each with somebody who sees all there is on it; None: nobody logged in."""
    world()
    Category.objects.create(code="Q3", area=cast.quality, name="Residue limits")
    Tag.objects.create(code="tariff-ntm", name="Tariff or non-tariff measure")
    logged(cast)
    take(tmp_path, "tariffs", [TARIFF, TARIFF | {"hs6": "091011", "specific_lines": "1"}])
    take(tmp_path, "tariffs", [TARIFF | {"importer": "LKA"}, TARIFF | {"importer": "LKA", "regime": "ISFTA"}])
    take(tmp_path, "ntm-measures", [MEASURE, MEASURE | {"measure_id": "2", "ntm_code": "B31", "affected": ""}])
    take(tmp_path, "ntm-products", [{"measure_id": n, "hs": "0910", "partial": "Only ground"} for n in ("1", "2")])
    made = turmeric(cast, tmp_path)
    withdrawn(cast, made)
    step = {"from_edition": "HS2017", "to_edition": "HS2022", "from_code": "091030", "to_code": "091030"}
    take(tmp_path, "concordance", [step, step | {"from_code": "091020"}])
    return [
        (None, "/hs/091030/"),
        (None, "/hs/091020/"),
        (None, "/market/091030/USA/"),
        (None, "/market/0910/USA/"),
        (None, "/market/0910/DEU/"),
        (None, "/market/091030/"),
        ("convener", "/market/091030/USA/"),
        ("convener", f"/bottlenecks/new/?about=measure:{Measure.objects.first().pk}:091030"),
        ("convener", f"/bottlenecks/new/?about=requirement:{gap(cast, made).pk}"),
        ("convener", reverse("requirements", args=[made.case.handle])),
        ("sepc", reverse("requirements", args=[made.case.handle])),
    ]


def withdrawn(cast, made) -> None:
    """One requirement the committee added, and one it took back."""
    countries = [target.country for target in made.target_markets.all()]
    for sentence in ("The buyer asks for steam treatment", "The buyer asks for an organic certificate"):
        said = {"market": "USA", "kind": "other", "sentence": sentence, "source": "A letter", "source_on": "2026-02-01"}
        own = checklist.add(by=cast.actor("convener"), product=made, markets=countries, data=said)
    checklist.withdraw(by=cast.actor("chair"), product=made, requirement=own, data={"reason": "Asked of ginger alone"})


@pytest.mark.parametrize("language", ["en", "hi"])
@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_is_accessible_and_fits(browser, live_server, cast, pages, language, width):
    for name, address in pages:
        cookies = {settings.LANGUAGE_COOKIE_NAME: language}
        if name:
            client = Client()
            cast.login(client, name)
            cookies[settings.SESSION_COOKIE_NAME] = client.cookies["sessionid"].value
        window = browser.new_context(viewport={"width": width, "height": 800})
        window.add_cookies([{"name": key, "value": value, "url": live_server.url} for key, value in cookies.items()])
        page, complaints = window.new_page(), []
        page.on("console", lambda line, said=complaints: line.type == "error" and said.append(line.text))
        assert page.goto(live_server.url + address, wait_until="load").status == 200, address
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        assert complaints == [], address
        violations = Axe().run(page, options={"runOnly": RULES}).response["violations"]
        assert [(rule["id"], rule["nodes"][0]["html"]) for rule in violations] == [], address
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
