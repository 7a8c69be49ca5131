"""Load the watermarked demo, once; `--hero` lets the hero case fall due again."""

import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from dashboards.demo import hero, people, world
from institutions.models import Body


class Command(BaseCommand):
    help = "Loads invented people, 300 cases and two years of meetings, once. Only with DEMO=1."

    def add_arguments(self, parser):
        parser.add_argument("--hero", action="store_true", help="only let the hero case fall due in 60 seconds")

    def handle(self, **options):
        if not settings.DEMO:
            raise CommandError("This is not a demonstration (DEMO is off): invented people do not belong here.")
        if options["hero"]:
            self._arm()
        elif people.exist():
            self.stdout.write("The demo is loaded already.")
        else:
            self._load()

    def _load(self):
        if not Body.objects.exists():
            raise CommandError("There are no committees or agencies yet: run `manage.py load_reference` first.")
        began = time.monotonic()
        done = world.load()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        left_out = sum(done.left_out.values())
        self.stdout.write(
            f"Appointed {done.people} demo people, played {done.cases} cases and {done.committees} committees "
            f"({left_out} moves left out), "
            f"{done.mails} mails of the past, in {time.monotonic() - began:.0f} s."
        )
        if self.verbosity > 1:
            for what, count in sorted(done.left_out.items()):
                self.stdout.write(f"  left out {count} × {what}")

    def _arm(self):
        if not people.exist():
            raise CommandError("The demo is not loaded: run `manage.py load_demo` first.")
        self.stdout.write(f"{hero.arm().case} falls due in {hero.SECONDS} seconds.")

    def execute(self, *args, **options):
        self.verbosity = options["verbosity"]
        return super().execute(*args, **options)
