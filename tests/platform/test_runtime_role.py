"""The role the portal runs under owns nothing and cannot rewrite history, whatever the code does."""

import pytest
from django.db import DatabaseError, connection

from dehportal.grants import append_only_tables

HISTORY = ["bottlenecks_commitment", "cases_event", "escalations_escalation"]


def test_events_escalations_and_commitments_are_append_only():
    assert set(HISTORY) <= set(append_only_tables())


@pytest.mark.parametrize("table", HISTORY)
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_history_is_only_added_to(as_runtime_role, table, statement):
    with pytest.raises(DatabaseError, match="permission denied"), as_runtime_role() as cursor:
        cursor.execute(statement.format(table))


@pytest.mark.parametrize("table", HISTORY)
def test_history_can_be_read(as_runtime_role, table):
    with as_runtime_role() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE cases_event",
        "ALTER TABLE cases_event DISABLE TRIGGER ALL",
        "CREATE TABLE mine (id int)",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('cases', '9999', now())",
        "SET session_replication_role = replica",
    ],
)
def test_the_runtime_role_cannot_change_the_schema_or_step_round_a_trigger(as_runtime_role, statement):
    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"), as_runtime_role() as cursor:
        cursor.execute(statement)


def test_it_owns_no_table(as_runtime_role):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = 'deh_runtime'::regrole")
        assert cursor.fetchone() == (0,)


def test_every_other_table_can_be_written(as_runtime_role):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND NOT "
            "(has_table_privilege('deh_runtime', oid, 'INSERT') AND has_table_privilege('deh_runtime', oid, 'UPDATE'))"
        )
        unwritable = {name for (name,) in cursor.fetchall()}
    assert unwritable == {*append_only_tables(), "django_migrations"}
