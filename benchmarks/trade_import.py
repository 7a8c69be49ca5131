"""An import beside PostgreSQL's own COPY of the same file: `.venv/bin/python -m benchmarks.trade_import [rows]`.

It makes a table of invented exports by district, HS code and partner, takes it with all checks as the portal would,
and copies the same file as it is, into columns of their types and again into text; all in the configured database,
whose geography is loaded. It prints seconds, their ratio, and the most memory this process held.
What it wrote is removed.
"""

from __future__ import annotations

import os
import random
import resource
import sys
import tempfile
from datetime import date
from pathlib import Path
from time import perf_counter

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dehportal.settings")
django.setup()

from django.db import connection, transaction

from geography.countries import Country
from geography.models import District
from trade import partitions
from trade.importer import files, run
from trade.importer.layout import layout_of
from trade.models import Batch, BatchState, Slice

TARGET = 0.3
HEADINGS = "period,state,district,hs,partner,usd,inr,quantity,unit"


def make(path: Path, rows: int) -> None:
    """Invented flows; each pair of district, code and partner once."""
    chance = random.Random(4)
    places = [f"{one.state.name.upper()},{one.name.upper()}" for one in District.objects.select_related("state")]
    places = [place for place in places if place.count(",") == 1]
    partners = list(Country.objects.values_list("iso3", flat=True))
    codes = [
        f"{chapter:02d}{number:02d}{chance.randrange(1000, 9999)}"
        for chapter in range(1, 70)
        for number in range(1, 99)
    ]
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADINGS + "\n")
        made = 0
        for code in codes:
            for place in places:
                if chance.random() < 0.9:
                    continue
                for partner in chance.sample(partners, 12):
                    usd = chance.randrange(100, 9_999_999)
                    file.write(f"FY2024,{place},{code},{partner},{usd}.50,{usd * 83}.25,{usd // 7},KGS\n")
                    made += 1
                    if made == rows:
                        return
    raise SystemExit(f"only {made} rows can be made")


def copied(path: Path, *, typed: bool) -> float:
    """Seconds of a plain COPY of the file, committed: into columns of their types, or of text alone."""
    numbers = {"usd": "numeric(18,2)", "inr": "numeric(20,2)", "quantity": "numeric(20,3)"} if typed else {}
    columns = ", ".join(f"{name} {numbers.get(name, 'text')}" for name in HEADINGS.split(","))
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS benchmark_copy")
        cursor.execute(f"CREATE TABLE benchmark_copy ({columns})")
        began = perf_counter()
        with cursor.copy("COPY benchmark_copy FROM STDIN (FORMAT csv, HEADER)") as into, path.open("rb") as file:
            while piece := file.read(1 << 20):
                into.write(piece)
        seconds = perf_counter() - began
        cursor.execute("DROP TABLE benchmark_copy")
    return seconds


def imported(path: Path) -> tuple[float, Batch]:
    """Seconds from the stored file to a batch in force: staging, every check, names, partition, index, totals."""
    kept = files.store(files.chunks_of(path))
    said = {"series": f"benchmark-{kept.sha256[:8]}"}
    layout = layout_of("flows")
    batch = run.keep(
        kept, layout=layout, source="Benchmark", as_of=date(2025, 1, 1), by=None, options=said, file_name=path.name
    )
    after, run._afterwards = run._afterwards, lambda batch, layout: None  # figures have a benchmark of their own
    try:
        began = perf_counter()
        batch = run.take(batch)
        return perf_counter() - began, batch
    finally:
        run._afterwards = after


def remove(batch: Batch) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for slice in batch.slices.all():
            partitions.drop(cursor, "trade_flow", slice.pk)
            Slice.objects.filter(pk=slice.pk).delete()
        batch.problems.all().delete()
        batch.delete()
    files.place_of(batch.path).unlink(missing_ok=True)


def main(rows: int = 5_000_000) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "flows.csv"
        make(path, rows)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        copy, text = copied(path, typed=True), copied(path, typed=False)
        seconds, batch = imported(path)
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        size = path.stat().st_size >> 20
    try:
        if batch.state != BatchState.APPLIED:
            raise SystemExit(batch.refusal or [str(problem) for problem in batch.problems.all()[:5]])
        ratios = f"ratio {copy / seconds:.2f} ({text / seconds:.2f}), target {TARGET}"
        print(f"{rows} rows, {size} MB: COPY {copy:.1f} s, into text alone {text:.1f} s")
        print(f"import with validation {seconds:.1f} s, {ratios}; memory {before} MB before, {after} MB at most")
    finally:
        remove(batch)


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:2]))
