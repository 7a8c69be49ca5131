"""Whatever stands in a table of flows: read where it lies or staged, the same is kept and the same is told."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.trade.test_import_large import result_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NAMES = [
    "MEGHALAYA",
    "meghalaya ",
    '"MEGHALAYA"',
    "",
    " ",
    "TOTAL",
    "UNSPECIFIED",
    "ATLANTIS",
    'M"X',
    '"A,B"',
    "मेघालय",
    "\t",
]
CODES = ["0910", "910", "09103030", "91", "ginger", "", '"0902"', "0910 ", "'0910", "0910.30"]
NUMBERS = [
    *("1", "0", "", "-1", "1.5", ".5", "5.", ".", "1..2", "1e3", "NaN", "Infinity", "0x1F", "1_0", " 7", '"7"', "1,0"),
    *('"1,23,456.78"', "₹ 5", "(5)", "5-", "५", "–", "1" * 15, "1" * 16, "1" * 20, "0.005", "+5", "5 5", '"', "\\N"),
]
PERIODS = ["FY2025", "CY2024", "2024-05", "FY2099", "last year", "", "FY2025 "]
UNITS = ["KGS", "", '"K,G"', "K" * 12, "K" * 13, '5"', "\\N", "नग"]
COLUMNS = (PERIODS, NAMES, ["RI BHOI", *NAMES], CODES, ["WORLD", *NAMES], NUMBERS, NUMBERS, UNITS)
ODDITY = st.sampled_from([(at, cell) for at, cells in enumerate(COLUMNS) for cell in cells])
END = st.sampled_from([""] * 12 + [",", "\r", "\n", ' "', "\ufeff", "x"])
ROW = st.tuples(st.integers(0, 9), st.lists(ODDITY, max_size=1), END)


def row_of(code: int, oddities: list[tuple[int, str]], end: str) -> str:
    """A row that is right, but for what is odd in it."""
    cells = ["FY2025", "MEGHALAYA", "RI BHOI", f"09{code:02d}", "GERMANY", "1", "83.5", "KGS"]
    for at, cell in oddities:
        cells[at] = cell
    return ",".join(cells) + end


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(rows=st.lists(ROW, min_size=1, max_size=4), end=st.sampled_from(["\n", "\r\n"]))
def test_both_ways_say_the_same(bring, monkeypatch, rows, end):
    lines = ["period,state,district,hs,partner,usd,inr,unit", *(row_of(*row) for row in rows)]
    content = end.join(lines) + end
    said = []
    for large in (0, 1 << 30):
        monkeypatch.setattr("trade.importer.run.LARGE", large)
        with transaction.atomic():
            said.append(result_of(bring(content)))
            transaction.set_rollback(True)
    assert said[0] == said[1], content
