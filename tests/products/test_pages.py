"""Pages of identified products: what each reader finds, what is kept, and how few queries a list takes."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from cases.models import Draft
from products.identified.actions import propose
from products.identified.listing import Entry, list_products
from products.models import IdentifiedProduct, ProductCode
from tests.products.identified import REASON, SERVICE, TURMERIC, UNCODED, go, proposed, published, returned

pytestmark = pytest.mark.django_db
NEW = "/products/new/"


def address(product, verb=""):
    return reverse("product-act", args=[product.case.handle, verb]) if verb else f"/products/{product.case.handle}/"


def listed(cast, name="Pineapple", **more):
    list_products([Entry(cast.ribhoi, name, **more)], listed_in="ODOP list of a test", suggested_by="keywords")
    return IdentifiedProduct.objects.get(listed_name=name)


def said(answer) -> str:
    return " ".join(answer.content.decode().split())


# The list -----------------------------------------------------------------------------------------------------------


def test_a_district_finds_its_own_products_with_where_they_stand(products, client):
    proposed(products)
    propose(by=products.actor("sibling"), district=products.khasi, data={**TURMERIC, "title": "A neighbours thing"})
    products.login(client, "convener")
    page = said(client.get("/products/"))
    assert TURMERIC["title"] in page and "Proposed by the district" in page and "0910.30" in page
    assert "A neighbours thing" not in page


def test_everybody_finds_what_is_published_or_listed_and_nothing_else(products, client):
    published(products)
    listed(products)
    proposed(products, UNCODED)
    page = said(client.get("/products/"))
    assert TURMERIC["title"] in page and "Pineapple" in page
    assert UNCODED["title"] not in page and "unconfirmed" not in page
    assert "Propose a product" not in page


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("status=proposed", {"Fine things made of stone"}),
        ("kind=service", {"Nursing training for hospitals abroad"}),
        ("chapter=09", {"Lakadong turmeric, ground"}),
        ("hs=0910", {"Lakadong turmeric, ground"}),
        ("hs=1211", set()),
        ("mark=odop", {"Lakadong turmeric, ground"}),
        ("mark=uncoded", {"Fine things made of stone"}),
        ("q=STONE", {"Fine things made of stone"}),
        ("q=ML-RIBHOI-P", {"Lakadong turmeric, ground", "Fine things made of stone", SERVICE["title"]}),
        ("status=nonsense&mark=nonsense", {"Lakadong turmeric, ground", "Fine things made of stone", SERVICE["title"]}),
    ],
)
def test_filters_narrow_the_list_and_a_wrong_one_narrows_nothing(products, client, query, names):
    published(products)
    proposed(products, UNCODED)
    go(products, proposed(products, SERVICE), "return", "sepc", {"reason": REASON})
    products.login(client, "sepc")
    rows = client.get(f"/products/?{query}").context["rows"]
    assert {row.name for row in rows} == names


def test_an_empty_list_says_what_to_do(products, client):
    products.login(client, "convener")
    page = said(client.get("/products/"))
    assert "No product yet" in page and "Propose a product" in page
    assert "Nothing fits these filters" in said(client.get("/products/?q=zebra"))


def test_a_longer_list_takes_no_more_queries(products, client):
    products.login(client, "sepc")

    def queries(where) -> int:
        client.get(where)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(where).status_code == 200
        return len(asked)

    published(products)
    few = queries("/products/"), queries("/products/?where=all")
    list_products([Entry(products.ribhoi, f"Fruit {n}", codes=("0910",)) for n in range(40)],
                  listed_in="A list", suggested_by="test")  # fmt: skip
    assert (queries("/products/"), queries("/products/?where=all")) <= few
    assert max(few) <= 18


def test_downloads_have_no_formula_and_keep_codes_as_text(products, client):
    published(products)
    listed(products, "=HYPERLINK(1)")
    text = b"".join(client.get("/products/list.csv")).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["Product"] for row in rows} == {TURMERIC["title"], "'=HYPERLINK(1)"}
    assert "091030" in {row["HS codes"] for row in rows}
    held = b"".join(client.get("/products/list.xlsx"))
    sheet = load_workbook(io.BytesIO(held)).active
    cells = {cell.value for row in sheet.iter_rows() for cell in row}
    assert {"'=HYPERLINK(1)", "091030"} <= cells


# One product --------------------------------------------------------------------------------------------------------


def test_its_committees_read_all_of_it(products, client):
    product = published(products)
    go(products, product, "revise", "convener", {**TURMERIC, "title": "Whole turmeric", "reason": REASON})
    products.login(client, "member")
    page = said(client.get(address(product)))
    for words in ("Whole turmeric", "0910.30", "confirmed by", "Version 1", "What happened", REASON, "sold there"):
        assert words in page


def test_the_public_reads_the_publication_in_force_alone(products, client):
    product = published(products)
    go(products, product, "revise", "convener",
       {**TURMERIC, "title": "Whole turmeric", "value_chain": "A secret", "reason": REASON})  # fmt: skip
    for name in (None, "stranger"):
        if name:
            products.login(client, name)
        page = said(client.get(address(product)))
        assert TURMERIC["title"] in page and "0910.30" in page and "three mills" in page
        for secret in ("Whole turmeric", "A secret", REASON, "Proposed by the district"):
            assert secret not in page
    assert "Whole turmeric" not in said(client.get("/products/?where=all"))


def test_a_listed_product_says_that_it_has_no_classification_yet(products, client):
    product = listed(products, codes=("0910",))
    go(products, product, "describe", "convener", {"title": "Frozen pineapple rings"})
    page = said(client.get(address(product)))
    assert "On the list “ODOP list of a test”, not yet endorsed by the State with a trade classification." in page
    assert "Pineapple" in page and "Frozen pineapple rings" not in page and "0910" not in page


def test_who_sees_nothing_of_a_proposal(products, client):
    product = proposed(products)
    assert client.get(address(product)).headers["Location"].startswith("/accounts/login/?next=/products/")
    products.login(client, "stranger")
    assert client.get(address(product)).status_code == 404
    assert client.post(address(product, "endorse")).status_code == 404
    assert client.get("/products/ML-RIBHOI-P-2026-99999/").status_code == 404


def test_who_else_has_this_by_name_or_heading(products, client):
    mine = published(products)
    listed_there = Entry(products.pune, "LAKADONG turmeric ground")
    list_products([listed_there], listed_in="A list", suggested_by="test")
    page = said(client.get(address(mine)))
    assert "In 1 other district, by the same name" in page and "Pune" in page


def test_a_suggestion_is_confirmed_by_one_button(products, client):
    product = proposed(products, {**TURMERIC, "hs_codes": ""})
    products.login(client, "convener")
    page = said(client.get(address(product)))
    assert "suggested, unconfirmed" in page and "Before the State can endorse it" in page
    sent = {"code": "091030", "version": product.case.version, "token": "one"}
    assert client.post(address(product, "confirm_code"), sent).status_code == 302
    assert ProductCode.objects.get(product=product, code__code="091030").is_confirmed
    assert "Before the State can endorse it" not in said(client.get(address(product)))


def test_endorsing_without_a_code_says_why_and_where(products, client):
    product = proposed(products, UNCODED)
    products.login(client, "sepc")
    answer = client.post(address(product, "endorse"), {"note": "Good.", "version": product.case.version})
    assert answer.status_code == 409
    assert "Confirm at least one HS code first" in said(answer) and 'href="#codes"' in said(answer)


def test_a_refused_move_keeps_what_was_typed(products, client):
    product = proposed(products)
    products.login(client, "sepc")
    answer = client.post(address(product, "return"), {"reason": "Too short"})
    assert answer.status_code == 422 and "Too short" in said(answer)
    products.login(client, "member")
    assert client.post(address(product, "return"), {"reason": REASON}).status_code == 403


# A new one ----------------------------------------------------------------------------------------------------------


FORM = {"title": "Lakadong turmeric", "product_kind": "good", "hs_codes": ["091030", "0910"], "token": "a"}


def test_a_proposal_is_sent_once_however_often_it_is_sent(products, client):
    products.login(client, "convener")
    first, second = client.post(NEW, FORM), client.post(NEW, FORM)
    product = IdentifiedProduct.objects.get()
    assert first.headers["Location"] == second.headers["Location"] == address(product)
    assert product.product_codes.exclude(confirmed_at=None).count() == 2
    assert client.post(NEW, {**FORM, "title": "Another"}).status_code == 409


def test_a_wrong_proposal_keeps_everything_typed(products, client):
    products.login(client, "convener")
    answer = client.post(NEW, {**FORM, "new_markets": "Atlantis", "value_chain": "Two mills"})
    page = said(answer)
    assert answer.status_code == 422
    for kept in ("Lakadong turmeric", "Atlantis", "Two mills", "0910.30"):
        assert kept in page
    assert not IdentifiedProduct.objects.exists()


def test_codes_are_searched_and_suggested_without_javascript(products, client):
    products.login(client, "convener")
    page = said(client.post(NEW, {**FORM, "hs_q": "turmeric", "hs_find": "1", "hs_codes": []}))
    assert 'value="091030"' in page and "Lakadong turmeric" in page
    page = said(client.post(NEW, {**FORM, "suggest": "1", "hs_codes": []}))
    assert "Suggested for this name, unconfirmed" in page
    assert not IdentifiedProduct.objects.exists()


def test_a_draft_is_kept_and_comes_back(products, client):
    products.login(client, "convener")
    assert client.post("/products/new/draft/", {"title": "Broom grass", "hs_codes": ["1211"]}).json() == {"saved": True}
    page = said(client.get(NEW))
    assert "Broom grass" in page and "This is what you had typed" in page and 'value="1211" checked' in page
    client.post("/products/new/draft/forget/")
    assert not Draft.objects.exists()


def test_what_a_logged_out_officer_sends_is_there_after_the_login(products, client):
    answer = client.post(NEW, FORM)
    assert answer.status_code == 302
    products.login(client, "convener")
    assert client.get(NEW).status_code == 200


@pytest.mark.parametrize("name", ["member", "sepc", "apex", "agency"])
def test_nobody_else_gets_the_form(products, client, name):
    products.login(client, name)
    assert client.get(NEW).status_code == 403
    assert client.post(NEW, FORM).status_code == 403


def test_it_waits_on_the_page_of_ones_work(products, client):
    product = returned(products)
    products.login(client, "convener")
    page = said(client.get(reverse("my-work")))
    assert product.case.reference in page and "Change it and propose it again" in page


def test_the_history_names_the_levels_between_which_a_product_moved(products, client):
    made = proposed(products)
    products.login(client, "convener")
    page = said(client.get(address(made)))
    assert "from District Export Promotion Committee to State Export Promotion Committee" in page
    assert "L0 →" not in page
