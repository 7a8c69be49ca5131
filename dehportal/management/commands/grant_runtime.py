"""Give the runtime role its rights after a migration; run it as the owner (DEH_AS_OWNER=1)."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from dehportal.grants import append_only_tables, grants


class Command(BaseCommand):
    help = "Lets the runtime role read and write every table, and only add to the append-only ones."

    def add_arguments(self, parser):
        parser.add_argument("--role", default=settings.RUNTIME_ROLE, help="default: the user of DATABASE_URL")

    def handle(self, *, role, **options):
        owner = connection.settings_dict["USER"]
        if not role or role == owner:
            raise CommandError(
                f"The portal connects as {owner}, which owns the tables: give DATABASE_URL a role of its own "
                "and DATABASE_OWNER_URL the owner, or history can be rewritten."
            )
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in grants(role=role, database=connection.settings_dict["NAME"]):
                cursor.execute(statement)
        self.stdout.write(f"{role} reads and writes; it only adds to {', '.join(append_only_tables()) or 'nothing'}.")
