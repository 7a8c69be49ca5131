"""Market pages say what is known, from which source, and keep quiet about what their reader may not see."""

import csv
import io
import re
from datetime import date

import pytest
from django.urls import reverse

from geography.models import Country
from products.models import HSCode
from tests.trade import flows
from tests.trade.access import MEASURE, REQUIREMENT, TARIFF, take, world
from trade.access.duties import duties_of
from trade.access.measures import rules_of
from trade.models import Batch

pytestmark = pytest.mark.django_db
PRIVATE = {"affected": "Canada", "measure_id": "9", "measure": "Only for Canada"}


@pytest.fixture(autouse=True)
def the_world(cast, at_monday):
    world()


def usa() -> Country:
    return Country.objects.get(iso3="USA")


def page(client, *args: str, status: int = 200) -> str:
    answer = client.get(reverse("market", args=args) if len(args) == 2 else reverse("market-code", args=args))
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


def load(tmp_path) -> None:
    take(tmp_path, "tariffs", [TARIFF, TARIFF | {"importer": "LKA"}, TARIFF | {"importer": "LKA", "regime": "ISFTA"}])
    export_rule = MEASURE | {"measure_id": "8", "ntm_code": "P31", "measure": "Export ban"}
    take(tmp_path, "ntm-measures", [MEASURE, MEASURE | PRIVATE, export_rule])
    take(tmp_path, "ntm-products", [{"measure_id": n, "hs": "0910", "partial": ""} for n in ("1", "8", "9")])
    take(tmp_path, "requirements", [REQUIREMENT])


def test_a_market_that_nobody_loaded_says_so_and_what_to_do(client):
    text = page(client, "091030", "USA")
    assert "No tariff table of this market has been loaded." in text
    assert "No table of non-tariff measures of this market has been loaded." in text
    assert "It does not mean that there are none." in text


def test_a_figure_names_its_year_and_source(client, tmp_path):
    load(tmp_path)
    text = page(client, "091030", "USA")
    assert "0 to 3 per cent, on average 1.5" in text
    assert '2025<span class="cell-sub">Test source, 30 Jun 2025' in text


def test_mfn_and_preferential_stand_apart(client, tmp_path):
    load(tmp_path)
    text = page(client, "091030", "LKA")
    assert "Most favoured nation (MFN)" in text
    assert re.search(r"ISFTA<span[^>]*>Preferential", text)


def test_rules_for_other_countries_and_for_own_exports_are_counted_and_not_listed(client, tmp_path):
    load(tmp_path)
    rules = rules_of("091030", usa())
    assert (rules.count, rules.others, rules.own_exports) == (1, 1, 1)
    text = page(client, "091030", "USA")
    assert "Residues of 40 substances" in text
    assert "Only for Canada" not in text
    assert "Export ban" not in text
    assert "it is for what the country itself exports" in text


def test_a_rule_of_a_heading_bears_on_its_subheadings_and_one_of_a_part_says_so(tmp_path):
    take(tmp_path, "ntm-measures", [MEASURE, MEASURE | {"measure_id": "2"}])
    take(tmp_path, "ntm-products", [
        {"measure_id": "1", "hs": "0910", "partial": ""}, {"measure_id": "2", "hs": "091030", "partial": "Only ground"},
    ])  # fmt: skip
    whole, part = rules_of("09103020", usa()).all
    assert (whole.whole, part.whole, part.parts) == (True, False, ["Only ground"])
    _whole, below = rules_of("0910", usa()).all
    assert (below.whole, below.below) == (False, ["091030"])
    assert rules_of("0911", usa()).count == 0


def test_the_newest_year_counts_and_rows_of_another_origin_do_not(tmp_path):
    for change in ({}, {"year": "2024", "avg_pct": "3"}, {"partner": "CHN", "year": "2026"}, {"partner": ""}):
        take(tmp_path, "tariffs", [TARIFF | change], source=f"Source {change}")
    (duty,) = duties_of("091030", importers=[usa()])
    assert (duty.year, duty.words) == (2025, "0 to 3 per cent, on average 1.5")


def test_what_is_no_longer_valid_is_no_duty(tmp_path):
    take(tmp_path, "tariffs", [TARIFF | {"valid_from": "2025-01-01", "valid_to": "2025-12-31"}])
    assert duties_of("091030", on=date(2026, 3, 2)) == []
    assert len(duties_of("091030", on=date(2025, 12, 31))) == 1


def test_a_heading_shows_the_span_over_its_subheadings(tmp_path, client):
    rows = [TARIFF, TARIFF | {"hs6": "091011", "avg_pct": "9", "max_pct": "12"}]
    take(tmp_path, "tariffs", [*rows, TARIFF | {"hs6": "091012", "specific_lines": "1"}])
    (duty,) = duties_of("0910")
    assert (duty.words, duty.by_weight) == ("0 to 12 per cent", 1)
    assert "1 of 6 national lines bear a duty by weight or number" in page(client, "0910", "USA")


def test_a_duty_by_weight_alone_is_shown_as_such_and_never_as_free(tmp_path, client):
    none = {"lines": "1", "avg_pct": "0", "min_pct": "0", "max_pct": "0", "duty_free_lines": "1", "specific_lines": "1"}
    take(tmp_path, "tariffs", [TARIFF | none])
    text = page(client, "091030", "USA")
    assert "By weight or number: no percentage is published" in text
    assert "Free of duty" not in text


