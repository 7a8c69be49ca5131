"""Writing a plan together: two at once lose nothing, and neither does one whose browser is killed."""

import os
import shutil
import signal
import time
import uuid
from pathlib import Path

import pytest

from cases.models import Draft
from strategies.comments import add
from strategies.models import Section
from strategies.views.sections import write_section
from tests.browser.desk import Person
from tests.browsing import NAMES
from tests.cast import PASSWORD
from tests.strategies.planning import drafted, go, submitted

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEXT = "Three mills work in the district.\n\nTwo thousand growers sell to them."
TYPES_WITHOUT_A_PAUSE = """() => {
  const box = document.querySelector("#id_text");
  box.focus();
  window.typed = 0;
  setInterval(() => document.execCommand("insertText", false, `w${++window.typed} `), 100);
}"""
LOST_AT_MOST = 10  # seconds


def address(plan, write=True) -> str:
    return f"/documents/{plan.case.handle}/sections/industry-profile/{'?write=1' if write else ''}"


@pytest.fixture
def plan(planning):
    """A plan whose industry profile has two paragraphs."""
    made = drafted(planning)
    write_section(made.case, section_of(made), text=TEXT, base=0, by=planning.actor("convener"))
    return made


def section_of(plan) -> Section:
    row = Section.objects.select_related("kind").get(case=plan.case, kind__code="industry-profile")
    row.case = plan.case
    return row


def opened(sits_down, planning, plan, name: str, **how) -> Person:
    person = sits_down(**how).is_logged_in(getattr(planning, name).user)
    assert person.goes_to(address(plan)) == 200
    return person


def changes(person: Person, old: str, new: str) -> None:
    text = person.page.input_value("#id_text")
    assert old in text
    person.page.fill("#id_text", text.replace(old, new))


def test_two_persons_who_change_two_paragraphs_at_once_both_keep_what_they_wrote(planning, plan, sits_down):
    one = opened(sits_down, planning, plan, "convener")
    other = opened(sits_down, planning, plan, "member", width=360)
    changes(one, "Three mills", "Four mills")
    changes(other, "Two thousand growers", "Three thousand growers")
    one.presses("Save")
    other.presses("Save")
    assert "together with what a colleague saved" in other.text(".messages")
    for person in (one, other):
        person.goes_to(address(plan, write=False))
        assert "Four mills work" in person.text() and "Three thousand growers sell" in person.text()
        assert person.complaints == []


@pytest.mark.parametrize("script", [True, False])
def test_two_persons_who_change_words_of_one_paragraph_that_are_apart_both_keep_them(planning, plan, sits_down, script):
    one = opened(sits_down, planning, plan, "convener", script=script)
    other = opened(sits_down, planning, plan, "member", script=script)
    changes(one, "Three mills", "Three presses")
    changes(other, "district", "block")
    one.presses("Save")
    other.presses("Save")
    assert "together with what a colleague saved" in other.text(".messages")
    assert section_of(plan).text == TEXT.replace("mills", "presses").replace("district", "block")


@pytest.mark.parametrize("script", [True, False])
def test_two_persons_who_change_one_line_lose_nothing_and_settle_it(planning, plan, sits_down, script):
    one = opened(sits_down, planning, plan, "convener")
    other = opened(sits_down, planning, plan, "member", script=script)
    changes(one, "Three mills", "Four mills")
    changes(other, "Three mills", "Five mills")
    one.presses("Save")
    other.presses("Save")
    assert "Two texts for one place" in other.text("h1")
    both = other.page.input_value("#id_text")
    assert "Four mills work in the district.\nFive mills work in the district." in both
    other.page.fill("#id_text", both.replace("Four mills work in the district.\n", ""))
    other.presses("Save")
    assert section_of(plan).text == TEXT.replace("Three mills", "Five mills")
    other.goes_to(address(plan))
    assert other.page.input_value("#id_text") == section_of(plan).text  # no stale draft comes back


