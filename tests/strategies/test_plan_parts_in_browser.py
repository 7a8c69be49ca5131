"""Interventions, targets, products, overlaps and schemes in Chromium: accessible, and nothing sticks out."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client

from strategies.interventions.write import add, change
from strategies.models import Intervention, PlanProduct
from strategies.schemes.loader import load_schemes
from tests.cast import logged
from tests.products.identified import published, stocked
from tests.strategies.planning import written
from tests.strategies.test_overlaps import asking, scheme
from tests.trade import flows
from trade.indicators.compute import compute

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]


@pytest.fixture
def places(planning) -> list[str]:
    """Addresses of a plan with something on every page."""
    stocked(planning), load_schemes()
    plan, trouble = written(planning), logged(planning)
    asking(planning, plan, "I-60", scheme("first")), asking(planning, plan, "I-61", scheme("second"))
    PlanProduct.objects.create(plan=plan, product=published(planning), analysis="Two thousand growers; three mills.")
    slice = flows.new_slice("FY2025", level=6, batch=flows.batch("A published table"))
    compute(flows.fill(slice, [(flows.place(planning.ribhoi), flows.item("091030"), 1_500_000)]))
    facts = {
        "title": "A residue laboratory at Nongpoh for agarwood oil and turmeric", "category": "Q1", "scheme": "aif",
        "amount": "24000000", "own_contribution": "3000000", "scheme_share": "30", "unit": "samples",
        "bottlenecks": trouble.case.reference, "description": "Two rooms, a chromatograph, four people.",
    }  # fmt: skip
    row = add(plan, facts, by=planning.actor("member"))
    change(row, facts | {"unit": "samples a year"}, base=1, by=planning.actor("convener"))
    Intervention.objects.filter(plan=plan, code="I-50").update(amount=4_000_000)
    here = f"/plans/{plan.case.handle}"
    pages = [f"{here}/{name}/" for name in ("products", "interventions", "overlaps", "interventions/import")]
    pages += [f"{here}/interventions/{name}/" for name in ("new", row.code, f"{row.code}/edit")]
    targets = f"/documents/{plan.case.handle}/targets/"
    return [*pages, targets, f"{targets}new/", f"{targets}{plan.case.targets.get().pk}/", "/schemes/", "/schemes/ties/"]


@pytest.mark.parametrize("language", ["en", "hi"])
def test_every_page_is_accessible_and_fits_a_phone_and_a_desk(planning, places, live_server, browser, language):
    client = Client()
    planning.login(client, "convener")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    cookies = [{"name": name, "value": one.value, "url": live_server.url} for name, one in client.cookies.items()]
    found: list[str] = []

    def complain(error) -> None:
        found.append(str(error))

    for width in (360, 1280):
        context = browser.new_context(viewport={"width": width, "height": 900})
        context.add_cookies(cookies)
        page = context.new_page()
        page.on("pageerror", complain)
        for place in places:
            answer = page.goto(live_server.url + place)
            assert answer.status == 200, place
            if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                found.append(f"{place} sticks out at {width}")
            wrong = Axe().run(page, options={"runOnly": RULES}).response["violations"]
            found += [f"{place} {width}: {one['id']} {one['nodes'][0]['html'][:160]}" for one in wrong]
        context.close()
    assert not found, "\n".join(found)
