"""What the administration pages let administrators do with accounts."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Permission
from django.core import mail

from accounts.models import User
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(client):
    user = User.objects.create_superuser("root@deh.invalid", PASSWORD, name="Root")
    client.force_login(user)
    return user


@pytest.fixture
def clerk(client):
    """May change accounts, but is no superuser."""
    user = User.objects.create_user("clerk@deh.invalid", PASSWORD, name="Clerk", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="accounts"))
    client.force_login(user)
    return user


@pytest.mark.parametrize(
    "page", ["accounts/user", "accounts/userevent", "mfa/authenticator", "usersessions/usersession"]
)
def test_every_list_opens_and_can_be_searched(root, client, page):
    assert client.get(f"/admin/{page}/", {"q": "daisy"}).status_code == 200


def test_an_account_is_opened_without_a_password_and_entered_through_a_mail(root, client):
    form = {"email": "New@deh.invalid", "name": "New", "language": "hi", "usable_password": "false"}
    client.post("/admin/accounts/user/add/", form)
    user = User.objects.get(email="new@deh.invalid")
    assert not user.has_usable_password()
    client.logout()
    client.post("/accounts/password/reset/", {"email": user.email})
    assert mail.outbox[0].to == [user.email]


def test_nobody_deletes_an_account(root, client, officer):
    assert client.post(f"/admin/accounts/user/{officer.pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_clerk_hands_out_no_access_to_these_pages(clerk, client, officer):
    sent = {
        "email": officer.email,
        "name": "Changed",
        "language": "en",
        "is_active": "on",
        "is_superuser": "on",
        "is_staff": "on",
    }
    client.post(f"/admin/accounts/user/{officer.pk}/change/", sent)
    officer.refresh_from_db()
    assert (officer.name, officer.is_staff, officer.is_superuser) == ("Changed", False, False)


def test_a_clerk_does_not_set_the_password_of_a_superuser(clerk, client):
    root = User.objects.create_superuser("root@deh.invalid", PASSWORD, name="Root")
    form = {"usable_password": "true", "password1": "taken over at noon", "password2": "taken over at noon"}
    assert client.post(f"/admin/accounts/user/{root.pk}/password/", form).status_code == 403
    root.refresh_from_db()
    assert root.check_password(PASSWORD)


def test_a_lost_telephone_is_taken_off_the_account_and_its_key_never_shown(root, client, officer):
    factor = Authenticator.objects.create(user=officer, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
    page = f"/admin/mfa/authenticator/{factor.pk}"
    assert "JBSWY3DPEHPK3PXP" not in client.get(f"{page}/change/").content.decode()
    client.post(f"{page}/delete/", {"post": "yes"})
    assert not Authenticator.objects.exists()


def test_sessions_are_shown_and_not_edited(root, client):
    session = UserSession.objects.create(user=root, ip="127.0.0.1", session_key="x", user_agent="y")
    assert client.post(f"/admin/usersessions/usersession/{session.pk}/delete/", {"post": "yes"}).status_code == 403
