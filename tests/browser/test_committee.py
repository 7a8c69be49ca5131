"""A committee meets, as its convener sees it on a phone: from the plan to the sealed minutes, and without quorum."""

import hashlib
import re
from datetime import timedelta

import pytest

from cases.models import Case
from committees.minutes.sealing import make_missing_files
from committees.models import Meeting
from committees.procedure import calendar_for
from committees.recurrence import working_day
from escalations.models import Deadline, DeadlineState
from escalations.sweep import sweep
from institutions import clock
from notices.sending import send_due
from tests.cast import logged
from tests.committees.committee import SENTENCE, seated

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def committee(cast):
    return seated(cast)


def day_of_the_meeting(reference: str) -> None:
    """The day has come: the meeting begins a minute ago."""
    at = clock.now() - timedelta(minutes=1)
    Meeting.objects.filter(case__reference=reference).update(starts_at=at, ends_at=at + timedelta(hours=2))


def time_runs_out(reference: str) -> None:
    past = clock.now() - timedelta(seconds=1)
    running = Deadline.objects.filter(case__reference=reference, state=DeadlineState.RUNNING)
    assert running.update(due_at=past, next_try_at=past) == 1
    assert sweep().failed == 0


def plans(person, committee) -> str:
    """Plan a meeting in three weeks; its reference."""
    on = working_day(clock.today() + timedelta(days=21), calendar_for(committee.depc_ribhoi))
    person.goes_to("/committees/")
    person.page.get_by_role("link", name="Plan a meeting").first.click()
    person.fills({"on": on.isoformat(), "at": "11:00", "venue": "Conference hall, Nongpoh"})
    person.presses("Plan it")
    return re.search(r"ML-RIBHOI-M-\d{4}-\d{5}", person.text())[0]


def gives_notice(person, reference: str) -> None:
    person.goes_to(f"/meetings/{reference}/?open=give_notice#do-give_notice")
    person.presses("Give notice")


def opens(person, committee, reference: str) -> None:
    person.goes_to(f"/meetings/{reference}/room/")
    person.page.click("#do-open summary")
    person.page.select_option("#open-chaired_by", str(committee.chair.post.pk))
    person.presses("Open the meeting")


def records(person, seats: dict[str, str]) -> None:
    """Tap how each seat is filled, and save."""
    for seat, state in seats.items():
        choice = person.page.locator(f'input[name="attendance-{seat}"][value="{state}"]')
        person.page.locator("label.segment").filter(has=choice).click()
    person.presses("Save who is there")


def settles(person, reference: str, item: str, way: str, button: str, **fields) -> None:
    """Open an item of the room, choose a way to settle it, and send it."""
    person.goes_to(f"/meetings/{reference}/room/")
    person.page.get_by_role("link", name=item).first.click()
    person.page.click(f"#do-{way} summary")
    person.page.fill(f"#decide-{way if way != 'decide' else 'words'}-text", SENTENCE)
    person.fills(fields, prefix=f"act-{way}-")
    with person.page.expect_navigation(wait_until="load"):
        person.page.locator(f"#do-{way}").get_by_role("button", name=button).click()


QUORATE = {
    "chair.chair": "present",
    "convener.dic-gm": "present",
    "member.lead-bank": "present",
    "member.nabard": "apology",
}


