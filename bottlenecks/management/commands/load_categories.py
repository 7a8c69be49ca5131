"""Create the areas, sub-categories, tags, stages and routing rules which are missing."""

from django.core.management.base import BaseCommand

from bottlenecks.loader import load_categories


class Command(BaseCommand):
    help = "Loads areas, sub-categories and routing: adds what is missing, may run again at any time."

    def add_arguments(self, parser):
        parser.add_argument("--refresh", action="store_true", help="take names and texts from the tables again")

    def handle(self, *, refresh, **options):
        done = load_categories(refresh=refresh)
        self.stdout.write(f"Added {done.names} areas, sub-categories, tags and stages, {done.rules} routing rules.")
