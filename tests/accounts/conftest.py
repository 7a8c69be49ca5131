"""People who log in, and a clean throttle for each test."""

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache

PASSWORD = "a quiet morning in Nongpoh"


@pytest.fixture(autouse=True)
def no_attempts_yet():
    cache.clear()


@pytest.fixture
def officer(db):
    return get_user_model().objects.create_user("daisy.lyngdoh@deh.invalid", PASSWORD, name="Daisy Lyngdoh")


@pytest.fixture
def log_in(client):
    """Log in through the page, as a person does."""

    def post(email: str, password: str = PASSWORD, **headers):
        return client.post("/accounts/login/", {"login": email, "password": password}, **headers)

    return post
