"""/healthz reports and stays 200; /readyz judges."""

import pytest

from dehportal.engines import free_port
from escalations.sweep import sweep

pytestmark = pytest.mark.django_db


def test_before_the_first_sweep_it_is_alive_and_not_ready(client):
    assert client.get("/healthz").json() == {
        "status": "degraded",
        "database": True,
        "broker": True,
        "last_clean_sweep_seconds": None,
    }
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["problems"] == ["No sweep has run yet."]


def test_after_a_clean_sweep_it_is_ready(client):
    sweep()
    assert client.get("/healthz").json()["status"] == "ok"
    assert client.get("/readyz").status_code == 200


def test_without_its_broker_it_is_alive_and_not_ready(client, settings):
    sweep()
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    alive, ready = client.get("/healthz"), client.get("/readyz")
    assert (alive.status_code, alive.json()["broker"]) == (200, False)
    assert (ready.status_code, len(ready.json()["problems"])) == (503, 1)


def test_nothing_keeps_an_old_answer(client):
    assert "no-store" in client.get("/healthz").headers["Cache-Control"]


def test_every_answer_forbids_inline_script_and_style(client):
    policy = client.get("/healthz").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
