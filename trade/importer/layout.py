"""What a layout says of a kind of table: its columns, what is wrong with a row, and how the rows are taken.

A layout is the only place that knows its table. The importer reads any file (CSV or XLSX, any encoding), finds the
headings, copies the rows as text into a staging table of the connection, and then asks the layout to check and apply.
A large plain table of flows is read where it lies instead (`plainflows`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from trade.models import Batch


class WrongFile(Exception):
    """The file cannot be taken at all; the message is a sentence for its sender, who finds nothing changed."""


def nothing_there() -> WrongFile:
    return WrongFile(_("There is nothing below the headings. Fill in the table and send it again."))


class AsText(Exception):
    """Rows that were taken for plain have to be staged and looked at as text, to say what is wrong."""


@dataclass(frozen=True)
class Column:
    """A column of a table. `headings` are accepted beside `name`, whatever their case, spaces and signs.

    required: the column has to be there. filled: every row has to fill it. number: its cells are numbers, as people
    write them (1,23,456.78; ₹; brackets for negative), checked and made plain before the layout sees them.
    raw: cells stay as they are, spaces and all; for tables of millions of rows, whose layout tidies each distinct name
    and asks for its numbers when it wants them (`Staged.plain_numbers`).
    """

    name: str
    headings: tuple[str, ...] = ()
    required: bool = True
    filled: bool = False
    number: bool = False
    raw: bool = False


@dataclass(frozen=True)
class Heading:
    """A heading as the file has it; `above` is what stands over it, in a merged cell perhaps."""

    text: str
    above: str = ""


@dataclass(frozen=True)
class Ask:
    """What the sender says of the whole table, since the file does not: kept in `batch.options` under `name`."""

    name: str
    label: str | Promise
    hint: str | Promise = ""
    required: bool = True
    choices: tuple[tuple[str, str | Promise], ...] = ()
    initial: str = ""


class Staged(Protocol):
    """The rows of a file, as the layout sees them: in a temporary table, which a plain table of flows does without."""

    batch: Batch
    table: str  # name of the temporary table: row_no bigint, then a text column per column of the layout
    cursor: Any  # a cursor inside the import's transaction
    columns: tuple[Column, ...]  # of the layout, then the repeated ones
    present: frozenset[str]  # names of the columns the file has; the others are there too, and empty
    repeated: tuple[Column, ...]  # the columns `Layout.repeated` found, in the order of the file
    rows_read: int
    checks_first: bool  # whether values are looked at before they are written; else writing them finds out
    memo: Any  # what check found out, for apply to use

    def flows(self) -> Any:
        """The rows as flows, in the terms of `survey.Flows`."""

    def error_count(self) -> int:
        """How many errors were kept so far."""

    def drop_blank_rows(self) -> None:
        """Remove rows of nothing but delimiters; done already unless every column is raw."""

    def plain_numbers(self, columns: Sequence[Column]) -> None:
        """Make the numbers of raw columns plain, and keep what is no number as an error."""

    def rows(self) -> Iterator[dict[str, Any]]:
        """The rows one by one, in the order of the file, with `row_no`; for tables of some thousands of rows."""

    def note(
        self, row: int, column: str, code: str, value: str = "", suggestion: str = "", warning: bool = False
    ) -> None:
        """Keep a problem of one row; an error refuses the file, a warning does not."""

    def note_where(
        self,
        condition: str,
        params: Iterable = (),
        *,
        column: str,
        code: str,
        suggestion: str = "''",
        warning: bool = False,
    ) -> int:
        """Keep a problem for every row of the staging table that fulfils an SQL condition; how many there were."""


@dataclass(frozen=True)
class Layout:
    """A kind of table the portal takes.

    check(staged) keeps problems; it is called when the columns were found and the numbers read.
    apply(staged) writes the rows and returns how many were taken; it is called only when no error was kept, in the same
    transaction. revoke(batch) takes them back; None where a batch of this kind cannot be revoked.
    An empty cell, and every cell of a column that the file has not, is '' and never NULL.

    apply may set `staged.batch.series`: an earlier batch in force of the same series is then marked as superseded (its
    rows are the layout's own business). repeated(headings) names columns that come once per period or partner, by their
    position in the file. restore(batch) brings a superseded batch back when the one that superseded it is revoked.
    """

    name: str
    label: str | Promise
    columns: tuple[Column, ...]
    check: Callable[[Staged], None]
    apply: Callable[[Staged], int]
    revoke: Callable[[Batch], None] | None = None
    restore: Callable[[Batch], None] | None = None
    repeated: Callable[[Sequence[Heading]], Mapping[int, Column]] | None = None
    plain: Callable[[Batch], bool] | None = None  # whether a large table of flows may be read where it lies
    asks: tuple[Ask, ...] = ()
    after: Callable[[Batch], None] | None = None  # once the batch is in force and kept, in a transaction of its own
    hint: str | Promise = ""
    permission: str = ""  # who may bring such a table; empty: the apex alone
    own_district: bool = False  # rows belong to the district of the body that brings them
    example: tuple[dict[str, str], ...] = field(default=())  # rows of the template offered for download


_layouts: dict[str, Layout] = {}


def register(layout: Layout) -> Layout:
    _layouts[layout.name] = layout
    return layout


def layout_of(name: str) -> Layout:
    return _layouts[name]


def layouts() -> list[Layout]:
    return [_layouts[name] for name in sorted(_layouts)]
