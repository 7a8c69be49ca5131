"""Tables of facilities: taken as the source has them, nothing half, and taken back without a trace left behind."""

from datetime import date

import pytest

from products.facilities.nearest import nearest
from products.models import Facility, FacilityScope
from tests.trade.access import problems, take
from trade.importer.run import revoke
from trade.models import BatchState

pytestmark = pytest.mark.django_db
LAB = {
    "row_key": "LAB-1", "kind": "lab", "name": "Spice laboratory", "state": "Meghalaya", "district": "Ri Bhoi",
    "lat": "25.90", "lon": "91.88", "hs_prefix": "0910", "scope": "", "standard": "ISO/IEC 17025",
    "recognised_by": "Board", "certificate_number": "T-1", "valid_from": "2025-01-01", "valid_until": "31-12-2026",
    "capacity": "", "e_receipt": "", "opened_on": "", "closed_on": "",
}  # fmt: skip
DEPOT = dict.fromkeys(LAB, "") | {"row_key": "ICD-1", "kind": "Inland container depot", "name": "ICD Example",
                                      "district": "490", "capacity": "1,23,456.50", "e_receipt": "yes"}  # fmt: skip


@pytest.fixture(autouse=True)
def places(cast):
    return cast


def test_a_table_becomes_facilities_with_their_scopes_and_source(tmp_path, cast):
    more = LAB | {"hs_prefix": "12", "certificate_number": "T-2"}
    batch = take(tmp_path, "facilities", [LAB, more, DEPOT])
    assert batch.state == BatchState.APPLIED, problems(batch)
    assert batch.rows_taken == 2
    lab = Facility.objects.get(row_key="LAB-1")
    assert (lab.district, lab.lat, lab.source, lab.as_of) == (cast.ribhoi, 25.9, "Test source", date(2025, 6, 30))
    assert sorted(lab.scopes.values_list("hs_prefix", flat=True)) == ["0910", "12"]
    assert set(lab.scopes.values_list("valid_until", flat=True)) == {date(2026, 12, 31)}
    depot = Facility.objects.get(row_key="ICD-1")
    assert (depot.kind, depot.district, float(depot.capacity), depot.issues_receipts) == (
        "icd",
        cast.pune,
        123456.5,
        True,
    )
    assert nearest(cast.khasi, "lab", code="091030", on=date(2026, 3, 2)).facility == lab


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"kind": "casino"}, "kind", "facility_kind"),
        ({"district": "Shillong Town"}, "district", "facility_district"),
        ({"district": "99999"}, "district", "facility_district"),
        ({"state": "Atlantis"}, "district", "facility_district"),
        ({"lat": "91.88", "lon": "25.90"}, "lat", "facility_place"),
        ({"lon": ""}, "lat", "facility_half_place"),
        ({"lat": "north"}, "lat", "bad_number"),
        ({"valid_until": "soon"}, "valid_until", "bad_date"),
        ({"valid_until": "2024-01-01"}, "valid_until", "facility_days"),
        ({"closed_on": "2024-01-01", "opened_on": "2025-01-01"}, "closed_on", "facility_days"),
        ({"hs_prefix": "spices"}, "hs_prefix", "facility_prefix"),
        ({"e_receipt": "perhaps"}, "e_receipt", "facility_yes_no"),
        ({"name": ""}, "name", "empty"),
        ({"row_key": ""}, "row_key", "empty"),
        ({"name": "x" * 161}, "name", "too_long"),
        ({"name": "Another laboratory"}, "row_key", "facility_differs"),
        ({}, "row_key", "duplicate"),
    ],
)
def test_a_wrong_row_refuses_the_whole_table_and_says_where(tmp_path, change, column, code):
    batch = take(tmp_path, "facilities", [LAB, DEPOT, LAB | change])
    assert batch.state == BatchState.REFUSED
    assert (4, column, code) in problems(batch)
    assert Facility.objects.count() == 0


def test_a_lost_zero_is_put_back_and_a_place_far_from_its_district_is_said(tmp_path):
    batch = take(tmp_path, "facilities", [LAB | {"hs_prefix": "910", "lat": "18.5", "lon": "74.1"}])
    assert batch.state == BatchState.APPLIED, problems(batch)
    assert problems(batch) >= {(2, "hs_prefix", "hs_zero")}
    assert FacilityScope.objects.get().hs_prefix == "0910"


def test_a_later_table_changes_what_it_names_and_leaves_the_rest(tmp_path):
    take(tmp_path, "facilities", [LAB, DEPOT])
    keys = dict(Facility.objects.values_list("row_key", "pk"))
    take(tmp_path, "facilities", [LAB | {"valid_until": "2027-12-31", "certificate_number": "T-3"}])
    assert dict(Facility.objects.values_list("row_key", "pk")) == keys, "addresses are stable"
    assert list(FacilityScope.objects.values_list("certificate_number", "valid_until")) == [("T-3", date(2027, 12, 31))]


def test_the_same_row_of_another_source_is_another_facility(tmp_path):
    take(tmp_path, "facilities", [LAB])
    take(tmp_path, "facilities", [LAB | {"operator": "Somebody"}], source="Another list")
    assert Facility.objects.count() == 2


def test_revoking_takes_back_what_was_brought_and_restores_what_was_changed(tmp_path, cast):
    first = take(tmp_path, "facilities", [LAB])
    second = take(tmp_path, "facilities", [LAB | {"certificate_number": "T-9", "operator": "Wrong"}, DEPOT])
    revoke(second, by=cast.actor("apex"), why="A wrong table was sent")
    facility = Facility.objects.get()
    assert (facility.row_key, facility.operator) == ("LAB-1", "")
    assert [scope.certificate_number for scope in facility.scopes.all()] == ["T-1"]
    revoke(first, by=cast.actor("apex"), why="A wrong table was sent")
    assert not Facility.objects.exists()


def test_revoking_the_first_table_leaves_nothing(tmp_path, cast):
    batch = take(tmp_path, "facilities", [LAB, DEPOT])
    revoke(batch, by=cast.actor("apex"), why="A wrong table was sent")
    assert not Facility.objects.exists()
