"""The classification is open to all: browse it, search it, read one code's page, take a chapter along."""

import csv
import io

import pytest
from django.test import Client

from products.models import Concordance, HSCode, ProductStatus
from tests.products.made import product


@pytest.fixture
def client():
    return Client()


def line(code="09103020", **fields):
    parent = HSCode.objects.get(code=code[:6])
    return HSCode.objects.create(
        **{"edition": "HS2022", "code": code, "level": 8, "parent": parent, "section": "II", "source": "A list",
           "description": f"{parent.description} - DRIED", "unit": "KGS", "search_text": " dried "} | fields
    )  # fmt: skip


def test_the_browser_shows_every_section_with_its_chapters(classification, client, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        page = client.get("/hs/").content.decode()
    assert page.count("<details") >= 22 - 1
    assert page.count('href="/hs/09/"') == 1
    assert len(page) < 100_000


def test_searching_works_as_a_plain_form_and_says_how_a_code_was_found(
    classification, client, django_assert_max_num_queries
):
    with django_assert_max_num_queries(3):
        page = client.get("/hs/", {"q": "haldi"}).content.decode()
    assert 'href="/hs/091030/"' in page
    assert "haldi" in page


def test_nothing_found_says_what_to_try(classification, client):
    assert "Nothing found" in client.get("/hs/", {"q": "qwxyzzt"}).content.decode()


def test_a_fragment_is_html_and_json_by_what_is_accepted(classification, client):
    html = client.get("/hs/search/", {"q": "turmeric"}, headers={"HX-Request": "true"})
    assert html.headers["Content-Type"].startswith("text/html")
    assert "<html" not in html.content.decode()
    data = client.get("/hs/search/", {"q": "turmeric"}, headers={"Accept": "application/json"}).json()
    assert data["results"][0]["code"] == "091030"
    assert "Accept" in html.headers["Vary"]


@pytest.mark.parametrize(
    "query", [{}, {"q": "\x00"}, {"level": "x"}, {"widget": "a" * 99}, {"codes": "\x00", "widget": "codes"}]
)
def test_made_up_questions_are_answered(classification, client, query):
    assert client.get("/hs/search/", query).status_code == 200


def test_a_codes_page_shows_its_way_its_children_and_its_words(classification, client, django_assert_max_num_queries):
    line()
    with django_assert_max_num_queries(8):
        page = client.get("/hs/091030/").content.decode()
    assert 'href="/hs/0910/"' in page
    assert 'href="/hs/09103020/"' in page
    assert "हल्दी" in page
    assert "HS2022" in page
    assert "turmeric (curcuma) - DRIED" not in page  # what the text above says already is left out
    assert "DRIED" in page


def test_a_code_with_dots_is_the_same_code(classification, client):
    assert client.get("/hs/0910.30/").headers["Location"] == "/hs/091030/"


@pytest.mark.parametrize("code", ["77", "0", "999999999", "abc", ".", "..", "09103099", "%00", "0910%0a"])
def test_what_is_no_code_is_not_found(classification, client, code):
    assert client.get(f"/hs/{code}/").status_code == 404


def test_a_retired_code_says_since_when_and_what_it_became(classification, client):
    HSCode.objects.create(
        edition="pre-HS2022", code="09104010", level=8, description="Tejpat", source="x", retired_on="2022-05-01",
        parent=HSCode.objects.get(code="0910"),
    )  # fmt: skip
    page = client.get("/hs/09104010/").content.decode()
    assert "Not in force since 1 May 2022" in page
    assert "not recorded" in page
    Concordance.objects.create(
        from_edition="HS2017", from_code="091040", to_edition="HS2022", to_code="091099", relation="n:1", source="WCO"
    )
    page = client.get("/hs/09104010/").content.decode()
    assert "It became:" in page
    assert 'href="/hs/091099/"' in page
    assert "that code covers more" in page
    assert "0910.40" in client.get("/hs/091099/").content.decode()


def test_districts_count_when_their_code_is_confirmed_and_open_to_the_public(classification, cast, client):
    product(cast, "Lakadong turmeric", codes=["091030"])
    product(cast, "Secret ginger", status=ProductStatus.PROPOSED, codes=["091011"])
    page = client.get("/hs/0910/").content.decode()
    assert "Lakadong turmeric" in page
    assert "Meghalaya" in page
    assert "Secret ginger" not in page


def test_the_page_of_a_code_many_districts_have_needs_no_more_statements(
    classification, cast, client, django_assert_max_num_queries
):
    for number in range(12):
        product(cast, f"Turmeric {number}", codes=["091030"])
    with django_assert_max_num_queries(13):
        client.get("/hs/09/")


def test_a_chapter_is_downloaded_whole_and_no_cell_is_a_formula(classification, client):
    line(description='=HYPERLINK("http://x")')
    answer = client.get("/hs/09/chapter.csv")
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:3]] == ["09", "0901"]
    assert next(row for row in rows if row[0] == "09103020")[2].startswith("'=")
    assert client.get("/hs/0910/chapter.csv").status_code == 404
    assert client.get("/hs/77/chapter.csv").status_code == 404


def test_the_picker_keeps_what_was_ticked_and_offers_what_was_found(classification, client):
    asked = {"widget": "codes", "hs_q": "tea", "codes": ["091030", "nonsense"]}
    fragment = client.get("/hs/search/", asked).content.decode()
    assert 'value="091030" checked' in fragment
    assert 'value="0902"' in fragment
    assert "nonsense" not in fragment


def test_the_pages_speak_hindi_where_there_is_hindi(classification, client):
    client.cookies["django_language"] = "hi"
    assert "मसाले" in client.get("/hs/09/").content.decode()


def test_the_api_is_open_and_refuses_what_it_does_not_know(classification, client):
    assert client.get("/api/v1/hs/", {"search": "termeric"}).json()["results"][0]["code"] == "091030"
    assert client.get("/api/v1/hs/", {"search": "haldi", "level": 4}).json()["results"][0]["code"] == "0910"
    assert client.get("/api/v1/hs/091030/").json()["parent"] == "0910"
    for wrong in ({}, {"search": "x", "level": 5}, {"search": "x", "colour": "red"}, {"search": "x", "limit": 0}):
        assert client.get("/api/v1/hs/", wrong).status_code == 422
    assert client.get("/api/v1/hs/77/").status_code == 404
