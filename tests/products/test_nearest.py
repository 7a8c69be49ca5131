"""The nearest facility is that of a plain computation, and says what it is worth."""

import math
import random
from datetime import date

import pytest

from geography.models import District
from products.facilities.landlocked import access_of
from products.facilities.nearest import SHOWN, nearest, nearest_of
from products.models import Facility, FacilityKind, FacilityReach, FacilityScope

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)
KINDS = FacilityKind


def facility(district, kind=KINDS.ICD, **fields) -> Facility:
    number = Facility.objects.count()
    fields = {"name": f"Facility {number}", "row_key": str(number), "source": "Test list", "as_of": DAY} | fields
    return Facility.objects.create(kind=kind, district=district, **fields)


def scope(place, **fields) -> FacilityScope:
    return FacilityScope.objects.create(facility=place, **fields)


def haversine(a: tuple[float, float], b: tuple[float, float]) -> float:
    (lat, lon), (to_lat, to_lon) = a, b
    half = math.sin(math.radians(to_lat - lat) / 2) ** 2
    half += math.cos(math.radians(lat)) * math.cos(math.radians(to_lat)) * math.sin(math.radians(to_lon - lon) / 2) ** 2
    return 2 * 6371.0088 * math.asin(min(1, math.sqrt(half)))


def test_distance_and_choice_are_those_of_a_plain_haversine(cast):
    dice = random.Random(4)
    points = [(round(dice.uniform(7, 37), 4), round(dice.uniform(69, 97), 4)) for _ in range(400)]
    for lat, lon in points:
        facility(cast.pune, lat=lat, lon=lon)
    for _ in range(25):
        here = (round(dice.uniform(7, 37), 4), round(dice.uniform(69, 97), 4))
        cast.ribhoi.lat, cast.ribhoi.lon = here
        found = nearest(cast.ribhoi, KINDS.ICD, on=DAY)
        expected = min(points, key=lambda point: haversine(here, point))
        assert (found.facility.lat, found.facility.lon) == expected
        assert found.km == pytest.approx(haversine(here, expected), abs=0.001)


@pytest.mark.parametrize(
    ("here", "there"), [((10, 70), (10, 70)), ((6, 68), (38, 98)), ((28.6, 77.2), (28.6, 77.2001))]
)
def test_the_same_point_and_the_far_corners_are_no_exception(cast, here, there):
    cast.ribhoi.lat, cast.ribhoi.lon = here
    facility(cast.pune, lat=there[0], lon=there[1])
    assert nearest(cast.ribhoi, KINDS.ICD, on=DAY).km == pytest.approx(haversine(here, there), abs=0.001)


def test_without_coordinates_the_centroid_of_its_district_counts_and_is_said(cast):
    here = facility(cast.khasi)
    found = nearest(cast.ribhoi, KINDS.ICD, on=DAY)
    assert found.facility == here
    assert found.is_rough
    assert found.km == pytest.approx(haversine((25.9, 91.9), (25.5, 91.8)), abs=0.001)


def test_what_is_closed_or_not_open_yet_is_passed_over(cast):
    facility(cast.ribhoi, closed_on=DAY)
    facility(cast.ribhoi, opened_on=date(2026, 3, 3))
    far = facility(cast.pune, closed_on=date(2026, 3, 3), opened_on=DAY)
    assert nearest(cast.ribhoi, KINDS.ICD, on=DAY).facility == far


def test_a_laboratory_counts_only_while_its_accreditation_is_valid(cast):
    lab = facility(cast.ribhoi, KINDS.LAB)
    assert nearest(cast.ribhoi, KINDS.LAB, on=DAY).facility is None, "no accreditation at all"
    scope(lab, hs_prefix="0910", valid_from=date(2024, 1, 1), valid_until=DAY)
    assert nearest(cast.ribhoi, KINDS.LAB, on=DAY).facility == lab, "valid on its last day"
    assert nearest(cast.ribhoi, KINDS.LAB, on=date(2026, 3, 3)).facility is None
    assert nearest(cast.ribhoi, KINDS.LAB, on=date(2023, 12, 31)).facility is None


@pytest.mark.parametrize(
    ("prefix", "code", "serves"),
    [
        ("09", "091030", True),
        ("0910", "091030", True),
        ("091030", "091030", True),
        ("091030", "09103020", True),
        ("0909", "091030", False),
        ("91", "091030", False),  # no part of a code is looked for in its middle
        ("0303", "030390", True),
    ],
)
def test_a_scope_covers_the_codes_that_begin_with_it(cast, prefix, code, serves):
    lab = facility(cast.ribhoi, KINDS.LAB)
    scope(lab, hs_prefix=prefix)
    assert (nearest(cast.ribhoi, KINDS.LAB, code=code, on=DAY).facility == lab) is serves


def test_an_expired_scope_for_the_code_is_not_made_good_by_a_valid_one_for_others(cast):
    lab = facility(cast.ribhoi, KINDS.LAB)
    scope(lab, hs_prefix="0910", valid_until=date(2025, 1, 1))
    scope(lab, hs_prefix="0303")
    assert nearest(cast.ribhoi, KINDS.LAB, code="091030", on=DAY).facility is None


