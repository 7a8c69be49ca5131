"""Show boundaries of an official file on every map, or go back to the schematic."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from geography.drawings import load_boundaries, show
from geography.models import DrawingKind
from geography.topojson import NotTopoJSON


class Command(BaseCommand):
    help = (
        "Loads district boundaries from a TopoJSON file keyed by LGD code and shows them on every map. "
        "--schematic shows the schematic map again; the boundaries stay and are shown with --boundaries."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, nargs="?", help="TopoJSON with a layer “districts”")
        parser.add_argument("--source", default="", help="where the file comes from, as every map will say it")
        parser.add_argument("--licence", default="", help="under which terms it may be shown")
        parser.add_argument("--schematic", action="store_true", help="show the schematic map again")
        parser.add_argument("--boundaries", action="store_true", help="show the boundaries loaded before")

    def handle(self, *, file, source, licence, schematic, boundaries, **options):
        if [file is not None, schematic, boundaries].count(True) != 1:
            raise CommandError("Name a file, or say --schematic or --boundaries.")
        if file is None:
            return self._show(DrawingKind.SCHEMATIC if schematic else DrawingKind.BOUNDARIES)
        if not source:
            raise CommandError("Say where the file comes from: --source “Survey of India, 2025”.")
        try:
            drawing, missing = load_boundaries(file, source=source, licence=licence)
        except NotTopoJSON as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"{drawing.cells.count()} districts drawn from {file.name}.")
        for district in missing:
            self.stdout.write(f"Not in the file: {district.name}, {district.state.name} (LGD {district.lgd_code}).")

    def _show(self, kind: DrawingKind) -> None:
        if not show(kind):
            raise CommandError("There is no such map; load it first.")
        self.stdout.write(f"Every map is now the {kind.label.lower()}.")
