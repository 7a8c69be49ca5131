"""The page of the policy brief: each figure as published, as computed with its source, and why they differ."""

import csv
import io
from html import unescape

import pytest
from django.test import Client
from django.utils import translation

from products.models import Cluster, HSCode
from tests.trade import flows
from trade.brief.computed import Loaded
from trade.brief.computed import compute as compute_figure
from trade.brief.published import published
from trade.brief.rows import rows
from trade.indicators.compute import compute
from trade.models import PlaceKind

pytest_plugins = ["tests.geography.india", "tests.trade.fy2025"]
pytestmark = pytest.mark.django_db
DOMAIN = {  # DOMAIN section 7, by hand
    "identified": "733", "exporting": "683", "lines": "10763", "manufacturing": "69", "agriculture": "22.8",
    "mineral": "8.2", "top10": "38", "half": "19", "half_states": "8", "top100": "87.2", "agarwood": "96",
    "dominant": "20", "strategies": "28", "toy_clusters": "12", "agriculture_clusters": "47", "hhi": "178",
}  # fmt: skip


def by_code():
    return {row.published.code: row for row in rows()}


def test_every_figure_of_the_brief_stands_as_it_was_published():
    found = {one.code: one.value for one in published()}
    names = found.pop("top_names")
    assert found == DOMAIN
    assert names.split("; ")[0] == "Jamnagar 447"
    assert len(names.split("; ")) == 10
    assert all(one.sentence_hi and one.source for one in published())


def test_with_nothing_loaded_every_figure_says_what_it_needs(client, db):
    assert all(not row.computed.value and row.computed.why for row in rows())
    page = client.get("/brief/")
    assert page.status_code == 200
    assert "No trade data are loaded yet" in page.content.decode()


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def small(cast):
    """Eight-digit data: Ri Bhoi has 96 % of agarwood, eleven districts export more than it in all."""
    flows.sectors()
    agarwood, oil = flows.item("12119080"), flows.item("27101944")
    others = [flows.district(n, cast.maharashtra) for n in range(11)]
    rows_ = [(flows.place(one), oil, 50_000_000) for one in others]
    rows_ += [(flows.place(cast.ribhoi), agarwood, 960_000)]
    rows_ += [(flows.place(None, kind=PlaceKind.UNSPECIFIED), agarwood, 40_000)]
    slice = flows.fill(flows.new_slice(batch=flows.batch("DGCI&S, test extract")), rows_)
    compute(slice)
    return cast


def test_agarwood_and_the_districts_that_stand_out_are_computed_at_eight_digits(small):
    found = by_code()
    assert found["agarwood"].computed.value == "96.0 %"
    assert found["agarwood"].verdict == ("good", "the same")
    assert (found["dominant"].computed.number, found["dominant"].verdict[1]) == (1, "differs")
    assert found["lines"].computed.number == 2
    assert found["exporting"].computed.number == 12


def test_every_computed_figure_names_period_source_denominator_and_method(small):
    for row in rows():
        if row.computed.value and row.published.section != "programme" and row.published.code != "identified":
            for part in ("2024-25", "DGCI&S, test extract", "method 2026."):
                assert part in row.computed.source
            assert "with a district" in row.computed.source or "all exports" in row.computed.source


def test_a_source_that_many_rows_share_is_said_once_for_the_table(small, client):
    answer = client.get("/brief/")
    page = unescape(answer.content.decode())
    shared = [section["source"] for section in answer.context["sections"] if section["source"]]
    assert len(shared) >= 2
    for source in shared:
        assert f"where the row says nothing else: {source}" in page
        alone = [one for one in answer.context["sections"] if one["source"] != source]
        rows_ = [row for one in alone for row in one["rows"] if row.computed.source == source]
        assert page.count(f'<span class="cell-sub">{source}</span>') == len(rows_)
    assert all(row.computed.source in page for section in answer.context["sections"] for row in section["rows"])


def test_synthetic_data_are_never_on_the_page(cast, client):
    slice = flows.new_slice(is_synthetic=True)
    compute(flows.fill(slice, [(flows.place(cast.ribhoi), flows.item("12119080"), 5)]))
    assert by_code()["agarwood"].computed.value == ""
    assert "No trade data are loaded yet" in client.get("/brief/").content.decode()


def test_the_sectors_by_lines_are_counted_in_the_classification_where_trade_data_have_none(cast):
    flows.sectors()
    compute(flows.fill(flows.new_slice(level=0, edition="sectors"), [
        (flows.place(cast.ribhoi), flows.item("spices", edition="sectors"), 90),
        (flows.place(cast.ribhoi), flows.item("fuels", edition="sectors"), 10),
    ]))  # fmt: skip
    for code in ("09101110", "09101120", "27101944", "84717020"):
        HSCode.objects.create(edition="HS2022", code=code, level=8, description="x", source="Test")
    found = by_code()
    assert found["agriculture"].computed.value == "90.0 %"
    assert "by number of lines 50.0 %" in found["agriculture"].computed.also
    assert "codes of 8 digits in the classification" in found["agriculture"].computed.also


def test_strategies_are_not_invented_and_clusters_are_counted(cast):
    assert by_code()["strategies"].computed.number is None
    assert "on record here" in by_code()["strategies"].computed.why
    assert by_code()["toy_clusters"].computed.value == ""
    Cluster.objects.create(kind="toy", name="Channapatna", source="Test")
    assert compute_figure("toy_clusters", Loaded()).number == 1


def test_the_page_is_open_to_all_light_and_asks_few_questions(small, django_assert_max_num_queries):
    client = Client()
    with django_assert_max_num_queries(30):
        page = client.get("/brief/")
    assert page.status_code == 200
    text = page.content.decode()
    assert len(text) < 60_000
    assert "not always the place of production" in text
    assert " style=" not in text


def test_the_file_holds_every_row_and_no_formula(small, client):
    batch = small_batch()
    batch.source = "=HYPERLINK(1)"
    batch.save()
    answer = client.get("/brief/brief.csv")
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(lines) == 1 + len(published())
    assert not any(cell.startswith(("=", "+", "-", "@")) for line in lines for cell in line)


def small_batch():
    return Loaded().any.batch


def test_in_hindi_the_sentences_are_hindi(small):
    client = Client(headers={"accept-language": "hi"})
    assert "दस सबसे बड़े जिले" in client.get("/brief/").content.decode()


def test_the_whole_file_of_fy2025_reproduces_the_brief(fy2025):
    """By hand from exports/seed_facts_check.csv."""
    compute(fy2025)
    found = by_code()
    shown = {code: found[code].computed.value for code in ("top10", "top100", "half", "manufacturing", "agriculture",
             "mineral")}  # fmt: skip
    assert shown == {"top10": "35.6 %", "top100": "87.9 %", "half": "20", "manufacturing": "71.8 %",
                     "agriculture": "11.9 %", "mineral": "16.3 %"}  # fmt: skip
    assert 670 <= found["exporting"].computed.number <= 676
    assert found["top_names"].shared_names == 9, found["top_names"].computed.names
    assert found["hhi"].verdict[1] == "borne out"
    page = Client().get("/brief/").content.decode()
    assert "34.2" in page, "of all exports, those of no stated district included"
