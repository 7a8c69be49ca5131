"""National lists: every row once, whatever is done afterwards; nothing a committee said is overwritten."""

import pytest

from cases.models import ActorKind, Case
from geography.models import District
from institutions.models import Body
from products.identified import odop
from products.identified.listing import Entry, list_products
from products.models import IdentifiedProduct, ProductCode
from tests.products.identified import REASON, TURMERIC, go, proposed

pytestmark = pytest.mark.django_db
LIST = "ODOP list of a test"


def bring(*entries, listed_in=LIST):
    return list_products(entries, listed_in=listed_in, suggested_by="keywords")


def pineapple(cast, **more):
    return Entry(cast.ribhoi, "Pineapple", **{"sector": "Agriculture", "is_odop": True, "codes": ("0910",)} | more)


def test_a_row_becomes_a_listed_product_with_a_reference_an_event_and_suggested_codes(products):
    done = bring(pineapple(products), Entry(products.ribhoi, "Ginger"), Entry(products.khasi, "Ginger"))
    assert (done.added, done.unchanged) == (3, 0)
    product = IdentifiedProduct.objects.get(listed_name="Pineapple")
    assert (product.case.reference, product.case.status) == ("ML-RIBHOI-P-2026-00001", "listed")
    assert (product.body, product.is_odop, product.listed_in) == (products.depc_ribhoi, True, LIST)
    event = product.case.events.get()
    assert (event.verb, event.actor_kind) == ("list", ActorKind.SYSTEM)
    row = product.product_codes.get()
    assert (row.code.code, row.is_confirmed, row.suggested_by) == ("0910", False, "keywords")
    references = set(Case.objects.filter(kind="product").values_list("reference", flat=True))
    assert references == {f"ML-{place}-P-2026-0000{n}" for place, n in (("RIBHOI", 1), ("RIBHOI", 2), ("EKHASI", 1))}


def test_bringing_it_again_changes_nothing(products):
    bring(pineapple(products))
    before = list(IdentifiedProduct.objects.values())
    done = bring(pineapple(products), pineapple(products))
    assert (done.added, done.changed, done.unchanged) == (0, 0, 1)
    assert list(IdentifiedProduct.objects.values()) == before
    assert ProductCode.objects.count() == 1


def test_a_later_list_changes_untouched_rows_only(products):
    bring(pineapple(products), Entry(products.ribhoi, "Ginger"))
    taken = IdentifiedProduct.objects.get(listed_name="Ginger")
    go(products, taken, "propose", "convener")
    done = bring(pineapple(products, sector="Food"), Entry(products.ribhoi, "Ginger", sector="Food"))
    assert (done.added, done.changed, done.unchanged) == (0, 1, 1)
    assert IdentifiedProduct.objects.get(listed_name="Pineapple").sector == "Food"
    assert IdentifiedProduct.objects.get(pk=taken.pk).sector == ""


def test_a_retired_row_does_not_come_back(products):
    bring(pineapple(products))
    go(products, IdentifiedProduct.objects.get(), "retire", "convener", {"reason": REASON})
    assert bring(pineapple(products)).added == 0
    assert not IdentifiedProduct.objects.public().exists()


def test_what_the_district_proposed_already_is_not_listed_beside_it(products):
    proposed(products)
    done = bring(Entry(products.ribhoi, TURMERIC["title"].upper()))
    assert (done.added, [entry.name for entry in done.known]) == (0, [TURMERIC["title"].upper()])
    assert bring(pineapple(products)).added == 1
    assert [entry.name for entry in bring(pineapple(products), listed_in="Another list").known] == ["Pineapple"]


def test_a_service_gets_no_code_and_a_district_without_a_committee_is_told(products):
    Body.objects.filter(pk=products.depc_pune.pk).update(retired_on="2026-01-01")
    done = bring(Entry(products.ribhoi, "Tourism", kind="service", codes=("0910",)), Entry(products.pune, "Figs"))
    assert not ProductCode.objects.exists()
    assert [entry.name for entry in done.homeless] == ["Figs"]


def test_references_go_on_where_proposals_left_off(products):
    assert proposed(products).case.reference.endswith("-00001")
    bring(pineapple(products))
    assert proposed(products, {**TURMERIC, "title": "Another one"}).case.reference.endswith("-00003")


def test_the_list_of_the_portal_names_districts_that_exist(products):
    done = odop.load_odop()
    assert (done.added, done.homeless) == (IdentifiedProduct.objects.count(), [])
    assert set(IdentifiedProduct.objects.values_list("case__district__lgd_code", flat=True)) <= set(
        District.objects.values_list("lgd_code", flat=True)
    )
    assert done.added > 0
    assert odop.load_odop().added == 0
