"""Tell which district a written name means, for one name or for a table of names."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from geography.models import District
from geography.resolver import Gazetteer, resolve

COLUMNS = ("state", "district")


class Command(BaseCommand):
    help = (
        "Prints as JSON which district a name means: status (exact, suggested, unknown), lgd_code, suggestions. "
        "With --csv, one line of JSON for each row of a table with the columns state and district."
    )

    def add_arguments(self, parser):
        parser.add_argument("state", nargs="?", metavar="STATE", help="name, alias, code or LGD code of the State")
        parser.add_argument("name", nargs="?", metavar="NAME", help="name of the district as written")
        parser.add_argument("--csv", metavar="FILE", help="a CSV file with the columns state and district")

    def handle(self, *, state, name, csv, **options):
        if csv is None and (state is None or name is None):
            raise _refusal("Give a State and the name of a district, or --csv FILE.")
        if csv is not None and state is not None:
            raise _refusal("Give either a State and a name, or --csv FILE, not both.")
        if not District.objects.exists():
            raise _refusal("No districts are loaded; run: manage.py load_geography")
        if csv is None:
            self._print(resolve(state, name).as_json())
            return
        rows = list(read_names(Path(csv)))
        gazetteer = Gazetteer.of_india()
        for row_state, row_name in rows:
            self._print(gazetteer.resolve_named(row_state, row_name).as_json())

    def _print(self, answer: dict) -> None:
        self.stdout.write(json.dumps(answer, ensure_ascii=False))


def read_names(path: Path) -> Iterator[tuple[str, str]]:
    """State and district of every row: comma, semicolon or tab; with or without a byte order mark; any line ends."""
    try:
        text = path.read_bytes().decode("utf-8-sig").lstrip("\r\n")
    except UnicodeDecodeError as problem:
        raise _refusal(f"{path} is not a text file in UTF-8; save it as “CSV UTF-8”.") from problem
    except OSError as problem:
        raise _refusal(f"{path} cannot be read: {problem.strerror}.") from problem
    if "\0" in text:
        raise _refusal(f"{path} is not a text file; save it as “CSV UTF-8”.")
    header = text.splitlines()[0] if text else ""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=header.count), strict=True)
    try:
        yield from _columns(reader, path)
    except csv.Error as problem:
        raise _refusal(f"{path} is broken in line {reader.line_num}: {problem}.") from problem


def _columns(reader, path: Path) -> Iterator[tuple[str, str]]:
    names = [title.strip().casefold() for title in next(reader, [])]
    if missing := [column for column in COLUMNS if column not in names]:
        raise _refusal(f"{path} has no column {' and no column '.join(missing)}; its first line must name them.")
    state, district = (names.index(column) for column in COLUMNS)
    for row in reader:
        if row:
            padded = [*row, *[""] * len(names)]
            yield padded[state], padded[district]


def _refusal(sentence: str) -> CommandError:
    return CommandError(sentence, returncode=2)
