"""Real worker processes that are killed without warning, a real broker, and a real mail server that remembers."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections import defaultdict
from email import message_from_bytes
from email.policy import default as EMAIL_POLICY
from pathlib import Path

import psutil
from aiosmtpd.controller import Controller
from django.conf import settings
from django.db import connection

from dehportal.engines import free_port


class MailServer:
    """An SMTP server on a free port; `received` maps a Message-ID to how often it came."""

    def __init__(self):
        self.received: dict[str, int] = defaultdict(int)
        self.refusing = False
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port())

    async def handle_DATA(self, server, session, envelope) -> str:
        if self.refusing:
            return "451 Try again later"
        message = message_from_bytes(envelope.original_content or envelope.content, policy=EMAIL_POLICY)
        self.received[message["Message-ID"]] += 1
        return "250 OK"

    def __enter__(self) -> "MailServer":
        self.controller.start()
        return self

    def __exit__(self, *exc) -> None:
        self.controller.stop()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.controller.port}"


class Workers:
    """Celery workers on the test's own database and broker."""

    def __init__(self, *, count: int, mail: MailServer, logs: Path):
        self.count, self.logs, self.kills = count, logs, 0
        self.environment = os.environ | {
            "DATABASE_URL": database_url(),
            "REDIS_URL": settings.REDIS_URL,
            "EMAIL_URL": mail.url,
            "NOTICE_BUNDLE_MINUTES": "0",
            "DJANGO_SETTINGS_MODULE": "dehportal.settings",
            "VAR_DIR": str(logs),
        }
        self.running: list[subprocess.Popen] = []

    def __enter__(self) -> "Workers":
        self.running = [self._start(number) for number in range(self.count)]
        return self

    def __exit__(self, *exc) -> None:
        for worker in self.running:
            _kill_family(worker)

    def kill_one(self) -> None:
        """SIGKILL a pool process, or now and then the whole worker; a dead worker is started again."""
        number = random.randrange(self.count)
        worker = self.running[number]
        pool = [child.pid for child in _children(worker.pid)]
        if pool and random.random() < 0.8:
            _kill(random.choice(pool))
        else:
            _kill_family(worker)
            self.running[number] = self._start(number)
        self.kills += 1

    def _start(self, number: int) -> subprocess.Popen:
        command = [
            sys.executable, "-m", "celery", "-A", "dehportal.celery", "worker", "--concurrency=2", "--loglevel=WARNING",
            f"--hostname=chaos{number}-{time.monotonic_ns()}@%h", "--without-mingle", "--without-gossip",
        ]  # fmt: skip
        with (self.logs / f"worker-{number}.log").open("ab") as log:
            return subprocess.Popen(command, env=self.environment, stdout=log, stderr=log, start_new_session=True)


def database_url() -> str:
    at = connection.settings_dict
    return f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"


def _children(pid: int) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def _kill_family(worker: subprocess.Popen) -> None:
    family = [child.pid for child in _children(worker.pid)]
    for member in [worker.pid, *family]:
        _kill(member)
    worker.wait(timeout=30)


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
