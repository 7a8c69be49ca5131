"""An import beside PostgreSQL's own COPY of the same file: `python -m benchmarks.trade_import [rows] [layout]`.

It makes a table of invented exports, by district, HS code and partner ("flows") or as DGCI&S prints it ("dgcis-wide"),
and takes it with all checks as the portal would: read, checked, names kept, the partition filled, indexed, attached and
analysed, its totals and its sums by place and product. Before and after, the same file is copied as it is, into columns
of their types and again into text. All in the configured database, whose geography is loaded. It prints seconds, their
ratio, and the most memory this process held. What it wrote is removed.
"""

from __future__ import annotations

import os
import random
import resource
import sys
import tempfile
from datetime import date
from pathlib import Path
from statistics import mean
from time import perf_counter
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dehportal.settings")
django.setup()

from django.db import connection, transaction

from geography.countries import Country
from geography.models import District
from trade import partitions
from trade.importer import files, run
from trade.importer.layout import layout_of
from trade.indicators import sums
from trade.models import Batch, BatchState, Slice

TARGET = 0.3
HEADINGS = {
    "flows": "period,state,district,hs,partner,usd,inr,quantity,unit",
    "dgcis-wide": "State,District,HS Code,Commodity Description,2023-2024 Value(INR),2023-2024 Value(US $)",
}
TYPES = {"usd": "numeric(18,2)", "inr": "numeric(20,2)", "quantity": "numeric(20,3)"}


def make(path: Path, rows: int, layout: str = "flows") -> None:
    """Invented flows; each pair of district and code once, or with each of twelve partners."""
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
        file.write(HEADINGS[layout] + "\n")
        made = 0
        for code in codes:
            for place in places:
                if layout == "flows" and chance.random() < 0.9:
                    continue
                for partner in chance.sample(partners, 12) if layout == "flows" else [""]:
                    usd = chance.randrange(100, 9_999_999)
                    if layout == "flows":
                        file.write(f"FY2024,{place},{code},{partner},{usd}.50,{usd * 83}.25,{usd // 7},KGS\n")
                    else:
                        file.write(f"{place},{code},PRODUCT {code[:4]} OF ITS KIND,{usd * 83}.25,{usd}.50\n")
                    made += 1
                    if made == rows:
                        return
    raise SystemExit(f"only {made} rows can be made")


def copied(path: Path, layout: str, *, typed: bool) -> float:
    """Seconds of a plain COPY of the file, committed: into columns of their types, or of text alone."""
    names = [_plain(heading) for heading in HEADINGS[layout].split(",")]
    columns = ", ".join(f"{name} {TYPES.get(name, 'text') if typed else 'text'}" for name in names)
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


def _plain(heading: str) -> str:
    money = {"2023-2024 Value(INR)": "inr", "2023-2024 Value(US $)": "usd"}
    return money.get(heading, heading.lower().replace(" ", "_"))


def imported(path: Path, name: str) -> tuple[float, float, Batch]:
    """Seconds from the stored file to a batch in force, and how many of them its sums took."""
    kept = files.store(files.chunks_of(path))
    said = {"series": f"benchmark-{kept.sha256[:8]}"}
    layout = layout_of(name)
    batch = run.keep(
        kept, layout=layout, source="Benchmark", as_of=date(2025, 1, 1), by=None, options=said, file_name=path.name
    )
    after, run._afterwards = run._afterwards, lambda batch, layout: None  # figures have a benchmark of their own
    keep, summing = sums.keep, []

    def timed_keep(*args: Any) -> None:
        began = perf_counter()
        keep(*args)
        summing.append(perf_counter() - began)

    sums.keep = timed_keep
    try:
        began = perf_counter()
        batch = run.take(batch)
        return perf_counter() - began, sum(summing), batch
    finally:
        run._afterwards, sums.keep = after, keep


def remove(batch: Batch) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for slice in batch.slices.all():
            partitions.drop(cursor, "trade_flow", slice.pk)
            Slice.objects.filter(pk=slice.pk).delete()
        batch.problems.all().delete()
        batch.delete()
    files.place_of(batch.path).unlink(missing_ok=True)


def main(rows: int = 5_000_000, layout: str = "flows") -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "flows.csv"
        make(path, rows, layout)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        copies, texts = [copied(path, layout, typed=True)], [copied(path, layout, typed=False)]
        seconds, summing, batch = imported(path, layout)
        copies.append(copied(path, layout, typed=True))
        texts.append(copied(path, layout, typed=False))
        copy, text = mean(copies), mean(texts)
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        size = path.stat().st_size >> 20
    try:
        if batch.state != BatchState.APPLIED:
            raise SystemExit(batch.refusal or [str(problem) for problem in batch.problems.all()[:5]])
        ratios = f"ratio {copy / seconds:.2f}, beside text {text / seconds:.2f}"
        ratios += f", without the sums ({summing:.1f} s) {copy / (seconds - summing):.2f}; target {TARGET}"
        print(f"{layout}, {rows} rows, {size} MB: COPY {copy:.1f} s, into text alone {text:.1f} s")
        print(f"import with validation {seconds:.1f} s, {ratios}; memory {before} MB before, {after} MB at most")
    finally:
        remove(batch)


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:2]), *sys.argv[2:3])
