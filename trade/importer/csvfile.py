"""A CSV file of any encoding, delimiter and line ending, read in constant memory."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from trade.importer import headings
from trade.importer.layout import Layout, WrongFile

CHUNK = 1 << 20
SAMPLE = 1 << 16
DELIMITERS = ",;\t|"
BOMS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
LONGEST = 1 << 20  # characters of a line
_STRAY = re.compile(rb"""[^",;|\t\r\n]"[^",;|\t\r\n]""")
FALLBACKS = {"utf-8": "cp1252", "cp1252": "latin-1"}


class NotInThisEncoding(Exception):
    """The bytes are not what the encoding allows; the next one is to be tried."""


class CsvFile:
    """The rows of a CSV. `encoding` is what it is read as; `sure` says that the file names it itself."""

    def __init__(self, path: Path, layout: Layout, *, encoding: str = "") -> None:
        self.path = path
        sample = self._sample()
        self.bom = next((bom for bom in BOMS if sample.startswith(bom)), b"")
        self.encoding = encoding or (BOMS[self.bom] if self.bom else _guess(sample))
        text = self._text_of(sample)
        self.has_plain_lines = not re.search("\r(?=[^\n])", text) and ("\n" in text or "\r" not in text)
        found = {sign: _rows_of(text, sign) for sign in DELIMITERS}
        self.delimiter = max(DELIMITERS, key=lambda sign: headings.score(found[sign], layout))
        self.preview = found[self.delimiter]

    def _sample(self) -> bytes:
        with self.path.open("rb") as file:
            return file.read(SAMPLE)

    def _text_of(self, sample: bytes) -> str:
        """The sample as text; a letter that the end of the sample cuts in two does not count against the encoding."""
        try:
            return codecs.getincrementaldecoder(self.encoding)().decode(sample[len(self.bom) :])
        except UnicodeDecodeError as error:
            if self.encoding not in FALLBACKS or self.bom:
                raise WrongFile(_("The file is neither UTF-8 nor UTF-16. Save it as “CSV UTF-8”.")) from error
            self.encoding = FALLBACKS[self.encoding]
            return self._text_of(sample)

    def next_encoding(self) -> str:
        """What to try when the bytes deny the encoding; raises WrongFile where nothing is left."""
        if self.bom or self.encoding not in FALLBACKS:
            raise WrongFile(
                _("The file is damaged: it says it is %(encoding)s and is not.") % {"encoding": self.encoding}
            )
        return FALLBACKS[self.encoding]

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Every row with its number, from 1; blank rows are counted and left out."""
        with self.path.open("r", encoding=self.encoding, newline="") as file:
            if self.bom:
                file.seek(len(self.bom))
            reader = csv.reader(_lines_in(file), delimiter=self.delimiter, strict=True)
            number = 0
            try:
                for number, row in enumerate(reader, start=1):
                    if any(cell.strip() for cell in row):
                        yield number, row
            except csv.Error as error:
                raise WrongFile(
                    _("Row %(row)d cannot be read: a quotation mark is opened and not closed at the end of its cell.")
                    % {"row": number + 1}
                ) from error
            except UnicodeDecodeError as error:
                raise NotInThisEncoding from error

    def data(self, header_row: int) -> Iterator[bytes]:
        """What follows the headings, as UTF-8, in pieces of a megabyte."""
        skip = self._lines_of(header_row)
        for piece in self._utf8():
            while skip and piece:
                end = piece.find(b"\n")
                skip, piece = (skip - 1, piece[end + 1 :]) if end >= 0 else (skip, b"")
            if piece:
                yield piece

    def _lines_of(self, rows: int) -> int:
        """How many lines the first rows take: a quoted heading may hold a line break."""
        reader = csv.reader(io.StringIO(self._text_of(self._sample()), newline=""), delimiter=self.delimiter)
        for _number in range(rows):
            next(reader)
        return reader.line_num

    def _utf8(self) -> Iterator[bytes]:
        decoder = None if self.encoding == "utf-8" else codecs.getincrementaldecoder(self.encoding)()
        with self.path.open("rb") as file:
            file.seek(len(self.bom))
            while piece := file.read(CHUNK):
                try:
                    yield decoder.decode(piece).encode() if decoder else piece
                except UnicodeError as error:
                    raise NotInThisEncoding from error


def has_stray_mark(piece: bytes) -> bool:
    """Whether a quotation mark stands inside a cell: readers differ in what they make of it."""
    return b'"' in piece and bool(_STRAY.search(piece))


def _guess(sample: bytes) -> str:
    """UTF-16 without a mark shows by its zero bytes; else UTF-8 until the bytes deny it."""
    if b"\0" not in sample:
        return "utf-8"
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) > len(sample) // 8 and min(even, odd) < max(even, odd) // 8:
        return "utf-16-be" if even > odd else "utf-16-le"
    raise WrongFile(_("This is not a table: the file is neither CSV nor XLSX."))


def _rows_of(text: str, delimiter: str) -> list[list[str]]:
    """The first rows; a cell which the end of the sample cuts off does no harm."""
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append(row)
            if len(rows) == headings.WITHIN:
                break
    except csv.Error:
        pass
    return rows


def _lines_in(file: io.TextIOBase) -> Iterator[str]:
    while line := file.readline(LONGEST):
        if "\0" in line:
            raise WrongFile(_("The file is damaged: it holds zero bytes. Save it again as “CSV UTF-8”."))
        if len(line) == LONGEST:
            raise WrongFile(_("The file has a line of more than a million signs. It is no table."))
        yield line
