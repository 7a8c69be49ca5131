"""Real engines for the tests: one PostgreSQL and one Valkey per run, without fsync, gone when the run ends."""

import os
import re
import secrets
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import psycopg

from dehportal import processes
from dehportal.engines import Engine, Postgres, Valkey

RUNTIME_ROLE = "deh_runtime"
PREFIX = "deh-test-"


@dataclass
class TestEngines:
    """The two engines of one run and the folder they live in."""

    __test__ = False
    home: Path
    postgres: Postgres
    valkey: Valkey

    @property
    def database_url(self) -> str:
        return self.postgres.url(database="deh")

    def stop(self) -> None:
        self.valkey.stop()
        self.postgres.stop()
        shutil.rmtree(self.home, ignore_errors=True)


def start_engines() -> TestEngines:
    """Start a private pair of engines in a new temporary folder; call `.stop()` on what is returned."""
    _remove_left_behind()
    home = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    home.chmod(0o711)  # PostgreSQL runs under another account when we are root
    password = secrets.token_hex(16)
    engines: list[Engine] = []
    try:
        for kind in (Postgres, Valkey):
            engines.append(kind(home / kind.name, port=0, password=password, durable=False))
            engines[-1].start()
    except BaseException:
        for engine in engines:
            engine.stop()
        raise
    with psycopg.connect(engines[0].url(), autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {RUNTIME_ROLE} LOGIN PASSWORD '{password}'")
        connection.execute("CREATE DATABASE deh")
        connection.execute("ALTER SYSTEM SET statement_timeout = '2min'")  # a query that hangs is a test that fails
        connection.execute("SELECT pg_reload_conf()")
    return TestEngines(home, *engines)


def _remove_left_behind() -> None:
    """Delete the folders of runs that were killed; their engines died with them."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        pid = re.match(rf"{PREFIX}(\d+)-", folder.name)
        if pid and not processes.command_of(int(pid[1])):
            shutil.rmtree(folder, ignore_errors=True)