def test_all_markets_stand_side_by_side(client, tmp_path):
    load(tmp_path)
    text = page(client, "091030")
    assert text.index("Sri Lanka</a>") < text.index("United States</a>")
    assert "not loaded" in text


@pytest.mark.parametrize("code", ["77", "9103", "0910x", "099999"])
def test_a_code_that_is_none_is_not_found(client, code):
    page(client, code, "USA", status=404)


def test_a_country_that_is_none_is_not_found_and_small_letters_lead_to_its_page(client):
    page(client, "0910", "XXX", status=404)
    assert client.get("/market/0910/usa/").headers["Location"] == "/market/0910/USA/"


def test_the_picker_of_markets_leads_to_the_page(client):
    assert client.get("/market/0910/?to=LKA").headers["Location"] == "/market/0910/LKA/"


def test_a_retired_code_still_has_its_page(client):
    HSCode.objects.create(
        edition="HS2017", code="854140", level=6, description="Diodes", source="Test", retired_on=date(2022, 1, 1)
    )
    page(client, "854140", "USA")


def test_a_revoked_table_is_gone_from_the_pages(client, tmp_path):
    load(tmp_path)
    Batch.objects.update(state="superseded")
    assert "No tariff table of this market has been loaded." in page(client, "091030", "USA")


@pytest.mark.parametrize("args", [("091030", "USA"), ("091030",)])
def test_a_market_page_takes_few_queries_however_much_is_loaded(client, tmp_path, args, django_assert_max_num_queries):
    rows = [MEASURE | {"measure_id": str(n)} for n in range(1, 41)]
    take(tmp_path, "ntm-measures", rows)
    take(tmp_path, "ntm-products", [{"measure_id": row["measure_id"], "hs": "09", "partial": ""} for row in rows])
    take(tmp_path, "tariffs", [TARIFF | {"importer": iso} for iso in ("USA", "LKA", "NPL", "DEU", "CHN", "JPN")])
    with django_assert_max_num_queries(16):
        page(client, *args)


def test_what_india_sold_there_stands_with_its_years_and_its_source(client, cast):
    germany, usa_ = flows.partner("GERMANY"), flows.partner("U S A")
    usa_.country = usa()
    usa_.save()
    place, turmeric = flows.place(None, kind="country", state="INDIA"), flows.item("091030")
    for period, usd in (("FY2024", 1_000_000), ("FY2025", 2_000_000)):
        slice = flows.new_slice(period, level=6, grain="india+partner")
        flows.fill(slice, [(place, turmeric, usd, usa_), (place, turmeric, 500_000, germany)])
    text = page(client, "091030", "USA")
    for words in ("2023-24", "2024-25", "Test table"):
        assert words in text
    assert "2024-25" in page(client, "091030")


def table(client, address: str) -> list[dict[str, str]]:
    answer = client.get(address)
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode().removeprefix("\ufeff"))))


def test_the_duties_can_be_taken_away_of_one_market_and_of_all(client, tmp_path):
    load(tmp_path)
    (usa_,) = table(client, "/market/0910/USA/tariffs.csv")
    assert (usa_["HS code"], usa_["Average, %"], usa_["Year"], usa_["Source"]) == (
        "091030", "1.500", "2025", "Test source",
    )  # fmt: skip
    every = table(client, "/market/091030/tariffs.csv")
    assert [(row["Market"], row["Agreement"]) for row in every] == [
        ("Sri Lanka", ""), ("Sri Lanka", "ISFTA"), ("United States", ""),
    ]  # fmt: skip


def test_the_measures_that_meet_goods_of_india_can_be_taken_away_and_run_no_formula(client, tmp_path):
    take(tmp_path, "ntm-measures", [MEASURE | {"measure": "=HYPERLINK(1)"}, MEASURE | PRIVATE])
    take(tmp_path, "ntm-products", [{"measure_id": n, "hs": "0910", "partial": ""} for n in ("1", "9")])
    (row,) = table(client, "/market/091030/usa/measures.csv")
    assert (row["Code of the measure"], row["As the source words it"]) == ("A21", "'=HYPERLINK(1)")


def test_what_india_sells_can_be_taken_away_with_its_source(client, cast):
    assert table(client, "/market/091030/exports.csv") == []
    sold = flows.item("091030")
    slice, place = flows.new_slice(grain="india+partner", level=6), flows.place(None, kind="country", state="INDIA")
    flows.fill(slice, [(place, sold, 900, flows.partner("U S A")), (place, sold, 100, flows.partner("ELSEWHERE"))])
    rows = table(client, "/market/091030/exports.csv")
    assert [(row["Country"], row["Share"]) for row in rows[1:]] == [("U S A", "0.9"), ("ELSEWHERE", "0.1")]
    assert {row["Source"] for row in rows} == {slice.batch.source}


@pytest.mark.parametrize(
    "address", ["/market/777777/tariffs.csv", "/market/091030/XXX/measures.csv", "/market/x/exports.csv"]
)
def test_a_table_of_nothing_there_is_not_found(client, address):
    assert client.get(address).status_code == 404
