"""The same indicators written a second time, in DuckDB and from their textbook formulae: to check by, and to race.

`flows` has (place, item, partner, usd), `places` (place, kind, district, state), `items` (item, broad), `earlier_*` the
totals one period before, `world` (item, usd). Nothing here is taken from trade/indicators.
"""

from __future__ import annotations

from typing import Any

SCHEMA = """
CREATE TABLE flows (place INTEGER, item INTEGER, partner INTEGER, usd DECIMAL(18, 2));
CREATE TABLE places (place INTEGER, kind VARCHAR, district INTEGER, state INTEGER);
CREATE TABLE items (item INTEGER, broad VARCHAR);
CREATE TABLE earlier_pairs (district INTEGER, item INTEGER, usd DOUBLE);
CREATE TABLE earlier_districts (district INTEGER, usd DOUBLE);
CREATE TABLE earlier_items (item INTEGER, usd DOUBLE);
CREATE TABLE world (item INTEGER, usd DOUBLE);
"""
SUMS = "CREATE OR REPLACE TABLE sums AS SELECT place, item, sum(usd) AS usd FROM flows GROUP BY ALL"
PAIRS = """
CREATE OR REPLACE TABLE pair AS
    SELECT district, state, item, sum(usd) AS usd FROM sums JOIN places USING (place)
    WHERE kind = 'district' GROUP BY ALL HAVING sum(usd) > 0;
CREATE OR REPLACE TABLE item_total AS SELECT item, sum(usd)::DOUBLE AS usd FROM sums GROUP BY item HAVING sum(usd) > 0;
CREATE OR REPLACE TABLE item_named AS SELECT item, sum(usd)::DOUBLE AS usd FROM pair GROUP BY item;
CREATE OR REPLACE TABLE district_total AS
    SELECT district, state, sum(usd)::DOUBLE AS usd, count(*) AS lines FROM pair GROUP BY district, state;
"""
INDIA = """
CREATE OR REPLACE TABLE india AS
WITH share AS (
    SELECT usd / sum(usd) OVER () AS s, count(*) OVER () AS n, row_number() OVER (ORDER BY usd DESC) AS place,
           sum(usd) OVER (ORDER BY usd DESC, district) / sum(usd) OVER () AS up_to
    FROM district_total
)
SELECT (SELECT sum(usd) FROM sums) AS total,
       (SELECT sum(usd) FROM sums JOIN places USING (place) WHERE kind = 'district') AS named,
       (SELECT sum(usd) FROM sums JOIN places USING (place) WHERE kind = 'unspecified') AS unspecified,
       count(*) AS districts, (SELECT count(*) FROM item_total) AS lines,
       sum(s) FILTER (place <= 10) AS top10, sum(s) FILTER (place <= 100) AS top100,
       count(*) FILTER (up_to < 0.5) + 1 AS half,
       sum(s * s) * 10000 AS hhi, 1 / sum(s * s) AS effective, sum(s * ln(s * n)) AS theil
FROM share;
"""
DISTRICTS = """
CREATE OR REPLACE TABLE district AS
WITH share AS (
    SELECT pair.district, item, pair.usd / total.usd AS s, lines FROM pair JOIN district_total total USING (district)
), inside AS (
    SELECT district, sum(s * s) * 10000 AS hhi, 1 / sum(s * s) AS effective, sum(s * ln(s * lines)) AS theil,
           max(s) AS top_share
    FROM share GROUP BY district
), top AS (
    SELECT district, item FROM pair QUALIFY row_number() OVER (PARTITION BY district ORDER BY usd DESC, item) = 1
)
SELECT district, total.usd, rank() OVER (ORDER BY total.usd DESC) AS rank, total.usd / sum(total.usd) OVER () AS share,
       total.usd / sum(total.usd) OVER (PARTITION BY state) AS share_of_state, lines, top.item AS top_item, top_share,
       hhi, theil, effective, total.usd / earlier.usd - 1 AS growth
FROM district_total total JOIN inside USING (district) JOIN top USING (district)
LEFT JOIN earlier_districts earlier USING (district);
"""
ITEMS = """
CREATE OR REPLACE TABLE item AS
WITH share AS (SELECT pair.item, pair.usd / named.usd AS s FROM pair JOIN item_named named USING (item)),
inside AS (SELECT item, count(*) AS districts, sum(s * s) * 10000 AS hhi, 1 / sum(s * s) AS effective
           FROM share GROUP BY item),
top AS (
    SELECT item, district, usd FROM pair QUALIFY row_number() OVER (PARTITION BY item ORDER BY usd DESC, district) = 1
)
SELECT item, total.usd, total.usd / sum(total.usd) OVER () AS share, coalesce(districts, 0) AS districts,
       top.district AS top_district, top.usd / total.usd AS top_share, hhi, effective,
       total.usd / earlier.usd - 1 AS growth
FROM item_total total LEFT JOIN inside USING (item) LEFT JOIN top USING (item)
LEFT JOIN earlier_items earlier USING (item);
"""
COMPARED = """
CREATE OR REPLACE TABLE compared AS
SELECT pair.district, pair.item, pair.usd, pair.usd / of_district.usd AS share_of_district,
       pair.usd / of_item.usd AS share_of_item,
       CASE WHEN pair.usd >= {floor} THEN
           (pair.usd / of_district.usd) / (named.usd / (SELECT sum(usd) FROM district_total)) END AS rca_india,
       CASE WHEN pair.usd >= {floor} THEN
           (pair.usd / of_district.usd) / (world.usd / (SELECT sum(usd) FROM world)) END AS rca_world,
       pair.usd / earlier.usd - 1 AS growth
FROM pair JOIN district_total of_district USING (district) JOIN item_total of_item USING (item)
JOIN item_named named USING (item) LEFT JOIN world USING (item)
LEFT JOIN earlier_pairs earlier ON earlier.district = pair.district AND earlier.item = pair.item;
CREATE UNIQUE INDEX IF NOT EXISTS one_compared ON compared (district, item);
"""
SECTORS = """
CREATE OR REPLACE TABLE broad AS
SELECT broad, sum(usd) AS usd, sum(usd) / (SELECT sum(usd) FROM item_total) AS by_value, count(*) AS lines,
       count(*) / (SELECT count(*) FROM item_total) AS by_lines
FROM item_total JOIN items USING (item) WHERE broad IS NOT NULL GROUP BY broad;
"""


def compute(connection: Any, *, floor: str, again: bool = False) -> None:
    """Write every table of figures from what was loaded, in one transaction; again: from the sums of the last time."""
    connection.execute("BEGIN")
    figures = (PAIRS, INDIA, DISTRICTS, ITEMS, COMPARED.format(floor=floor), SECTORS)
    for statement in figures if again else (SUMS, *figures):
        connection.execute(statement)
    connection.execute("COMMIT")