def test_a_nearer_one_with_a_scope_in_words_or_for_a_part_is_named_for_a_person_to_read(cast):
    far = facility(cast.pune, KINDS.LAB)
    scope(far, hs_prefix="09")
    near = facility(cast.ribhoi, KINDS.LAB)
    scope(near, words="Residues in spices")
    found = nearest(cast.ribhoi, KINDS.LAB, code="091030", on=DAY)
    assert (found.facility, found.to_read) == (far, near)
    FacilityScope.objects.filter(facility=near).update(words="", hs_prefix="09103020")
    assert nearest(cast.ribhoi, KINDS.LAB, code="091030", on=DAY).to_read == near
    FacilityScope.objects.filter(facility=near).update(hs_prefix="0303")
    assert nearest(cast.ribhoi, KINDS.LAB, code="091030", on=DAY).to_read is None


def test_one_farther_away_is_not_worth_reading(cast):
    scope(facility(cast.pune, KINDS.LAB), words="Everything")
    near = facility(cast.ribhoi, KINDS.LAB)
    scope(near)
    found = nearest(cast.ribhoi, KINDS.LAB, code="091030", on=DAY)
    assert (found.facility, found.to_read) == (near, None)


def test_a_depot_without_scopes_takes_all_goods_and_one_with_scopes_those_alone(cast):
    near = facility(cast.ribhoi, KINDS.WAREHOUSE)
    far = facility(cast.khasi, KINDS.WAREHOUSE)
    assert nearest(cast.ribhoi, KINDS.WAREHOUSE, code="091030", on=DAY).facility == near
    scope(near, hs_prefix="10")
    assert nearest(cast.ribhoi, KINDS.WAREHOUSE, code="091030", on=DAY).facility == far
    assert nearest(cast.ribhoi, KINDS.WAREHOUSE, code="100630", on=DAY).facility == near


def test_a_product_of_several_codes_is_served_by_one_that_covers_any(cast):
    lab = facility(cast.ribhoi, KINDS.LAB)
    scope(lab, hs_prefix="0910")
    (found,) = nearest_of(cast.ribhoi, [KINDS.LAB], codes=["121190", "091030"], on=DAY)
    assert found.facility == lab


def test_none_within_its_reach_says_how_far_the_nearest_is(cast):
    facility(cast.pune)
    found = nearest(cast.ribhoi, KINDS.ICD, on=DAY, within_km=150)
    assert not found.is_near
    assert found.km > 1900
    assert nearest(cast.ribhoi, KINDS.ICD, on=DAY, within_km=2500).is_near


def test_the_reach_of_a_kind_is_a_row_an_officer_can_change(cast):
    facility(cast.khasi)
    FacilityReach.objects.create(kind=KINDS.ICD, within_km=40, source="Order 1")
    assert not nearest(cast.ribhoi, KINDS.ICD, on=DAY).is_near
    FacilityReach.objects.update(within_km=60)
    assert nearest(cast.ribhoi, KINDS.ICD, on=DAY).is_near


def test_an_empty_register_and_a_district_without_a_centroid_answer_none(cast):
    assert [found.facility for found in nearest_of(cast.ribhoi, on=DAY)] == [None] * len(SHOWN)
    facility(cast.pune)
    nowhere = District.objects.create(lgd_code="999", state=cast.meghalaya, code="NOWHERE", name="Nowhere")
    assert nearest(nowhere, KINDS.ICD, on=DAY).facility is None


def test_a_missing_one_names_what_a_bottleneck_would_be_about(cast):
    (found,) = nearest_of(cast.ribhoi, [KINDS.LAB], codes=["091030"], on=DAY)
    assert found.about == "facility:lab:091030"
    (found,) = nearest_of(cast.ribhoi, [KINDS.LAB], codes=["091030"], on=DAY, about="P-1")
    assert found.about == "facility:lab:P-1"


def test_all_kinds_together_cost_two_queries(cast, django_assert_num_queries):
    for kind in KINDS:
        for district in (cast.ribhoi, cast.khasi, cast.pune):
            scope(facility(district, kind), hs_prefix="09")
    with django_assert_num_queries(2):
        found = nearest_of(cast.ribhoi, codes=["091030"], on=DAY)
        assert all(one.facility.district.state.name == "Meghalaya" for one in found)


def test_a_state_without_a_coast_is_landlocked_however_near_the_port(cast):
    facility(cast.ribhoi, KINDS.SEA_PORT)
    FacilityReach.objects.create(kind=KINDS.SEA_PORT, within_km=300, source="Order 1")
    access = access_of(cast.ribhoi, on=DAY)
    assert access.is_landlocked
    assert access.why == "its State has no sea coast"


def test_a_district_of_the_coast_is_landlocked_only_when_its_port_is_far(cast):
    FacilityReach.objects.create(kind=KINDS.SEA_PORT, within_km=300, source="Order 1")
    facility(cast.pune, KINDS.SEA_PORT, lat=18.95, lon=72.95)
    assert not access_of(cast.pune, on=DAY).is_landlocked
    FacilityReach.objects.update(within_km=50)
    assert "50 km" in access_of(cast.pune, on=DAY).why
