"""`make run`, really run: one address, nothing left behind, clear refusals."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import pytest

from dehportal import processes
from dehportal.engines import free_port
from dehportal.installation import ROOT

pytestmark = pytest.mark.slow
FIRST_START = 240  # seconds, with other work on the machine


class Portal:
    """A supervisor in a folder of its own, and every process it started."""

    def __init__(self, var: Path) -> None:
        self.var, self.port = var, free_port()
        self.output = var.with_suffix(".out")
        self.process: subprocess.Popen | None = None

    def environment(self, **more: str) -> dict[str, str]:
        ours = ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "RUNTIME_ROLE", "DJANGO_SETTINGS_MODULE", "MAKELEVEL")
        kept = {name: value for name, value in os.environ.items() if name not in ours}
        return {**kept, "VAR_DIR": str(self.var), "PORT": str(self.port), "DEMO": "0", **more}

    def start(self) -> None:
        with self.output.open("w") as output:
            argv = [sys.executable, "-m", "dehportal.up"]
            self.process = subprocess.Popen(argv, cwd=ROOT, env=self.environment(), stdout=output, stderr=output)
        self.wait_for("The portal is at", FIRST_START)
        self.seen = self.running()

    def wait_for(self, text: str, seconds: float) -> None:
        wait_until(lambda: text in self.output.read_text() or self.process.poll() is not None, seconds)
        assert text in self.output.read_text(), self.output.read_text()

    def running(self) -> set[int]:
        """Every process whose environment, command line or working directory names our folder."""
        return {pid for pid in pids() if str(self.var) in belongs(pid)}

    def serves(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False

    def child(self, what: str) -> int:
        mine = [pid for pid in self.running() if parent(pid) == self.process.pid]
        return next(pid for pid in mine if what in processes.command_of(pid))

    def refused(self, **environment: str) -> str:
        """What a second start says before it ends."""
        argv = [sys.executable, "-m", "dehportal.up"]
        ended = subprocess.run(
            argv, cwd=ROOT, env=self.environment(**environment), capture_output=True, text=True, timeout=60
        )
        assert ended.returncode == 1
        assert "Traceback" not in ended.stderr
        return ended.stderr.strip()


def pids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def belongs(pid: int) -> str:
    try:
        environment = Path(f"/proc/{pid}/environ").read_bytes().decode(errors="replace")
        return f"{environment} {processes.command_of(pid)} {os.readlink(f'/proc/{pid}/cwd')}"
    except OSError:  # it ended meanwhile, or belongs to somebody else
        return ""


def parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
    except OSError:
        return 0


def wait_until(condition, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not (met := condition()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return bool(met)


@pytest.fixture(scope="module")
def folder():
    with tempfile.TemporaryDirectory(prefix="deh-up-") as made:
        Path(made).chmod(0o711)
        yield Path(made)


@pytest.fixture(scope="module")
def standing(folder):
    portal = Portal(folder / "var")
    yield portal
    portal.process.send_signal(signal.SIGTERM)
    portal.process.wait(60)


@pytest.fixture
def portal(standing):
    """A portal that runs: the first start prepares its folder, those after a test that ended it are warm."""
    if standing.process is None or standing.process.poll() is not None:
        standing.start()
    return standing


def test_it_serves_and_prints_one_address(portal):
    assert portal.serves()
    assert re.findall(r"http://\S+", portal.output.read_text()) == [f"http://127.0.0.1:{portal.port}"]
    assert (portal.var / "env").stat().st_mode & 0o777 == 0o600


def test_a_second_start_is_refused_in_one_sentence(portal):
    said = portal.refused()
    assert (
        said
        == f"The portal already runs from this folder (process {portal.process.pid}, http://127.0.0.1:{portal.port})."
    )


def test_a_busy_port_is_named_in_one_sentence(portal, folder):
    said = portal.refused(VAR_DIR=str(folder / "other"))
    assert said == f"Port {portal.port} is in use by another program: choose another, as in `make run PORT=8001`."


def test_a_port_that_is_no_number_is_refused_in_one_sentence(portal):
    assert portal.refused(PORT="eighty").startswith("PORT is “eighty”: give a number")


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_whatever_ends_it_nothing_is_left(portal, end):
    assert len(portal.seen) >= 8  # the supervisor, PostgreSQL, Valkey, web × 3, worker × 3, beat
    portal.process.send_signal(end)
    portal.process.wait(60)
    assert wait_until(lambda: not portal.running(), 30), [processes.command_of(pid) for pid in portal.running()]


@pytest.mark.parametrize("victim", ["granian", "celery", "bin/postgres", "valkey-server"])
def test_a_killed_child_comes_back(portal, victim):
    killed = portal.child(victim)
    os.kill(killed, signal.SIGKILL)
    portal.wait_for("ended (code -9)", 20)
    assert wait_until(lambda: any(victim in processes.command_of(pid) for pid in portal.running() - {killed}), 30)
    assert wait_until(portal.serves, 40)


def test_the_later_starts_take_seconds(portal):
    portal.process.send_signal(signal.SIGTERM)
    portal.process.wait(60)
    began = time.monotonic()
    portal.start()
    assert time.monotonic() - began < 30  # about six on an idle machine
    assert "Preparing" not in portal.output.read_text()
