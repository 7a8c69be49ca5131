"""A broker that is away, or silent, neither fails nor delays what an officer saved."""

import socket
import threading
import time

import pytest
from django.db import transaction

from dehportal.celery import app
from notices import nudge

pytestmark = pytest.mark.django_db(transaction=True)


def wait_for_the_thread() -> None:
    for thread in threading.enumerate():
        if thread.name == "nudge":
            thread.join(15)


@pytest.fixture
def broker_at(monkeypatch):
    """Point the nudge at another broker."""

    def use(port: int) -> None:
        other = type(app)("elsewhere", broker=f"redis://127.0.0.1:{port}/0", set_as_current=False)
        other.conf.broker_transport_options = {"socket_connect_timeout": 1, "socket_timeout": 2}
        monkeypatch.setattr(nudge, "current_app", type("Proxy", (), {"_get_current_object": lambda self: other})())

    return use


def test_a_broker_that_is_down_is_not_noticed(broker_at):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        broker_at(closed.getsockname()[1])
        started = time.monotonic()
        with transaction.atomic():
            nudge.after_commit()
        assert time.monotonic() - started < 0.5
        wait_for_the_thread()


def test_a_silent_broker_holds_nobody_up(broker_at):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        broker_at(silent.getsockname()[1])
        started = time.monotonic()
        for _time in range(5):
            with transaction.atomic():
                nudge.after_commit()
        assert time.monotonic() - started < 0.5
    wait_for_the_thread()


def test_a_worker_is_told_after_the_commit_from_any_thread(monkeypatch):
    told = threading.Event()
    monkeypatch.setattr(type(app), "send_task", lambda self, name, **kwargs: self is app and told.set())
    thread = threading.Thread(target=nudge.nudge)
    thread.start()
    thread.join()
    assert told.wait(5)
    wait_for_the_thread()


def test_what_is_rolled_back_nudges_nobody(monkeypatch):
    monkeypatch.setattr(nudge, "_publish", lambda app: pytest.fail("told before the commit"))
    with pytest.raises(RuntimeError), transaction.atomic():
        nudge.after_commit()
        raise RuntimeError
