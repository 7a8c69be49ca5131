"""Each figure on a case small enough to be worked out by hand."""

from decimal import Decimal
from math import log

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.trade import flows
from trade.indicators.compute import compute, withdraw
from trade.indicators.method import METHOD_VERSION
from trade.models import (
    Computation,
    DistrictFigures,
    Flow,
    FlowSum,
    ItemFigures,
    NationalFigures,
    PairFigures,
    PlaceKind,
    PublishedPlace,
    SectorShare,
)

pytestmark = pytest.mark.django_db
AGARWOOD, GINGER, OIL = "12119080", "09101110", "27101944"


@pytest.fixture
def places(cast):
    """Ri Bhoi exports agarwood and ginger, Pune ginger and oil; some of each has no district."""
    flows.sectors()
    cast.nowhere = flows.place(None, kind=PlaceKind.UNSPECIFIED, state="MEGHALAYA")
    cast.unknown = flows.place(None, kind=PlaceKind.UNRESOLVED, state="MEGHALAYA", spelling="RIBOY")
    return cast


def small(cast, period: str = "FY2025", scale: int = 1, **kwargs):
    """Named: Ri Bhoi 960,000 + 240,000, Pune 760,000 + 2,040,000 = 4,000,000; unstated 40,000; unresolved 10,000."""
    ribhoi, pune = flows.place(cast.ribhoi), flows.place(cast.pune)
    agarwood, ginger, oil = flows.item(AGARWOOD), flows.item(GINGER), flows.item(OIL)
    rows = [
        (ribhoi, agarwood, 960_000 * scale), (ribhoi, ginger, 240_000 * scale),
        (pune, ginger, 760_000 * scale), (pune, oil, 2_040_000 * scale),
        (cast.nowhere, agarwood, 40_000 * scale), (cast.unknown, ginger, 10_000 * scale),
    ]  # fmt: skip
    return flows.fill(flows.new_slice(period, **kwargs), rows)


def pair(slice, district, code):
    return PairFigures.objects.get(slice=slice, district=district, item__code=code)


def test_buckets_are_in_the_total_and_in_no_district(places):
    slice = small(places)
    compute(slice)
    india = NationalFigures.objects.get(slice=slice)
    assert (india.total_usd, india.named_usd) == (4_050_000, 4_000_000)
    assert (india.unspecified_usd, india.unresolved_usd) == (40_000, 10_000)
    assert (india.districts, india.lines) == (2, 3)
    assert DistrictFigures.objects.filter(slice=slice).count() == 2


def test_concentration_over_districts_by_hand(places):
    """Shares of 0.3 and 0.7 of the named value."""
    slice = small(places)
    compute(slice)
    india = NationalFigures.objects.get(slice=slice)
    assert india.hhi == pytest.approx(10_000 * (0.3**2 + 0.7**2))
    assert india.effective_number == pytest.approx(1 / (0.3**2 + 0.7**2))
    assert india.theil == pytest.approx(0.3 * log(0.6) + 0.7 * log(1.4))
    assert india.districts_for_half == 1
    assert india.top10_share is None, "a top ten of two districts says nothing"


def test_a_district_by_hand(places):
    """Pune: 0.76 of 2.8 ginger, 2.04 oil."""
    slice = small(places)
    compute(slice)
    pune, ribhoi = DistrictFigures.objects.filter(slice=slice).order_by("rank")
    assert (pune.district, ribhoi.district) == (places.pune, places.ribhoi)
    assert (pune.total_usd, pune.rank, pune.lines) == (2_800_000, 1, 2)
    assert pune.share == pytest.approx(0.7)
    assert pune.share_of_state == 1
    assert pune.top_item.code == OIL
    assert pune.top_item_share == pytest.approx(2.04 / 2.8)
    shares = 0.76 / 2.8, 2.04 / 2.8
    assert pune.hhi == pytest.approx(10_000 * sum(share**2 for share in shares))
    assert pune.theil == pytest.approx(sum(share * log(2 * share) for share in shares))


def test_the_share_of_indias_exports_of_a_product_counts_what_has_no_district(places):
    """Ri Bhoi: 960,000 of 1,000,000, not of the 960,000 with a district."""
    slice = small(places)
    compute(slice)
    assert pair(slice, places.ribhoi, AGARWOOD).share_of_item == pytest.approx(0.96)
    agarwood = ItemFigures.objects.get(slice=slice, item__code=AGARWOOD)
    assert agarwood.top_district == places.ribhoi
    assert agarwood.top_district_share == pytest.approx(0.96)
    assert (agarwood.total_usd, agarwood.districts) == (1_000_000, 1)
    assert agarwood.hhi == 10_000
    assert agarwood.share == pytest.approx(1_000_000 / 4_050_000)


