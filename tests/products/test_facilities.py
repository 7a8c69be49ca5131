"""The register of facilities: what it starts with, its pages, and what the public may download."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import IntegrityError

from products.facilities.loader import load_facilities
from products.models import Facility, FacilityKind, FacilityReach, FacilityScope
from tests.products.made import product

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


@pytest.fixture
def register(cast, at_monday):
    """A laboratory in Ri Bhoi, recognised for spices; one whose recognition is over; a depot in Pune."""
    common = {"source": "Test list", "as_of": DAY, "is_confirmed": True}
    lab = Facility.objects.create(kind="lab", name="Spice laboratory", district=cast.ribhoi, row_key="1", **common)
    FacilityScope.objects.create(facility=lab, hs_prefix="0910", body="Board", valid_until=date(2026, 12, 31))
    old = Facility.objects.create(kind="lab", name="Old laboratory", district=cast.khasi, row_key="2", **common)
    FacilityScope.objects.create(facility=old, hs_prefix="09", valid_until=date(2026, 3, 1))
    depot = Facility.objects.create(kind="icd", name="ICD Example", district=cast.pune, row_key="3", **common)
    return {"lab": lab, "old": old, "depot": depot}


def names(client, query: str) -> set[str]:
    page = client.get(f"/facilities/?{query}")
    assert page.status_code == 200
    return {facility.name for facility, _standing in page.context["rows"]}


# What it starts with --------------------------------------------------------------------------------------------------


@pytest.fixture
def india(db):
    call_command("load_geography")


def test_the_register_starts_with_ports_airports_and_depots_and_loading_again_adds_none(india):
    assert load_facilities().facilities > 90
    assert load_facilities().facilities == 0
    kinds = set(Facility.objects.values_list("kind", flat=True))
    assert {"sea_port", "airport", "icd"} <= kinds
    assert Facility.objects.filter(kind="sea_port", code="INNSA1", district__name="Raigad").exists()


def test_no_laboratory_is_made_up_and_what_is_unsure_says_so(india):
    load_facilities()
    assert not Facility.objects.filter(kind__in=["lab", "certifier", "packhouse"]).exists()
    assert not FacilityScope.objects.exists()
    unsure = Facility.objects.filter(is_confirmed=False)
    assert unsure.exists()
    assert not unsure.filter(note="").exists()
    assert not Facility.objects.filter(lat__isnull=False, is_approximate=False).exists()
    assert not Facility.objects.filter(name_hi="").exists()


def test_every_kind_has_a_reach(india):
    load_facilities()
    assert set(FacilityReach.objects.values_list("kind", flat=True)) == set(FacilityKind.values)


def test_what_an_officer_changed_survives_the_next_load(india):
    load_facilities()
    Facility.objects.filter(code="INNSA1").update(is_confirmed=False, name="Renamed")
    FacilityReach.objects.filter(kind="icd").update(within_km=10)
    load_facilities()
    assert Facility.objects.get(code="INNSA1").name == "Renamed"
    assert FacilityReach.objects.get(kind="icd").within_km == 10


# Its pages ------------------------------------------------------------------------------------------------------------


def test_anybody_reads_the_register_and_a_facility(client, register):
    assert names(client, "") == {"Spice laboratory", "Old laboratory", "ICD Example"}
    page = client.get(f"/facilities/{register['lab'].pk}/").content.decode()
    assert "HS 0910…" in page
    assert "31 Dec 2026" in page
    assert "Test list" in page
    assert client.get("/facilities/999999/").status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=icd", {"ICD Example"}),
        ("state=ML", {"Spice laboratory", "Old laboratory"}),
        ("district=276", {"Spice laboratory"}),
        ("standing=valid", {"Spice laboratory", "ICD Example"}),
        ("standing=invalid", {"Old laboratory"}),
        ("standing=unconfirmed", set()),
        ("code=0910.30", {"Spice laboratory", "ICD Example"}),
        ("code=0303", {"ICD Example"}),
        ("q=spice", {"Spice laboratory"}),
        ("q=pune", {"ICD Example"}),
        ("kind=nonsense&state=ZZ", {"Spice laboratory", "Old laboratory", "ICD Example"}),
        ("code=%00abc", {"Spice laboratory", "Old laboratory", "ICD Example"}),
    ],
)
def test_the_register_is_narrowed_by_what_stands_in_the_address(client, register, query, found):
    assert names(client, query) == found


def test_the_list_costs_the_same_queries_however_many_rows(client, register, cast, django_assert_max_num_queries):
    for number in range(60):
        place = Facility.objects.create(
            kind="warehouse",
            name=f"Warehouse {number}",
            district=cast.pune,
            source="More",
            row_key=str(number),
            as_of=DAY,
        )
        FacilityScope.objects.create(facility=place, words="Grain")
    with django_assert_max_num_queries(7):
        client.get("/facilities/")


def test_the_download_holds_every_scope_and_no_formula(client, register):
    Facility.objects.filter(pk=register["lab"].pk).update(name="=HYPERLINK(1)", operator="+cmd", note="@x")
    said = b"".join(client.get("/facilities.csv?kind=lab").streaming_content).decode()
    assert said.count("\n") == 3
    assert "'=HYPERLINK(1)" in said
    assert ",=HYPERLINK" not in said
    assert "'+cmd" in said
    assert "'@x" in said
    assert "0910" in said


def test_a_facility_without_coordinates_says_what_distances_rest_on(client, register):
    page = client.get(f"/facilities/{register['depot'].pk}/").content.decode()
    assert "distances are counted from the middle of its district" in page


# Near a product -------------------------------------------------------------------------------------------------------


def near(client, row):
    page = client.get(f"/products/{row.case.handle}/facilities/")
    assert page.status_code == 200
    return page


def test_a_products_page_names_the_nearest_that_serves_its_codes(client, cast, register):
    FacilityReach.objects.create(kind="lab", within_km=100, source="Order")
    page = near(client, product(cast, codes=["091030"])).content.decode()
    assert "Spice laboratory" in page
    assert "recognised until 31 Dec 2026" in page
    assert "0910.30" in page
    other = near(client, product(cast, "Fish", codes=["030390"])).content.decode()
    assert "Spice laboratory" not in other
    assert "None within 100 km" in other


def test_only_the_districts_own_committee_is_led_to_log_what_is_missing(client, cast, register):
    row = product(cast, "Fish", codes=["030390"])
    about = f"about=facility%3Alab%3A{row.case.handle}"
    assert about not in near(client, row).content.decode()
    for name, offered in [("convener", True), ("chair", True), ("member", False), ("sibling", False), ("sepc", False)]:
        cast.login(client, name)
        assert (about in near(client, row).content.decode()) is offered, name


def test_a_product_without_confirmed_codes_says_that_goods_are_not_compared(client, cast, register):
    page = near(client, product(cast)).content.decode()
    assert "No HS code of this product is confirmed yet" in page
    assert "Spice laboratory" in page


def test_a_kind_of_which_no_list_was_brought_in_is_not_said_to_be_missing(client, cast, register):
    cast.login(client, "convener")
    page = near(client, product(cast)).content.decode()
    assert "No list of this kind has been brought in yet" in page
    assert "None within 0 km" not in page.split("Packhouse")[1].split("Warehouse")[0]


def test_a_service_needs_no_laboratory(client, cast, register):
    page = near(client, product(cast, "Guides", kind="service")).content.decode()
    assert "This is a service" in page
    assert "Spice laboratory" not in page


def test_a_landlocked_district_is_flagged_with_the_reason(client, cast, register):
    page = near(client, product(cast)).content.decode()
    assert "counts as landlocked: its State has no sea coast" in page


def test_an_unpublished_product_is_for_its_committees(client, cast, register):
    row = product(cast, status="proposed")
    where = f"/products/{row.case.handle}/facilities/"
    assert client.get(where).status_code == 302
    for name, status in [
        ("convener", 200),
        ("sepc", 200),
        ("ra", 200),
        ("apex", 200),
        ("stranger", 404),
        ("agency", 404),
    ]:
        cast.login(client, name)
        assert client.get(where).status_code == status, name


def test_a_products_page_of_facilities_costs_few_queries(client, cast, register, django_assert_max_num_queries):
    row = product(cast, codes=["091030", "0303"])
    with django_assert_max_num_queries(10):
        near(client, row)


# What the database refuses --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"lat": 60.0, "lon": 75.0}, "facility_lies_in_india"),
        ({"lat": 20.0}, "facility_has_both_coordinates_or_none"),
        ({"kind": "casino"}, "facility_kind_is_known"),
        ({"opened_on": date(2026, 1, 1), "closed_on": date(2025, 1, 1)}, "facility_closes_after_it_opens"),
        ({"capacity": -1}, "facility_capacity_is_no_debt"),
        ({"row_key": "1"}, "one_facility_per_row_of_a_source"),
    ],
)
def test_the_database_refuses_what_cannot_be(cast, register, change, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        Facility.objects.create(
            **({"kind": "icd", "name": "X", "district": cast.pune, "source": "Test list", "row_key": "9", "as_of": DAY}
               | change)
        )  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"hs_prefix": "091"}, "facility_scope_prefix_format"),
        ({"hs_prefix": "09x1"}, "facility_scope_prefix_format"),
        ({"valid_from": date(2026, 1, 1), "valid_until": date(2025, 1, 1)}, "facility_scope_ends_after_it_begins"),
        ({"hs_prefix": "0910", "body": "Board"}, "one_scope_of_a_facility"),
    ],
)
def test_the_database_refuses_scopes_that_cannot_be(register, fields, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        FacilityScope.objects.create(facility=register["lab"], **fields)
