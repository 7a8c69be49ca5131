"""What `make run` keeps in ./var: secrets, engines and stamps of what has been prepared."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path

import psycopg
from psycopg import sql

from dehportal.engines import Postgres, Valkey, free_port, private_home

ROOT = Path(__file__).resolve().parent.parent
DATABASE, OWNER, RUNTIME = "deh", "deh_owner", "deh_runtime"
SECRETS = ("SECRET_KEY", "POSTGRES_PASSWORD", "OWNER_PASSWORD", "RUNTIME_PASSWORD", "BROKER_PASSWORD")
OURS = "DEH_OWN_"  # prefix of what only the supervisor reads back


class Installation:
    """The portal of one folder. What the operator set in the environment wins; the rest is ours to choose."""

    def __init__(self, var: Path, given: Mapping[str, str]) -> None:
        self.var, self.given = var, given
        self.env_file = var / "env"
        self.stamps_file = var / "stamps.json"
        self.kept = self._read()
        self.demo = given.get("DEMO", "0" if given.get("DATABASE_URL") else "1").lower() in ("1", "true", "yes", "on")
        self.port = int(given.get("PORT") or 8000)
        home = private_home(var / "engines")
        self.postgres = None if given.get("DATABASE_URL") else self._engine(Postgres, home, "POSTGRES")
        self.valkey = None if given.get("REDIS_URL") else self._engine(Valkey, home, "BROKER")
        self.catches_mail = self.demo and not given.get("EMAIL_URL")

    def _engine(self, kind: type, home: Path, name: str):
        port = int(self.kept.get(f"{OURS}{name}_PORT") or 0)
        return kind(home / kind.name, port=port, password=self.kept[f"{OURS}{name}_PASSWORD"])

    def _read(self) -> dict[str, str]:
        """The secrets and ports of earlier starts; new ones where there are none."""
        kept = {}
        with contextlib.suppress(FileNotFoundError):
            kept = dict(line.split("=", 1) for line in self.env_file.read_text().splitlines() if "=" in line)
        for name in SECRETS:
            kept.setdefault(OURS + name, secrets.token_hex(32))
        kept.setdefault(OURS + "CATCHER_PORT", str(free_port()))
        return kept

    @property
    def engines(self) -> list[Postgres | Valkey]:
        return [engine for engine in (self.postgres, self.valkey) if engine]

    def chosen(self) -> dict[str, str]:
        """The settings we choose because nobody gave them; `manage.py` reads them from var/env."""
        chosen = {"SECRET_KEY": self.kept[OURS + "SECRET_KEY"], "DEMO": str(int(self.demo)), "PORT": str(self.port)}
        if self.catches_mail:
            chosen["CATCHER_PORT"] = self.kept[OURS + "CATCHER_PORT"]
        if self.postgres:
            chosen["DATABASE_URL"] = self._database_url(RUNTIME, "RUNTIME_PASSWORD")
            chosen["DATABASE_OWNER_URL"] = self._database_url(OWNER, "OWNER_PASSWORD")
        if self.valkey:
            chosen["REDIS_URL"] = self.valkey.url()
        return chosen

    def _database_url(self, role: str, secret: str) -> str:
        return self.postgres.url(user=role, password=self.kept[OURS + secret], database=DATABASE)

    def environment(self) -> dict[str, str]:
        """The environment of every process of the portal."""
        given = {name: value for name, value in self.given.items() if value}
        ours = {"VAR_DIR": str(self.var), "DEH_SUPERVISED": "1", "PYTHONUNBUFFERED": "1"}
        owner = {"DATABASE_OWNER_URL": given.get("DATABASE_OWNER_URL", "")} if not self.postgres else {}
        return {**self.chosen(), **given, **ours, **owner, "DEMO": str(int(self.demo))}

    def write(self) -> None:
        """Keep secrets and addresses in a file only its owner can read, replaced in one step."""
        for engine, name in ((self.postgres, "POSTGRES"), (self.valkey, "BROKER")):
            if engine:
                self.kept[f"{OURS}{name}_PORT"] = str(engine.port)
        kept = {name: value for name, value in self.kept.items() if name.startswith(OURS)}
        text = "".join(f"{name}={value}\n" for name, value in {**self.chosen(), **kept}.items())
        self.var.mkdir(parents=True, exist_ok=True)
        fresh = self.env_file.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(text)
        fresh.replace(self.env_file)

    def create_database(self) -> None:
        """Two roles and a database, once: the owner has the tables, the runtime role only uses them (docs/adr/0003)."""
        with psycopg.connect(self.postgres.url(), autocommit=True) as connection:
            for role, secret, may in ((OWNER, "OWNER_PASSWORD", "CREATEDB"), (RUNTIME, "RUNTIME_PASSWORD", "")):
                known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
                statement = f"{'ALTER' if known else 'CREATE'} ROLE {{}} LOGIN {may} PASSWORD {{}}"
                password = sql.Literal(self.kept[OURS + secret])
                connection.execute(sql.SQL(statement).format(sql.Identifier(role), password))
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                names = sql.Identifier(DATABASE), sql.Identifier(OWNER)
                connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(*names))

    # Stamps: what was prepared, so that the next start need not look -----------------------------------------------

    def stamps(self) -> dict[str, str]:
        try:
            return json.loads(self.stamps_file.read_text())
        except (FileNotFoundError, ValueError):
            return {}

    def stamp(self, **done: str) -> None:
        fresh = self.stamps_file.with_suffix(".new")
        fresh.write_text(json.dumps({**self.stamps(), **done}))
        fresh.replace(self.stamps_file)

    def fingerprint(self) -> str:
        """Changes whenever a migration, a loader, reference data, a static file or the database does."""
        found = hashlib.sha256(self.given.get("DATABASE_URL", "").encode())
        for path in sorted(self._sources()):
            about = path.stat()
            found.update(f"{path}:{about.st_size}:{about.st_mtime_ns}\n".encode())
        return found.hexdigest()

    def _sources(self) -> Iterator[Path]:
        for pattern in ("*/migrations/*.py", "*/data/**/*", "*/management/commands/*.py", "*/load*.py", "static/**/*"):
            yield from (path for path in ROOT.glob(pattern) if path.is_file() and self.var not in path.parents)
        pack = Path(self.given.get("DATA_PACK") or ROOT.parent / "shared" / "data")
        yield from (path for path in pack.glob("*") if path.is_file())
