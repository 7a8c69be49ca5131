"""Load ports, airports and depots, and what counts as near."""

from django.core.management.base import BaseCommand

from products.facilities.loader import load_facilities


class Command(BaseCommand):
    help = "Adds the facilities of products/data which are missing. Idempotent; changes and deletes nothing."

    def handle(self, **options):
        done = load_facilities()
        self.stdout.write(f"Facilities: {done.facilities} added. Reaches: {done.reaches} added.")
