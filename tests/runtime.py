"""The role the portal runs under, for tests of what the database itself refuses."""

from contextlib import contextmanager

import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, transaction

from dehportal.grants import grants


@pytest.fixture
def as_runtime_role(db):
    """`with as_runtime_role():` runs SQL under the role that owns no table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [settings.RUNTIME_ROLE])
        if not cursor.rowcount:
            cursor.execute(f'CREATE ROLE "{settings.RUNTIME_ROLE}"')
        for statement in grants(role=settings.RUNTIME_ROLE, database=connection.settings_dict["NAME"]):
            cursor.execute(statement)

    @contextmanager
    def acting():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f'SET LOCAL ROLE "{settings.RUNTIME_ROLE}"')
            yield cursor
            cursor.execute("RESET ROLE")

    return acting


@pytest.fixture
def one_connection(schema):
    """The server in this process keeps the test's connection, as Django's own test client sees to.

    It comes after the test's `schema`, because that client connects the signals again when it has answered.
    """
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
