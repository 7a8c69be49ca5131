"""Sectors, and the published figures the project restates; idempotent."""

from django.core.management.base import BaseCommand, CommandError

from trade.access.classification import load_chapters
from trade.loader import compute_missing, load_sectors, load_tables
from trade.models import BatchState


class Command(BaseCommand):
    help = "Loads the sectors and the restated figures of trade, and computes what was not computed yet."

    def handle(self, **options):
        self.stdout.write(f"{load_sectors()} sectors added")
        self.stdout.write(f"{load_chapters()} chapters of non-tariff measures added")
        for table, batch in load_tables():
            if batch is None:
                self.stdout.write(f"{table.file}: there already")
            elif batch.state != BatchState.APPLIED:
                raise CommandError(f"{table.file}: {batch.refusal or f'{batch.problem_count} problems'}")
            else:
                self.stdout.write(f"{table.file}: {batch.rows_taken} rows")
        if computed := compute_missing():
            self.stdout.write(f"figures of {computed} tables computed")
