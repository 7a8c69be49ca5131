"""Every figure of a slice against a second implementation (DuckDB), on random data and on a whole published file."""

import random
from decimal import Decimal

import duckdb
import pytest

from benchmarks.indicators_in_duckdb import SCHEMA
from benchmarks.indicators_in_duckdb import compute as compute_in_duckdb
from tests.trade import flows
from trade.indicators.compute import compute
from trade.indicators.method import RCA_FLOOR_USD
from trade.models import (
    DistrictFigures,
    Flow,
    ItemFigures,
    NationalFigures,
    PairFigures,
    PlaceKind,
    Sector,
    SectorShare,
)

pytest_plugins = ["tests.geography.india", "tests.trade.fy2025"]
pytestmark = pytest.mark.django_db
CHAPTERS = ("09", "12", "27", "84", "99")


def random_slice(cast, seed: int, *, partners: int = 1, period: str = "FY2025", districts=None):
    """Up to 40 districts in two States with a few spellings each, 60 products, values over eight orders."""
    chance = random.Random(seed)
    flows.sectors()
    items = [flows.item(f"{chance.choice(CHAPTERS)}{n:06d}") for n in range(60)]
    places = [flows.place(district) for district in districts]
    places += [flows.place(district, spelling=f"{district.name} DT") for district in districts[::5]]
    places.append(flows.place(None, kind=PlaceKind.UNSPECIFIED))
    places.append(flows.place(None, kind=PlaceKind.UNRESOLVED))
    those = [flows.partner(f"PARTNER {n}") for n in range(partners)] if partners > 1 else [flows.partner()]
    rows = [
        (place, item, Decimal(int(10 ** chance.uniform(2, 10))) / 100, partner)
        for place in places for item in items for partner in those if chance.random() < 0.3
    ]  # fmt: skip
    return flows.fill(flows.new_slice(period, grain="district+partner" if partners > 1 else "district"), rows)


def in_duckdb(slice, *, earlier=None, world=None):
    """The same flows in DuckDB, computed there."""
    other = duckdb.connect()
    other.execute(SCHEMA)
    rows = Flow.objects.filter(slice=slice).values_list("place_id", "item_id", "partner_id", "usd")
    other.executemany("INSERT INTO flows VALUES (?, ?, ?, ?)", list(rows))
    kinds = flows.PublishedPlace.objects.values_list("pk", "kind", "district_id", "district__state_id")
    other.executemany("INSERT INTO places VALUES (?, ?, ?, ?)", list(kinds))
    broad = {chapter: sector.broad for sector in Sector.objects.all() for chapter in sector.chapters}
    of_items = [(item.pk, item.sector.broad if item.sector else broad.get(item.code[:2]))
                for item in flows.PublishedItem.objects.select_related("sector")]  # fmt: skip
    other.executemany("INSERT INTO items VALUES (?, ?)", of_items)
    if earlier is not None:
        before = in_duckdb(earlier)
        for ours, theirs in (("pair", "earlier_pairs"), ("district_total", "earlier_districts"),
                             ("item_total", "earlier_items")):  # fmt: skip
            columns = {"pair": "district, item, usd", "district_total": "district, usd"}.get(ours, "item, usd")
            found = before.sql(f"SELECT {columns} FROM {ours}").fetchall()
            other.executemany(f"INSERT INTO {theirs} VALUES ({', '.join('?' * len(found[0]))})", found)
    if world is not None:
        totals = [(row.item_id, float(row.usd)) for row in Flow.objects.filter(slice=world)]
        other.executemany("INSERT INTO world VALUES (?, ?)", totals)
    compute_in_duckdb(other, floor=str(RCA_FLOOR_USD))
    return other


def same(model, slice, theirs, *, key, columns):
    """Every row and every column agrees to nine digits, and neither has a row the other lacks."""
    ours = {tuple(row[: len(key)]): row[len(key) :] for row in
            model.objects.filter(slice=slice).values_list(*key, *columns)}  # fmt: skip
    names = ", ".join([*key.values(), *columns.values()])
    found = theirs.sql(f"SELECT {names} FROM {TABLES[model]}").fetchall()
    assert len(found) == len(ours) > 0
    for row in found:
        mine = ours[tuple(row[: len(key)])]
        for name, value, other in zip(columns, mine, row[len(key) :], strict=True):
            wanted = None if other is None else pytest.approx(float(other), rel=1e-9, abs=1e-12)
            assert (None if value is None else float(value)) == wanted, (name, row)


