import asyncio

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from notices import catcher


class Command(BaseCommand):
    help = "Catch the mail of a demo on CATCHER_HOST:CATCHER_PORT, to be read at /mail/."

    def handle(self, *args, **options) -> None:
        host, port = settings.CATCHER_HOST, settings.CATCHER_PORT
        if not settings.DEMO:
            raise CommandError("The mail catcher belongs to a demo: set DEMO=1, or EMAIL_URL to a mail server.")
        try:
            asyncio.run(catcher.serve(host, port, lambda: self.stdout.write(f"Catching mail on {host}:{port}.")))
        except OSError as problem:
            raise CommandError(
                f"Mail cannot be caught on {host}:{port} ({problem.strerror}): set CATCHER_PORT to a free port."
            ) from problem
