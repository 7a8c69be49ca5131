"""Tables of identified products, geographical indications and clusters, as the importer takes them."""

from datetime import date

import pytest
from django.conf import settings

from cases.models import Case
from products.identified.odop import LISTED_IN
from products.models import Cluster, GeographicalIndication, IdentifiedProduct, ProductCode
from tests.products.identified import TURMERIC, go, proposed
from trade.importer.problems import sentence
from trade.importer.run import take_file

pytestmark = pytest.mark.django_db
HEAD = "source,state,state_lgd_code,district,district_lgd_code,product,kind,sector,gi_tagged,hs_suggested\n"
DPIIT = "DPIIT-ODOP-V31,Meghalaya,17,"


@pytest.fixture
def bring(products, tmp_path, settings):
    """bring(text, layout, by) -> the batch."""
    settings.EVIDENCE_ROOT = tmp_path

    def taken(text: str, layout: str = "identified_products", by: str = "apex"):
        path = tmp_path / f"{layout}.csv"
        path.write_text(text, encoding="utf-8")
        return take_file(path, layout=layout, source="A list", as_of=date(2026, 1, 1), by=products.actor(by))

    return taken


def problems(batch) -> list[tuple[int, str, str]]:
    return [(row.row, row.code, row.severity) for row in batch.problems.all()]


LIST = (
    HEAD
    + DPIIT + "Ri Bhoi,276,Pineapple,good,Agriculture,1,0910|1211\n"
    + DPIIT + "Ribhoi,,Turmeric,good,Spices,0,\n"
    + DPIIT + "East Khasi Hills,275,Tourism,service,Others,0,0910\n"
    + DPIIT + "Garo Hills,,Cashew,good,Agriculture,0,0801\n"
)  # fmt: skip


def test_every_row_of_a_sure_district_is_listed_and_the_others_are_told(bring, products):
    batch = bring(LIST.replace("Ribhoi,,", "Ri-Bhoi,,"))
    assert (batch.state, batch.rows_read, batch.rows_taken) == ("applied", 4, 3)
    assert problems(batch) == [(4, "listed_service_code", "warning"), (5, "listed_district", "warning")]
    pineapple = IdentifiedProduct.objects.get(listed_name="Pineapple")
    assert (pineapple.listed_in, pineapple.listed_as_gi, pineapple.is_odop) == (LISTED_IN, True, True)
    codes = ProductCode.objects.values_list("product__listed_name", "code__code", "confirmed_at")
    assert set(codes) == {("Pineapple", "0910", None), ("Pineapple", "1211", None), ("Turmeric", "091030", None)}
    event = pineapple.case.events.get()
    assert (event.actor_post, event.actor_user) == (products.apex.post, products.apex.user)


def test_the_same_list_again_changes_nothing_even_under_another_file_name(bring):
    bring(LIST)
    before = list(IdentifiedProduct.objects.values()), list(Case.objects.filter(kind="product").values())
    again = bring(LIST + "\n")
    assert again.state == "applied"
    assert (list(IdentifiedProduct.objects.values()), list(Case.objects.filter(kind="product").values())) == before


def test_what_the_district_works_on_stays(bring, products):
    bring(LIST)
    product = IdentifiedProduct.objects.get(listed_name="Pineapple")
    go(products, product, "describe", "convener", {"title": "Pineapple, frozen", "sector": "Food"})
    bring(LIST.replace("Agriculture", "Fruit"))
    product.refresh_from_db()
    assert (product.sector, product.case.title) == ("Food", "Pineapple, frozen")


def test_a_product_of_the_district_is_not_listed_a_second_time(bring, products):
    proposed(products)
    batch = bring(HEAD + DPIIT + f'Ri Bhoi,276,"{TURMERIC["title"]}",good,,0,\n')
    assert problems(batch) == [(2, "listed_known", "warning")]
    assert IdentifiedProduct.objects.count() == 1


@pytest.mark.parametrize(("wrong", "code"), [("ware", "listed_kind")])
def test_a_wrong_row_refuses_the_whole_list(bring, wrong, code):
    batch = bring(LIST.replace("Pineapple,good", f"Pineapple,{wrong}"))
    assert batch.state == "refused"
    assert (2, code, "error") in problems(batch)
    assert not IdentifiedProduct.objects.exists()


OWN = (
    "Product,Goods or service,HS codes,Sold to,New markets,ODOP,Class of service\n"
    '"Turmeric, ground",good,0910.30,Nepal; Bangladesh,DE,yes,\n'
    "Nursing training,service,,,,,08\n"
)


def test_a_districts_table_is_proposals_as_if_typed(bring, products):
    batch = bring(OWN, "products_of_a_district", "convener")
    assert (batch.state, batch.rows_taken, problems(batch)) == ("applied", 2, [])
    turmeric = IdentifiedProduct.objects.get(kind="good")
    assert (turmeric.case.status, turmeric.case.holder, turmeric.is_odop) == ("proposed", products.sepc.post, True)
    assert turmeric.product_codes.get().confirmed_by == products.convener.post
    assert set(turmeric.target_markets.values_list("country__iso2", "is_existing")) == {
        ("NP", True), ("BD", True), ("DE", False)
    }  # fmt: skip


