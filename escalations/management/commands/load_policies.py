"""Create the ladders, allowances, calendars and holidays which are missing."""

from django.core.management.base import BaseCommand

from escalations import clocks
from escalations.loader import load_policies
from institutions import clock


class Command(BaseCommand):
    help = "Loads ladders, calendars and holidays (last year to two years ahead); may run again at any time."

    def handle(self, **options):
        year = clock.today().year
        done = load_policies(years=range(year - 1, year + 3))
        moved = sum(clocks.recount(calendar=calendar) for calendar in done.grown)
        self.stdout.write(
            f"Added {done.policies} policies, {done.allowances} allowances, {done.calendars} calendars, "
            f"{done.holidays} holidays; {moved} running clocks moved."
        )
