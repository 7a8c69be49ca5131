"""The whole published file of FY2024-25 as a slice, where the operator's data pack is at hand; else a skip."""

import csv
from decimal import Decimal

import pytest
from django.conf import settings

from geography.resolver import Gazetteer, Status
from tests.trade import flows
from trade.models import PlaceKind, Sector


@pytest.fixture
def fy2025(india):
    """The published file with its 22 sectors: names resolved, what has no district kept apart."""
    return load()


def load():
    """Fill a slice with the file; the districts of India have to be loaded."""
    folder = settings.DATA_PACK / "exports"
    path = folder / "district_sector_exports_fy2025.csv"
    if not path.exists():
        pytest.skip(f"{path.name} is not there; set DATA_PACK to the folder of the data pack")
    gazetteer, places, rows = Gazetteer.of_india(), {}, []
    with (folder / "sectors.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            meaning = {"name": row["label"], "chapters": row["hs2_prefixes"].split(), "broad": row["broad"]}
            Sector.objects.get_or_create(code=row["sector"], defaults=meaning)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            name = row["state_dgcis"], row["district_dgcis"]
            if name not in places:
                places[name] = published(gazetteer, *name)
            rows.append((places[name], flows.item(row["sector"], edition="sectors"), Decimal(row["export_usd"])))
    return flows.fill(flows.new_slice(level=0, edition="sectors"), rows)


def published(gazetteer, state, name):
    """As the importer does: exact names only, "unspecified" apart, the rest unresolved."""
    values = {"state_name": state, "district_name": name}
    if "UNSPECIFIED" in name.upper():
        return flows.PublishedPlace.objects.create(**values, kind=PlaceKind.UNSPECIFIED)
    answer = gazetteer.resolve_named(state, name)
    if answer.status != Status.EXACT:
        return flows.PublishedPlace.objects.create(**values, kind=PlaceKind.UNRESOLVED)
    return flows.PublishedPlace.objects.create(**values, kind=PlaceKind.DISTRICT, district=answer.district)
