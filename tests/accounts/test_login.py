"""Logging in: by address, throttled, with no way to sign up, whatever is away."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import identify_hasher
from django.core import mail

from accounts.actions import forget_former_addresses
from accounts.models import User
from dehportal.engines import free_port
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db


def test_an_officer_logs_in_with_address_and_password(officer, log_in, client):
    assert log_in("Daisy.Lyngdoh@DEH.invalid").status_code == 302
    assert client.get("/accounts/profile/").status_code == 200


def test_a_wrong_password_and_an_unknown_address_read_alike(officer, log_in):
    wrong, unknown = log_in(officer.email, "not this one"), log_in("nobody@deh.invalid")
    assert wrong.context["form"].errors == unknown.context["form"].errors


def test_a_closed_account_does_not_log_in(officer, log_in, client):
    User.objects.update(is_active=False)
    assert log_in(officer.email).headers["Location"] == "/accounts/inactive/"
    assert client.get("/accounts/profile/").status_code == 302


def test_passwords_are_kept_with_argon2(officer):
    assert identify_hasher(officer.password).algorithm == "argon2"


def test_the_sixth_wrong_password_is_not_even_tried(officer, log_in, client):
    for _attempt in range(5):
        log_in(officer.email, "not this one")
    refused = log_in(officer.email, PASSWORD)
    assert "Too many failed login attempts" in refused.content.decode()
    assert "_auth_user_id" not in client.session


def test_one_address_throttled_leaves_other_officers_alone(officer, log_in):
    User.objects.create_user("other@deh.invalid", PASSWORD, name="Other")
    for _attempt in range(6):
        log_in(officer.email, "not this one")
    assert log_in("other@deh.invalid").status_code == 302


def test_login_works_while_the_cache_is_away(officer, log_in, settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "dehportal.caches.ForgivingRedisCache",
            "LOCATION": f"redis://127.0.0.1:{free_port()}/0",
        }
    }
    assert log_in(officer.email, "not this one").status_code == 200
    assert log_in(officer.email).status_code == 302


def test_nobody_signs_up(client):
    assert "Accounts come with an appointment" in client.get("/accounts/signup/").content.decode()
    client.post("/accounts/signup/", {"email": "new@deh.invalid", "password1": PASSWORD})
    assert not User.objects.filter(email="new@deh.invalid").exists()


def test_nobody_changes_the_address_they_log_in_with(officer, client):
    client.force_login(officer)
    for address in ("/accounts/email/", "/accounts/3rdparty/"):
        client.post(address, {"email": "mine@deh.invalid", "action_add": ""})
        assert client.get(address).headers["Location"] == "/accounts/profile/"
    assert not EmailAddress.objects.exists()


def test_a_password_is_chosen_through_a_link_in_a_mail_that_works_once(officer, client, log_in):
    officer.set_unusable_password()
    officer.save()
    client.post("/accounts/password/reset/", {"email": officer.email})
    link = re.search(r"/accounts/password/reset/key/\S+", mail.outbox[0].body)[0]
    page = client.get(link, follow=True)
    form = {"password1": "another calm evening", "password2": "another calm evening"}
    assert client.post(page.request["PATH_INFO"], form).status_code == 302
    assert log_in(officer.email, "another calm evening").status_code == 302
    client.logout()
    assert "This link no longer works" in client.get(link, follow=True).content.decode()


def test_the_link_in_the_mail_names_the_public_address(officer, client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    client.post("/accounts/password/reset/", {"email": officer.email}, headers={"host": "elsewhere.example"})
    assert f"{settings.SITE_URL}/accounts/password/reset/key/" in mail.outbox[0].body
    assert "elsewhere.example" not in mail.outbox[0].body


def test_a_reset_for_an_unknown_address_reads_the_same_and_sends_nothing(officer, client):
    known = client.post("/accounts/password/reset/", {"email": officer.email}, follow=True)
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@deh.invalid"}, follow=True)
    assert known.request["PATH_INFO"] == unknown.request["PATH_INFO"]
    assert [message.to for message in mail.outbox] == [[officer.email]]


def test_a_mail_server_that_is_away_gives_a_sentence(officer, client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    page = client.post("/accounts/password/reset/", {"email": officer.email}, follow=True)
    assert page.status_code == 200
    assert "no mail was sent" in page.content.decode()


def test_a_former_address_no_longer_resets_the_password(officer, client):
    EmailAddress.objects.create(user=officer, email="old-office@deh.invalid", primary=True, verified=True)
    forget_former_addresses(officer)
    client.post("/accounts/password/reset/", {"email": "old-office@deh.invalid"})
    assert mail.outbox == []


def test_administration_has_no_login_of_its_own(client):
    answer = client.get("/admin/login/?next=/admin/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/login/?next=%2Fadmin%2F")


def test_pages_forbid_scripts_and_styles_from_elsewhere(client):
    policy = client.get("/accounts/login/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
