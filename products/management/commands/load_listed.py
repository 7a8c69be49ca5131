"""Load the products of the national list restated in products/data/odop.csv, for every district; idempotent."""

from django.core.management.base import BaseCommand

from products.identified.odop import load_odop


class Command(BaseCommand):
    help = "Loads the products that a national list names for each district; they wait for the committees."

    def handle(self, **options):
        done = load_odop()
        self.stdout.write(
            f"Listed products: {done.added} added, {done.changed} changed, {done.unchanged} as before, "
            f"{len(done.known)} identified already, {len(done.homeless)} in districts without a committee."
        )
