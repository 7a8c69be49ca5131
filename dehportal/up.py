"""`make run`: one supervisor for PostgreSQL, Valkey, web, worker, beat and the mail catcher (docs/adr/0001).

Whatever ends it, Ctrl-C, SIGTERM or SIGKILL, nothing it started stays behind (see dehportal.processes).
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from dehportal import processes
from dehportal.engines import Engine, EngineError
from dehportal.installation import ROOT, Installation
from dehportal.lock import AlreadyRunning, hold

LEAST_FREE = 300 * 1024 * 1024  # bytes; a fresh database with the demo takes about half of it
LARGEST_LOG = 10 * 1024 * 1024
PATIENCE = 90  # seconds until the first page must answer
LONGEST_PAUSE = 30
ATTEMPTS = 3  # of an errand; the next start of the portal tries again
STEADY = 60  # seconds after which a death is a new trouble, not the same one


class Refusal(Exception):
    """The portal cannot start; the message is one sentence for the person at the terminal."""


class Stopped(Exception):
    """Somebody asked us to end."""


@dataclass
class Service:
    """A process we keep running: restarted with growing pauses while it keeps dying."""

    name: str
    argv: list[str]
    process: subprocess.Popen | None = None
    started_at: float = 0.0
    start_at: float = 0.0
    pause: float = 0.5
    deaths: int = 0

    def start(self, installation: Installation) -> None:
        log = installation.var / "log" / f"{self.name}.log"
        environment = {**installation.environment(), "APPLICATION_NAME": f"deh-{self.name}"}
        self.process = processes.spawn([sys.executable, *self.argv], log=log, env=environment, cwd=ROOT)
        self.started_at = time.monotonic()

    def mourn(self) -> None:
        """Clear what a dead process left of itself and decide when to start it again."""
        processes.kill_group(self.process)
        now = time.monotonic()
        self.pause = 0.5 if now - self.started_at > STEADY else min(self.pause * 2, LONGEST_PAUSE)
        self.start_at = now + self.pause
        self.deaths += 1
        say(f"{self.name} ended (code {self.process.returncode}); starting it again. Its log: log/{self.name}.log")
        self.process = None


@dataclass
class Errand(Service):
    """A process that ends when its work is done; it is started again while it fails, a few times."""

    @property
    def is_done(self) -> bool:
        return self.process is not None and self.process.poll() == 0

    @property
    def is_given_up(self) -> bool:
        return self.deaths >= ATTEMPTS


def services(installation: Installation) -> list[Service]:
    port, host = str(installation.port), os.environ.get("HOST", "127.0.0.1")
    celery = ["-m", "celery", "-A", "dehportal.celery"]
    web = ["-m", "granian", "--interface", "wsgi", "--host", host, "--port", port, "--workers", "2"]
    web += ["--blocking-threads", "8", "--respawn-failed-workers", "--no-ws", "--workers-kill-timeout", "5"]
    worker = ["worker", "--concurrency", "2", "--loglevel", "INFO", "--without-gossip", "--without-mingle"]
    found = [
        Service("web", [*web, "dehportal.wsgi:application"]),
        Service("worker", [*celery, *worker, "--hostname", "worker@%h"]),
        Service("beat", [*celery, "beat", "--loglevel", "INFO", "--pidfile", ""]),
    ]
    if installation.catches_mail:
        found.append(Service("mail", ["manage.py", "catch_mail"]))
    return found


class Supervisor:
    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.services = services(installation)
        self.step: subprocess.Popen | None = None
        self.filling: Errand | None = None
        self.url = f"http://127.0.0.1:{installation.port}"

    def run(self) -> None:
        """Bring everything up, say where, and keep it up until told to stop."""
        try:
            self._check_machine()
            self._start_engines()
            self._prepare()
            for service in self.services:
                service.start(self.installation)
            self._wait_until_served()
            say(f"The portal is at {self.url} (Ctrl-C stops it)")
            if self.installation.demo:
                self._run_step("hero", ["load_demo", "--hero"])
                self._begin_filling()
            while True:
                self._mend()
                self._look_after_filling()
                time.sleep(0.25)
        finally:
            for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(name, signal.SIG_IGN)
            self._stop()

    def _check_machine(self) -> None:
        free = shutil.disk_usage(self.installation.var).free
        if free < LEAST_FREE:
            raise Refusal(f"The disk is full: {free >> 20} MB are free in {self.installation.var}, 300 MB are needed.")
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((os.environ.get("HOST", "127.0.0.1"), self.installation.port))
            except OSError as problem:
                why = "may not be used" if problem.errno == errno.EACCES else "is in use by another program"
                raise Refusal(
                    f"Port {self.installation.port} {why}: choose another, as in `make run PORT=8001`."
                ) from None

    def _start_engines(self) -> None:
        fresh = self.installation.postgres and not (self.installation.postgres.home / "data").exists()
        for engine in self.installation.engines:
            engine.start()
        if fresh or "roles" not in self.installation.stamps():
            if self.installation.postgres:
                self.installation.create_database()
            self.installation.stamp(roles="made")
        self.installation.write()

    def _prepare(self) -> None:
        """Migrate and load, unless nothing has changed since the last start; the demo is loaded once only."""
        installation, stamps = self.installation, self.installation.stamps()
        fingerprint = installation.fingerprint()
        demo_due = installation.demo and "demo" not in stamps
        if stamps.get("prepared") == fingerprint and not demo_due:
            return
        say("Preparing the database; the first time takes a minute …")
        log = installation.var / "log" / "install.log"
        log.unlink(missing_ok=True)
        self._run_step("install", ["install", *(["--demo"] if demo_due else [])], DEH_AS_OWNER="1")
        if self.step.wait() != 0:
            raise Refusal(f"The database could not be prepared: {_reason(log)} (more in {log})")
        installation.stamp(prepared=fingerprint, **({"demo": "loaded"} if demo_due else {}))

    def _run_step(self, name: str, command: list[str], **more: str) -> None:
        """Start one `manage.py` command beside the services; it is stopped with them."""
        log = self.installation.var / "log" / f"{name}.log"
        environment = {**self.installation.environment(), **more}
        self.step = processes.spawn([sys.executable, "manage.py", *command], log=log, env=environment, cwd=ROOT)

    def _begin_filling(self) -> None:
        """The history of a demonstration is played while the portal serves, by one process."""
        if "filled" not in self.installation.stamps():
            say("The demonstration is being filled; its pages say how far it is.")
            self.filling = Errand("demo", ["manage.py", "load_demo"])
            self.services.append(self.filling)

    def _look_after_filling(self) -> None:
        if self.filling is None:
            return
        if self.filling.is_done:
            say("The demonstration is complete.")
            self.installation.stamp(filled="yes")
        elif self.filling.is_given_up:
            log = self.installation.var / "log" / "demo.log"
            say(f"The demonstration could not be filled: {_reason(log)} The next start tries again.")
        else:
            return
        self.services.remove(self.filling)
        self.filling = None

    def _wait_until_served(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while not _answers(self.url + "/healthz"):
            self._mend()
            web = self.services[0]
            if web.deaths >= 3 or time.monotonic() > deadline:
                log = self.installation.var / "log" / "web.log"
                raise Refusal(f"The web server does not come up: {_reason(log)} (more in {log})")
            time.sleep(0.1)

    def _mend(self) -> None:
        """Start again whatever has ended."""
        for engine in self.installation.engines:
            if engine.process.poll() is not None:
                self._restart(engine)
        for service in self.services:
            if isinstance(service, Errand) and (service.is_done or service.is_given_up):
                continue
            if service.process and service.process.poll() is not None:
                service.mourn()
            if not service.process and time.monotonic() >= service.start_at:
                service.start(self.installation)

    def _restart(self, engine: Engine) -> None:
        """Bring an engine back; should it have had to take another port, everybody is told by starting again."""
        say(f"{engine.name} ended (code {engine.process.returncode}); starting it again. Its log: {engine.log}")
        processes.kill_group(engine.process)
        before = engine.port
        engine.start()
        if engine.port != before:
            self.installation.write()
            for service in self.services:
                if service.process:
                    processes.stop(service.process)

    def _stop(self) -> None:
        """Clients first, then the broker, then the database."""
        running = [service.process for service in self.services if service.process]
        running += [self.step] if self.step else []
        for process in running:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
        for process in running:
            processes.stop(process)
        for engine in reversed(self.installation.engines):
            engine.stop()


def say(line: str) -> None:
    print(line, flush=True)


def _answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=5).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def _reason(log: Path) -> str:
    """The last line of a log that says something."""
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    if any("No space left on device" in line for line in lines):
        return "the disk is full."
    return lines[-1] if lines else "nothing was said."


def _trim_logs(var: Path) -> None:
    for log in [*var.glob("log/*.log"), *var.glob("engines/*/*.log")]:
        if log.stat().st_size > LARGEST_LOG:
            log.replace(log.with_suffix(".log.1"))


def _close(var: Path) -> None:
    """Keep other accounts out of evidence and logs; as root, PostgreSQL's own account must be able to pass."""
    var.chmod(0o711 if os.geteuid() == 0 else 0o700)
    for folder in (var / "log", var / "evidence"):
        folder.mkdir(exist_ok=True)
        folder.chmod(0o700)


def _stop_on_signals() -> None:
    def stop(signum, frame):
        raise Stopped

    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, stop)
    if os.environ.get("MAKELEVEL"):
        processes.die_with_parent(signal.SIGTERM)  # `make` was killed: nobody would see us again


def main() -> None:
    given = dict(os.environ)
    if not given.get("PORT", "8000").isdigit():
        raise Refusal(f"PORT is “{given['PORT']}”: give a number, as in `make run PORT=8001`.")
    var = Path(given.get("VAR_DIR") or ROOT / "var").absolute()
    with hold(var / "lock") as lock:
        installation = Installation(var, given)
        lock.write_text(f"process {os.getpid()}, http://127.0.0.1:{installation.port}\n")
        _close(var)
        _trim_logs(var)
        Supervisor(installation).run()


if __name__ == "__main__":
    _stop_on_signals()
    try:
        main()
    except Stopped:
        say("Stopped.")
    except (Refusal, EngineError, AlreadyRunning) as problem:
        sys.exit(str(problem))
    except OSError as problem:
        if problem.errno != errno.ENOSPC:
            raise
        sys.exit("The disk is full: free some space and start again.")
