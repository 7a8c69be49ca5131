"""A product of a district: its part of both, its growth, and revealed comparative advantage (RCA).

RCA = (x_dp / X_d) / (x_rp / X_r): how much more of its exports a district makes with a product than the reference
does. Above 1 it is specialised. Source: Balassa, Trade Liberalisation and "Revealed" Comparative Advantage, The
Manchester School 33 (1965). Two references, so two indices with two names:

- rca_india, specialisation within India: r is all districts of the slice together (the value with a district).
- rca_world, competitiveness in the world: r is the world's exports of the same period, level and edition; empty as
  long as no such table was imported. It is no less a district's index: whether India as a whole is competitive is
  another question.

Both are empty below the value floor of the method: a single consignment would make them large.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from trade import partitions
from trade.models import Slice

TABLE = "trade_pairfigures"
STATEMENT = """
INSERT INTO {part} (
    slice_id, district_id, item_id, usd, share_of_district, share_of_item, rca_india, rca_world, growth
)
SELECT {slice}, pair.district_id, pair.item_id, pair.usd, pair.x / district.x, pair.x / item.total,
       CASE WHEN pair.x >= %(floor)s THEN pair.x / district.x / (item.named / india.x) END, {rca_world}, {growth}
FROM calc_pair pair
JOIN calc_district district USING (district_id)
JOIN calc_item item USING (item_id)
CROSS JOIN (SELECT sum(x) AS x FROM calc_district) india
{of_world}
{earlier}
"""
WORLD = """
CREATE TEMPORARY TABLE calc_world AS
SELECT item_id, sum(usd)::float8 AS x FROM trade_flow WHERE slice_id = %s GROUP BY item_id HAVING sum(usd) > 0
"""
OF_WORLD = """LEFT JOIN calc_world world USING (item_id)
CROSS JOIN (SELECT sum(x) AS x FROM calc_world) everything"""
RCA_WORLD = "CASE WHEN pair.x >= %(floor)s THEN pair.x / district.x / (world.x / everything.x) END"
EARLIER = """LEFT JOIN trade_pairfigures earlier ON earlier.slice_id = {previous}
AND earlier.district_id = pair.district_id AND earlier.item_id = pair.item_id"""
GROWTH = "pair.x / nullif(earlier.usd, 0)::float8 - 1"


def write(cursor: Any, slice: Slice, previous: Slice | None, world: Slice | None, floor: Decimal) -> None:
    """Write the partition of a slice, replacing the one it had.

    share of district: the product's part of the district's exports. share of item: the district's part of India's
    exports of the product, those of no stated district included. growth: over the same pair one period earlier, less
    1; empty where there was none.
    """
    if world:
        cursor.execute(WORLD, [world.pk])
    partitions.drop(cursor, TABLE, slice.pk)
    part = partitions.new(cursor, TABLE, slice.pk)
    statement = STATEMENT.format(
        part=f'"{part}"',
        slice=int(slice.pk),
        rca_world=RCA_WORLD if world else "NULL",
        of_world=OF_WORLD if world else "",
        growth=GROWTH if previous else "NULL",
        earlier=EARLIER.format(previous=int(previous.pk)) if previous else "",
    )
    cursor.execute(statement, {"floor": float(floor)})
    partitions.attach(cursor, TABLE, slice.pk)
