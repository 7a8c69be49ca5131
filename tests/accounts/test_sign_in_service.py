"""Logging in through a Parichay-like service, against a small one that speaks real HTTP."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount

from accounts.models import User

pytestmark = pytest.mark.django_db
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint")


class Service(ThreadingHTTPServer):
    """An OpenID Connect provider that confirms whoever `person` says."""

    person: dict = {}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Answers(BaseHTTPRequestHandler):
    def do_GET(self):
        base = self.server.url
        endpoints = {
            name: f"{base}/{name}" for name in ("authorization_endpoint", "token_endpoint", "userinfo_endpoint")
        }
        known = {
            "/.well-known/openid-configuration": {"issuer": base, "jwks_uri": f"{base}/keys", **endpoints},
            "/userinfo_endpoint": self.server.person,
        }
        self._say(known[self.path])

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self._say({"access_token": "opaque", "token_type": "Bearer", "expires_in": 300})

    def _say(self, what: dict) -> None:
        body = json.dumps(what).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args) -> None:
        pass


@pytest.fixture
def service(settings):
    server = Service(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    app = {
        "provider_id": "oidc",
        "name": "Parichay",
        "client_id": "deh",
        "secret": "kept",
        "settings": {"server_url": server.url, "oauth_pkce_enabled": True},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def come_back(client, service):
    """Go to the service as a person it knows, and return with its answer."""

    def go(**person):
        service.person = {"sub": "17-4711", **person}
        there = client.post("/accounts/oidc/oidc/login/?process=login&next=/accounts/profile/").headers["Location"]
        state = parse_qs(urlsplit(there).query)["state"][0]
        return client.get("/accounts/oidc/oidc/login/callback/", {"code": "once", "state": state}, follow=True)

    return go


def test_an_officer_with_an_account_comes_in(officer, come_back, client):
    come_back(email="Daisy.Lyngdoh@deh.invalid", email_verified=True)
    assert client.get("/accounts/profile/").context["user"] == officer
    assert SocialAccount.objects.get().user == officer


def test_the_password_stays_as_it_was(officer, come_back):
    before = officer.password
    come_back(email=officer.email, email_verified=True)
    officer.refresh_from_db()
    assert officer.password == before


@pytest.mark.parametrize(
    "person",
    [
        {"email": "somebody@else.invalid", "email_verified": True},
        {"email": "daisy.lyngdoh@deh.invalid", "email_verified": False},
        {"email": "daisy.lyngdoh@deh.invalid", "email_verified": "false"},
        {"email": "daisy.lyngdoh@deh.invalid"},
        {},
    ],
    ids=["unknown address", "not verified", "not verified, as text", "nothing said", "no address"],
)
def test_nobody_else_comes_in_and_no_account_is_made(officer, come_back, client, person):
    page = come_back(**person)
    assert "ask the office that appointed you" in page.content.decode()
    assert client.get("/accounts/profile/").status_code == 302
    assert (User.objects.count(), SocialAccount.objects.count()) == (1, 0)


def test_a_closed_account_stays_closed_even_when_linked(officer, come_back, client):
    come_back(email=officer.email, email_verified=True)
    client.logout()
    User.objects.update(is_active=False)
    come_back(email=officer.email, email_verified=True)
    assert client.get("/accounts/profile/").status_code == 302


def test_the_service_is_offered_only_where_it_is_set_up(client, service, settings):
    assert "Log in with Parichay" in client.get("/accounts/login/").content.decode()
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": []}}
    assert "Log in with" not in client.get("/accounts/login/").content.decode()
    assert client.post("/accounts/oidc/oidc/login/").status_code == 404
