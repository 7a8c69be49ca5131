"""The distinct names of a table of flows: read in one pass, resolved each once, whatever the number of rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from django.utils.translation import gettext as _

from trade.importer.layout import WrongFile

MOST_NAMES = 100_000  # distinct names of all kinds; a table of more is no table of names

Cells = tuple[str, ...]
Keys = Mapping[str, Mapping[Cells, int] | int]  # kind of name → as written → its key, or one key for every row


@dataclass(frozen=True)
class Shape:
    """Which columns of the table say what; "" where a table does not have the column."""

    state: str = ""
    district: str = ""
    code: str = ""
    description: str = ""
    partner: str = ""
    period: str = ""

    @property
    def groups(self) -> dict[str, tuple[str, ...]]:
        """Kind of name → the columns that write it."""
        kinds = {
            "place": (self.state, self.district),
            "item": (self.code,),
            "partner": (self.partner,),
            "period": (self.period,),
        }
        present = {kind: tuple(column for column in columns if column) for kind, columns in kinds.items()}
        return {kind: columns for kind, columns in present.items() if columns}


@dataclass(frozen=True)
class Values:
    """A period with the columns of its values; period "" where each row says its own."""

    period: str
    usd: str = ""
    inr: str = ""
    quantity: str = ""
    unit: str = ""

    @property
    def money(self) -> list[str]:
        return [name for name in (self.usd, self.inr) if name]

    @property
    def amounts(self) -> dict[str, str]:
        """Column of a flow → column of the table, of those that are numbers."""
        return {name: column for name in ("usd", "inr", "quantity") if (column := getattr(self, name))}


@dataclass(frozen=True)
class Part:
    """The rows of one slice. written: those that write its period so, else all; valued: only those with a value."""

    values: Values
    written: Cells = ()
    valued: bool = False


@dataclass
class Written:
    """One name as the table writes it: its first row, how many rows, and a description of it."""

    cells: Cells
    row: int
    rows: int
    description: str = ""


@dataclass
class Survey:
    """Every distinct name by kind, in the order of the file."""

    names: dict[str, list[Written]] = field(default_factory=dict)

    def of(self, kind: str) -> list[Written]:
        return self.names.get(kind, [])


class Flows(Protocol):
    """The rows of a table of flows: read for their names, then written into partitions."""

    def survey(self, shape: Shape) -> Survey:
        """The distinct names; raises WrongFile where there are too many."""

    def give(self, keys: Keys) -> None:
        """Remember what the names mean."""

    def fill(self, partition: str, slice_id: int, part: Part) -> None:
        """Write the rows of a slice."""

    def tell_duplicates(self, part: Part) -> None:
        """Keep a problem for each row that repeats another of its slice."""


def too_many_names() -> WrongFile:
    return WrongFile(_("The table has more than %(most)d different names. Check its columns.") % {"most": MOST_NAMES})
