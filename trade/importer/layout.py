"""What a layout says of a kind of table: its columns, what is wrong with a row, and how the rows are taken.

A layout is the only place that knows its table. The importer reads any file (CSV or XLSX, any encoding), finds the
headings, copies the rows as text into a staging table of the connection, and then asks the layout to check and apply.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.utils.functional import Promise

from trade.models import Batch


class WrongFile(Exception):
    """The file cannot be taken at all; the message is a sentence for its sender, who finds nothing changed."""


@dataclass(frozen=True)
class Column:
    """A column of a table. `headings` are accepted beside `name`, whatever their case, spaces and signs.

    required: the column has to be there. filled: every row has to fill it. number: its cells are numbers, as people
    write them (1,23,456.78; ₹; brackets for negative), checked and made plain before the layout sees them.
    """

    name: str
    headings: tuple[str, ...] = ()
    required: bool = True
    filled: bool = False
    number: bool = False


class Staged(Protocol):
    """The rows of a file in a temporary table, as the layout sees them."""

    batch: Batch
    table: str  # name of the temporary table: row_no bigint, then a text column per column of the layout
    cursor: Any  # a psycopg cursor inside the import's transaction

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
    """

    name: str
    label: str | Promise
    columns: tuple[Column, ...]
    check: Callable[[Staged], None]
    apply: Callable[[Staged], int]
    revoke: Callable[[Batch], None] | None = None
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
