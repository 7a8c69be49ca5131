"""How long a login lasts, where one is logged in, and in which language."""

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from accounts.middleware import SEEN, STARTED
from accounts.models import User
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db


def set_back(client, mark: str, *, seconds: int) -> None:
    session = client.session
    session[mark] -= seconds
    session.save()


@pytest.fixture
def logged_in(officer, client, log_in):
    log_in(officer.email)
    assert client.get("/accounts/profile/").status_code == 200
    return client


def test_an_idle_session_ends_with_a_sentence(logged_in, settings):
    set_back(logged_in, SEEN, seconds=settings.SESSION_IDLE_MINUTES * 60 + 1)
    page = logged_in.get("/accounts/profile/", follow=True)
    assert page.request["PATH_INFO"] == "/accounts/login/"
    assert "You were logged out to keep your account safe" in page.content.decode()


def test_a_session_in_use_goes_on(logged_in, settings):
    set_back(logged_in, SEEN, seconds=settings.SESSION_IDLE_MINUTES * 60 - 60)
    assert logged_in.get("/accounts/profile/").status_code == 200
    set_back(logged_in, SEEN, seconds=settings.SESSION_IDLE_MINUTES * 60 - 60)
    assert logged_in.get("/accounts/profile/").status_code == 200


def test_even_a_session_in_use_ends_after_its_longest_life(logged_in, settings):
    set_back(logged_in, STARTED, seconds=settings.SESSION_HOURS * 3600 + 1)
    assert logged_in.get("/accounts/profile/").status_code == 302


def test_a_session_is_written_once_a_minute_at_most(logged_in, django_assert_num_queries):
    seen = logged_in.session[SEEN]
    logged_in.get("/accounts/profile/")
    assert logged_in.session[SEEN] == seen


def test_one_sees_where_one_is_logged_in_and_ends_the_rest(logged_in, officer):
    elsewhere = Client(headers={"user-agent": "A phone left in Shillong"})
    elsewhere.post("/accounts/login/", {"login": officer.email, "password": PASSWORD})
    assert "A phone left in Shillong" in logged_in.get("/accounts/sessions/").content.decode()
    logged_in.post("/accounts/sessions/")
    assert elsewhere.get("/accounts/profile/").status_code == 302
    assert logged_in.get("/accounts/profile/").status_code == 200
    assert UserSession.objects.filter(user=officer).count() == 1


def test_a_new_password_ends_the_sessions_elsewhere(logged_in, officer):
    elsewhere = Client()
    elsewhere.post("/accounts/login/", {"login": officer.email, "password": PASSWORD})
    form = {"oldpassword": PASSWORD, "password1": "another calm evening", "password2": "another calm evening"}
    logged_in.post("/accounts/password/change/", form)
    assert elsewhere.get("/accounts/profile/").status_code == 302
    assert logged_in.get("/accounts/profile/").status_code == 200


def test_a_login_brings_the_persons_language(officer, client, log_in):
    User.objects.update(language="hi")
    log_in(officer.email)
    assert client.get("/accounts/profile/").headers["Content-Language"] == "hi"


def test_a_language_chosen_in_this_browser_stays(officer, client, log_in):
    User.objects.update(language="hi")
    client.cookies["django_language"] = "en"
    log_in(officer.email)
    assert client.get("/accounts/profile/").headers["Content-Language"] == "en"


def test_the_profile_changes_name_and_language_at_once(logged_in, officer):
    page = logged_in.post("/accounts/profile/", {"name": "Daisy L.", "name_hi": "डेज़ी", "language": "hi"}, follow=True)
    officer.refresh_from_db()
    assert (officer.name, officer.name_hi, officer.language) == ("Daisy L.", "डेज़ी", "hi")
    assert page.headers["Content-Language"] == "hi"


def test_the_profile_comes_back_with_what_was_typed(logged_in, officer):
    page = logged_in.post("/accounts/profile/", {"name": "", "name_hi": "डेज़ी", "language": "hi"})
    assert page.status_code == 422
    assert "डेज़ी" in page.content.decode()


def test_the_profile_does_not_hand_out_rights(logged_in, officer):
    sent = {"name": "Daisy", "language": "en", "is_staff": "on", "is_superuser": "on", "email": "x@deh.invalid"}
    logged_in.post("/accounts/profile/", sent)
    officer.refresh_from_db()
    assert (officer.is_staff, officer.is_superuser, officer.email) == (False, False, "daisy.lyngdoh@deh.invalid")
