"""Identified products for systems: documents as the schema says, one proposal however often it is sent."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from products.identified.listing import Entry, list_products
from products.models import IdentifiedProduct
from tests.committees.connected import ROOT, System, check
from tests.products.identified import REASON, SERVICE, UNCODED, proposed, published

pytestmark = pytest.mark.django_db
ASKED = {"title": "Lakadong turmeric", "product_kind": "good", "hs_codes": ["0910.30"], "new_markets": ["DE"]}


@pytest.fixture
def schema(products, client) -> dict:
    return client.get(ROOT + "schema/").json()


def test_documents_and_rows_are_as_the_schema_says_and_say_nothing_more(products, schema):
    system = System(products, "sepc")
    for product in (published(products), proposed(products, SERVICE), proposed(products, UNCODED)):
        check(schema, "ProductDocument", system.get(f"products/{product.case.handle}/"))
    answer = system.get("products/")
    check(schema, "ProductListDocument", answer)
    for row in answer["results"]:
        check(schema, "ProductRowDocument", row)


def test_a_system_of_the_district_proposes_a_product(products):
    answer = System(products, "convener").post("products/", ASKED, 201)
    assert (answer["status"], [code["code"] for code in answer["codes"]]) == ("proposed", ["091030"])
    assert answer["reference"] == IdentifiedProduct.objects.get().case.reference


def test_a_wrong_proposal_tells_each_field(products):
    answer = System(products, "convener").post("products/", {**ASKED, "hs_codes": ["9999"]}, 422)
    assert [one["field"] for one in answer["errors"]] == ["hs_codes"]


@pytest.mark.parametrize("name", ["sepc", "member", "agency"])
def test_nobody_else_proposes(products, name):
    System(products, name).post("products/", ASKED, 403)


def test_moves_have_an_address_each_and_say_what_they_ask_for(products):
    product, system = proposed(products), System(products, "sepc")
    where = f"products/{product.case.handle}/"
    verbs = {action["verb"] for action in system.get(where)["actions"]}
    assert {"endorse", "return", "confirm_code"} <= verbs
    assert "reason" in system.get(where + "return/")["properties"]
    assert system.post(where + "return/", {"reason": REASON})["status"] == "returned"
    assert system.post(where + "endorse/", {}, 409)["code"] == "conflict"
    System(products, "stranger").get(where, 404)


@pytest.mark.parametrize(
    ("query", "count"),
    [("hs=0910", 1), ("hs=1211", 0), ("product_kind=service", 1), ("odop=true", 1), ("unconfirmed=true", 0),
     ("status=published", 1)],
)  # fmt: skip
def test_the_list_is_narrowed(products, query, count):
    published(products)
    proposed(products, SERVICE)
    assert len(System(products, "sepc").get(f"products/?{query}")["results"]) == count


def test_a_longer_list_takes_no_more_queries(products):
    system = System(products, "sepc")
    published(products)

    def queries() -> int:
        system.get("products/")
        with CaptureQueriesContext(connection) as asked:
            system.get("products/")
        return len(asked)

    few = queries()
    entries = [Entry(products.ribhoi, f"Fruit {n}", codes=("0910",)) for n in range(20)]
    list_products(entries, listed_in="A list", suggested_by="test")
    assert queries() <= few
