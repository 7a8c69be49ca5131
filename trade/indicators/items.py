"""A product in a slice: India's exports of it, and how they are spread over districts."""

from __future__ import annotations

from typing import Any

from trade.indicators.concentration import effective_number, hhi
from trade.models import Slice

STATEMENT = f"""
WITH tops AS (
    SELECT item_id, min(district_id) AS district_id FROM calc_pair JOIN calc_item USING (item_id)
    WHERE calc_pair.x = calc_item.top GROUP BY item_id
)
INSERT INTO trade_itemfigures (
    slice_id, item_id, total_usd, share, districts, top_district_id, top_district_share, hhi, effective_number, growth
)
SELECT %(slice)s, item.item_id, item.usd, item.total / (SELECT sum(total) FROM calc_item), item.districts,
       tops.district_id, item.top / item.total, {hhi("item.named")}, {effective_number("item.named")},
       item.total / nullif(earlier.total_usd, 0)::float8 - 1
FROM calc_item item LEFT JOIN tops USING (item_id)
LEFT JOIN trade_itemfigures earlier ON earlier.slice_id = %(previous)s AND earlier.item_id = item.item_id
ORDER BY item.item_id
"""  # noqa: S608  (formulae of this package)


def write(cursor: Any, slice: Slice, previous: Slice | None) -> None:
    """Write a row for each product with any value.

    total: India's exports of it, those of no stated district included; share: its part of all exports of the slice.
    districts: how many of them export it. top district share: of India's exports of it, so never flattered by what is
    of no stated district. HHI and effective number: over the districts, of the part with a district.
    growth: over the same product one period earlier, less 1; empty where there was none.
    """
    cursor.execute(STATEMENT, {"slice": slice.pk, "previous": previous.pk if previous else None})
