"""The pages of districts and States: public facts with their source, and what is open for those who may see it."""

import csv
import gzip
from io import StringIO

import pytest
from django.test import Client

from geography.drawings import draw_schematic
from geography.loader import load_geography
from geography.models import District, DistrictAlias, DistrictLineage
from tests.cast import logged
from tests.dashboards.figures import answers, exported, published, synthetic
from tests.products.made import product

pytestmark = pytest.mark.django_db


@pytest.fixture
def trade(cast, at_monday):
    return exported(cast)


def page(client: Client, address: str = "/districts/276/", status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_a_district_shows_its_exports_with_period_source_and_denominator(client: Client, trade):
    shown = page(client)
    for said in (
        "USD 4,00,000", "Rank in India", "of 2 districts with exports, 2024-25", "10.0 %", "A published table",
        "1 April 2024 to 31 March 2025", "not always the place of production", "USD 4.00 million of it with a district",
        "Spices", "Machinery", "75.0 %",
    ):  # fmt: skip
        assert said in shown, said


def test_concentration_is_said_in_plain_words(client: Client, trade):
    assert "The largest is Spices with 75.0 % of it." in page(client)
    assert "Its 2 sectors are as diverse as 1.6 sectors of equal value would be (HHI 6,250)." in page(client)
    assert "All of it is Machinery." in page(client, "/districts/490/")


def test_both_names_the_code_and_the_state_head_the_page(client: Client, cast, trade):
    District.objects.filter(pk=cast.ribhoi.pk).update(name_hi="री भोई")
    shown = page(client)
    assert "Ri Bhoi" in shown and '<span class="muted other-name" lang="hi">री भोई</span>' in shown
    assert ">276<" in shown and 'href="/states/ML/"' in shown


def test_a_district_without_a_row_says_that_this_is_not_zero(client: Client, trade):
    shown = page(client, "/districts/275/")
    assert "no exports were declared here" in shown and "not the same as zero" in shown
    assert "USD" not in shown.split("What it exports")[1].split("</section>")[0]


def test_a_new_district_names_the_one_its_exports_are_booked_to(client: Client, cast, trade):
    District.objects.filter(pk=cast.khasi.pk).update(formed_year=2022)
    DistrictLineage.objects.create(predecessor=cast.ribhoi, successor=cast.khasi, year=2022)
    shown = page(client, "/districts/275/")
    assert "formed in 2022" in shown and "are booked to Ri Bhoi" in shown and 'href="/districts/276/"' in shown
    parent = page(client)
    assert "they include what is now East Khasi Hills" in parent and "Gave land to" in parent


def test_a_retired_district_says_where_its_area_is_now(client: Client, cast, trade):
    District.objects.filter(pk=cast.khasi.pk).update(retired_on="2025-12-31")
    DistrictLineage.objects.create(predecessor=cast.khasi, successor=cast.ribhoi, year=2025)
    draw_schematic()
    shown = page(client, "/districts/275/")
    assert "This district ended on 31 December 2025." in shown and "Its area is now in:" in shown
    assert "which ended on 31 December 2025" in shown


def test_without_trade_data_the_page_says_so(client: Client, cast, at_monday):
    assert "No trade data of districts has been taken in yet." in page(client)
    assert page(client, "/states/ML/") and page(client, "/districts/276/exports.csv")


def test_published_products_are_shown_and_proposals_are_not(client: Client, cast, trade):
    product(cast, "Lakadong turmeric", status="proposed")
    assert "Lakadong turmeric" not in page(client)
    assert "No product of this district is published" in page(client)
    published(cast)
    assert "Turmeric" in page(client) and "HS 0910" in page(client)


def test_the_public_sees_no_case_of_the_committee(client: Client, cast, trade):
    logged(cast)
    shown = page(client)
    assert "open bottleneck" not in shown and "For the committee" not in shown and "agarwood" not in shown
    assert "DEPC Ri Bhoi" in shown


@pytest.mark.parametrize(
    ("who", "sees"),
    [("convener", True), ("sepc", True), ("ra", True), ("apex", True), ("stranger", False), ("other_sepc", False),
     ("sibling", False), ("agency", False), ("unconfirmed_ra", False)],
)  # fmt: skip
def test_who_has_the_district_in_their_jurisdiction_sees_what_is_open(client: Client, cast, trade, who, sees):
    logged(cast)
    cast.login(client, who)
    assert ("1 open bottleneck" in page(client)) == sees


def test_the_count_of_open_bottlenecks_is_that_of_the_list(client: Client, cast, trade):
    logged(cast)
    cast.login(client, "convener")
    assert "/bottlenecks/?live=1&amp;district=276" in page(client)
    assert client.get("/bottlenecks/?live=1&district=276").context["page_obj"].paginator.count == 1


def test_the_file_holds_every_product_with_its_source(client: Client, cast, trade):
    District.objects.filter(pk=cast.ribhoi.pk).update(name="+Ri Bhoi")
    rows = list(csv.DictReader(StringIO(page(client, "/districts/276/exports.csv").removeprefix("\ufeff"))))
    assert [(row["product"], float(row["usd"])) for row in rows] == [("Spices", 300_000), ("Machinery", 100_000)]
    assert {row["district"] for row in rows} == {"'+Ri Bhoi"}
    assert {row["source"] for row in rows} == {"A published table"} and "2024-25" in rows[0]["period"]


def test_a_state_adds_up_its_districts(client: Client, cast, trade):
    shown = page(client, "/states/ML/")
    for said in ("USD 4,00,000", "10.0 %", "of 2, 2024-25", "East Khasi Hills", "no data", "A published table"):
        assert said in shown, said
    assert page(client, "/states/ml/") and page(client, "/states/XX/", status=404)


@pytest.mark.parametrize("address", ["/districts/999/", "/districts/x'/", "/districts/999/exports.csv"])
def test_what_does_not_exist_is_not_found(client: Client, trade, address):
    page(client, address, status=404)


@pytest.mark.parametrize("wanted", ["Ri Bhoi", "ri bho", "276", "Nongpoh district", "meghalaya"])
def test_the_search_finds_a_district_by_any_of_its_names(client: Client, cast, trade, wanted):
    DistrictAlias(district=cast.ribhoi, alias="Nongpoh district", source="test").save()
    assert 'href="/districts/276/"' in page(client, f"/districts/?q={wanted}")


def test_the_districts_are_folded_by_state_and_the_one_asked_for_stands_open(client: Client, cast, trade):
    assert '<details class="place-fold" id="state-ML">' in page(client, "/districts/")
    assert '<details class="place-fold" id="state-ML" open>' in page(client, "/districts/?state=ml")
    assert '<details class="place-fold" id="state-MH">' in page(client, "/districts/?state=ml")
    assert '<details class="place-fold" id="state-ML" open>' in page(client, "/districts/?q=ri+bhoi")


def test_a_slip_of_the_pen_is_offered_what_was_meant(client: Client, trade):
    shown = page(client, "/districts/?q=Ri+Boi")
    assert "Did you mean" in shown and 'href="/districts/276/"' in shown
    assert "No district is called that" in page(client, "/districts/?q=Xyzzyxyz")
    assert page(client, "/districts/?q=%27%22%25") and page(client, "/districts/?q=---")


@pytest.mark.parametrize(
    ("address", "most"), [("/districts/276/", 23), ("/states/ML/", 10), ("/districts/", 2), ("/districts/?q=x", 6)]
)
def test_pages_are_read_in_few_queries(client: Client, cast, trade, address, most, django_assert_max_num_queries):
    with django_assert_max_num_queries(most):
        page(client, address)


def test_the_profile_costs_no_more_for_its_committee_than_it_may(
    client: Client, cast, trade, django_assert_max_num_queries
):
    for _nth in range(3):
        logged(cast)
    cast.login(client, "convener")
    with django_assert_max_num_queries(36):
        page(client)


def test_synthetic_figures_change_no_page_no_rank_and_no_map(client: Client, cast, trade):
    before = answers(client)
    synthetic(cast)
    after = answers(client)
    assert [address for address in before if before[address] != after[address]] == []


def test_synthetic_figures_are_shown_on_one_page_that_says_so_loudly(client: Client, cast, trade):
    assert "No such file has been taken in." in page(client, "/illustration/")
    assert "SYNTHETIC" not in page(client, "/illustration/")
    synthetic(cast)
    shown = page(client, "/illustration/")
    assert "SYNTHETIC – illustration" in shown and "USD 9.00 billion" in shown and "invented" in shown
    assert "A published table" not in shown


def test_all_of_india_fits_the_weight_of_a_page(client: Client, db):
    load_geography()
    for address, most in (("/map/", 100), ("/map/?state=UP", 60), ("/districts/", 60), ("/districts/490/", 30)):
        assert len(gzip.compress(page(client, address).encode())) < most * 1024, address
