"""The map: the same figures in picture, table and files; honest classes; open to all and never more than public."""

import csv
import gzip
import re
from io import StringIO

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils.html import escape

from dashboards.map.classes import Scale, legend, quantiles
from dashboards.map.indicators import INDICATORS
from dashboards.map.treemap import HEIGHT, WIDTH, rectangles
from dashboards.map.wording import about, change, figures, percent, rca
from geography.drawings import draw_schematic
from geography.models import District, Drawing
from tests.cast import logged
from tests.dashboards.figures import exported
from tests.products.made import product

pytestmark = pytest.mark.django_db
CELL = re.compile(r'<a href="/districts/(\d+)/"[^>]*><title>([^<]*)</title><path (?:class="(\w+-?\w*)"|fill="([^"]*)")')


@pytest.fixture
def trade(cast, at_monday):
    return exported(cast)


def page(client: Client, query: str = "", status: int = 200) -> str:
    answer = client.get(f"/map/{query}")
    assert answer.status_code == status
    return answer.content.decode()


def test_every_district_on_the_map_leads_to_its_page_and_says_its_figure(client: Client, trade):
    cells = {code: (said, css, fill) for code, said, css, fill in CELL.findall(page(client, "?show=exports"))}
    assert cells["276"][0] == "Ri Bhoi, Meghalaya: USD 4,00,000"
    assert cells["490"][0] == "Pune, Maharashtra: USD 3.60 million"
    assert cells["275"] == ("East Khasi Hills, Meghalaya: no data", "", "url(#no-data)")
    for code in cells:
        assert client.get(f"/districts/{code}/").status_code == 200


def test_the_table_and_the_file_say_what_the_map_says(client: Client, trade):
    shown = page(client, "?show=exports")
    rows = list(csv.DictReader(StringIO(client.get("/map/map.csv?show=exports").content.decode("utf-8-sig"))))
    assert [row["lgd_code"] for row in rows] == ["490", "276", "275"]
    for row in rows:
        assert f">{escape(row['figure_as_shown'])}</td>" in shown
        assert f"{row['district']}, {row['state']}: {row['figure_as_shown']}" in shown
    assert rows[2]["figure"] == "" and float(rows[0]["figure"]) == 3_600_000
    assert "2024-25" in rows[0]["period"] and rows[0]["source"] == "A published table"


def test_zero_is_a_figure_and_no_data_is_none(client: Client, cast, trade, at_monday):
    product(cast)
    cells = {code: (said, css) for code, said, css, _fill in CELL.findall(page(client))}
    assert cells["276"] == ("Ri Bhoi, Meghalaya: 1", "q1")
    assert cells["275"] == ("East Khasi Hills, Meghalaya: 0", "q-zero")
    assert "no data" not in page(client)


def test_the_map_says_period_source_denominator_and_that_it_claims_no_boundary(client: Client, trade):
    shown = page(client, "?show=share")
    for said in (
        "2024-25", "1 April 2024 to 31 March 2025", "A published table", "USD 4.00 million of it with a district",
        "USD 50,000 without one", "not always the place of production", "shows no boundary",
    ):  # fmt: skip
        assert said in shown, said


@pytest.mark.parametrize("show", [key for key, indicator in INDICATORS.items() if not indicator.internal])
@pytest.mark.parametrize("state", ["", "ML"])
def test_every_indicator_draws_a_map_of_india_and_of_a_state(client: Client, trade, show, state):
    shown = page(client, f"?show={show}&state={state}")
    assert '<svg class="map"' in shown and str(escape(INDICATORS[show].label)) in shown
    assert ("Pune" in shown) == (state == "")


def test_what_committees_work_on_is_not_on_the_publics_map(client: Client, cast, at_monday):
    draw_schematic()
    logged(cast)
    product(cast, "Secret turmeric", status="proposed")
    page(client, "?show=bottlenecks", status=404)
    assert client.get("/map/map.csv?show=bottlenecks").status_code == 404
    assert 'value="bottlenecks"' not in page(client)
    assert CELL.search(page(client))[2].endswith(": 0")
    cast.login(client, "convener")
    seen = {code: said for code, said, *_css in CELL.findall(page(client, "?show=bottlenecks"))}
    assert seen["276"] == "Ri Bhoi, Meghalaya: 1"
    cast.login(client, "stranger")
    seen = {code: said for code, said, *_css in CELL.findall(page(client, "?show=bottlenecks"))}
    assert seen["276"] == "Ri Bhoi, Meghalaya: 0"


def test_what_a_reader_alone_may_see_is_kept_nowhere_on_the_way(client: Client, cast, trade):
    assert "public" in client.get("/map/map.svg?show=exports")["Cache-Control"]
    cast.login(client, "convener")
    assert "no-store" in client.get("/map/map.csv?show=bottlenecks")["Cache-Control"]


@pytest.mark.parametrize("query", ["?show=nonsense", "?state=XX", "?state=%00", "?show=exports&state=ML%27"])
def test_what_does_not_exist_is_not_found(client: Client, trade, query):
    page(client, query, status=404)


def test_the_table_is_sorted_by_the_server(client: Client, trade):
    def order(sort: str) -> list[str]:
        table = page(client, f"?show=exports&sort={sort}").split('id="table"')[1]
        return re.findall(r'<th scope="row"><a href="/districts/(\d+)/"', table)

    assert order("-figure") == ["490", "276", "275"]
    assert order("figure") == ["276", "490", "275"]
    assert order("district") == ["275", "490", "276"]
    assert order("-district") == ["276", "490", "275"]
    assert order("state") == ["490", "275", "276"]
    assert 'aria-sort="descending"' in page(client, "?show=exports")


