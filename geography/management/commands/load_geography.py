"""Load the States, districts and aliases of India, and the countries of the world."""

from django.core.management.base import BaseCommand, CommandError

from geography.countries import load_countries
from geography.loader import LoadError, load_geography


class Command(BaseCommand):
    help = "Loads States, districts, lineage and aliases from geography/data. Idempotent; deletes nothing."

    def handle(self, **options):
        try:
            done = load_geography()
        except LoadError as problem:
            raise CommandError(str(problem)) from problem
        if added := load_countries():
            self.stdout.write(f"Countries: {added} added.")
        if not done.changed:
            self.stdout.write("Geography is up to date.")
            return
        self.stdout.write(
            f"States: {done.states_added} added, {done.states_changed} changed. "
            f"Districts: {done.districts_added} added, {done.districts_changed} changed, {len(done.retired)} retired. "
            f"Aliases: {done.aliases_added} added. Lineage: {done.lineage_added} added."
        )
        for name in done.retired:
            self.stdout.write(f"Retired: {name}.")
