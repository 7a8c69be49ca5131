"""The distinct names of a table of flows: read in one pass, resolved each once, whatever the number of rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from trade.importer.layout import Staged, WrongFile

MOST_NAMES = 100_000  # distinct names of all kinds; a table of more is no table of names


@dataclass(frozen=True)
class Shape:
    """Which columns of the staging table say what; "" where a table does not have the column."""

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


@dataclass
class Written:
    """One name as the table writes it: its first row, how many rows, and a description of it."""

    cells: tuple[str, ...]
    row: int
    rows: int
    description: str = ""


@dataclass
class Survey:
    """Every distinct name by kind."""

    names: dict[str, list[Written]] = field(default_factory=dict)

    def of(self, kind: str) -> list[Written]:
        return self.names.get(kind, [])


def survey(staged: Staged, shape: Shape) -> Survey:
    """Read the distinct names of all kinds together, by one pass over the rows."""
    groups = shape.groups
    columns = list(dict.fromkeys(column for names in groups.values() for column in names))
    sets = ", ".join(f"({', '.join(names)})" for names in groups.values())
    description = f'min({shape.description} COLLATE "C")' if shape.description else "''"
    names = ", ".join(columns)
    staged.cursor.execute(
        f"SELECT GROUPING({names}), min(row_no), count(*), {description}, {names} FROM {staged.table}"  # noqa: S608
        f" GROUP BY GROUPING SETS ({sets}) LIMIT {MOST_NAMES + 1}"
    )
    if staged.cursor.rowcount > MOST_NAMES:
        raise WrongFile(
            _("The table has more than %(most)d different names. Check its columns.") % {"most": MOST_NAMES}
        )
    return Survey(_sorted_by_kind(staged.cursor.fetchall(), columns, groups))


def _sorted_by_kind(
    rows: list[Any], columns: list[str], groups: dict[str, tuple[str, ...]]
) -> dict[str, list[Written]]:
    """GROUPING() has a bit for each column, the first the highest, and 1 where the column is not in the group."""
    full = (1 << len(columns)) - 1
    masks = {
        full - sum(1 << (len(columns) - 1 - columns.index(name)) for name in names): kind
        for kind, names in groups.items()
    }
    found: dict[str, list[Written]] = {kind: [] for kind in groups}
    for mask, row, many, description, *cells in rows:
        kind = masks[mask]
        own = tuple(cells[columns.index(name)] for name in groups[kind])
        found[kind].append(Written(own, row, many, (description or "")[:500]))
    for names in found.values():
        names.sort(key=lambda name: name.row)
    return found


def lookup(cursor: Any, kind: str, width: int, rows: Iterator[tuple[Any, ...]]) -> str:
    """A temporary table of what names mean: c0, c1 … as the table writes them, then `id`; its name."""
    table = f"import_{kind}"
    cells = [f"c{at}" for at in range(width)]
    cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{table}")
    cursor.execute(
        f"CREATE TEMPORARY TABLE {table} ({', '.join(f'{cell} text' for cell in cells)}, id integer) ON COMMIT DROP"
    )
    with cursor.copy(f"COPY {table} ({', '.join(cells)}, id) FROM STDIN") as into:
        for row in rows:
            into.write_row(row)
    cursor.execute(f"ANALYZE {table}")
    return table
