"""An XLSX workbook: refused before it is opened when it would unpack to something absurd, then read row by row."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from trade.importer import headings
from trade.importer.layout import WrongFile

MOST_PARTS = 2000
MOST_UNPACKED = 1 << 30  # bytes of all parts together
MOST_STRINGS = 128 << 20  # bytes of the shared texts, which are held in memory
MOST_SMALL = 16 << 20  # below this the ratio does not matter
MOST_RATIO = 150  # an ordinary sheet packs to a tenth
UNREADABLE = (
    InvalidFileException, KeyError, ValueError, IndexError, TypeError, AttributeError, OSError, EOFError, SyntaxError,
    zipfile.BadZipFile, zlib.error,
)  # fmt: skip
MOST_BLANK = 100_000  # rows between one filled row and the next


def check_zip(path: Path) -> None:
    """Refuse a workbook by its list of contents, without unpacking anything."""
    try:
        with zipfile.ZipFile(path) as parts:
            listed = parts.infolist()
    except (zipfile.BadZipFile, OSError, NotImplementedError) as error:
        raise WrongFile(_("The workbook is damaged or cut off. Save it again and send it once more.")) from error
    unpacked = sum(part.file_size for part in listed)
    packed = sum(part.compress_size for part in listed) or 1
    strings = max((part.file_size for part in listed if part.filename.endswith("sharedStrings.xml")), default=0)
    absurd = unpacked > MOST_SMALL and unpacked / packed > MOST_RATIO
    if absurd or unpacked > MOST_UNPACKED or strings > MOST_STRINGS or len(listed) > MOST_PARTS:
        raise WrongFile(
            _("The workbook would unpack to %(size)d MB, which no table needs. Save the sheet as CSV and send that.")
            % {"size": unpacked >> 20}
        )
    if any(part.flag_bits & 1 for part in listed):
        raise WrongFile(_("The workbook has a password. Remove it and send the file again."))
    names = {part.filename for part in listed}
    if "xl/workbook.xml" not in names:
        raise WrongFile(_("This is not an Excel workbook. Save the table as XLSX or CSV."))


class XlsxFile:
    """The rows of the first sheet."""

    encoding = "xlsx"

    def __init__(self, path: Path) -> None:
        self.path = path
        check_zip(path)

    @cached_property
    def preview(self) -> list[list[str]]:
        first: list[list[str]] = []
        for number, row in self._all_rows():
            first += [[] for _blank in range(number - 1 - len(first))][: headings.WITHIN]
            first.append(row)
            if len(first) >= headings.WITHIN:
                break
        return first[: headings.WITHIN]

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        yield from self._all_rows()

    def _all_rows(self) -> Iterator[tuple[int, list[str]]]:
        with self.path.open("rb") as file:  # by its content: the name in the store has no ending
            try:
                book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
            except UNREADABLE as error:
                raise WrongFile(_("The workbook cannot be read. Save it again as XLSX or CSV.")) from error
            try:
                sheet = book.worksheets[0]
                sheet.reset_dimensions()  # what a sheet says of its own size is often wrong
                yield from _filled(sheet.iter_rows(values_only=True, max_col=headings.MOST_COLUMNS + 1))
            except UNREADABLE as error:
                raise WrongFile(_("The workbook cannot be read to its end. Save it again as XLSX or CSV.")) from error
            finally:
                book.close()


def _filled(rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[int, list[str]]]:
    blank = 0
    for number, row in enumerate(rows, start=1):
        cells = [_text(cell) for cell in row]
        while cells and not cells[-1].strip():
            cells.pop()
        if cells:
            blank = 0
            yield number, cells
            continue
        blank += 1
        if blank > MOST_BLANK:
            return


def _text(cell: Any) -> str:
    """A cell as a person would type it: 303 and not 303.0, 2025-03-31 and not a number of days."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return f"{Decimal(format(cell, '.15g')):f}" if cell == cell and abs(cell) != float("inf") else ""
    if isinstance(cell, datetime) and cell.hour == cell.minute == cell.second == 0:
        return cell.date().isoformat()
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return str(cell).replace("\0", "")
