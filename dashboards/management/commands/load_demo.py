"""Load the watermarked demo, once; `--begin`: what a visitor meets first; `--hero`: the hero case falls due again."""

import time
from collections.abc import Callable

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from dashboards.demo import filling, hero, people, world
from institutions.models import Body


class Command(BaseCommand):
    help = "Loads invented people, 300 cases and two years of meetings, once. Only with DEMO=1."

    def add_arguments(self, parser):
        parser.add_argument("--begin", action="store_true", help="only the people and the State of the front page")
        parser.add_argument("--hero", action="store_true", help="only let the hero case fall due in 60 seconds")

    def handle(self, *, begin, **options):
        if not settings.DEMO:
            raise CommandError("This is not a demonstration (DEMO is off): invented people do not belong here.")
        if options["hero"]:
            self._arm()
            return
        if not people.exist():
            self._begin()
        if begin:
            self.stdout.write("The beginning of the demo is loaded; `manage.py load_demo` plays the rest.")
        else:
            self._fill()

    def _begin(self):
        if not Body.objects.exists():
            raise CommandError("There are no committees or agencies yet: run `manage.py load_reference` first.")
        self._played(world.begin)
        filling.begin()

    def _fill(self):
        if not self._played(lambda: world.fill(tell=filling.begin())):
            self.stdout.write("The demo is loaded already.")
        filling.end()

    def _played(self, act: Callable[[], world.Loaded | None]) -> bool:
        """Whether an act was played, and what it came to."""
        began = time.monotonic()
        done = act()
        if done is None:
            return False
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        self.stdout.write(
            f"Appointed {done.people} demo people, played {done.cases} cases and {done.committees} committees "
            f"({done.left_out.total()} moves left out), "
            f"{done.mails} mails of the past, in {time.monotonic() - began:.0f} s."
        )
        if self.verbosity > 1:
            for what, count in sorted(done.left_out.items()):
                self.stdout.write(f"  left out {count} × {what}")
        return True

    def _arm(self):
        if not people.exist():
            raise CommandError("The demo is not loaded: run `manage.py load_demo` first.")
        self.stdout.write(f"{hero.arm().case} falls due in {hero.SECONDS} seconds.")

    def execute(self, *args, **options):
        self.verbosity = options["verbosity"]
        return super().execute(*args, **options)
