"""Starts the engines before Django reads its settings; the cast and other fixtures live in tests/cast.py."""

import os
from urllib.parse import urlsplit, urlunsplit

import django
import pytest
from django.db import models  # noqa: F401  (Django's operations cannot be imported first)
from django.db.backends.postgresql.operations import DatabaseOperations

from tests.engines import RUNTIME_ROLE, start_engines

_running = []


def pytest_configure(config: pytest.Config) -> None:
    """Give this run its own engines and folder; only then may Django read its settings and the cast its models."""
    if config.option.help or config.option.version:
        return
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        os.environ["REDIS_URL"] = _numbered(os.environ["REDIS_URL"], int(worker.removeprefix("gw")) + 1)
    elif not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")):
        engines = start_engines()
        _running.append(engines)
        (engines.home / "static").mkdir()
        os.environ["VAR_DIR"] = str(engines.home)
        os.environ.setdefault("DATABASE_URL", engines.database_url)
        os.environ.setdefault("REDIS_URL", engines.valkey.url())
    os.environ["RUNTIME_ROLE"] = RUNTIME_ROLE
    for name in ("DATABASE_OWNER_URL", "DEH_AS_OWNER", "DEH_ENV", "DEMO", "EMAIL_URL", "SITE_URL", "SECRET_KEY"):
        os.environ.pop(name, None)
    os.environ["DJANGO_SETTINGS_MODULE"] = "dehportal.settings"
    DatabaseOperations.execute_sql_flush = _flush_append_only_tables_too
    django.setup()
    for plugin in (
        "tests.runtime",
        "tests.browsing",
        "tests.printing",
        "tests.cast",
        "tests.demo.reference",
        "tests.committees.committee",
        "tests.products.classification",
        "tests.products.identified",
        "tests.strategies.planning",
        "tests.strategies.assembled",
    ):
        config.pluginmanager.import_plugin(plugin)


def pytest_unconfigure() -> None:
    while _running:
        _running.pop().stop()


def _numbered(url: str, database: int) -> str:
    """The same broker, another numbered database: workers of pytest-xdist do not meet."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


_flush = DatabaseOperations.execute_sql_flush


def _flush_append_only_tables_too(self: DatabaseOperations, sql_list: list[str]) -> None:
    """Empty the tables after a test that commits, past the triggers that refuse TRUNCATE of history."""
    if sql_list:
        sql_list = ["SET session_replication_role = replica;", *sql_list, "SET session_replication_role = origin;"]
    _flush(self, sql_list)
