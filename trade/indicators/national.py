"""India in a slice: how much, how many, and how concentrated over districts."""

from __future__ import annotations

from typing import Any

from trade.indicators.concentration import effective_number, hhi, theil
from trade.indicators.sums import BUCKETS
from trade.models import PlaceKind, Slice

STATEMENT = f"""
WITH buckets AS (
    SELECT coalesce(sum(usd), 0) AS total,
           coalesce(sum(usd) FILTER (WHERE owner = %(unspecified)s), 0) AS unspecified,
           coalesce(sum(usd) FILTER (WHERE owner = %(unresolved)s), 0) AS unresolved,
           coalesce(sum(usd) FILTER (WHERE owner > 0), 0) AS named
    FROM calc_cell
), ranked AS (
    SELECT usd, x, row_number() OVER largest AS place, sum(usd) OVER largest AS up_to
    FROM calc_district WINDOW largest AS (ORDER BY usd DESC, district_id ROWS UNBOUNDED PRECEDING)
), whole AS (
    SELECT count(*) AS n, sum(usd) AS usd, sum(x) AS x, sum(x * x) AS squares, sum(x * ln(x)) AS logs,
           sum(x) FILTER (WHERE place <= 10) AS top10, sum(x) FILTER (WHERE place <= 100) AS top100
    FROM ranked
), half AS (SELECT min(place) AS place FROM ranked WHERE 2 * up_to >= (SELECT usd FROM whole))
INSERT INTO trade_nationalfigures (
    slice_id, total_usd, named_usd, unspecified_usd, unresolved_usd, districts, lines, top10_share, top100_share,
    districts_for_half, hhi, theil, effective_number, growth
)
SELECT %(slice)s, total, named, unspecified, unresolved, n, (SELECT count(*) FROM calc_item),
       CASE WHEN n >= 10 THEN top10 / x END, CASE WHEN n >= 100 THEN top100 / x END,
       half.place, {hhi()}, {theil()}, {effective_number()},
       total::float8 / nullif(earlier.total_usd, 0)::float8 - 1
FROM buckets CROSS JOIN whole CROSS JOIN half
LEFT JOIN trade_nationalfigures earlier ON earlier.slice_id = %(previous)s
"""  # noqa: S608  (formulae of this package)


def write(cursor: Any, slice: Slice, previous: Slice | None) -> None:
    """Write the figures of India.

    top N share: value of the N largest districts over the named value; empty with fewer than N districts.
    districts for half: the fewest districts, largest first, that hold at least half of the named value.
    HHI, Theil's T, effective number: over districts. lines: products with any value, wherever from.
    growth: total over the total one period earlier, less 1; empty without that period.
    """
    cursor.execute(
        STATEMENT,
        {
            "slice": slice.pk,
            "previous": previous.pk if previous else None,
            "unspecified": BUCKETS[PlaceKind.UNSPECIFIED],
            "unresolved": BUCKETS[PlaceKind.UNRESOLVED],
        },
    )
