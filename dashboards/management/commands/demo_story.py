"""Tell the whole journey of a bottleneck, in a database made for it and dropped afterwards."""

import time

from django.core.management.base import BaseCommand, CommandError
from psycopg import Error

from dashboards.demo import throwaway
from dashboards.demo.postbox import postbox
from dashboards.demo.story import Story

OPENING = """THE JOURNEY OF ONE BOTTLENECK
From a district's form to a Central agency's mailbox, and back to the district.

Everybody in it is invented. The moves are the portal's own, made in a database that is thrown away at the end; the
clock is frozen and moved on, so that weeks pass in seconds. Dates are counted in working days, holidays left out.
Every mail really passes through SMTP, to a server on this machine that keeps it to itself; the link is from the mail.
"""


class Command(BaseCommand):
    help = "Plays the whole journey in a throwaway database under a frozen clock, and prints each step and notice."

    def handle(self, **options):
        began = time.monotonic()
        self.stdout.write(OPENING)
        self.stdout.write("(preparing the database …)")
        self.stdout.flush()
        try:
            with throwaway.database() as name, postbox() as box:
                bottleneck = Story(self._say, box).play()
                ending = self._ending(bottleneck, name, time.monotonic() - began)
        except KeyboardInterrupt:
            raise CommandError("Stopped. The throwaway database is dropped.") from None
        except Error as problem:
            raise CommandError(f"The throwaway database could not be used: {problem}") from None
        self._say(ending)

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _ending(self, bottleneck, name: str, seconds: float) -> str:
        case = bottleneck.case
        days, events = (case.closed_at - case.opened_at).days, case.events.count()
        return (
            f"\n{case} is closed after {days} days, {events} events, {case.escalations.count()} escalations "
            f"and {case.notices.count()} notices, every one of them on record.\n"
            f"(told in {seconds:.0f} s; {name} is dropped)"
        )
