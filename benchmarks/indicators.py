"""How long the figures of a slice take beside DuckDB on the same rows: `.venv/bin/python -m benchmarks.indicators`.

Five million rows (or as many as are named; district × product of 8 digits × partner) of invented exports in the shape
of the real ones: 676 districts, 10,763 products, some 107,000 pairs of both, the rest partners. They are loaded into a
PostgreSQL of its own, as the importer leaves them: one attached partition, and its sums by place and product. And into
a DuckDB file. Both write the same tables of figures (benchmarks/indicators_in_duckdb.py), commits and indexes included:

- the portal from the sums its importer left (making them counts as import, and is printed), which is what happens after
  an import and whenever a name is settled; and once more as if there were none, flows read and summed first;
- DuckDB from its own table of flows, from the sums it kept, and from the file, as one would ask it about a file that
  came. Loading its table is not timed.

Several rounds in turn; the medians are compared. Limit: 3 times DuckDB from the table it loaded.
"""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter

import duckdb

from benchmarks.indicators_in_duckdb import SCHEMA
from benchmarks.indicators_in_duckdb import compute as compute_in_duckdb
from tests.engines import start_engines

LIMIT = 3.0
ROUNDS = 5
RACES = [
    ("portal, from its sums", "DuckDB, from its table"),
    ("portal, from its sums", "DuckDB, from its sums"),
    ("portal, from flows", "DuckDB, from its table"),
    ("portal, from flows", "DuckDB, from the file"),
]
READ = """INSERT INTO flows SELECT place, item, partner, usd FROM read_csv('{file}', columns =
{{'s': 'INTEGER', 'place': 'INTEGER', 'item': 'INTEGER', 'partner': 'INTEGER', 'usd': 'DECIMAL(18,2)'}})"""
DISTRICTS, ITEMS, PAIRS = 676, 10_763, 107_000
FLOWS = """
COPY (
    SELECT 1 AS slice_id, place, item, partner,
           round(exp(4 + 2.2 * sqrt(-2 * ln(u)) * cos(6.283185307 * v))::DECIMAL(18, 2), 2) AS usd
    FROM (
        SELECT DISTINCT 1 + (hash(n) % {districts})::INTEGER AS place,
                        1 + (hash(n + 10000019) % {items})::INTEGER AS item
        FROM range({pairs}) t(n)
    ), range({partners}) p(k),
    LATERAL (SELECT 1 + k::INTEGER AS partner, (1 + hash(place, item, k) % 1000003) / 1000004 AS u,
                    (1 + hash(item, k, place) % 1000003) / 1000004 AS v)
) TO '{file}' (FORMAT csv, HEADER false)
"""


def main(rows: int = 5_000_000) -> None:
    engines = start_engines()
    os.environ |= {
        "DATABASE_URL": engines.database_url, "REDIS_URL": engines.valkey.url(), "VAR_DIR": str(engines.home),
        "DJANGO_SETTINGS_MODULE": "dehportal.settings",
    }  # fmt: skip
    try:
        with tempfile.TemporaryDirectory() as folder:
            race(Path(folder), rows)
    finally:
        engines.stop()


