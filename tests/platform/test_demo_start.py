"""The first start of a demonstration: it serves before its history is there; a killed player starts over."""

import os
import signal
import tempfile
import urllib.request
from pathlib import Path

import pytest

from dehportal import processes
from tests.platform.test_supervisor import Portal, wait_until

pytestmark = pytest.mark.slow
PLAYER = "manage.py load_demo "


class Demonstration(Portal):
    def environment(self, **more: str) -> dict[str, str]:
        return super().environment(**{"DEMO": "1", **more})

    def front(self) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=60) as answer:
            return answer.read().decode()

    def players(self) -> list[int]:
        """The processes that play the history."""
        return [pid for pid in self.running() if processes.command_of(pid).endswith(PLAYER)]

    def end(self, signum: int) -> None:
        self.process.send_signal(signum)
        self.process.wait(60)
        assert wait_until(lambda: not self.running(), 30), [processes.command_of(pid) for pid in self.running()]


@pytest.fixture
def demonstration():
    with tempfile.TemporaryDirectory(prefix="deh-demo-") as made:
        Path(made).chmod(0o711)
        portal = Demonstration(Path(made) / "var")
        yield portal
        if portal.process and portal.process.poll() is None:
            portal.process.kill()
            portal.process.wait(60)


def test_it_serves_first_and_plays_its_history_beside_whatever_ends_the_player(demonstration):
    demonstration.start()
    page = demonstration.front()
    assert "Its history is still being played" in page and "Watch it live" in page
    assert wait_until(demonstration.players, 30)
    [player] = demonstration.players()

    os.kill(player, signal.SIGKILL)
    demonstration.wait_for("demo ended (code -9); starting it again", 20)
    assert wait_until(lambda: set(demonstration.players()) - {player}, 30)
    assert len(demonstration.players()) == 1 and wait_until(demonstration.serves, 40)

    demonstration.end(signal.SIGINT)
    assert "Stopped." in demonstration.output.read_text()

    demonstration.start()
    said = demonstration.output.read_text()
    assert "Preparing" not in said and "The demonstration is being filled" in said
    assert wait_until(demonstration.players, 30) and "still being played" in demonstration.front()
    demonstration.end(signal.SIGTERM)