@pytest.mark.pdf
def test_from_the_plan_to_minutes_anybody_can_verify(committee, sits_down, post_office, tmp_path):
    bottleneck = logged(committee)
    convener = sits_down(width=360).is_logged_in(committee.convener.user)

    # Planned and notified: every member gets it with an entry for the calendar.
    reference = plans(convener, committee)
    assert bottleneck.case.title in convener.text("section[aria-labelledby=agenda]")
    gives_notice(convener, reference)
    assert "Notice was given" in convener.standing()
    assert convener.overflow() <= 0
    assert send_due() == committee.depc_ribhoi.posts.filter(appointments__isnull=False).distinct().count()
    entries = [part for mail in post_office.messages for part in mail.iter_attachments()]
    assert {part.get_content_type() for part in entries} == {"text/calendar"}

    # Held with quorum: decisions act in the same step.
    day_of_the_meeting(reference)
    opens(convener, committee, reference)
    assert "No quorum" in convener.standing()
    records(convener, QUORATE)
    assert convener.standing() == "Quorum: 3 present, 3 needed."
    settles(convener, reference, bottleneck.case.title, "raise", "Raise it")
    assert Case.objects.get(pk=bottleneck.case.pk).status == "raised"
    due = (clock.today() + timedelta(days=30)).isoformat()
    owner = str(committee.member.post.pk)
    settles(convener, reference, "Action taken on the last minutes", "action_point", "Set an action point",
            title="Open an export counter", owner=owner, due_on=due)  # fmt: skip
    assert "Open an export counter" in convener.text()
    convener.goes_to(f"/meetings/{reference}/room/?open=close#do-close")
    convener.presses("Close the meeting")

    # Minutes: written, circulated, confirmed by another person, sealed, and found again by their file.
    assert convener.page.url.endswith("/minutes/")
    convener.goes_to(f"/meetings/{reference}/minutes/?open=circulate_minutes#do-circulate_minutes")
    convener.presses("Circulate the minutes")
    time_runs_out(reference)
    chair = sits_down().is_logged_in(committee.chair.user)
    chair.goes_to(f"/meetings/{reference}/minutes/")
    chair.presses("Confirm the minutes")
    assert make_missing_files() == 2
    chair.goes_to(f"/meetings/{reference}/minutes/")
    with chair.page.expect_download() as download:
        chair.page.evaluate("() => document.querySelector('a[href$=\"en.pdf\"]').click()")
    minutes = download.value.path().read_bytes()
    assert minutes.startswith(b"%PDF")
    public = sits_down()
    public.goes_to("/verify/")
    public.page.set_input_files("input[type=file]", {"name": "m.pdf", "mimeType": "application/pdf", "buffer": minutes})
    public.page.locator("form[enctype] button").click()
    public.page.wait_for_load_state("load")
    assert reference in public.text()
    assert hashlib.sha256(minutes).hexdigest() in public.page.content()
    assert convener.complaints == chair.complaints == public.complaints == []


def test_without_quorum_it_is_called_again_and_what_was_decided_waits(committee, sits_down):
    bottleneck = logged(committee)
    convener = sits_down(script=False).is_logged_in(committee.convener.user)
    reference = plans(convener, committee)
    gives_notice(convener, reference)
    day_of_the_meeting(reference)
    opens(convener, committee, reference)
    records(convener, {"convener.dic-gm": "present", "chair.chair": "apology"})
    assert "No quorum: 1 present, 3 needed" in convener.standing()
    settles(convener, reference, bottleneck.case.title, "raise", "Raise it")
    assert "Provisional" in convener.text()
    assert Case.objects.get(pk=bottleneck.case.pk).status == "open"

    on = working_day(clock.today() + timedelta(days=14), calendar_for(committee.depc_ribhoi))
    convener.goes_to(f"/meetings/{reference}/room/?open=adjourn#do-adjourn")
    convener.fills({"on": on.isoformat(), "at": "11:00", "venue": "Conference hall, Nongpoh"}, prefix="adjourn-")
    convener.presses("Adjourn: no quorum")
    assert "Called again as" in convener.text()
    again = Meeting.objects.get(adjourned_from__case__reference=reference).case.reference

    gives_notice(convener, again)
    convener.goes_to(f"/meetings/{again}/?open=build_agenda#do-build_agenda")
    convener.presses("Bring the agenda up to date")
    day_of_the_meeting(again)
    opens(convener, committee, again)
    records(convener, QUORATE)
    settles(convener, again, bottleneck.case.title, "ratify", "Ratify it")
    assert Case.objects.get(pk=bottleneck.case.pk).status == "raised"
    assert convener.complaints == []
