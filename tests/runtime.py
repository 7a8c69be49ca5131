"""The role the portal runs under, for tests of what the database itself refuses."""

from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import connection, transaction

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
