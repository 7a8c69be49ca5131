"""Broad sectors of a slice, by value and by number of lines, under a named grouping.

The policy brief gives shares of agriculture, manufacturing and minerals and not how it counted; so both are kept.
"""

from __future__ import annotations

from typing import Any

from trade.indicators.method import BROAD_GROUPING
from trade.models import Slice, SliceLevel

STATEMENT = """
INSERT INTO trade_sectorshare (slice_id, broad, grouping, usd, share_by_value, lines, share_by_lines)
SELECT %(slice)s, sector.broad, %(grouping)s, sum(item.usd), sum(item.total) / whole.total,
       count(*), count(*)::float8 / whole.lines
FROM calc_item item
JOIN trade_publisheditem published ON published.id = item.item_id
JOIN {sector}
CROSS JOIN (SELECT sum(total) AS total, count(*) AS lines FROM calc_item) whole
GROUP BY sector.broad, whole.total, whole.lines
"""
ITSELF = "trade_sector sector ON sector.id = published.sector_id"
BY_CHAPTER = """(
    SELECT unnest(chapters) AS chapter, broad FROM trade_sector
) sector ON sector.chapter = left(published.code, 2)"""


def write(cursor: Any, slice: Slice) -> None:
    """Write a row for each broad sector with any value.

    A sector belongs to a broad sector as the table of sectors says; an HS code to that of its chapter. Denominator:
    everything in the slice, so what belongs to no sector (HS 37, 98, 99) is what is missing from 1. A line is a
    product of the slice's level with any value; at the level of sectors counting lines says little, and is marked so
    where it is shown.
    """
    sector = ITSELF if slice.level == SliceLevel.SECTOR else BY_CHAPTER
    cursor.execute(STATEMENT.format(sector=sector), {"slice": slice.pk, "grouping": BROAD_GROUPING})
