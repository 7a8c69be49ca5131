"""A large plain table of flows, read where it lies: once for its names, once for the rows of each slice; never staged.

Arrow splits the lines and PostgreSQL reads the numbers. Whatever is not plain raises AsText: then the table is staged,
where every problem is found. So this way tells nothing but warnings, and promises the same (docs/adr/0023).
"""

from __future__ import annotations

import codecs
import io
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import reduce
from itertools import chain
from typing import Any, NamedTuple, NoReturn

import psycopg
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from trade.importer.csvfile import CsvFile, NotInThisEncoding, has_stray_mark
from trade.importer.headings import Header
from trade.importer.layout import AsText, Column, Layout
from trade.importer.numbers import DIGITS
from trade.importer.problems import Problems
from trade.importer.survey import MOST_NAMES, Cells, Keys, Part, Shape, Survey, Written, too_many_names
from trade.models import Batch

BLOCK = 1 << 20  # bytes read, and rows turned into text, at a time
AHEAD = 4  # blocks
NAMES = pa.dictionary(pa.int32(), pa.string())
OUT = csv.WriteOptions(include_header=False, quoting_style="none", batch_size=1 << 16)  # a sign of CSV in a cell raises


class PlainFlows:
    """The rows of a file, for `FlowTable` what staged rows are to it (`layout.Staged`), and `survey.Flows`.

    It has no table: what would have to look into one raises AsText.
    """

    checks_first = False

    def __init__(
        self,
        batch: Batch,
        layout: Layout,
        header: Header,
        cursor: Any,
        problems: Problems,
        source: CsvFile,
        progress: Callable[[int], None],
    ) -> None:
        self.batch, self.header, self.cursor, self.problems = batch, header, cursor, problems
        self.source, self.progress = source, progress
        self.repeated, self.columns = header.repeated, (*layout.columns, *header.repeated)
        self.present = frozenset(column.name for column in header.found.values())
        self.rows_read = 0
        self.shape = Shape()
        self.keys: Keys = {}
        self.memo: Any = None

    # what a layout asks --------------------------------------------------------------------------------------------
    def flows(self) -> PlainFlows:
        return self

    def tidy(self) -> None:
        """Nothing: what is not tidy is not plain."""

    def error_count(self) -> int:
        return 0

    def note(
        self, row: int, column: str, code: str, value: str = "", suggestion: str = "", warning: bool = False
    ) -> None:
        if not warning:
            raise AsText
        if self.problems.room(column, code):
            self.problems.keep(row, column, code, value, suggestion, warning)
        self.problems.count(column, code, warning=warning)

    def note_where(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AsText

    def drop_blank_rows(self) -> NoReturn:
        raise AsText

    def plain_numbers(self, columns: Sequence[Column]) -> NoReturn:
        raise AsText

    def tell_duplicates(self, part: Part) -> NoReturn:
        raise AsText

    # names ---------------------------------------------------------------------------------------------------------
    def survey(self, shape: Shape) -> Survey:
        self.shape, self.rows_read = shape, 0
        found: dict[str, dict[Cells, Written]] = {kind: {} for kind in shape.groups}
        lines = _Lines(self.source.data(self.header.row), self.progress)
        description = [shape.description] if shape.description else []
        for batch in self._batches(lines, names=dict.fromkeys(chain(*shape.groups.values(), description))):
            for kind, columns in shape.groups.items():
                described_by = description if kind == "item" else []
                _note_names(found[kind], batch, columns, described_by, self.header.row + 1 + self.rows_read)
            self.rows_read += batch.num_rows
            if sum(map(len, found.values())) > MOST_NAMES:
                raise too_many_names()
        if self.rows_read != lines.count:
            raise AsText  # a quotation mark swallowed some
        return Survey({kind: sorted(names.values(), key=lambda name: name.row) for kind, names in found.items()})

    def give(self, keys: Keys) -> None:
        self.keys = keys

    # rows ----------------------------------------------------------------------------------------------------------
    def fill(self, partition: str, slice_id: int, part: Part) -> None:
        """One COPY; the next rows become keys and text while the server takes the last."""
        amounts = {name: column for name, column in part.values.amounts.items() if column in self.present}
        cells = [*amounts.values(), *([part.values.unit] if part.values.unit else [])]
        lines = _Lines(self.source.data(self.header.row), lambda lines: None)
        batches = self._batches(lines, names=dict.fromkeys(chain(*self.shape.groups.values())), cells=cells)
        copy = (
            f'COPY "{partition}" (slice_id, place_id, item_id, partner_id, {", ".join(amounts)}, unit)'
            " FROM STDIN (FORMAT csv, FREEZE, FORCE_NOT_NULL (unit))"
        )
        try:
            with self.cursor.copy(copy) as into:
                for piece in _ahead(self._written(batch, slice_id, part, list(amounts.values())) for batch in batches):
                    into.write(piece)
        except (psycopg.DataError, pa.ArrowException) as error:
            raise AsText from error

    def _written(self, batch: pa.RecordBatch, slice_id: int, part: Part, amounts: list[str]) -> memoryview:
        """The rows of a slice among these, as COPY reads them."""
        if part.written:
            batch = batch.filter(_is_in(batch.column(self.shape.period), part.written))
        if part.valued:
            batch = batch.filter(reduce(pc.or_, (_filled(batch.column(name)) for name in part.values.money)))
        for name in amounts:
            _only_digits(batch.column(name))
        rows = batch.num_rows
        unit = batch.column(part.values.unit) if part.values.unit else pa.repeat("", rows)
        columns = [pa.repeat(slice_id, rows), *(self._key(batch, kind) for kind in ("place", "item", "partner"))]
        columns += [*(batch.column(name) for name in amounts), unit]
        out = pa.BufferOutputStream()
        csv.write_csv(pa.record_batch(columns, names=[str(at) for at in range(len(columns))]), out, OUT)
        return memoryview(out.getvalue())

    def _key(self, batch: pa.RecordBatch, kind: str) -> pa.Array:
        known = self.keys[kind]
        if isinstance(known, int):
            return pa.repeat(known, batch.num_rows)
        names = _combined(batch, self.shape.groups[kind])
        return pa.array([known[cells] for cells in names.cells], pa.int32()).take(names.index)

    # reading -------------------------------------------------------------------------------------------------------
    def _batches(self, lines: _Lines, *, names: Iterable[str], cells: Sequence[str] = ()) -> Iterator[pa.RecordBatch]:
        """The rows in pieces of a block, with these columns: names as dictionaries, cells as they are written."""
        found, names = self.header.found, list(names)
        read = csv.ReadOptions(
            block_size=BLOCK,
            use_threads=False,
            column_names=[found[at].name if at in found else f"extra {at}" for at in range(self.header.positions)],
        )
        convert = csv.ConvertOptions(
            column_types={**dict.fromkeys(names, NAMES), **dict.fromkeys(cells, pa.string())},
            include_columns=list(dict.fromkeys([*names, *cells])),
            strings_can_be_null=False,
        )
        parse = csv.ParseOptions(delimiter=self.source.delimiter, ignore_empty_lines=False)
        try:
            file = io.BufferedReader(lines, BLOCK)
            yield from csv.open_csv(file, read_options=read, parse_options=parse, convert_options=convert)
        except (pa.ArrowException, NotInThisEncoding) as error:
            raise AsText from error


def _ahead(pieces: Iterator[memoryview]) -> Iterator[memoryview]:
    """The same pieces, made by a thread a few ahead of their use."""
    with ThreadPoolExecutor(1) as thread:
        coming = deque(thread.submit(next, pieces, None) for _ in range(AHEAD))
        while (piece := coming.popleft().result()) is not None:
            coming.append(thread.submit(next, pieces, None))
            yield piece


class _Lines(io.RawIOBase):
    """The bytes of a table as a file; counts its lines."""

    def __init__(self, pieces: Iterator[bytes], progress: Callable[[int], None]) -> None:
        self._pieces, self._progress, self._rest = pieces, progress, memoryview(b"")
        self._ended, self._breaks, self._last = True, 0, b"\n"
        self._utf8 = codecs.getincrementaldecoder("utf-8")()  # Arrow looks only at the columns it is asked for

    @property
    def count(self) -> int:
        return self._breaks + (not self._ended)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._rest:
            piece = next(self._pieces, b"")
            self._rest = memoryview(piece)
            try:
                self._utf8.decode(piece, final=not piece)
            except UnicodeDecodeError as error:
                raise NotInThisEncoding from error
            if b"\0" in piece or has_stray_mark(self._last + piece):
                raise NotInThisEncoding
            self._last = piece[-2:]
            if piece:
                self._breaks, self._ended = self._breaks + piece.count(b"\n"), piece.endswith(b"\n")
                self._progress(self._breaks)
        size = min(len(buffer), len(self._rest))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        return size


class _Names(NamedTuple):
    """The distinct names of a batch, and for each row which of them it has."""

    cells: list[Cells]
    index: pa.Array


def _combined(batch: pa.RecordBatch, columns: Sequence[str]) -> _Names:
    """Names of several columns as one number each, then numbered as they come."""
    arrays = [batch.column(column) for column in columns]
    texts = [array.dictionary.to_pylist() for array in arrays]
    if len(arrays) == 1:
        return _Names([(text,) for text in texts[0]], arrays[0].indices)
    numbers = pc.cast(arrays[0].indices, pa.int64())
    for array in arrays[1:]:
        numbers = pc.add(pc.multiply(numbers, len(array.dictionary)), array.indices)
    encoded = numbers.dictionary_encode()
    cells = []
    for number in encoded.dictionary.to_pylist():
        parts = []
        for known in reversed(texts):
            number, at = divmod(number, len(known))
            parts.append(known[at])
        cells.append(tuple(reversed(parts)))
    return _Names(cells, encoded.indices)


def _note_names(
    found: dict[Cells, Written], batch: pa.RecordBatch, columns: Sequence[str], described_by: Sequence[str], first: int
) -> None:
    """Add the names of a batch whose first row has this number, each with the first of its descriptions by letters."""
    names, width = _combined(batch, [*columns, *described_by]), len(columns)
    rows = pa.table({"name": names.index, "row": pa.arange(first, first + batch.num_rows)})
    counted = rows.group_by("name", use_threads=False).aggregate([("row", "min"), ("row", "count")])
    for name, row, many in zip(*(column.to_pylist() for column in counted.columns), strict=True):
        cells, description = names.cells[name][:width], "".join(names.cells[name][width:])[:500]
        if (known := found.get(cells)) is None:
            found[cells] = Written(cells, row, many, description)
        else:
            known.row, known.rows = min(known.row, row), known.rows + many
            known.description = min(known.description, description)


def _is_in(names: pa.DictionaryArray, wanted: Cells) -> pa.Array:
    return pc.is_in(names.dictionary, pa.array(wanted, pa.string())).take(names.indices)


def _filled(cells: pa.Array) -> pa.Array:
    return pc.greater(pc.binary_length(cells), 0)


def _only_digits(cells: pa.Array) -> None:
    """Digits and points, and not too many; PostgreSQL says whether they are a number. Raises AsText."""
    _validity, offsets, data = cells.buffers()
    if data is None or not len(cells):
        return
    first, last = memoryview(offsets).cast("i")[cells.offset], memoryview(offsets).cast("i")[cells.offset + len(cells)]
    written = data.slice(first, last - first).to_pybytes()
    if written.translate(None, b"0123456789.") or (pc.max(pc.binary_length(cells)).as_py() or 0) > DIGITS:
        raise AsText
