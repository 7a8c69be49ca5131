"""Every page, in both languages, on a phone and a desk, light and dark: accessible, unbroken, and silent."""

import pytest

from cases.models import Case
from notices import links
from notices.catcher import keep
from notices.models import Notice, Purpose
from tests.bottlenecks import stages
from tests.browser.desk import RULES

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
STAGES = (
    "at_apex",  # first: its clocks run out, and a sweep takes every case
    "as_draft",
    "as_open",
    "at_agency",
    "asked",
    "committed",
    "declined",
    "resolved",
    "watched",
    "paused",
)
MESSAGE = "From: no-reply@deh.invalid\nTo: agency@deh.invalid\nSubject: A notice\n\nReply by 4 March.\n"
CONTRAST = ["color-contrast"]  # all that a colour scheme changes
LOOKS = [("light", 1280, RULES), ("light", 360, RULES), ("dark", 360, CONTRAST), ("dark", 1280, CONTRAST)]


@pytest.fixture
def records(cast) -> dict[str, Case]:
    """A bottleneck in each of several stages, and one that is closed."""
    made = {stage: getattr(stages, stage)(cast).case for stage in STAGES}
    return made | {"closed": stages.closed_locally(cast).case}


def link_of(case: Case, cast) -> str:
    notice = Notice.objects.filter(case=case, recipient=cast.agency.post, purpose=Purpose.ESCALATION).latest("pk")
    return f"/n/{links.token_for(notice, cast.agency.appointment)}/"


def pages(cast, records) -> list[tuple[str, str, int]]:
    """Who opens what, and the status of the answer; "" is somebody who is not logged in."""
    of = {stage: f"/bottlenecks/{case.handle}/" for stage, case in records.items()}
    return [
        ("", "/", 200),
        ("", "/accounts/login/", 200),
        ("", "/accounts/password/reset/", 200),
        ("", link_of(records["at_agency"], cast), 200),
        ("", link_of(records["committed"], cast), 409),
        ("", "/n/nonsense/", 404),
        ("", "/nowhere/", 404),
        ("convener", "/work/", 200),
        ("convener", "/bottlenecks/", 200),
        ("convener", "/bottlenecks/?q=nothing+like+it", 200),
        ("convener", "/bottlenecks/new/", 200),
        ("convener", "/bottlenecks/import/", 200),
        ("convener", "/notices/", 200),
        ("convener", of["as_draft"], 200),
        ("convener", of["as_open"] + "?open=describe", 200),
        ("convener", of["declined"] + "?open=appeal", 200),
        ("convener", of["resolved"] + "?open=confirm", 200),
        ("convener", of["watched"], 200),
        ("convener", of["closed"], 200),
        ("convener", of["committed"] + "why/", 200),
        ("convener", "/ministry/machinery/", 403),
        ("convener", "/accounts/profile/", 200),
        ("convener", "/accounts/password/change/", 200),
        ("convener", "/accounts/sessions/", 200),
        ("convener", "/accounts/2fa/", 200),
        ("agency", "/work/", 200),
        ("agency", of["at_agency"] + "?open=commit", 200),
        ("agency", of["asked"], 200),
        ("agency", of["paused"] + "why/", 200),
        ("apex", "/ministry/", 200),
        ("apex", "/ministry/machinery/", 200),
        ("apex", of["at_apex"] + "?open=elevate", 200),
        ("apex", of["at_apex"] + "why/", 200),
        ("sepc", "/bodies/", 200),
        ("sepc", "/bodies/DEPC-ML-RIBHOI/", 200),
        ("sepc", f"/posts/{cast.convener.post.pk}/handover/", 200),
        ("sepc", f"/posts/{cast.convener.post.pk}/appoint/", 200),
    ]


def faults(person) -> list:
    """What is wrong with the page before somebody, in every look."""
    found = [("console", line) for line in person.complaints]
    person.complaints.clear()
    for scheme, width, rules in LOOKS:
        person.page.emulate_media(color_scheme=scheme)
        person.page.set_viewport_size({"width": width, "height": 800})
        found += [(scheme, width, *violation) for violation in person.violations(rules)]
        if person.overflow() > 0:
            found.append((width, "scrolls sideways", person.overflow()))
    return found


@pytest.fixture
def officer(cast, sits_down):
    """`officer(name, language)`: one window for each, reused."""
    windows = {}

    def at(name: str, language: str):
        if name not in windows:
            windows[name] = sits_down().speaks(language)
            if name:
                windows[name].is_logged_in(getattr(cast, name).user)
        return windows[name]

    return at


@pytest.mark.parametrize("language", ["en", "hi"])
def test_every_page_is_accessible_fits_and_is_silent(cast, records, officer, language):
    found = {}
    for name, address, status in pages(cast, records):
        person = officer(name, language)
        answered = person.goes_to(address)
        if answered != status:
            found[name, address] = f"answered {answered}"
        elif wrong := faults(person):
            found[name, address] = wrong
    assert found == {}


@pytest.mark.parametrize("language", ["en", "hi"])
def test_so_is_what_is_shown_when_something_is_missing(cast, records, officer, language):
    person = officer("convener", language)
    found = []
    person.goes_to("/bottlenecks/new/")
    person.sends_anyway("main form.form")
    assert person.page.evaluate("document.activeElement.hasAttribute('data-errors')")
    found += faults(person)
    person.goes_to(f"/bottlenecks/{records['resolved'].handle}/?open=confirm")
    person.sends_anyway("#do-confirm form")
    assert person.page.locator("#do-confirm [data-errors]").is_visible()
    found += faults(person)
    anonymous = officer("", language)
    anonymous.goes_to("/accounts/login/")
    anonymous.fills({"login": "nobody@deh.invalid", "password": "not the password"})
    anonymous.sends_anyway("main form")
    assert found + faults(anonymous) == []


@pytest.mark.parametrize("language", ["en", "hi"])
def test_so_are_the_pages_of_caught_mail(cast, settings, officer, language):
    settings.DEMO = True
    caught = keep("no-reply@deh.invalid", ["agency@deh.invalid"], MESSAGE.encode())
    person = officer("agency", language)
    found = {}
    for address in ("/mail/", f"/mail/{caught.pk}/"):
        assert person.goes_to(address) == 200
        if wrong := faults(person):
            found[address] = wrong
    assert found == {}
