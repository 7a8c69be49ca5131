"""Loads the register the portal starts with: ports, airports and depots, public facts restated in data/."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from geography.models import District
from institutions.tables import add_missing, day, read_table
from products.models import Facility, FacilityReach

DATA = Path(__file__).parent.parent / "data"


@dataclass(frozen=True)
class Loaded:
    """How many rows were added."""

    facilities: int
    reaches: int


@transaction.atomic
def load_facilities() -> Loaded:
    """Add the facilities and reaches which are missing; what officers or an import changed stays as it is."""
    reaches = [FacilityReach(**row) for row in read_table(DATA / "facility_reach.csv")]
    districts = {district.lgd_code: district for district in District.objects.all()}
    present = set(Facility.objects.values_list("source", "row_key"))
    rows = [row for row in read_table(DATA / "facilities.csv") if (row["source"], row["row_key"]) not in present]
    made = Facility.objects.bulk_create(_facility(row, districts[row["district_lgd_code"]]) for row in rows)
    return Loaded(len(made), add_missing(reaches, key="kind"))


def _facility(row: dict[str, str], district: District) -> Facility:
    same = ("row_key", "kind", "name", "name_hi", "operator", "code", "system", "source", "note")
    return Facility(
        **{name: row[name] for name in same},
        district=district,
        lat=float(row["lat"]) if row["lat"] else None,
        lon=float(row["lon"]) if row["lon"] else None,
        is_approximate=row["approximate"] == "1",
        is_confirmed=row["confirmed"] == "1",
        as_of=day(row["as_of"]),
    )
