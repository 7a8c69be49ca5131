"""Partitions of flows and figures, one for each slice: filled beside the table, attached when whole, dropped at once.

The runtime role owns no table, so three functions of the owner do the work, for the two tables they know and no other
(docs/adr/0023).
"""

from __future__ import annotations

from typing import Any

FUNCTIONS = """
CREATE OR REPLACE FUNCTION trade_partition(parent text, slice integer) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF parent NOT IN ('trade_flow', 'trade_pairfigures') THEN
        RAISE EXCEPTION 'The table % is not partitioned by slice.', parent;
    END IF;
    RETURN parent || '_' || slice;
END $$;

CREATE OR REPLACE FUNCTION trade_new_partition(parent text, slice integer) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE part text := trade_partition(parent, slice);
BEGIN
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS, CHECK (slice_id = %s))', part, parent, slice);
    EXECUTE format('GRANT SELECT, INSERT ON %I TO %I', part, session_user);
    RETURN part;
END $$;

CREATE OR REPLACE FUNCTION trade_attach_partition(parent text, slice integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET default_statistics_target = 30 AS $$
DECLARE part text := trade_partition(parent, slice);
BEGIN
    EXECUTE format('ALTER TABLE %I ADD PRIMARY KEY (%s)', part, CASE parent
        WHEN 'trade_flow' THEN 'place_id, item_id, partner_id, slice_id'
        ELSE 'district_id, item_id, slice_id'
    END);
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES IN (%s)', parent, part, slice);
    EXECUTE format('ANALYZE %I', part);
END $$;

CREATE OR REPLACE FUNCTION trade_drop_partition(parent text, slice integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    EXECUTE format('DROP TABLE IF EXISTS %I', trade_partition(parent, slice));
END $$;
"""

NO_FUNCTIONS = """
DROP FUNCTION trade_new_partition(text, integer);
DROP FUNCTION trade_attach_partition(text, integer);
DROP FUNCTION trade_drop_partition(text, integer);
DROP FUNCTION trade_partition(text, integer);
"""


def new(cursor: Any, table: str, slice_id: int) -> str:
    """An empty table of the same columns beside the partitioned one; its name. Fill it, then `attach`."""
    return cursor.execute("SELECT trade_new_partition(%s, %s)", [table, slice_id]).fetchone()[0]


def attach(cursor: Any, table: str, slice_id: int) -> None:
    """Make the filled table part of the whole; raises UniqueViolation where a row stands twice."""
    cursor.execute("SELECT trade_attach_partition(%s, %s)", [table, slice_id])


def drop(cursor: Any, table: str, slice_id: int) -> None:
    """Take a slice's rows away; nothing happens where there are none."""
    cursor.execute("SELECT trade_drop_partition(%s, %s)", [table, slice_id])
