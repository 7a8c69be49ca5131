"""A bottleneck travels from a district's web form to a Central agency and back, as the people on its way see it."""

import re
from datetime import timedelta

import pytest

from cases.models import Case
from escalations.models import Deadline, DeadlineState
from escalations.sweep import sweep
from institutions import clock
from notices.sending import send_due
from tests.browser.desk import PDF
from tests.cast import OPENING, PASSWORD
from tests.notices.post_office import text_of

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DETAILS = {
    "category": "Q1",
    "description": "Samples travel 1,800 km; a report takes five weeks and orders lapse.",
    "stage": "testing-certification",
    "hs_codes": "12119080",
}


@pytest.fixture
def passwords(cast):
    """Everybody on the way can log in with a password."""
    for name in ("convener", "sepc", "agency", "agency_head"):
        user = getattr(cast, name).user
        user.set_password(PASSWORD)
        user.save()
    return cast


def time_runs_out(reference: str) -> None:
    """The running clock's end passes, and the sweep comes round."""
    past = clock.now() - timedelta(seconds=1)
    running = Deadline.objects.filter(case__reference=reference, state=DeadlineState.RUNNING)
    assert running.update(due_at=past, next_try_at=past) == 1
    run = sweep()
    assert (run.fired, run.failed) == (1, 0)


def test_from_the_form_of_a_district_to_the_closing_of_the_case(passwords, sits_down, post_office):
    cast = passwords
    convener = sits_down(width=360).logs_in(cast.convener.user, PASSWORD)

    # Four fields, a reference, and who has it.
    convener.goes_to("/bottlenecks/new/")
    convener.fills(OPENING)
    convener.presses("Log it")
    reference = re.search(r"ML-RIBHOI-\d{4}-\d{5}", convener.text(".messages"))[0]
    assert convener.standing().startswith("With DEPC Ri Bhoi")
    assert re.search(r"until \d+ \w+", convener.standing())
    assert convener.overflow() <= 0

    # Details with a document; only then can it be raised.
    assert "Before it can be raised" in convener.text()
    assert convener.makes(reference, "describe", **DETAILS, evidence=PDF) == "Done: Fill in the details."
    assert "Before it can be raised" not in convener.text()
    with convener.page.expect_download() as download:
        convener.page.evaluate("() => document.querySelector('section[aria-labelledby=evidence] a').click()")
    assert download.value.path().read_bytes() == PDF
    convener.makes(reference, "raise")
    assert convener.standing().startswith("With SEPC Meghalaya")

    # The State's committee acknowledges, then is silent: the clock takes it to the agency.
    sepc = sits_down().logs_in(cast.sepc.user, PASSWORD)
    sepc.goes_to("/work/")
    assert reference in sepc.text()
    sepc.makes(reference, "acknowledge")
    time_runs_out(reference)
    convener.goes_to(f"/bottlenecks/{reference}/")
    assert convener.standing().startswith("With APEDA")
    sepc.goes_to("/work/")
    assert reference not in sepc.text()

    # The agency is told by a numbered mail; its link does nothing until it is confirmed.
    send_due()
    (mail,) = post_office.to(cast.agency.user.email)
    assert re.search(r"DEH/\d{4}/\d{6}", text_of(mail))
    assert "Reply by" in text_of(mail)
    link = re.search(r"https?://\S+/n/\S+", text_of(mail))[0]
    officer = sits_down(width=360)
    assert officer.goes_to(link) == 200
    assert officer.goes_to(link) == 200
    assert Case.objects.get(reference=reference).status == "raised"
    assert reference in officer.text()
    officer.presses(re.compile("^Acknowledge as"))
    assert Case.objects.get(reference=reference).status == "acknowledged"
    assert officer.goes_to(link) == 409
    assert "done already" in officer.text()

    # To promise, the officer logs in.
    agency = sits_down().logs_in(cast.agency.user, PASSWORD)
    due_on = clock.today() + timedelta(days=20)
    due_on += timedelta(days=8 - due_on.isoweekday() if due_on.isoweekday() > 5 else 0)  # no weekend
    promise = "The laboratory at Guwahati tests agarwood oil"
    agency.makes(reference, "commit", due_on=due_on.isoformat(), deliverable=promise)
    convener.goes_to(f"/bottlenecks/{reference}/")
    assert promise in convener.text("section[aria-labelledby=promises]")
    assert f"until {due_on.day} " in convener.standing()

    # The promise is missed: the head of the agency has it, and is told.
    time_runs_out(reference)
    send_due()
    assert any(reference in text_of(mail) for mail in post_office.to(cast.agency_head.user.email))
    head = sits_down().logs_in(cast.agency_head.user, PASSWORD)
    head.goes_to("/work/")
    assert reference in head.text()
    head.goes_to(f"/bottlenecks/{reference}/why/")
    assert "Head" in head.text()

    # Reported as resolved, confirmed on a document and a number, closed.
    result = "The laboratory is accredited and has tested the first forty samples."
    agency.makes(reference, "report_resolution", result=result)
    assert agency.standing().startswith("With DEPC Ri Bhoi")
    closing = {"outcome": "Samples are tested within the State in six days.", "proof": "TC-1234"}
    convener.makes(reference, "confirm", **closing, evidence=PDF)
    assert convener.standing().startswith("Closed")
    assert "TC-1234" in convener.text()
    for step in ("Raise it", "Goes up one level", "Acknowledge", "Commit to a date", "Confirm and close"):
        assert step in convener.text("section[aria-labelledby=history]"), step
    assert not Deadline.objects.filter(case__reference=reference, state=DeadlineState.RUNNING).exists()
    for person in (convener, sepc, officer, agency, head):
        assert person.complaints == []


def test_everything_works_without_javascript(passwords, sits_down, post_office):
    cast = passwords
    convener = sits_down(width=360, script=False).logs_in(cast.convener.user, PASSWORD)
    convener.goes_to("/bottlenecks/new/")
    convener.fills(OPENING | {"title": ""})
    convener.sends_anyway("main form.form")
    assert "Nothing is saved yet" in convener.text()
    assert convener.page.input_value("#id_affected") == OPENING["affected"]
    convener.fills({"title": OPENING["title"]})
    convener.presses("Log it")
    reference = re.search(r"ML-RIBHOI-\d{4}-\d{5}", convener.text(".messages"))[0]
    convener.makes(reference, "describe", **DETAILS, evidence=PDF)
    convener.makes(reference, "raise")

    sepc = sits_down(script=False).logs_in(cast.sepc.user, PASSWORD)
    sepc.makes(reference, "forward")
    assert sepc.standing().startswith("With APEDA")

    send_due()
    (mail,) = post_office.to(cast.agency.user.email)
    officer = sits_down(width=360, script=False)
    officer.goes_to(re.search(r"https?://\S+/n/\S+", text_of(mail))[0])
    officer.presses(re.compile("^Acknowledge as"))
    agency = sits_down(width=360, script=False).logs_in(cast.agency.user, PASSWORD)
    agency.makes(reference, "report_resolution", result="The laboratory has tested the first forty samples.")

    convener.makes(reference, "confirm", outcome="Samples are tested in six days.", proof="TC-1234", evidence=PDF)
    assert convener.standing().startswith("Closed")
    convener.presses("हिन्दी", within="header")
    assert convener.page.get_attribute("html", "lang") == "hi"