def test_specialisation_within_india_by_hand(places):
    """Ri Bhoi makes 20 % of its exports with ginger, all districts together 25 %: an RCA of 0.8."""
    slice = small(places)
    compute(slice)
    assert pair(slice, places.ribhoi, GINGER).rca_india == pytest.approx((0.24 / 1.2) / (1.0 / 4.0))
    assert pair(slice, places.ribhoi, AGARWOOD).rca_india == pytest.approx((0.96 / 1.2) / (0.96 / 4.0))
    assert pair(slice, places.ribhoi, GINGER).share_of_district == pytest.approx(0.2)


def test_competitiveness_in_the_world_is_empty_until_there_is_a_table_of_the_world(places):
    slice = small(places)
    compute(slice)
    assert pair(slice, places.ribhoi, GINGER).rca_world is None
    whole = flows.place(None, kind=PlaceKind.COUNTRY, state="WORLD")
    world = flows.new_slice(grain="world", series="world", batch=flows.batch("World"))
    flows.fill(world, [(whole, flows.item(GINGER), 5_000_000), (whole, flows.item(OIL), 45_000_000)])
    compute(world)
    assert Computation.objects.get(slice=slice).world == world
    assert pair(slice, places.ribhoi, GINGER).rca_world == pytest.approx(0.2 / 0.1)
    assert pair(slice, places.ribhoi, AGARWOOD).rca_world is None, "the world's table does not have it"


def test_below_the_value_floor_there_is_no_comparative_advantage(places):
    rows = [(flows.place(places.ribhoi), flows.item(AGARWOOD), "99999.99"),
            (flows.place(places.ribhoi), flows.item(GINGER), "100000.00")]  # fmt: skip
    slice = flows.fill(flows.new_slice(), rows)
    assert compute(slice).value_floor_usd == Decimal("100000.00")
    assert pair(slice, places.ribhoi, AGARWOOD).rca_india is None
    assert pair(slice, places.ribhoi, GINGER).rca_india is not None


def test_several_spellings_of_a_district_are_one(places):
    rows = [(flows.place(places.ribhoi), flows.item(GINGER), 30), (flows.place(places.ribhoi, spelling="RI-BHOI"),
            flows.item(GINGER), 12)]  # fmt: skip
    slice = flows.fill(flows.new_slice(), rows)
    compute(slice)
    assert pair(slice, places.ribhoi, GINGER).usd == 42
    assert DistrictFigures.objects.get(slice=slice).lines == 1


def test_partners_are_summed_and_a_row_for_all_of_them_is_not_added_to_them(places):
    ribhoi, ginger = flows.place(places.ribhoi), flows.item(GINGER)
    rows = [(ribhoi, ginger, 30, flows.partner("NEPAL")), (ribhoi, ginger, 12, flows.partner("BHUTAN")),
            (ribhoi, ginger, 42, flows.partner())]  # fmt: skip
    slice = flows.fill(flows.new_slice(grain="district+partner"), rows)
    compute(slice)
    assert NationalFigures.objects.get(slice=slice).total_usd == 42


def test_growth_is_over_the_same_series_one_period_earlier(places):
    before, other = small(places, "FY2024"), small(places, "FY2024", series="another", scale=3)
    compute(before)
    compute(other)
    slice = small(places, "FY2025", scale=2)
    assert compute(slice).previous == before
    for model in (NationalFigures, DistrictFigures, ItemFigures, PairFigures):
        assert {row.growth for row in model.objects.filter(slice=slice)} == {1.0}
        assert {row.growth for row in model.objects.filter(slice=before)} == {None}


def test_an_earlier_period_that_comes_later_gives_growth_to_the_one_that_was_there(places):
    slice = small(places, "FY2025", scale=2)
    compute(slice)
    assert NationalFigures.objects.get(slice=slice).growth is None
    before = small(places, "FY2024")
    compute(before)
    assert NationalFigures.objects.get(slice=slice).growth == pytest.approx(1.0)
    before.is_current = False
    before.save()
    withdraw(before)
    assert NationalFigures.objects.get(slice=slice).growth is None
    assert not Computation.objects.filter(slice=before).exists()
    assert not PairFigures.objects.filter(slice=before).exists()


def test_growth_never_crosses_levels_or_editions(places):
    compute(small(places, "FY2024", edition="HS2017"))
    compute(small(places, "FY2024", level=6))
    slice = small(places, "FY2025")
    assert compute(slice).previous is None


