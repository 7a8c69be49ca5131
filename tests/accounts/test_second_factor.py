"""The second step at login: real codes, recovery codes, and the posts that must have one."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail

from accounts.models import User
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db
SET_UP = "/accounts/2fa/totp/activate/"
STATE_AND_CENTRE = ["sepc", "central_agency", "apex", "staff"]


def code_of(secret: str) -> str:
    """What the authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.fixture
def key(officer, client, log_in) -> str:
    """The officer has logged in and set up the second step; the key in the app."""
    log_in(officer.email)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    key = client.get(SET_UP).context["form"].secret
    assert client.post(SET_UP, {"code": code_of(key)}).status_code == 302
    return key


def test_the_page_shows_a_square_and_a_key_without_inline_script_or_style(officer, client, log_in):
    log_in(officer.email)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    html = client.get(SET_UP).content.decode()
    assert 'src="data:image/svg+xml' in html
    assert not re.search(r"<script(?![^>]*src=)[^>]*>|<style|\sstyle=|\son\w+=", html)


def test_a_password_alone_is_not_enough_once_it_is_set_up(key, officer, client, log_in):
    client.logout()
    assert log_in(officer.email).headers["Location"].startswith("/accounts/2fa/authenticate/")
    assert client.get("/accounts/profile/").status_code == 302
    assert client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    client.post("/accounts/2fa/authenticate/", {"code": code_of(key)})
    assert client.get("/accounts/profile/").status_code == 200


def test_a_code_works_once(key, officer, client, log_in):
    client.logout()
    log_in(officer.email)
    code = code_of(key)
    client.post("/accounts/2fa/authenticate/", {"code": code})
    client.logout()
    log_in(officer.email)
    client.post("/accounts/2fa/authenticate/", {"code": code})
    assert client.get("/accounts/profile/").status_code == 302


def test_a_recovery_code_stands_in_for_the_telephone_once(key, officer, client, log_in):
    codes = Authenticator.objects.get(user=officer, type="recovery_codes").wrap().get_unused_codes()
    assert codes[0] in client.get("/accounts/2fa/recovery-codes/").content.decode()
    for expected in (200, 302):
        client.logout()
        log_in(officer.email)
        client.post("/accounts/2fa/authenticate/", {"code": codes[0]})
        assert client.get("/accounts/profile/").status_code == expected


def test_a_second_step_is_set_up_only_by_somebody_who_knows_the_password(officer, client):
    client.force_login(officer)
    assert client.get(SET_UP).headers["Location"].startswith("/accounts/reauthenticate/")


@pytest.mark.django_db(transaction=True)
def test_the_officer_is_told_by_mail_when_it_is_switched_on(key, officer):
    subjects = [message.subject for message in mail.outbox if message.to == [officer.email]]
    assert "[DEH] Two-step login was switched on" in subjects


@pytest.mark.parametrize(
    ("who", "asked"), [("convener", False), ("sepc", True), ("agency", True), ("apex", True), ("stranger", False)]
)
def test_state_and_centre_must_set_it_up_and_districts_need_not(cast, client, settings, who, asked):
    settings.MFA_REQUIRED_FOR_KINDS = STATE_AND_CENTRE
    cast.login(client, who)
    answer = client.get("/")
    assert (answer.headers.get("Location") == SET_UP) is asked


def test_staff_must_set_it_up(client, settings):
    settings.MFA_REQUIRED_FOR_KINDS = STATE_AND_CENTRE
    client.force_login(User.objects.create_superuser("root@deh.invalid", PASSWORD, name="Root"))
    assert client.get("/admin/").headers["Location"] == SET_UP


def test_the_api_says_so_instead_of_redirecting(cast, client, settings):
    settings.MFA_REQUIRED_FOR_KINDS = STATE_AND_CENTRE
    cast.login(client, "sepc")
    answer = client.get("/api/v1/cases/")
    assert (answer.status_code, answer.headers["Content-Type"]) == (403, "application/problem+json")


def test_whoever_has_it_goes_on(key, officer, client, settings):
    settings.MFA_REQUIRED_FOR_KINDS = STATE_AND_CENTRE
    User.objects.filter(pk=officer.pk).update(is_staff=True)
    assert client.get("/").headers.get("Location") != SET_UP
