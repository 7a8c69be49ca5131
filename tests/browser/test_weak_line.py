"""A weak line takes nothing away: what was typed survives, what is sent arrives once, and pages are light."""

import contextlib
import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Error

from cases.models import Case, Draft
from dehportal.engines import free_port
from tests.bottlenecks import stages
from tests.browser.desk import Person
from tests.cast import OPENING, PASSWORD
from tests.chaos.workers import database_url

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NEW = "/bottlenecks/new/"
FIRST_PAGE, LATER_PAGE = 100_000, 25_000  # bytes over the wire


@pytest.fixture
def convener(cast, sits_down):
    return sits_down(width=360).is_logged_in(cast.convener.user)


def test_what_is_typed_without_a_line_is_there_when_the_page_comes_back(convener):
    convener.goes_to(NEW)
    convener.window.set_offline(True)
    convener.page.wait_for_selector("[data-offline]", state="visible")
    convener.fills(OPENING)
    convener.page.wait_for_timeout(700)  # typing is kept after a short rest
    with pytest.raises(Error):
        convener.page.reload()
    convener.window.set_offline(False)
    convener.goes_to(NEW)
    assert Draft.objects.count() == 0
    assert convener.page.input_value("#id_title") == OPENING["title"]
    assert convener.page.is_checked("input[name=severity][value=high]")
    assert convener.page.is_visible(".draft-note")


def test_a_draft_is_kept_on_the_server_and_found_from_another_device(convener, cast, sits_down):
    convener.goes_to(NEW)
    convener.fills(OPENING)
    convener.page.wait_for_selector("form .saved:not(:empty)")
    assert Draft.objects.get().fields["title"] == OPENING["title"]
    elsewhere = sits_down(script=False).is_logged_in(cast.convener.user)
    elsewhere.goes_to(NEW)
    assert elsewhere.page.input_value("#id_title") == OPENING["title"]
    convener.presses("Log it")
    assert not Draft.objects.exists()
    convener.goes_to(NEW)
    assert convener.page.input_value("#id_title") == ""


def test_a_refused_form_keeps_everything_typed(convener):
    convener.goes_to(NEW)
    convener.fills({**OPENING, "title": "Short"})
    convener.sends_anyway("main form.form")
    assert "Nothing is saved yet" in convener.text()
    assert convener.page.input_value("#id_affected") == OPENING["affected"]
    assert convener.page.is_checked("input[name=area][value=quality]")
    assert not Case.objects.exists()


@pytest.mark.parametrize("script", [True, False])
def test_a_double_click_logs_one_bottleneck(cast, sits_down, script):
    person = sits_down(script=script).is_logged_in(cast.convener.user)
    person.goes_to(NEW)
    person.fills(OPENING)
    with person.page.expect_navigation(url="**/bottlenecks/ML-RIBHOI-*/"):
        person.page.get_by_role("button", name="Log it", exact=True).dblclick()
    assert Case.objects.get().reference in person.text()


@pytest.mark.parametrize("script", [True, False])
def test_a_login_that_runs_out_while_typing_takes_nothing(cast, sits_down, script):
    cast.convener.user.set_password(PASSWORD)
    cast.convener.user.save()
    person = sits_down(script=script).is_logged_in(cast.convener.user)
    person.goes_to(NEW)
    person.fills(OPENING)
    Session.objects.all().delete()
    person.presses("Log it")
    assert "/accounts/login/" in person.page.url
    person.fills({"login": cast.convener.user.email, "password": PASSWORD})
    person.presses("Log in")
    assert person.page.url.endswith(NEW)
    assert person.page.input_value("#id_title") == OPENING["title"]
    assert person.page.is_checked("input[name=severity][value=high]")
    person.presses("Log it")
    assert Case.objects.get().title == OPENING["title"]


def test_neither_does_it_from_a_move_on_a_record(cast, sits_down):
    cast.convener.user.set_password(PASSWORD)
    cast.convener.user.save()
    case = stages.declined(cast).case
    person = sits_down().is_logged_in(cast.convener.user)
    person.goes_to(f"/bottlenecks/{case.handle}/?open=appeal")
    person.fills({"reason": stages.REASON}, prefix="appeal-")
    Session.objects.all().delete()
    with person.page.expect_navigation(wait_until="load"):
        person.page.click("#do-appeal button[name=verb]")
    person.fills({"login": cast.convener.user.email, "password": PASSWORD})
    person.presses("Log in")
    assert person.page.input_value("#appeal-reason") == stages.REASON


# Over the wire -------------------------------------------------------------------------------------------------------


@pytest.fixture
def web_server(transactional_db, tmp_path):
    """The web server of `make run` on the test's database, with packed static files; its address."""
    port = free_port()
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "STATIC_ROOT": str(tmp_path / "static"),
        "PORT": str(port),
        "LOG_LEVEL": "WARNING",
    }
    packed = subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"], env=environment, check=False
    )
    if packed.returncode:
        pytest.skip("Static files cannot be collected here: the weight of pages is not measured.")
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--port",
        str(port),
        "dehportal.wsgi:application",
    ]
    with (tmp_path / "web.log").open("wb") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        _wait_for(f"http://127.0.0.1:{port}/healthz", tmp_path / "web.log")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)


def _wait_for(url: str, log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=5):
            return
        time.sleep(0.2)
    pytest.fail(log.read_text()[-2000:])


class Scales:
    """Weighs what comes over the wire, headers included, as the browser counts it."""

    def __init__(self, person: Person):
        self.person, self.bytes = person, 0
        line = person.window.new_cdp_session(person.page)
        line.send("Network.enable")
        line.on("Network.loadingFinished", self._add)

    def _add(self, event: dict) -> None:
        self.bytes += int(event["encodedDataLength"])

    def weigh(self, address: str) -> int:
        self.bytes = 0
        self.person.goes_to(address)
        self.person.page.wait_for_load_state("networkidle")
        return self.bytes


@pytest.mark.parametrize("language", ["en", "hi"])
def test_the_first_page_and_the_later_ones_are_light(browser, cast, web_server, language):
    case = stages.committed(cast).case
    person = Person(browser, web_server, width=360).speaks(language)
    scales = Scales(person)
    first = scales.weigh("/accounts/login/")
    assert 5_000 < first <= FIRST_PAGE
    person.is_logged_in(cast.convener.user)
    addresses = ["/work/", "/bottlenecks/", NEW, f"/bottlenecks/{case.handle}/", "/notices/"]
    later = {address: scales.weigh(address) for address in addresses}
    person.window.close()
    assert {address: weight for address, weight in later.items() if weight > LATER_PAGE} == {}
