from django.core.management.base import BaseCommand

from escalations.sweep import sweep


class Command(BaseCommand):
    help = "Handle every clock that has run out, once (what the worker does every minute)."

    def handle(self, *args, **options) -> None:
        run = sweep()
        self.stdout.write(f"{run.due} due, {run.fired} fired, {run.skipped} skipped, {run.failed} failed")
