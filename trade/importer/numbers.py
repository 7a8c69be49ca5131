# ruff: noqa: S608  (the names of tables and columns come from layouts, never from a file)
"""Numbers as people write them, made plain in SQL: 1,23,456.78; ₹ 500; (12); 12-; ५००; a dash for none."""

from __future__ import annotations

PLAIN = r"^(-?\d+(\.\d*)?|-?\.\d+)$"
GROUPED = r"^-?\d{1,3}(,\d{2,3})*,\d{3}(\.\d*)?$"  # lakhs and crores, or thousands
SHORTENED = r"^-?\d+(\.\d+)?e[+-]?\d+$"  # 4.37E+11: the digits behind are lost
DIGITS = 15  # before the point; more is no value of trade

_STRIP = " \\t\\u00a0\\u202f\\u2009\\u200b\\ufeff₹$''’"


def plain(column: str) -> str:
    """SQL that a plain number passes at once: true where the cell needs a closer look."""
    return f"(translate({column}, '0123456789', '') NOT IN ('', '.') OR {column} = '.' OR length({column}) > {DIGITS})"


def strict(column: str) -> str:
    """SQL: the number of a cell, NULL where it is empty; fails on 1e5 and NaN as well. See `widest`."""
    return f"(nullif({column}, '') || 'e0')::numeric"


def widest(column: str) -> str:
    """SQL: the signs of the longest cell; a cell a cast would take after blanks or a plus counts as too long."""
    return f"max(CASE WHEN ascii({column}) IN (9, 10, 11, 12, 13, 32, 43) THEN 1000 ELSE length({column}) END)"


def _spoken(column: str) -> str:
    """SQL: the cell without signs of money and spaces, in digits of ASCII, with the minus in front."""
    bare = (
        f"regexp_replace(translate({column}, E'०१२३४५६७८९−–—{_STRIP}', '0123456789---'),"
        r" '^(rs\.?|inr|us|usd)|(inr|usd|/-)$', '', 'gi')"
    )
    return rf"regexp_replace(regexp_replace({bare}, '^\((.*)\)$', '-\1'), '^([\d.,]+)-$', '-\1')"


def cleaned(column: str) -> str:
    """SQL: the number in plain digits, '' for an empty cell or a dash, NULL for what is no number."""
    said = _spoken(column)
    return (
        f"(SELECT CASE WHEN said IN ('', '-', '--', 'NA', 'N.A.') THEN ''"
        f" WHEN said ~ '{PLAIN}' THEN said WHEN said ~ '{GROUPED}' THEN replace(said, ',', '') END"
        f" FROM (SELECT {said} AS said) AS spoken)"
    )
