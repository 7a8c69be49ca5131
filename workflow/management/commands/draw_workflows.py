from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from workflow.drawing import document


class Command(BaseCommand):
    help = "Write docs/workflows.md from the transition tables."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--output", type=Path, default=settings.BASE_DIR / "docs" / "workflows.md")

    def handle(self, *args, output: Path, **options) -> None:
        output.write_text(document(), encoding="utf-8")
        self.stdout.write(f"Wrote {output.name}.")
