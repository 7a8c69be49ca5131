"""The pages of action points, circulations, orders, leaders and members in Chromium: accessible and unbroken."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client

from committees.models import Constitution
from institutions import clock
from institutions.models import Appointment
from tests.bottlenecks.stages import REASON
from tests.cast import LONG_AGO, Cast
from tests.committees.committee import move
from tests.committees.test_action_points import set_point
from tests.committees.test_circulations import answer, passed, put
from tests.committees.test_constitution import group_of, later, recorded
from tests.committees.test_leaders import begun

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
BASE = "/committees/DEPC-ML-RIBHOI"


@pytest.fixture
def pages(committee) -> list[tuple[str, str]]:
    """Addresses, each with somebody who sees all there is on it."""
    point, late = set_point(committee), set_point(committee, days=1)
    one, other = put(committee), passed(committee)
    answer(committee, one, "member", {"reply": "disagree", "remark": "The budget is missing."})
    recorded(committee), later(committee), group_of(committee)
    trainee = begun(committee)
    move(committee, trainee, "sign_off", "exporter", {"competency": "finance", "basis": REASON})
    _vacate(committee)
    places = [f"/actions/{case.case.handle}/" for case in (point, late)]
    places += [f"/circulations/{case.case.handle}/" for case in (one, other)]
    places += [f"/constitutions/{order.case.handle}/" for order in Constitution.objects.all()]
    places += [f"/traineeships/{trainee.case.handle}/", "/actions/?state=all", f"{BASE}/actions/new/"]
    places += [f"{BASE}/{name}/" for name in ("circulations", "constitution", "leaders", "members")]
    places += [f"{BASE}/{name}/new/" for name in ("circulations", "constitution", "seats", "groups", "leaders")]
    places += [f"/seats/{committee.nabard.post.pk}/retire/"]
    return [("chair", place) for place in places] + [("sepc", places[2]), ("member", places[0])]


def _vacate(cast: Cast) -> None:
    vacated = Appointment.objects.current(clock.today()).filter(post=cast.nabard.post)
    vacated.update(during=DateRange(LONG_AGO, clock.today()))


@pytest.mark.parametrize("language", ["en", "hi"])
@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_is_accessible_and_fits(browser, live_server, committee, pages, language, width):
    window = browser.new_context(viewport={"width": width, "height": 800})
    page, complaints = window.new_page(), []
    page.on("console", lambda line: line.type == "error" and complaints.append(line.text))
    for name, address in pages:
        client = Client()
        committee.login(client, name)
        cookies = {
            settings.LANGUAGE_COOKIE_NAME: language,
            settings.SESSION_COOKIE_NAME: client.cookies["sessionid"].value,
        }
        window.add_cookies([{"name": key, "value": value, "url": live_server.url} for key, value in cookies.items()])
        assert page.goto(live_server.url + address, wait_until="load").status == 200, address
        assert complaints == [], address
        violations = Axe().run(page, options={"runOnly": RULES}).response["violations"]
        assert [(rule["id"], rule["nodes"][0]["html"]) for rule in violations] == [], address
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
    window.close()
