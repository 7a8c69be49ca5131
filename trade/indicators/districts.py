"""A district in a slice: its rank and share, and how much its exports depend on few products."""

from __future__ import annotations

from typing import Any

from trade.indicators.concentration import effective_number, hhi, theil
from trade.models import Slice

STATEMENT = f"""
WITH tops AS (
    SELECT district_id, min(item_id) AS item_id FROM calc_pair JOIN calc_district USING (district_id)
    WHERE calc_pair.x = calc_district.top GROUP BY district_id
), sums AS (
    SELECT calc_district.*, lines AS n, rank() OVER (ORDER BY usd DESC) AS rank, sum(x) OVER () AS india,
           sum(x) OVER (PARTITION BY state_id) AS state
    FROM calc_district
)
INSERT INTO trade_districtfigures (
    slice_id, district_id, total_usd, rank, share, share_of_state, lines, top_item_id, top_item_share,
    hhi, theil, effective_number, growth
)
SELECT %(slice)s, sums.district_id, sums.usd, sums.rank, sums.x / india, sums.x / state, sums.lines,
       tops.item_id, sums.top / sums.x, {hhi("sums.x")}, {theil("sums.x")}, {effective_number("sums.x")},
       sums.x / nullif(earlier.total_usd, 0)::float8 - 1
FROM sums JOIN tops USING (district_id)
LEFT JOIN trade_districtfigures earlier
  ON earlier.slice_id = %(previous)s AND earlier.district_id = sums.district_id
"""  # noqa: S608  (formulae of this package)


def write(cursor: Any, slice: Slice, previous: Slice | None) -> None:
    """Write a row for each district that exported anything.

    share: of the value with a district in India; share of State: of the value with a district in that State.
    rank: by value, equal values rank equal. top item: the product of the largest value, and its part of the district.
    HHI, Theil's T, effective number: over the district's products, hence low for a district that exports many things.
    growth: over the same district one period earlier, less 1; empty where it exported nothing then.
    """
    cursor.execute(STATEMENT, {"slice": slice.pk, "previous": previous.pk if previous else None})
