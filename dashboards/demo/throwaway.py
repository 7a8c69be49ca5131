"""A database for one command: created beside the configured one by the owner, dropped at the end whatever happens."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

import environ
import psycopg
from django.core.management import call_command
from django.db import connections
from psycopg import sql

PREFIX = "deh_story_"
LOADERS = ("load_geography", "load_institutions", "load_policies", "load_categories")


@contextmanager
def database() -> Iterator[str]:
    """Everything inside runs in a fresh, migrated database with the reference data; yields its name."""
    connection = connections["default"]
    before = dict(connection.settings_dict)
    owner = _owner(before)
    name = f"{PREFIX}{os.getpid()}"
    with psycopg.connect(**_address(owner), autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            connection.close()
            connection.settings_dict.update({**owner, "NAME": name})
            call_command("migrate", interactive=False, verbosity=0)
            for loader in LOADERS:
                call_command(loader, verbosity=0, stdout=StringIO())
            yield name
        finally:
            connection.close()
            connection.settings_dict.clear()
            connection.settings_dict.update(before)
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _owner(configured: dict) -> dict:
    """The configured database as its owner, who may create another one."""
    url = os.environ.get("DATABASE_OWNER_URL")
    return {**configured, **environ.Env.db_url_config(url)} if url else dict(configured)


def _address(owner: dict) -> dict:
    return {
        "host": owner["HOST"],
        "port": owner["PORT"],
        "user": owner["USER"],
        "password": owner["PASSWORD"],
        "dbname": owner["NAME"],
    }