def test_a_districts_table_tells_each_wrong_cell_and_proposes_nothing(bring):
    batch = bring(OWN.replace("0910.30", "9999").replace("DE", "Atlantis"), "products_of_a_district", "convener")
    assert batch.state == "refused"
    said = {(row.row, row.column): sentence(row) for row in batch.problems.all()}
    assert "not in the classification" in said[2, "hs_codes"]
    assert "Atlantis" in said[2, "new_markets"]
    assert not IdentifiedProduct.objects.exists()


def test_a_districts_table_sent_again_with_one_more_row_proposes_that_row(bring):
    bring(OWN, "products_of_a_district", "convener")
    batch = bring(OWN + "Broom grass,good,1211,,,,\n", "products_of_a_district", "convener")
    assert (batch.state, batch.rows_taken, IdentifiedProduct.objects.count()) == ("applied", 1, 3)
    assert problems(batch) == [(2, "proposed_already", "warning"), (3, "proposed_already", "warning")]


@pytest.mark.parametrize("name", ["member", "sepc", "apex"])
def test_nobody_else_brings_a_districts_table(bring, name):
    assert bring(OWN, "products_of_a_district", name).state == "refused"
    assert not IdentifiedProduct.objects.exists()


GI = (
    "gi_no,name,goods_type,state_lgd_code,district_lgd_code,district_basis,odop_district_lgd_codes,country\n"
    "741,Lakadong Turmeric,Agricultural,17,275,coordinate,276,India\n"
    "742,Khasi Mandarin,Agricultural,17,275,coordinate,,India\n"
    "743,Ryndia,Handicraft,17,276,shared-coordinate,,India\n"
    "743,Other Thing,Handicraft,27,490,coordinate,,India\n"
)


def test_indications_have_districts_that_are_certain_or_marked_as_guessed(bring, products):
    batch = bring(GI, "gi")
    assert (batch.state, batch.rows_taken, problems(batch)) == ("applied", 3, [(5, "gi_two_names", "warning")])
    sure, guessed, nowhere = GeographicalIndication.objects.order_by("number")
    assert (list(sure.districts.all()), sure.districts_are_certain) == ([products.ribhoi], True)
    assert (list(guessed.districts.all()), guessed.districts_are_certain) == ([products.khasi], False)
    assert (list(nowhere.districts.all()), list(nowhere.states.all())) == ([], [products.meghalaya])


def test_districts_that_an_officer_made_sure_stay(bring, products):
    bring(GI, "gi")
    guessed = GeographicalIndication.objects.get(number="742")
    guessed.districts.set([products.ribhoi])
    guessed.districts_are_certain = True
    guessed.save()
    bring(GI + "\n", "gi")
    guessed.refresh_from_db()
    assert (list(guessed.districts.all()), guessed.districts_are_certain) == ([products.ribhoi], True)


CLUSTERS = (
    "kind,name,state,districts,source,notified_on,ended_on\n"
    "toy,Wooden toys of Nongpoh,Meghalaya,Ri Bhoi; 275,Notification 1,2026-01-15,\n"
    "Agriculture,Pineapple belt,Meghalaya,276,,,2025-12-31\n"
)


def test_clusters_reach_over_districts_and_come_once(bring, products):
    batch = bring(CLUSTERS, "clusters")
    assert (batch.state, batch.rows_taken) == ("applied", 2)
    bring(CLUSTERS + "\n", "clusters")
    toys, belt = Cluster.objects.order_by("-name")
    assert (toys.kind, set(toys.districts.all())) == ("toy", {products.ribhoi, products.khasi})
    assert (belt.kind, belt.ended_on, belt.source) == ("agriculture", date(2025, 12, 31), "A list")


def test_a_cluster_in_no_sure_district_is_refused(bring):
    batch = bring(CLUSTERS.replace("Ri Bhoi", "Riboi"), "clusters")
    assert batch.state == "refused"
    assert (2, "cluster_district", "error") in problems(batch)


PACK = settings.DATA_PACK


@pytest.mark.skipif(not (PACK / "identified_products.csv").exists(), reason="the data pack is not here")
def test_the_pack_names_no_district_of_the_cast_wrongly(products, tmp_path, settings):
    settings.EVIDENCE_ROOT = tmp_path
    batch = take_file(
        PACK / "identified_products.csv", layout="identified_products", source="Pack", as_of=date(2026, 1, 1)
    )
    assert (batch.state, batch.rows_read) == ("applied", 1465)
    assert batch.rows_taken == IdentifiedProduct.objects.count()
    assert {row.case.district.lgd_code for row in IdentifiedProduct.objects.select_related("case__district")} == {
        "276", "275", "490",
    }  # fmt: skip


@pytest.mark.skipif(not (PACK / "gi.csv").exists(), reason="the data pack is not here")
def test_the_packs_indications_come_in_whole(products, tmp_path, settings):
    settings.EVIDENCE_ROOT = tmp_path
    batch = take_file(PACK / "gi.csv", layout="gi", source="Pack", as_of=date(2026, 1, 1))
    assert (batch.state, batch.rows_read, batch.rows_taken) == ("applied", 722, 695)
    assert GeographicalIndication.objects.filter(country="India").count() >= 655
