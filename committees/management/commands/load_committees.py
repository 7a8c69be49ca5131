"""Create the likely composition, rules of procedure and competencies which are missing."""

from django.core.management.base import BaseCommand

from committees.loader import load_committees


class Command(BaseCommand):
    help = "Loads the likely composition of committees, their rules of procedure and the competencies of local leaders."

    def handle(self, **options):
        done = load_committees()
        self.stdout.write(
            f"Added {done.composition} offices of the likely composition, {done.procedures} rules of procedure, "
            f"{done.competencies} competencies."
        )
