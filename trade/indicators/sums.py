"""The sums everything else is computed from: flows are read once, and what follows reads some thousands of rows."""

from __future__ import annotations

from typing import Any

from trade.models import FlowSum, PlaceKind, PublishedPartner, Slice

SETTINGS = """
SET LOCAL work_mem = '256MB';
SET LOCAL max_parallel_workers_per_gather = 1;
SET LOCAL jit = off;
"""
TABLES = ("calc_place", "calc_pair", "calc_item", "calc_district", "calc_world")

BY_PLACE = """
CREATE TEMPORARY TABLE calc_kept AS
SELECT place_id, item_id, sum(usd) AS usd
FROM trade_flow WHERE slice_id = {slice} {partners}
GROUP BY place_id, item_id
HAVING sum(usd) IS NOT NULL
"""
KEEP = "INSERT INTO trade_flowsum (slice_id, place_id, item_id, usd) SELECT %s, place_id, item_id, usd FROM calc_kept"
SUMMED = """
CREATE TEMPORARY TABLE calc_place AS SELECT place_id, item_id, usd FROM trade_flowsum WHERE slice_id = %s
"""
PAIRS = """
CREATE TEMPORARY TABLE calc_pair AS
SELECT place.district_id, sums.item_id, sum(sums.usd) AS usd, sum(sums.usd)::float8 AS x
FROM calc_place sums JOIN trade_publishedplace place ON place.id = sums.place_id
WHERE place.kind = %(district)s
GROUP BY place.district_id, sums.item_id
HAVING sum(sums.usd) > 0
"""
ITEMS = """
CREATE TEMPORARY TABLE calc_item AS
SELECT whole.item_id, whole.usd, whole.usd::float8 AS total, coalesce(named.usd, 0) AS named_usd,
       coalesce(named.x, 0) AS named, coalesce(named.districts, 0) AS districts, named.squares, named.top
FROM (SELECT item_id, sum(usd) AS usd FROM calc_place GROUP BY item_id HAVING sum(usd) > 0) whole
LEFT JOIN (
    SELECT item_id, sum(usd) AS usd, sum(x) AS x, count(*) AS districts, sum(x * x) AS squares, max(x) AS top
    FROM calc_pair GROUP BY item_id
) named USING (item_id)
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

    In a slice that tells partners apart a row for all partners together would count everything twice; it is left out.
    """
    if FlowSum.objects.filter(slice=slice).exists():
        return
    cursor.execute(SETTINGS)
    cursor.execute("DROP TABLE IF EXISTS pg_temp.calc_kept")
    cursor.execute(BY_PLACE.format(slice=int(slice.pk), partners=_without_world(slice)))
    cursor.execute(KEEP, [slice.pk])
    cursor.execute("DROP TABLE pg_temp.calc_kept")


def gather(cursor: Any, slice: Slice) -> None:
    """Fill the temporary tables of a slice: by place, by district and product, by product, by district.

    What a district took back in sum (a negative or empty total) is no export and makes no line.
    """
    keep(cursor, slice)
    cursor.execute(SETTINGS)
    clear(cursor)
    cursor.execute(SUMMED, [slice.pk])
    cursor.execute(PAIRS, {"district": PlaceKind.DISTRICT})
    cursor.execute("ANALYZE calc_pair")
    cursor.execute(ITEMS)
    cursor.execute(DISTRICTS)


def clear(cursor: Any) -> None:
    """Drop the temporary tables; one transaction may compute several slices."""
    cursor.execute(f"DROP TABLE IF EXISTS {', '.join(f'pg_temp.{name}' for name in TABLES)}")


def _without_world(slice: Slice) -> str:
    if not slice.grain.endswith("+partner"):
        return ""
    world = PublishedPartner.objects.filter(is_world=True).values_list("pk", flat=True).first()
    return "" if world is None else f"AND partner_id <> {int(world)}"
