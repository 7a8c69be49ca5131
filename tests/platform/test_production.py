"""A production installation refuses to start while anything of the demo or of development is left in it."""

import os
import subprocess
import sys

import pytest

from accounts.models import User
from dehportal import production

SOUND = {
    "PRODUCTION": True,
    "DEBUG": False,
    "DEMO": False,
    "SECRET_KEY": "k" * 64,
    "ALLOWED_HOSTS": ["deh.example.gov.in"],
    "SITE_URL": "https://deh.example.gov.in",
    "EMAIL_HOST": "relay.example.gov.in",
    "EMAIL_PORT": 587,
    "DEFAULT_FROM_EMAIL": "DEH portal <no-reply@deh.example.gov.in>",
}


@pytest.fixture
def sound(settings):
    for name, value in SOUND.items():
        setattr(settings, name, value)
    return settings


def test_a_sound_installation_starts(sound):
    assert production.settings_problems() == []


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DEBUG", True, "DEBUG is on"),
        ("DEMO", True, "DEMO is on"),
        ("SECRET_KEY", "insecure-secret-for-development-only", "SECRET_KEY is the default"),
        ("SECRET_KEY", "short", "SECRET_KEY is the default or shorter"),
        ("ALLOWED_HOSTS", [], "ALLOWED_HOSTS does not name"),
        ("ALLOWED_HOSTS", ["*"], "ALLOWED_HOSTS does not name"),
        ("ALLOWED_HOSTS", ["127.0.0.1", "localhost"], "ALLOWED_HOSTS does not name"),
        ("ALLOWED_HOSTS", ["another.example.gov.in"], "SITE_URL names deh.example.gov.in"),
        ("SITE_URL", "http://deh.example.gov.in", "begins with https://"),
        ("EMAIL_PORT", 1025, "EMAIL_URL is not set"),
        ("DEFAULT_FROM_EMAIL", "DEH portal <no-reply@deh.invalid>", "DEFAULT_FROM_EMAIL ends in .invalid"),
    ],
)
def test_it_names_each_unsafe_setting(sound, name, value, said):
    setattr(sound, name, value)
    assert any(said in problem for problem in production.settings_problems())


def test_outside_production_everything_is_allowed(sound):
    sound.PRODUCTION, sound.DEBUG = False, True
    assert production.settings_problems() == []


@pytest.mark.django_db
def test_demo_accounts_are_refused(sound):
    User.objects.create_user("collector@pune.invalid", name="Demo Collector")
    (problem,) = production.data_problems()
    assert problem.startswith("1 demo accounts")


def test_every_process_refuses_in_sentences_and_not_with_a_traceback():
    unsafe = {**os.environ, "DEH_ENV": "production", "DEBUG": "1"}
    for argv in (["manage.py", "check"], ["-c", "import dehportal.wsgi"]):
        ended = subprocess.run([sys.executable, *argv], env=unsafe, capture_output=True, text=True)
        assert ended.returncode == 1
        assert "The portal does not start in production" in ended.stderr
        assert "DEBUG is on" in ended.stderr
        assert "Traceback" not in ended.stderr