def race(folder: Path, rows: int) -> None:
    import django

    django.setup()
    file = folder / "flows.csv"
    pairs = min(PAIRS, rows)
    sizes = {"districts": DISTRICTS, "items": ITEMS, "pairs": pairs, "partners": max(1, rows // pairs)}
    duckdb.execute(FLOWS.format(file=file, **sizes))
    other = duckdb.connect(str(folder / "flows.duckdb"))
    slice, loaded = load_postgres(file)
    load_duckdb(other, file)
    print(f"{loaded:,} rows, {sizes['partners']} partners, {os.cpu_count()} processors; DuckDB {duckdb.__version__}")
    times: dict[str, list[float]] = {}
    for _round in range(ROUNDS):
        for name, work in {
            "portal, from its sums": lambda: compute_in_postgres(slice),
            "DuckDB, from its table": lambda: compute_in_duckdb(other, floor="100000"),
            "DuckDB, from its sums": lambda: compute_in_duckdb(other, floor="100000", again=True),
            "portal, from flows": lambda: from_flows(slice),
            "DuckDB, from the file": lambda: from_file(other, file),
        }.items():
            times.setdefault(name, []).append(timed(work))
    check(other, slice)
    report(times)


def report(times: dict[str, list[float]]) -> None:
    """The times of each, and the ratios against the limit."""
    for name, seconds in times.items():
        print(f"{name:24}" + " ".join(f"{one:.2f}" for one in seconds) + f" s, median {median(seconds):.2f} s")
    for ours, theirs in RACES:
        ratio = median(times[ours]) / median(times[theirs])
        verdict = "within" if ratio <= LIMIT else "OVER"
        print(f"{ours} / {theirs}: {ratio:.2f} (limit {LIMIT:.0f}: {verdict})")


def from_flows(slice) -> None:
    """As if its importer had left no sums."""
    from trade.models import FlowSum

    FlowSum.objects.filter(slice=slice).delete()
    compute_in_postgres(slice)


def from_file(other, file: Path) -> None:
    other.execute("DELETE FROM flows")
    other.execute(READ.format(file=file))
    compute_in_duckdb(other, floor="100000")


def timed(work) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def compute_in_postgres(slice) -> None:
    from trade.indicators.compute import compute

    compute(slice)


def load_duckdb(other, file: Path) -> None:
    other.execute(SCHEMA)
    other.execute(READ.format(file=file))
    other.execute(f"INSERT INTO places SELECT n, 'district', n, 1 + n % 36 FROM range(1, {DISTRICTS + 1}) t(n)")
    broad = "CASE WHEN n % 97 < 24 THEN 'agriculture' WHEN n % 97 < 27 THEN 'mineral' ELSE 'manufacturing' END"
    other.execute(f"INSERT INTO items SELECT n, {broad} FROM range(1, {ITEMS + 1}) t(n)")
    other.execute("CHECKPOINT")


def load_postgres(file: Path):
    """A slice with the rows of the file; places, products and sectors are numbered as in DuckDB."""
    from django.core.management import call_command
    from django.db import connection, transaction

    from trade import partitions
    from trade.indicators import sums
    from trade.models import Batch, Slice

    call_command("migrate", verbosity=0)
    batch = Batch.objects.create(layout="flows", source="Benchmark", as_of=date(2026, 1, 1), file_name="x", size=1,
                                 sha256="0" * 64, uploaded_at="2026-01-01T00:00Z")  # fmt: skip
    slice = Slice.objects.create(
        batch=batch, series="benchmark", period="FY2025", starts_on=date(2024, 4, 1), ends_on=date(2025, 3, 31),
        level=8, edition="HS2022", direction="export", grain="district+partner",
    )  # fmt: skip
    with connection.cursor() as cursor:
        for statement in PLACES:
            cursor.execute(statement)
        part = partitions.new(cursor, "trade_flow", slice.pk)
        cursor.execute(f"ALTER TABLE {part} ALTER unit SET DEFAULT ''")
        copy = f"COPY {part} (slice_id, place_id, item_id, partner_id, usd) FROM STDIN (FORMAT csv)"
        with file.open("rb") as stream, cursor.copy(copy) as taking:
            while block := stream.read(1 << 20):
                taking.write(block)
        partitions.attach(cursor, "trade_flow", slice.pk)
        cursor.execute("ANALYZE")
        with transaction.atomic():
            print(f"summing, a part of the import: {timed(lambda: sums.keep(cursor, slice)):.2f} s")
        cursor.execute("SELECT count(*) FROM trade_flow")
        return slice, cursor.fetchone()[0]


PLACES = [
    """INSERT INTO geography_state (lgd_code, code, iso_3166_2, name, name_hi, kind, zone, capital, census2011_code,
                                    row_digest)
       SELECT n, chr(64 + (n + 25) / 26) || chr(65 + n % 26), 'IN-' || chr(64 + (n + 25) / 26) || chr(65 + n % 26),
              'State ' || n, '', 'state', '', '', '', '' FROM generate_series(1, 36) n""",
    f"""INSERT INTO geography_district (id, lgd_code, state_id, code, name, name_hi, census2011_code, census2001_code,
                                        formed_from, row_digest)
        SELECT n, 1000 + n, (SELECT id FROM geography_state WHERE lgd_code = (1 + n % 36)::text), 'D' || n,
               'District ' || n, '', '', '', '', '' FROM generate_series(1, {DISTRICTS}) n""",
    f"""INSERT INTO trade_publishedplace (id, state_name, district_name, kind, state_id, district_id)
        SELECT id, 'S', name, 'district', state_id, id FROM geography_district WHERE id <= {DISTRICTS}""",
    f"""INSERT INTO trade_publisheditem (id, edition, code, level, description)
        SELECT n, 'HS2022', lpad((1 + n % 97)::text, 2, '0') || lpad(n::text, 6, '0'), 8, ''
        FROM generate_series(1, {ITEMS}) n""",
    """INSERT INTO trade_sector (code, name, name_hi, chapters, broad, position)
       SELECT broad, broad, '', array_agg(lpad(chapter::text, 2, '0')), broad, 1 FROM (
           SELECT chapter, CASE WHEN chapter <= 24 THEN 'agriculture' WHEN chapter <= 27 THEN 'mineral'
                                ELSE 'manufacturing' END AS broad FROM generate_series(1, 97) chapter
       ) one GROUP BY broad""",
]


def check(other, slice) -> None:
    """That both computed the same, lest a race be won by leaving work undone."""
    from trade.models import DistrictFigures, NationalFigures, PairFigures, SectorShare

    india = NationalFigures.objects.get(slice=slice)
    total, hhi, theil = other.execute("SELECT total, hhi, theil FROM india").fetchone()
    assert india.total_usd == total
    assert abs(india.hhi - hhi) < 1e-6
    assert abs(india.theil - theil) < 1e-9
    pairs, rca = other.execute("SELECT count(*), sum(rca_india) FROM compared").fetchone()
    ours = PairFigures.objects.filter(slice=slice).values_list("rca_india", flat=True)
    assert (len(ours), round(sum(one or 0 for one in ours), 4)) == (pairs, round(rca or 0, 4))
    assert DistrictFigures.objects.filter(slice=slice).count() == DISTRICTS
    for broad, share in other.execute("SELECT broad, by_value FROM broad").fetchall():
        assert abs(SectorShare.objects.get(slice=slice, broad=broad).share_by_value - share) < 1e-9


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
