from django.core.management import BaseCommand

from notices import sending
from notices.models import Mail


class Command(BaseCommand):
    help = "Send the notices that are due; works when Celery is down."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--failed", action="store_true", help="first put undelivered mails back in line")

    def handle(self, *args, **options) -> None:
        if options["failed"]:
            self.stdout.write(f"{sending.try_again(Mail.objects.all())} put back in line.")
        self.stdout.write(f"{sending.send_due()} sent.")
