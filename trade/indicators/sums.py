"""The sums everything else is computed from: flows are read once, and what follows reads some thousands of rows."""

from __future__ import annotations

from typing import Any

from trade.models import FlowSum, PlaceKind, PublishedPartner, Slice

SETTINGS = """
SET LOCAL work_mem = '256MB';
SET LOCAL max_parallel_workers_per_gather = 1;
SET LOCAL default_statistics_target = 10;
SET LOCAL jit = off;
"""
TABLES = ("calc_item", "calc_district", "calc_world", "calc_cell")

BUCKETS = {PlaceKind.UNSPECIFIED: -1, PlaceKind.UNRESOLVED: -2}  # what owns a cell that no district owns; else 0

BY_PLACE = """
CREATE TEMPORARY TABLE calc_kept AS
SELECT place_id, item_id, sum(usd) AS usd
FROM trade_flow WHERE slice_id = {slice} {without_world}
GROUP BY place_id, item_id
HAVING sum(usd) IS NOT NULL
"""
KEEP = """
INSERT INTO trade_flowsum (slice_id, place_id, item_id, usd)
SELECT %s, place_id, item_id, usd FROM calc_kept ORDER BY place_id, item_id
"""
CELLS = """
CREATE TEMPORARY TABLE calc_cell AS
WITH owned AS (
    SELECT id, owner, count(*) OVER (PARTITION BY owner) > 1 AS is_shared
    FROM (SELECT id, coalesce(district_id, CASE kind {buckets} ELSE 0 END) AS owner FROM trade_publishedplace) places
    WHERE id IN (SELECT place_id FROM {source} WHERE slice_id = {slice})
), cells AS NOT MATERIALIZED (
    SELECT owner, is_shared, item_id, usd
    FROM {source} sums JOIN owned ON owned.id = sums.place_id
    WHERE slice_id = {slice} AND usd IS NOT NULL
)
SELECT owner, item_id, usd, usd::float8 AS x FROM cells WHERE NOT is_shared
UNION ALL
SELECT owner, item_id, sum(usd), sum(usd)::float8 FROM cells WHERE is_shared GROUP BY owner, item_id
"""
PAIRS = """
CREATE TEMPORARY VIEW calc_pair AS
SELECT owner AS district_id, item_id, usd, x FROM calc_cell WHERE owner > 0 AND x > 0
"""
ITEMS = """
CREATE TEMPORARY TABLE calc_item AS
SELECT item_id, sum(usd) AS usd, sum(usd)::float8 AS total, coalesce(sum(x) FILTER (WHERE is_pair), 0) AS named,
       count(*) FILTER (WHERE is_pair) AS districts, sum(x * x) FILTER (WHERE is_pair) AS squares,
       max(x) FILTER (WHERE is_pair) AS top
FROM (SELECT item_id, usd, x, owner > 0 AND x > 0 AS is_pair FROM calc_cell) cells
GROUP BY item_id
HAVING sum(usd) > 0
"""
DISTRICTS = """
CREATE TEMPORARY TABLE calc_district AS
SELECT pair.district_id, district.state_id, pair.usd, pair.x, pair.lines, pair.squares, pair.logs, pair.top
FROM (
    SELECT district_id, sum(usd) AS usd, sum(x) AS x, count(*) AS lines, sum(x * x) AS squares, sum(x * ln(x)) AS logs,
           max(x) AS top
    FROM calc_pair GROUP BY district_id
) pair JOIN geography_district district ON district.id = pair.district_id
"""


def keep(cursor: Any, slice: Slice) -> None:
    """Sum the flows of a slice by place and product, unless that was done: millions of rows are read once.

    Where no partners are told apart the flows are these sums already. Where they are, a row for all partners together
    would count everything twice; it is left out.
    """
    if not _has_partners(slice) or FlowSum.objects.filter(slice=slice).exists():
        return
    cursor.execute(SETTINGS)
    cursor.execute("DROP TABLE IF EXISTS pg_temp.calc_kept")
    cursor.execute(BY_PLACE.format(slice=int(slice.pk), without_world=_without_world()))
    cursor.execute(KEEP, [slice.pk])
    cursor.execute("DROP TABLE pg_temp.calc_kept")


def gather(cursor: Any, slice: Slice) -> None:
    """Fill the temporary tables of a slice: cells of place and product, and from them by product and by district.

    A pair is a cell of a district with any value: what a district took back in sum (a negative or empty total) is no
    export and makes no line, and what has no district counts for the product alone. Cells are summed again only where
    several names mean one place: a group for each of them would take twice as long.
    """
    keep(cursor, slice)
    cursor.execute(SETTINGS)
    clear(cursor)
    source = "trade_flowsum" if _has_partners(slice) else "trade_flow"
    buckets = " ".join(f"WHEN '{kind}' THEN {owner}" for kind, owner in BUCKETS.items())
    cursor.execute(CELLS.format(slice=int(slice.pk), source=source, buckets=buckets))
    cursor.execute("ANALYZE calc_cell")
    for statement in (PAIRS, ITEMS, DISTRICTS):
        cursor.execute(statement)


def clear(cursor: Any) -> None:
    """Drop the temporary tables; one transaction may compute several slices."""
    cursor.execute("DROP VIEW IF EXISTS pg_temp.calc_pair")
    cursor.execute(f"DROP TABLE IF EXISTS {', '.join(f'pg_temp.{name}' for name in TABLES)}")


def _has_partners(slice: Slice) -> bool:
    return slice.grain.endswith("+partner")


def _without_world() -> str:
    world = PublishedPartner.objects.filter(is_world=True).values_list("pk", flat=True).first()
    return "" if world is None else f"AND partner_id <> {int(world)}"
