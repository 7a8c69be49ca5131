"""The list the portal brings along: what "One District One Product" names for each district."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from geography.models import District
from institutions.tables import read_table
from products.identified.listing import Entry, Listed, list_products

TABLE = Path(__file__).parent.parent / "data" / "odop.csv"
LISTED_IN = "ODOP list, DPIIT, 2025-07-07"
SUGGESTED_BY = "keywords of the list"


def load_odop(*, table: Path = TABLE) -> Listed:
    """List the products of every district that are missing; what committees made of others stays."""
    return list_products(_entries(table), listed_in=LISTED_IN, suggested_by=SUGGESTED_BY)


def _entries(table: Path) -> Iterator[Entry]:
    districts = {row.lgd_code: row for row in District.objects.select_related("state")}
    for row in read_table(table):
        if row["lgd_code"] in districts:
            yield Entry(
                districts[row["lgd_code"]], row["product"], kind=row["kind"], sector=row["sector"], is_odop=True,
                gi=row["gi"] == "1", codes=tuple(row["hs"].split()),
            )  # fmt: skip
