"""Takes a table from the command line: `manage.py import_table flows file.csv --source DGCI&S --as-of 2025-06-30`."""

from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from trade.importer.layout import WrongFile, layout_of, layouts
from trade.importer.problems import sentence
from trade.importer.run import SameFile, take_file
from trade.models import BatchState


class Command(BaseCommand):
    help = "Imports a table (CSV or XLSX); all of it or nothing."

    def add_arguments(self, parser):
        parser.add_argument("layout", choices=[layout.name for layout in layouts()])
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", required=True, help="Who published it.")
        parser.add_argument("--source-url", default="")
        parser.add_argument("--licence", default="")
        parser.add_argument("--as-of", required=True, type=date.fromisoformat, help="The date of the table.")
        parser.add_argument(
            "--say", action="append", default=[], metavar="NAME=VALUE", help="What the layout asks: period=FY2025"
        )

    def handle(self, *, layout, file, source, source_url, licence, as_of, say, **options):
        said = dict(pair.split("=", 1) for pair in say if "=" in pair)
        if unknown := said.keys() - {ask.name for ask in layout_of(layout).asks}:
            raise CommandError(f"{layout} asks no {', '.join(sorted(unknown))}")
        try:
            batch = take_file(
                file,
                layout=layout,
                source=source,
                source_url=source_url,
                licence=licence,
                as_of=as_of,
                options=said,
            )
        except (SameFile, WrongFile, OSError) as problem:
            raise CommandError(str(problem)) from problem
        for problem in batch.problems.all()[:50]:
            self.stdout.write(f"row {problem.row}, {problem.column}: {sentence(problem)} {problem.suggestion}".strip())
        if batch.state != BatchState.APPLIED:
            raise CommandError(batch.refusal or f"Refused: {batch.problem_count} problems; nothing was changed.")
        self.stdout.write(f"{batch.rows_taken} rows taken ({batch.key})")
