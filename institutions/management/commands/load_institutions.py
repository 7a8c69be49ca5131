"""Create the bodies, posts and jurisdiction rows which are missing."""

from django.core.management.base import BaseCommand

from institutions.loader import load_institutions


class Command(BaseCommand):
    help = "Loads bodies, posts and jurisdiction: adds what is missing, may run again at any time."

    def add_arguments(self, parser):
        parser.add_argument("--refresh", action="store_true", help="take names and titles from the tables again")
        parser.add_argument("--office", action="append", default=[], help="also create this office in every district")

    def handle(self, *, refresh, office, **options):
        done = load_institutions(refresh=refresh, offices=office)
        self.stdout.write(
            f"Added {done.bodies} bodies, {done.posts} posts, {done.jurisdictions} jurisdiction rows; "
            f"retired {done.retired} bodies."
        )
