"""History that cannot be rewritten: a table whose rows the database refuses to change or remove.

Two guards: the runtime role is granted INSERT and SELECT only (`manage.py grant_runtime`), and a trigger refuses
UPDATE, DELETE and TRUNCATE to everyone, the owner included.
"""

from django.db import models
from django.db.migrations.operations import RunSQL


class AppendOnly(models.Model):
    """Base of every append-only table."""

    class Meta:
        abstract = True


CREATE_GUARD = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Rows of % are history: they are added, never changed or removed.', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""


def guard(table: str) -> RunSQL:
    """A migration operation that makes a table append-only."""
    return RunSQL(
        CREATE_GUARD
        + f"""
CREATE TRIGGER append_only_rows BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_table BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
""",
        f"DROP TRIGGER append_only_rows ON {table}; DROP TRIGGER append_only_table ON {table};",
    )
