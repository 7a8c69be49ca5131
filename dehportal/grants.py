"""What the runtime role may do: read and write rows, own nothing, and only add to history (docs/adr/0003)."""

from django.apps import apps
from psycopg import sql

from cases.appendonly import AppendOnly


def append_only_tables() -> list[str]:
    return sorted(model._meta.db_table for model in apps.get_models() if issubclass(model, AppendOnly))


def grants(*, role: str, database: str) -> list[sql.Composed]:
    """The statements that give a role its rights; run them as the owner, as often as you like."""
    names = {"role": sql.Identifier(role), "database": sql.Identifier(database)}
    statements = [
        "GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {role}",
        "GRANT USAGE ON SCHEMA public TO {role}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role}",
        "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}",
    ]
    composed = [sql.SQL(statement).format(**names) for statement in statements]
    revoke = sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {role}")
    return composed + [revoke.format(table=sql.Identifier(table), **names) for table in append_only_tables()]
