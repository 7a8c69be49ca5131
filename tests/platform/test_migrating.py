"""Migrating in groups of operations: quicker, and the very same database."""

import os
import subprocess
import sys
from contextlib import contextmanager

import psycopg
import pytest
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader

from dehportal.installation import ROOT
from dehportal.migrating import Together, grouped

DJANGOS_OWN = (
    "import django; django.setup()\n"
    "from django.core.management import call_command\n"
    "from django.core.management.commands.migrate import Command\n"
    "call_command(Command(), interactive=False, verbosity=0)\n"
)
SCHEMA = {
    "columns": "SELECT table_name, ordinal_position, column_name, data_type, character_maximum_length, is_nullable, "
    "column_default, is_identity, generation_expression FROM information_schema.columns WHERE table_schema = 'public'",
    "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE connamespace = 'public'::regnamespace",
    "indexes": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "functions": "SELECT oid::regprocedure::text, pg_get_functiondef(oid) FROM pg_proc "
    "WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'",
    "sequences": "SELECT sequencename, data_type, start_value, increment_by FROM pg_sequences",
    "migrations": "SELECT app, name FROM django_migrations",
}


def create(name: str) -> migrations.CreateModel:
    return migrations.CreateModel(name, [("id", models.BigAutoField(primary_key=True))])


def add(model: str, field: str) -> migrations.AddField:
    return migrations.AddField(model, field, models.IntegerField(null=True))


def alter(model: str, field: str) -> migrations.AlterField:
    return migrations.AlterField(model, field, models.BigIntegerField(null=True))


def sizes(*operations) -> list[int]:
    return [len(one.operations) if isinstance(one, Together) else 1 for one in grouped(operations)]


def test_operations_that_do_not_build_on_one_another_go_together():
    assert sizes(create("A"), create("B")) == [2]
    assert sizes(add("A", "x"), add("A", "y"), add("B", "x")) == [3]


def test_what_may_refer_to_an_altered_field_comes_after_it():
    assert sizes(alter("A", "id"), create("B")) == [1, 1]
    assert sizes(alter("A", "id"), alter("B", "x"), add("B", "y")) == [2, 1]


def test_what_builds_on_an_operation_comes_after_it():
    assert sizes(create("A"), create("B"), add("a", "x"), alter("a", "x")) == [2, 1, 1]
    unique = models.UniqueConstraint(fields=["x"], name="one")
    made, gone = migrations.AddConstraint("a", unique), migrations.RemoveConstraint("a", "one")
    assert sizes(gone, made) == [2]
    assert sizes(made, gone) == [1, 1]
    assert sizes(create("A"), made) == [1, 1]


def test_sql_and_python_of_a_migration_stand_alone():
    sql = migrations.RunSQL("SELECT 1")
    assert sizes(create("A"), sql, create("B"), create("C"), sql) == [1, 1, 2, 1]


def test_no_operation_of_any_migration_is_lost_or_moved():
    for migration in MigrationLoader(None).disk_migrations.values():
        done = [step.operations if isinstance(step, Together) else [step] for step in grouped(migration.operations)]
        assert [one for group in done for one in group] == list(migration.operations)


@contextmanager
def another_database(name: str):
    """The URL of an empty database beside the tests' own."""
    url = os.environ["DATABASE_URL"].rsplit("/", 1)[0]
    with psycopg.connect(f"{url}/postgres", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{url}/{name}"
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def migrated(name: str, *command: str) -> dict[str, list]:
    with another_database(name) as url:
        environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE}
        subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, check=True, timeout=300)
        with psycopg.connect(url) as connection:
            return {what: sorted(map(str, connection.execute(query))) for what, query in SCHEMA.items()}


@pytest.mark.slow
def test_the_database_is_the_one_that_django_makes():
    ours = migrated("deh_together", "manage.py", "migrate", "--verbosity=0")
    djangos = migrated("deh_one_by_one", "-c", DJANGOS_OWN)
    assert len(ours["columns"]) > 1000
    for what in SCHEMA:
        assert ours[what] == djangos[what], what
