"""A slice filled directly, as the importer leaves it: places, products, partners, and flows in a partition."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection

from geography.models import District
from institutions import clock
from products.codes import EDITION
from products.models import HSCode
from trade import partitions
from trade.models import Batch, BatchState, PlaceKind, PublishedItem, PublishedPartner, PublishedPlace, Sector, Slice

YEARS = {"FY": (4, 1), "CY": (1, 1)}
SECTORS = [  # code, chapters, broad: enough for tests
    ("spices", ["09"], "agriculture"),
    ("oilseeds", ["12"], "agriculture"),
    ("fuels", ["27"], "mineral"),
    ("machinery", ["84"], "manufacturing"),
    ("gems", ["71"], "manufacturing"),
]


def batch(source: str = "Test table", *, as_of: date = date(2026, 1, 1)) -> Batch:
    """A batch in force, of an invented table."""
    return Batch.objects.create(
        layout="flows", series=source, source=source, as_of=as_of, file_name="test.csv", size=1,
        sha256=f"{Batch.objects.count():064d}", state=BatchState.APPLIED, uploaded_at=clock.now(),
    )  # fmt: skip


def new_slice(period: str = "FY2025", *, level: int = 8, grain: str = "district", **kwargs: Any) -> Slice:
    """A slice without flows."""
    month, day = YEARS[period[:2]]
    year = int(period[2:])
    starts = date(year - 1, month, day) if period.startswith("FY") else date(year, month, day)
    ends = date(year, 3, 31) if period.startswith("FY") else date(year, 12, 31)
    values = {"series": "test", "edition": EDITION, "direction": "export", **kwargs}
    if "batch" not in values:
        values["batch"] = batch()
    return Slice.objects.create(period=period, starts_on=starts, ends_on=ends, level=level, grain=grain, **values)


def place(district: District | None, *, spelling: str = "", kind: str = "", state: str = "") -> PublishedPlace:
    """The published place of a district (in any spelling), or a bucket: place(None, kind="unspecified", state="X")."""
    if district is None:
        name = {PlaceKind.UNSPECIFIED: "UNSPECIFIED", PlaceKind.UNRESOLVED: spelling or "NOWHERE"}.get(kind, "")
        values = {"state_name": state or "SOME STATE", "district_name": name}
        return PublishedPlace.objects.get_or_create(**values, defaults={"kind": kind})[0]
    values = {"state_name": district.state.name.upper(), "district_name": (spelling or district.name).upper()}
    meaning = {"kind": PlaceKind.DISTRICT, "district": district, "state": district.state}
    return PublishedPlace.objects.get_or_create(**values, defaults=meaning)[0]


def item(code: str, *, edition: str = EDITION) -> PublishedItem:
    """The published product of an HS code, or of a sector (letters)."""
    if code.isdigit():
        known = HSCode.objects.filter(edition=edition, code=code).first()
        defaults = {"level": len(code), "hs": known, "description": f"Product {code}"}
    else:
        defaults = {"level": 0, "sector": Sector.objects.filter(code=code).first()}
    return PublishedItem.objects.get_or_create(edition=edition, code=code, defaults=defaults)[0]


def partner(name: str = "WORLD") -> PublishedPartner:
    return PublishedPartner.objects.get_or_create(name=name, defaults={"is_world": name == "WORLD"})[0]


def sectors() -> None:
    """Some sectors with their chapters."""
    for at, (code, chapters, broad) in enumerate(SECTORS):
        values = {"name": code.capitalize(), "chapters": chapters, "broad": broad, "position": at}
        Sector.objects.get_or_create(code=code, defaults=values)


def fill(slice: Slice, rows: Iterable[tuple]) -> Slice:
    """Put flows into a slice: (place, item, usd) or (place, item, usd, partner); attached as a partition."""
    world = partner()
    with connection.cursor() as cursor:
        part = partitions.new(cursor, "trade_flow", slice.pk)
        cursor.executemany(
            f'INSERT INTO "{part}" (slice_id, place_id, item_id, partner_id, usd, unit) VALUES (%s,%s,%s,%s,%s,%s)',
            [(slice.pk, row[0].pk, row[1].pk, (row[3] if len(row) > 3 else world).pk, row[2], "") for row in rows],
        )
        partitions.attach(cursor, "trade_flow", slice.pk)
    return slice


def district(number: int, state) -> District:
    """An invented district for tests that need many: its LGD code lies outside those in use."""
    values = {"state": state, "code": f"T{number}", "name": f"Test {number}", "lat": 20.0, "lon": 78.0}
    return District.objects.create(lgd_code=str(90000 + number), **values)