def test_a_retired_district_with_a_figure_stays_in_the_table(client: Client, cast, trade):
    District.objects.filter(pk=cast.pune.pk).update(retired_on="2025-12-31")
    draw_schematic()
    shown = page(client, "?show=exports")
    assert "Pune (ended)" in shown and "USD 3.60 million" in shown
    assert "490" not in {code: said for code, said, *_css in CELL.findall(shown)}


def test_an_empty_database_shows_an_honest_page(client: Client, db):
    Drawing.objects.all().delete()
    assert "The map is drawn when the districts are loaded" in page(client)
    page(client, "?show=exports")
    assert client.get("/map/map.svg").status_code == client.get("/map/map.png").status_code == 404
    assert client.get("/map/map.csv").status_code == 200


def test_the_svg_file_needs_nothing_outside_itself(client: Client, trade):
    svg = client.get("/map/map.svg?show=exports").content.decode()
    assert svg.startswith("<svg xmlns=") and "class=" not in svg and "style=" not in svg
    for said in ("Exports, districts of India", "2024-25", "no data: 1 district<", "A published table", "claims none"):
        assert said in svg, said


def test_the_png_is_drawn_once(client: Client, trade, monkeypatch):
    kept = {}
    monkeypatch.setattr(cache, "get", lambda key, default=None: kept.get(key, default), raising=False)
    monkeypatch.setattr(cache, "set", lambda key, value, ttl: kept.update({key: value}), raising=False)
    first = client.get("/map/map.png?show=exports&state=ML")
    assert first.content.startswith(b"\x89PNG") and first["Content-Type"] == "image/png"
    assert client.get("/map/map.png?show=exports&state=ML").content == first.content and len(kept) == 1


def test_no_cell_of_the_file_is_a_formula(client: Client, cast, trade):
    District.objects.filter(pk=cast.pune.pk).update(name="=HYPERLINK(1)")
    said = client.get("/map/map.csv?show=exports").content.decode()
    assert "'=HYPERLINK(1)" in said and ",=HYPERLINK" not in said


def test_a_name_with_signs_of_html_stays_text(client: Client, cast, trade):
    District.objects.filter(pk=cast.pune.pk).update(name="<script>Pune</script>")
    assert "<script>Pune" not in page(client, "?show=exports")
    assert b"<script>Pune" not in client.get("/map/map.svg?show=exports&state=MH").content


@pytest.mark.parametrize("query", ["", "?show=exports", "?show=exports&state=ML"])
def test_the_map_is_read_in_six_queries(client: Client, trade, query, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        page(client, query)


def test_quantiles_hold_equally_many_and_equal_figures_fall_into_one_class():
    breaks = quantiles(range(1, 101))
    scale = Scale(breaks)
    assert [sum(scale.class_of(value) == str(nth) for value in range(1, 101)) for nth in range(1, 6)] == [20] * 5
    assert quantiles([]) == () and quantiles([0, 0]) == () and quantiles([7]) == () and quantiles([7, 7, 7]) == ()
    assert Scale(quantiles([1, 1, 1, 1, 9])).class_of(1) == "1"


def test_a_legend_says_every_class_once_and_counts_every_district():
    scale, values = Scale((2, 3, 5, 10), whole=True), [0, 0, 1, 2, 3, 4, 9, 10, 400, None]
    keys = legend(scale, values, lambda value: str(round(value)))
    assert [(key.label, key.count) for key in keys] == [
        ("0", 2), ("1", 1), ("2", 1), ("3–4", 2), ("5–9", 1), ("10 or more", 2), ("no data", 1),
    ]  # fmt: skip
    growth = legend(Scale((-0.25, 0, 0.25, 1), diverging=True), [-0.5, 0, 2], change)
    assert [(key.css, key.label, key.count) for key in growth] == [
        ("g1", "under −25 %", 1), ("g2", "−25 % to 0 %", 0), ("g3", "0 % to +25 %", 1), ("g4", "+25 % to +100 %", 0),
        ("g5", "+100 % or more", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "value", "said"),
    [
        (percent, 0.000001, "under 0.001 %"), (percent, 0, "0 %"), (percent, 0.00034, "0.034 %"),
        (percent, 0.0234, "2.34 %"), (percent, 0.356, "35.6 %"), (percent, 1, "100 %"),
        (about, 1_240_000_000, "USD 1.24 billion"), (about, 430_000, "USD 4,30,000"), (figures, 9.999, "10"),
        (figures, 2.5, "2.5"), (rca, 12.345, "12.35"), (rca, 0.0049, "<0.01"), (rca, 0.006, "0.01"), (rca, 0, "0.00"),
        (change, -0.12, "−12 %"), (change, 0, "0 %"),
    ],
)  # fmt: skip
def test_figures_are_said_in_few_digits(words, value, said):
    assert words(value) == said


def test_a_treemap_fills_the_sheet_in_proportion():
    boxes = rectangles([6, 6, 4, 3, 2, 2, 1])
    areas = [width * height for _x, _y, width, height in boxes]
    assert sum(areas) == pytest.approx(WIDTH * HEIGHT)
    assert areas[0] / areas[-1] == pytest.approx(6)
    assert rectangles([]) == []
    for x, y, width, height in boxes:
        assert x >= 0 and y >= 0 and x + width <= WIDTH + 1e-6 and y + height <= HEIGHT + 1e-6


def test_the_page_carries_no_style_and_no_script_of_its_own(client: Client, trade):
    shown = page(client, "?show=exports")
    assert "style=" not in shown and "<style" not in shown and "onclick" not in shown
    assert len(gzip.compress(shown.encode())) < 20_000
