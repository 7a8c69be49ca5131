import sys

from django.core.management.base import BaseCommand

from escalations.auditor import findings


class Command(BaseCommand):
    help = "Look for clocks and notices that broke their promise: a line per finding, exit 1 when there is one."

    def handle(self, *args, **options) -> None:
        sentences = list(findings())
        if sentences:
            self.stdout.write("\n".join(sentences))
            sys.exit(1)
        self.stdout.write("Every clock and every notice is in order.")
