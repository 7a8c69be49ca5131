# ruff: noqa: S608  (the names of tables and columns come from layouts, never from a file)
"""Flows of a staging table: their names by one GROUP BY, their rows by one INSERT for each slice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from trade.importer.survey import MOST_NAMES, Cells, Keys, Part, Shape, Survey, Values, Written, too_many_names
from trade.models import Batch

if TYPE_CHECKING:
    from trade.importer.staging import Staging

SCALES = {"1": 1, "thousand": 10**3, "lakh": 10**5, "million": 10**6, "crore": 10**7}


def scale_of(batch: Batch, kind: str) -> int:
    """How much one is worth in a column of "usd", "inr" or "quantity"."""
    return SCALES[batch.options.get(f"{kind}_scale") or "1"]


class StagedFlows:
    """The rows of a staging table, in the terms of `survey.Flows`."""

    def __init__(self, staged: Staging) -> None:
        self.staged, self.cursor = staged, staged.cursor
        self.shape = Shape()
        self.keys: dict[str, str] = {}  # kind → SQL of its key
        self.joins = ""

    # names ---------------------------------------------------------------------------------------------------------
    def survey(self, shape: Shape) -> Survey:
        self.shape, groups = shape, shape.groups
        columns = list(dict.fromkeys(column for names in groups.values() for column in names))
        sets = ", ".join(f"({', '.join(names)})" for names in groups.values())
        description = f'min({shape.description} COLLATE "C")' if shape.description else "''"
        names = ", ".join(columns)
        self.cursor.execute(
            f"SELECT GROUPING({names}), min(row_no), count(*), {description}, {names} FROM {self.staged.table}"
            f" GROUP BY GROUPING SETS ({sets}) LIMIT {MOST_NAMES + 1}"
        )
        if self.cursor.rowcount > MOST_NAMES:
            raise too_many_names()
        return Survey(_sorted_by_kind(self.cursor.fetchall(), columns, groups))

    def give(self, keys: Keys) -> None:
        """Names become temporary tables to join with."""
        self.keys, self.joins = {}, ""
        for kind, known in keys.items():
            if isinstance(known, int):
                self.keys[kind] = str(known)
                continue
            table, columns = f"import_{kind}", self.shape.groups[kind]
            _lookup(self.cursor, table, len(columns), known)
            same = " AND ".join(f"{table}.c{at} = r.{column}" for at, column in enumerate(columns))
            self.keys[kind] = f"{table}.id"
            self.joins += f" JOIN {table} ON {same}"

    # rows ----------------------------------------------------------------------------------------------------------
    def fill(self, partition: str, slice_id: int, part: Part) -> None:
        keys, values = self.keys, part.values
        unit = f"left(r.{values.unit}, 12)" if values.unit else "''"
        self.cursor.execute(
            f'INSERT INTO "{partition}" (slice_id, place_id, item_id, partner_id, usd, inr, quantity, unit)'
            f" SELECT {slice_id}, {keys['place']}, {keys['item']}, {keys['partner']},"
            f" {', '.join(self._amount(values, kind) for kind in ('usd', 'inr', 'quantity'))}, {unit}"
            f" FROM {self._rows(part)}"
        )

    def tell_duplicates(self, part: Part) -> None:
        keys = ", ".join(self.keys[kind] for kind in ("place", "item", "partner"))
        self.staged.note_where(
            "row_no IN (SELECT row_no FROM (SELECT r.row_no, row_number() OVER"
            f" (PARTITION BY {keys} ORDER BY r.row_no) AS nth FROM {self._rows(part)}) numbered WHERE nth > 1)",
            column=self.shape.code,
            code="duplicate",
        )

    def _rows(self, part: Part) -> str:
        conditions = []
        if part.written:
            conditions.append(f"r.{self.shape.period} IN ({', '.join(map(_literal, part.written))})")
        if part.valued:
            has_value = " OR ".join(f"r.{name} <> ''" for name in part.values.money)
            conditions.append(f"({has_value})")
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        return f"{self.staged.table} r{self.joins}{where}"

    def _amount(self, values: Values, kind: str) -> str:
        column = values.amounts.get(kind)
        if column not in self.staged.present:
            return "NULL"
        factor = scale_of(self.staged.batch, kind)
        return f"nullif(r.{column}, '')::numeric" + (f" * {factor}" if factor != 1 else "")


def _sorted_by_kind(rows: list[Any], columns: list[str], groups: dict[str, Cells]) -> dict[str, list[Written]]:
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


def _lookup(cursor: Any, table: str, width: int, known: Mapping[Cells, int]) -> None:
    """A temporary table of what names mean: c0, c1 … as the table writes them, then `id`."""
    cells = [f"c{at}" for at in range(width)]
    cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{table}")
    cursor.execute(
        f"CREATE TEMPORARY TABLE {table} ({', '.join(f'{cell} text' for cell in cells)}, id integer) ON COMMIT DROP"
    )
    with cursor.copy(f"COPY {table} ({', '.join(cells)}, id) FROM STDIN") as into:
        for written, key in known.items():
            into.write_row((*written, key))
    cursor.execute(f"ANALYZE {table}")


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
