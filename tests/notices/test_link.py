"""The signed link acknowledges by a confirming POST only, for one appointment, while it is current."""

from datetime import timedelta

import pytest
from django.core.signing import Signer
from django.test import Client

from cases.models import ActorKind, Case
from institutions import clock
from institutions.actions import end_appointment
from institutions.actors import SYSTEM
from notices import sending
from notices.links import SALT
from notices.models import Notice
from tests.cast import MONDAY, go
from tests.notices.conftest import AGENCY, link_in


@pytest.fixture
def link(cast, with_agency, post_office) -> str:
    sending.send_due()
    return link_in(post_office.to(AGENCY)[0])


def status_of(bottleneck) -> str:
    return Case.objects.get(pk=bottleneck.case.pk).status


def test_looking_changes_nothing(client, with_agency, link):
    page = client.get(link)
    assert page.status_code == 200
    text = page.content.decode()
    assert "Acknowledge as APEDA, Nodal officer" in text and "With APEDA, Nodal officer, until 5 Mar 2026" in text
    assert page["Referrer-Policy"] == "strict-origin" and "no-store" in page["Cache-Control"]
    client.head(link)
    assert client.options(link).status_code == 405
    assert status_of(with_agency) == "raised"


def test_a_confirming_post_acknowledges_for_the_post(cast, client, with_agency, link):
    page = client.post(link)
    assert page.status_code == 200 and "Recorded for APEDA, Nodal officer" in page.content.decode()
    event = with_agency.case.events.last()
    assert (event.verb, event.actor_kind) == ("acknowledge", ActorKind.LINK)
    assert (event.actor_post, event.actor_user) == (cast.agency.post, cast.agency.user)


def test_a_forged_post_is_refused(with_agency, link):
    assert Client(enforce_csrf_checks=True).post(link).status_code == 403
    assert status_of(with_agency) == "raised"


def test_a_second_time_says_who_did_it_and_when(client, link):
    client.post(link)
    for page in (client.get(link), client.post(link)):
        assert page.status_code == 409
        assert "by APEDA, Nodal officer on 2 Mar 2026, 10:30" in page.content.decode()


def test_an_expired_link_is_refused(client, with_agency, link):
    due = Notice.objects.get(verb="acknowledge", case=with_agency.case, event=with_agency.case.events.last()).reply_by
    with clock.freeze(due + timedelta(days=7)):
        page = client.post(link)
    assert page.status_code == 410 and "expired" in page.content.decode()
    assert status_of(with_agency) == "raised"


@pytest.mark.parametrize("change", [lambda t: t[:-3] + "xyz", lambda t: t[:20], lambda t: "A" + t[1:]])
def test_a_damaged_link_is_refused(client, link, change):
    token = link.split("/")[2]
    assert client.get(f"/n/{change(token)}/").status_code == 404


def test_a_link_cannot_be_turned_to_another_verb(client, cast, with_agency, link):
    said = Signer(salt=SALT, sep=".").unsign_object(link.split("/")[2])
    forged = Signer(salt="another", sep=".").sign_object(said)
    assert client.get(f"/n/{forged}/").status_code == 404
    Notice.objects.filter(pk=said["n"]).update(verb="commit")
    signed = Signer(salt=SALT, sep=".").sign_object(said | {"v": "commit"})
    assert client.post(f"/n/{signed}/").status_code == 404
    assert status_of(with_agency) == "raised"


def test_an_officer_who_was_transferred_cannot_use_it(client, cast, with_agency, link):
    end_appointment(by=SYSTEM, appointment=cast.agency.appointment, on=clock.today())
    page = client.post(link)
    assert page.status_code == 403 and "appointment has ended" in page.content.decode()
    assert status_of(with_agency) == "raised"


def test_a_closed_account_cannot_use_it(client, cast, with_agency, link):
    type(cast.agency.user).objects.filter(pk=cast.agency.user.pk).update(is_active=False)
    assert client.post(link).status_code == 403


def test_a_case_that_moved_on_is_not_acknowledged_by_an_old_notice(client, cast, with_agency, link):
    go(cast, with_agency, "transfer", "agency", {"body": "EIC", "reason": "Testing of this product lies with EIC."})
    page = client.post(link)
    assert page.status_code == 409 and "EIC, Nodal officer" in page.content.decode()


def test_a_withdrawn_case_says_why_not(client, cast, with_agency, link):
    go(cast, with_agency, "withdraw", "convener", {"reason": "A laboratory opened next door last week."})
    assert client.post(link).status_code == 409


def test_the_link_is_not_for_a_superior_of_the_same_body_at_another_level(client, cast, with_agency, link):
    with clock.freeze(MONDAY + timedelta(days=1)):
        assert client.get(link).status_code == 200
