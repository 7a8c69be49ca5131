"""The figures the portal shows without anybody's file: sectors, districts by sector FY2024-25, India by chapter.

They are imported like any other table, so a page names their source and period, and a later table of the same series
takes their place.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.db import transaction
from django.db.models import Q

from trade.importer.run import take_file
from trade.importer.slices import compute_batch
from trade.models import Batch, BatchState, Sector, Slice
from trade.names.partners import WORLD, keep_partners

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Table:
    """A table of trade/data with what is to be said of it."""

    file: str
    layout: str
    source: str
    as_of: date
    options: dict[str, str] = field(default_factory=dict)


TABLES = (
    Table(
        "district_sector_fy2025.csv",
        "restated-sectors",
        "DGCI&S, exports by district of origin, FY2024-25, by 22 sectors of HS chapters",
        date(2025, 6, 30),
        {"period": "FY2025", "series": "dgcis-origin", "edition": "HS2022"},
    ),
    Table(
        "india_chapters.csv",
        "flows",
        "Department of Commerce, Export Import Data Bank (EIDB), exports by HS chapter, FY2023-24 and FY2024-25",
        date(2025, 6, 30),
        {"series": "eidb-chapters", "edition": "HS2022", "usd_scale": "million"},
    ),
)


@transaction.atomic
def load_sectors(*, table: Path = DATA / "sectors.csv") -> int:
    """Add the sectors that are missing; how many."""
    known = set(Sector.objects.values_list("code", flat=True))
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(enumerate(csv.DictReader(file)))
    return len(
        Sector.objects.bulk_create(
            Sector(
                code=row["code"],
                name=row["name"],
                name_hi=row["name_hi"],
                chapters=row["chapters"].split(),
                broad=row["broad"],
                position=position,
            )
            for position, row in rows
            if row["code"] not in known
        )
    )


def load_tables() -> Iterator[tuple[Table, Batch | None]]:
    """Take the tables that are not there; a table somebody else brought for the same series and period stays."""
    keep_partners([WORLD])
    for table in TABLES:
        if _is_settled(table):
            yield table, None
            continue
        batch = take_file(
            DATA / table.file,
            layout=table.layout,
            source=table.source,
            as_of=table.as_of,
            options=dict(table.options),
        )
        yield table, batch


def _is_settled(table: Table) -> bool:
    """It was taken once (and may be superseded or revoked since), or a table from outside is in force."""
    digest = hashlib.sha256((DATA / table.file).read_bytes()).hexdigest()
    taken = [BatchState.APPLIED, BatchState.SUPERSEDED, BatchState.REVOKED]
    if Batch.objects.filter(sha256=digest, layout=table.layout, state__in=taken).exists():
        return True
    ours = Q(batch__file_name=table.file, batch__uploaded_by=None)
    others = Slice.objects.current().filter(series=table.options["series"]).exclude(ours)
    if period := table.options.get("period"):
        others = others.filter(period=period, level=0)
    return others.exists()


def compute_missing() -> int:
    """Figures of slices in force that have none, after an interrupted import for one; how many batches."""
    waiting = Batch.objects.filter(slices__is_current=True, slices__computation=None).distinct()
    for batch in waiting:
        compute_batch(batch)
    return len(waiting)