def test_sectors_by_value_and_by_lines_differ(places):
    slice = small(places)
    compute(slice)
    found = {row.broad: row for row in SectorShare.objects.filter(slice=slice)}
    assert set(found) == {"agriculture", "mineral"}
    assert found["agriculture"].share_by_value == pytest.approx(2_010_000 / 4_050_000)
    assert found["agriculture"].share_by_lines == pytest.approx(2 / 3)
    assert found["mineral"].share_by_lines == pytest.approx(1 / 3)
    assert {row.grouping for row in found.values()} == {"broad-by-chapter-1"}


def test_what_belongs_to_no_sector_is_missing_from_the_shares(places):
    rows = [(flows.place(places.ribhoi), flows.item(GINGER), 75), (flows.place(places.ribhoi), flows.item("99999999"),
            25)]  # fmt: skip
    slice = flows.fill(flows.new_slice(), rows)
    compute(slice)
    assert SectorShare.objects.get(slice=slice).share_by_value == pytest.approx(0.75)


def test_computing_twice_changes_nothing(places):
    slice = small(places)
    compute(slice)
    first = [list(model.objects.filter(slice=slice).order_by("pk").values()) for model in (
        NationalFigures, ItemFigures, PairFigures, DistrictFigures)]  # fmt: skip
    again = compute(slice)
    second = [list(model.objects.filter(slice=slice).order_by("pk").values()) for model in (
        NationalFigures, ItemFigures, PairFigures, DistrictFigures)]  # fmt: skip
    for rows in (*first, *second):
        for row in rows:
            row.pop("id", None)
    assert first == second
    assert again.method_version == METHOD_VERSION


def test_a_name_settled_later_moves_its_value_into_its_district(places):
    slice = small(places)
    compute(slice)
    PublishedPlace.objects.filter(pk=places.unknown.pk).update(kind=PlaceKind.DISTRICT, district=places.ribhoi)
    compute(slice)
    india = NationalFigures.objects.get(slice=slice)
    assert (india.unresolved_usd, india.named_usd) == (0, 4_010_000)
    assert pair(slice, places.ribhoi, GINGER).usd == 250_000


@pytest.mark.parametrize("grain", ["district", "india"])
def test_an_empty_slice_has_empty_figures_and_no_error(places, grain):
    slice = flows.fill(flows.new_slice(grain=grain), [])
    compute(slice)
    india = NationalFigures.objects.get(slice=slice)
    assert (india.total_usd, india.districts) == (0, 0)
    assert (india.hhi, india.theil, india.districts_for_half, india.growth) == (None, None, None, None)


def test_indias_own_table_has_products_and_no_districts(places):
    whole = flows.place(None, kind=PlaceKind.COUNTRY, state="INDIA")
    slice = flows.fill(flows.new_slice(grain="india"), [(whole, flows.item(GINGER), 500)])
    compute(slice)
    assert ItemFigures.objects.get(slice=slice).top_district is None
    assert NationalFigures.objects.get(slice=slice).named_usd == 0


def test_what_was_taken_back_is_no_export(places):
    rows = [(flows.place(places.ribhoi), flows.item(GINGER), 100), (flows.place(places.pune), flows.item(GINGER), -30),
            (flows.place(places.pune), flows.item(OIL), 0)]  # fmt: skip
    slice = flows.fill(flows.new_slice(), rows)
    compute(slice)
    assert DistrictFigures.objects.get(slice=slice).district == places.ribhoi
    assert NationalFigures.objects.get(slice=slice).lines == 1


def test_the_runtime_role_may_compute(places, as_runtime_role):
    """The portal's own role owns no table, yet replaces the figures of a slice."""
    slice = small(places)
    compute(slice)
    with as_runtime_role():
        compute(slice)
    assert Flow.objects.filter(slice=slice).count() == 6
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM trade_pairfigures WHERE slice_id = %s", [slice.pk])
        assert cursor.fetchone() == (4,)


def test_flows_are_summed_once_and_the_sums_go_with_the_slice(places):
    ribhoi, agarwood, germany, japan = (
        flows.place(places.ribhoi), flows.item(AGARWOOD), flows.partner("GERMANY"), flows.partner("JAPAN"),
    )  # fmt: skip
    rows = [(ribhoi, agarwood, 600_000, germany), (ribhoi, agarwood, 360_000, japan)]
    slice = flows.fill(flows.new_slice(grain="district+partner"), rows)
    compute(slice)
    with CaptureQueriesContext(connection) as asked:
        compute(slice)
    assert not any("calc_kept AS" in query["sql"] for query in asked.captured_queries)
    assert FlowSum.objects.get(slice=slice).usd == 960_000
    withdraw(slice)
    assert not FlowSum.objects.filter(slice=slice).exists()


def test_flows_without_partners_are_their_own_sums(places):
    slice = small(places)
    compute(slice)
    assert not FlowSum.objects.exists()
    assert NationalFigures.objects.get(slice=slice).total_usd == 4_050_000