TABLES = {DistrictFigures: "district", ItemFigures: "item", PairFigures: "compared", SectorShare: "broad"}


def compare(slice, theirs):
    same(
        DistrictFigures, slice, theirs, key={"district_id": "district"},
        columns={"total_usd": "usd", "rank": "rank", "share": "share", "share_of_state": "share_of_state",
                 "lines": "lines", "top_item_share": "top_share", "hhi": "hhi", "theil": "theil",
                 "effective_number": "effective", "growth": "growth"},
    )  # fmt: skip
    same(
        ItemFigures, slice, theirs, key={"item_id": "item"},
        columns={"total_usd": "usd", "share": "share", "districts": "districts", "top_district_share": "top_share",
                 "hhi": "hhi", "effective_number": "effective", "growth": "growth"},
    )  # fmt: skip
    same(
        PairFigures, slice, theirs, key={"district_id": "district", "item_id": "item"},
        columns={"usd": "usd", "share_of_district": "share_of_district", "share_of_item": "share_of_item",
                 "rca_india": "rca_india", "rca_world": "rca_world", "growth": "growth"},
    )  # fmt: skip
    same(
        SectorShare, slice, theirs, key={"broad": "broad"},
        columns={"usd": "usd", "share_by_value": "by_value", "lines": "lines", "share_by_lines": "by_lines"},
    )  # fmt: skip
    total, named, districts, lines, half, hhi, effective, theil, top10 = theirs.execute(
        "SELECT total, named, districts, lines, half, hhi, effective, theil, top10 FROM india"
    ).fetchone()
    india = NationalFigures.objects.get(slice=slice)
    assert (india.total_usd, india.named_usd) == (total, named)
    assert (india.districts, india.lines, india.districts_for_half) == (districts, lines, half)
    assert (india.hhi, india.effective_number, india.theil) == (
        pytest.approx(hhi), pytest.approx(effective), pytest.approx(theil))  # fmt: skip
    assert india.top10_share == (pytest.approx(top10) if districts >= 10 else None)


@pytest.mark.parametrize(("seed", "districts", "partners"), [(1, 40, 1), (2, 7, 1), (3, 40, 4), (4, 1, 3), (5, 12, 2)])
def test_random_data_gives_what_the_second_implementation_gives(cast, seed, districts, partners):
    those = [flows.district(n, cast.meghalaya if n % 3 else cast.maharashtra) for n in range(districts)]
    earlier = random_slice(cast, seed + 100, partners=partners, period="FY2024", districts=those)
    compute(earlier)
    items = set(flows.PublishedItem.objects.all())
    world = flows.new_slice(grain="world", series="world")
    whole = flows.place(None, kind=PlaceKind.COUNTRY, state="WORLD")
    flows.fill(world, [(whole, item, 10_000 + 77 * item.pk) for item in sorted(items, key=lambda one: one.pk)[::2]])
    slice = random_slice(cast, seed, partners=partners, districts=those)
    compute(slice)
    compare(slice, in_duckdb(slice, earlier=earlier, world=world))


# The whole file of FY2024-25 ------------------------------------------------------------------------------------------


def test_the_whole_file_of_fy2025_gives_the_published_concentration(fy2025):
    """35.6 % in ten districts, 87.9 % in a hundred, 20 for half (exports/seed_facts_check.csv), and to the dollar."""
    compute(fy2025)
    india = NationalFigures.objects.get(slice=fy2025)
    assert round(india.total_usd / 10**9, 2) == Decimal("437.66")
    assert india.named_usd + india.unspecified_usd + india.unresolved_usd == india.total_usd
    assert round(100 * india.top10_share, 1) == 35.6
    assert round(100 * india.top100_share, 1) == 87.9
    assert india.districts_for_half == 20
    assert india.hhi >= 178
    broad = {row.broad: round(100 * row.share_by_value, 1) for row in SectorShare.objects.filter(slice=fy2025)}
    assert broad == {"manufacturing": 71.8, "agriculture": 11.9, "mineral": 16.3}
    compare(fy2025, in_duckdb(fy2025))
