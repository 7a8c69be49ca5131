"""What the public may know of a product: its publication in force or its name on a list, on whatever page."""

import pytest

from products.identified.listing import Entry, list_products
from products.models import IdentifiedProduct
from tests.products.identified import REASON, TURMERIC, go, published

pytestmark = pytest.mark.django_db
DRAFT, OTHER = "Agarwood chips", "Agarwood oil"


@pytest.fixture
def revised(products) -> IdentifiedProduct:
    """Published as turmeric; the revision on its way calls it something else and adds a code."""
    product = published(products)
    go(products, product, "revise", "convener", {**TURMERIC, "title": DRAFT, "hs_codes": "", "reason": REASON})
    return go(products, product, "confirm_code", "convener", {"code": "12119080"})


@pytest.fixture
def renamed(products) -> IdentifiedProduct:
    """On a national list as silk; its committee calls it something else, confirms a code and takes the mark away."""
    entry = Entry(products.ribhoi, "Silk", is_odop=True)
    list_products([entry], listed_in="A list", suggested_by="test")
    product = IdentifiedProduct.objects.get(listed_name="Silk")
    go(products, product, "describe", "convener", {"title": OTHER})
    return go(products, product, "confirm_code", "convener", {"code": "12119080"})


def read(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode()


@pytest.mark.parametrize("page", ["", "facilities/", "quality/", "opportunities/"])
def test_the_pages_of_a_product_under_revision_say_what_is_published(client, revised, page):
    text = read(client, f"/products/{revised.case.handle}/{page}")
    assert TURMERIC["title"] in text
    assert DRAFT not in text
    assert "1211" not in text


@pytest.mark.parametrize("page", ["", "facilities/"])
def test_the_pages_of_a_listed_product_say_what_the_list_says(client, renamed, page):
    text = read(client, f"/products/{renamed.case.handle}/{page}")
    assert "Silk" in text
    assert OTHER not in text
    assert "1211" not in text


@pytest.mark.parametrize("page", ["quality/", "opportunities/"])
def test_records_of_what_is_not_published_are_the_committees_own(client, products, renamed, page):
    address = f"/products/{renamed.case.handle}/{page}"
    products.login(client, "stranger")
    assert client.get(address).status_code == 404
    products.login(client, "convener")
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("code", ["12", "1211", "12119080"])
def test_a_code_lists_no_product_it_is_not_published_for(client, revised, renamed, code):
    text = read(client, f"/hs/{code}/")
    assert DRAFT not in text
    assert OTHER not in text
    assert revised.case.reference not in text
    assert "No published product has this code" in text


def test_a_code_lists_the_products_published_for_it_under_their_published_names(client, revised):
    text = read(client, "/hs/0910/")
    assert TURMERIC["title"] in text
    assert DRAFT not in text


@pytest.mark.parametrize("query", ["hs=1211", "chapter=12", "hs=12119080"])
def test_a_filter_by_code_finds_what_is_published_alone(client, revised, renamed, query):
    for page in ("/products/", "/products/list.csv"):
        text = read(client, f"{page}?{query}")
        assert revised.case.reference not in text
        assert renamed.case.reference not in text


def test_a_list_goes_on_saying_that_a_product_is_odop(client, renamed):
    assert "Silk" in read(client, "/products/?mark=odop")


def test_who_else_has_this_compares_what_is_published(client, products, revised, renamed):
    there = published(products)
    IdentifiedProduct.objects.filter(pk=there.pk).update(body=products.depc_pune)
    there.case.__class__.objects.filter(pk=there.case.pk).update(district=products.pune, state=products.pune.state)
    text = read(client, f"/products/{there.case.handle}/")
    assert DRAFT not in text
    assert OTHER not in text
    assert TURMERIC["title"] in text


@pytest.mark.parametrize("verb", ["é", "٣", "no-such", "a" * 99])
def test_a_page_asked_to_open_what_is_no_move_opens_nothing(client, products, revised, verb):
    products.login(client, "convener")
    assert client.get(f"/products/{revised.case.handle}/", {"open": verb}).status_code == 200
