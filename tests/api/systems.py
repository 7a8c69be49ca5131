"""A connected system for every body of the cast."""

from datetime import timedelta

import pytest
from django.test import Client

from institutions import clock
from institutions.actions import issue_credential
from tests.cast import Cast

ROOT = "/api/v1"


class System:
    """The software of a body: asks with its token and speaks JSON."""

    def __init__(self, token: str):
        self.token = token
        self.client = Client()

    def get(self, address: str, **headers):
        return self.client.get(self._full(address), headers=self._headers(headers))

    def post(self, address: str, body=None, **headers):
        return self.client.post(
            self._full(address), body or {}, content_type="application/json", headers=self._headers(headers)
        )

    def send(self, address: str, raw: bytes, content_type: str = "application/json"):
        return self.client.post(self._full(address), raw, content_type=content_type, headers=self._headers({}))

    def upload(self, address: str, fields: dict, **headers):
        return self.client.post(self._full(address), fields, headers=self._headers(headers))

    def _full(self, address: str) -> str:
        return address if address.startswith("/") else f"{ROOT}/{address}"

    def _headers(self, more: dict) -> dict:
        return {"authorization": f"Bearer {self.token}"} | {
            name.replace("_", "-"): value for name, value in more.items()
        }


def connect(cast: Cast, name: str) -> System:
    """The system of somebody's body, with a credential for that post."""
    expires = clock.now() + timedelta(days=365)
    post = getattr(cast, name).post
    return System(issue_credential(by=cast.actor("apex_head"), post=post, name=name, expires_at=expires)[1])


@pytest.fixture
def sepc(cast, at_monday) -> System:
    """The single-window system of Meghalaya."""
    return connect(cast, "sepc")


@pytest.fixture
def agency(cast, at_monday) -> System:
    return connect(cast, "agency")


@pytest.fixture
def depc(cast, at_monday) -> System:
    return connect(cast, "convener")