def test_a_conflict_left_alone_is_still_there_on_the_next_day(planning, plan, sits_down):
    one = opened(sits_down, planning, plan, "convener")
    other = opened(sits_down, planning, plan, "member")
    changes(one, "Three mills", "Four mills")
    changes(other, "Three mills", "Five mills")
    one.presses("Save")
    other.presses("Save")
    elsewhere = sits_down().is_logged_in(planning.member.user)
    elsewhere.goes_to(address(plan, write=False))
    assert "Go on writing" in elsewhere.text()
    elsewhere.goes_to(address(plan))
    assert "Five mills" in elsewhere.page.input_value("#id_text")


def test_a_browser_killed_while_somebody_types_takes_the_last_ten_seconds_at_most(planning, plan, browser, sits_down):
    planning.member.user.set_password(PASSWORD)
    planning.member.user.save()
    mark = f"--user-agent=deh-{uuid.uuid4().hex}"
    found = next(filter(None, map(shutil.which, NAMES)), None)
    doomed = browser.browser_type.launch(executable_path=found, args=["--no-sandbox", mark])
    person = Person(doomed, sits_down().url).is_logged_in(planning.member.user)
    person.goes_to(address(plan))
    person.page.fill("#id_text", "")
    person.page.evaluate(TYPES_WITHOUT_A_PAUSE)
    person.page.wait_for_timeout(17_000)
    typed = person.page.evaluate("window.typed")
    for pid in processes_with(mark):
        os.kill(pid, signal.SIGKILL)
    time.sleep(1)
    again = sits_down()
    again.logs_in(planning.member.user, PASSWORD)
    again.goes_to(address(plan))
    kept = len(again.page.input_value("#id_text").split())
    assert typed > 100 and typed - kept <= LOST_AT_MOST * 10
    assert "This is what you had typed" in again.text()
    again.presses("Save")
    assert len(section_of(plan).text.split()) == kept
    assert not Draft.objects.filter(user=planning.member.user).exists()


def processes_with(mark: str) -> list[int]:
    """The processes that were started with an argument nobody else has."""
    found = []
    for one in Path("/proc").iterdir():
        if one.name.isdigit():
            try:
                arguments = (one / "cmdline").read_bytes()
            except OSError:
                continue
            if mark.encode() in arguments:
                found.append(int(one.name))
    return found


@pytest.mark.parametrize("width", [320, 1280])
def test_its_pages_are_readable_on_a_phone_and_for_everybody(planning, plan, sits_down, width):
    one = opened(sits_down, planning, plan, "convener", width=width)
    other = opened(sits_down, planning, plan, "member")
    changes(other, "Three mills", "Four mills")
    other.presses("Save")
    changes(one, "Three mills", "Five mills with a very long word: " + "x" * 60)
    one.presses("Save")
    assert look(one, "conflict", width) == (0, [])
    plan = go(planning, plan, "consult", "convener", {"until": "2026-03-20", "note": ""})
    remark = {"kind": "industry-profile", "text": "Which of the mills is certified, and by whom?"}
    add(plan, by=planning.actor("chair"), data=remark)
    for rest in ("sections/industry-profile/", "sections/industry-profile/?write=1", "text/", "comments/", "check/"):
        assert one.goes_to(f"/documents/{plan.case.handle}/{rest}") == 200
        assert look(one, rest.split("/")[-2], width) == (0, []), rest
    assert one.complaints == []


@pytest.mark.parametrize("width", [320, 1280])
def test_pages_of_versions_are_readable_on_a_phone_and_for_everybody(planning, sits_down, width):
    plan = go(planning, submitted(planning), "recall", "convener", {"reason": "A figure was wrong by a factor."})
    write_section(plan.case, section_of(plan), text=TEXT, base=1, by=planning.actor("convener"))
    one = sits_down(width=width).is_logged_in(planning.convener.user)
    for rest in ("versions/", "versions/1/", "diff/"):
        assert one.goes_to(f"/documents/{plan.case.handle}/{rest}") == 200
        assert look(one, rest.replace("/", "-"), width) == (0, []), rest
    assert one.complaints == []


def look(person: Person, name: str, width: int) -> tuple[int, list]:
    """By how much the page is too wide, and what is in the way of anybody; kept as a picture where one is asked for."""
    if folder := os.environ.get("PICTURES"):
        person.page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
    return max(0, person.overflow()), person.violations()
