"""The hero page: what changes while one watches, and the mail beside it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from dashboards.demo import hero
from escalations.sweep import sweep
from institutions import clock
from notices.models import CaughtMail


@pytest.fixture
def case(demo):
    return demo.case


def fire(case):
    with clock.freeze(clock.now() + timedelta(seconds=hero.SECONDS + 5)):
        sweep()


def caught(case, post_address: str, subject: str) -> CaughtMail:
    return CaughtMail.objects.create(
        message_id=f"<{subject}@demo.invalid>", sender="x@demo.invalid", recipients=[post_address], subject=subject,
        text=f"{case.reference}: please acknowledge", raw="", received_at=clock.now(),
    )  # fmt: skip


def test_it_counts_down_and_says_that_the_clock_is_a_demonstration(case, client):
    page = client.get(reverse("demo-hero")).content.decode()
    assert case.reference in page and "seconds left" in page and "Demonstration clock" in page
    assert 'hx-trigger="every 5s"' in page


def test_it_shows_the_level_change_and_the_mail_of_the_agency_alone(case, client):
    caught(case, "nodal-officer.deh.apeda@demo.invalid", "DEH/1 To the agency")
    caught(case, "head.head.apeda@demo.invalid", "A copy")
    caught(case, "convener.export-commissioner.sepc-ml@demo.invalid", "DEH/2 To the State")
    fire(case)
    page = client.get(reverse("demo-hero")).content.decode()
    assert "It went up one level" in page
    assert "To the agency" in page and "A copy" not in page and "To the State" not in page


def test_htmx_gets_the_changing_part_alone(case, client):
    part = client.get(reverse("demo-hero"), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part and "seconds left" in part


def test_the_minute_starts_again_on_request_but_not_while_it_runs(case, client):
    client.post(reverse("demo-hero-again"))
    assert hero.current().case == case
    fire(case)
    client.post(reverse("demo-hero-again"))
    assert hero.current().case != case
    assert hero.seconds_left(hero.current()) > 50
