"""The story: the whole journey in a database of its own, which is gone afterwards."""

import os
import signal
import subprocess
import sys
import time

import psycopg
import pytest
from django.conf import settings

from dashboards.demo.postbox import postbox
from dashboards.demo.story import Story

IN_ORDER = [
    "Logs it in four fields",
    "ML-RIBHOI-2026-00001",
    "Fills in the details",
    "Raises it to the State committee",
    "Forwards it",
    "not counted: 4 Mar 2026 (Holi)",
    "It goes up one level",
    "Formal escalation notice",
    "Acknowledge (opens a page",
    "acknowledged. No login",
    "commits:",
    "the promised date",
    "It goes up one level",
    "Reports it resolved",
    "Confirms on the first export test report",
    "Closed since",
]


def test_it_reads_from_the_form_to_the_closure(reference):
    told: list[str] = []
    with postbox() as box:
        bottleneck = Story(told.append, box).play()
    text, place = "\n".join(told), 0
    for wanted in IN_ORDER:
        assert wanted in text[place:], wanted
        place = text.index(wanted, place)
    assert bottleneck.case.status == "closed"
    assert [event.level for event in bottleneck.case.events.all()] == [0, 0, 0, 1, 2, 3, 3, 3, 4, 4, 4, 4]
    assert max(len(line) for line in told if "http" not in line) <= 106


def databases(url: str) -> list[str]:
    with psycopg.connect(url) as server:
        return [name for (name,) in server.execute("SELECT datname FROM pg_database WHERE datname LIKE 'deh_story_%'")]


def started() -> subprocess.Popen:
    environment, pipe = {**os.environ, "DEMO": "1"}, subprocess.PIPE
    argv = [sys.executable, "manage.py", "demo_story"]
    return subprocess.Popen(argv, cwd=settings.BASE_DIR, env=environment, stdout=pipe, stderr=pipe, text=True)


@pytest.mark.slow
def test_the_command_tells_it_and_drops_its_database():
    told, complaint = started().communicate(timeout=180)
    assert "Closed since" in told, complaint
    assert databases(os.environ["DATABASE_URL"]) == []


@pytest.mark.slow
def test_stopped_in_the_middle_it_drops_its_database_too():
    process, url = started(), os.environ["DATABASE_URL"]
    until = time.monotonic() + 60
    while not databases(url) and time.monotonic() < until:
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _told, complaint = process.communicate(timeout=60)
    assert process.returncode != 0 and "dropped" in complaint
    assert databases(url) == []
