"""The schematic map: every district has its cell, drawn from its centre and area alone, and the same each time."""

import re
import time
from io import StringIO
from math import hypot, pi, sqrt

import pytest
import shapely
from django.conf import settings
from django.core.management import call_command
from shapely import Point, Polygon

from geography import drawings
from geography.cells import REACH, Place, schematic
from geography.drawings import draw_schematic
from geography.loader import load_geography
from geography.models import Cell, District, Drawing, Outline, State
from geography.paths import Grid
from geography.projection import project
from tests.geography.india import india  # noqa: F401

pytestmark = pytest.mark.django_db
BOUNDARIES = settings.DATA_PACK / "geo" / "districts.topo.json"
STEP = re.compile(r"-?\d+")


def places() -> list[Place]:
    return [
        Place(*row)
        for row in District.objects.active()
        .order_by("lgd_code")
        .values_list("pk", "state_id", "lat", "lon", "area_sq_km")
    ]


def polygons(path: str) -> list[Polygon]:
    """What a path of the drawing encloses."""
    shapes = []
    for ring in path.split("M")[1:]:
        if "h1v1" in ring:
            continue
        start, steps = ring.rstrip("z").split("l")
        x, y = map(int, start.split())
        numbers = list(map(int, STEP.findall(steps)))
        corners = [(x, y)]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            corners.append((x, y))
        shapes.append(Polygon(corners))
    return shapes


def test_every_active_district_has_a_cell_and_every_state_an_outline(india):  # noqa: F811
    drawing = Drawing.objects.shown()
    assert drawing.kind == "schematic"
    drawn = set(Cell.objects.filter(drawing=drawing).values_list("district_id", flat=True))
    assert drawn == set(District.objects.active().values_list("pk", flat=True)) and len(drawn) == 786
    assert Outline.objects.filter(drawing=drawing).count() == State.objects.count() == 36


def test_no_two_cells_overlap(india):  # noqa: F811
    cells = list(schematic(places()).cells.values())
    tree = shapely.STRtree(cells)
    left, right = tree.query(cells, predicate="intersects")
    shared = max(cells[a].intersection(cells[b]).area for a, b in zip(left, right, strict=True) if a < b)
    assert shared < 1e-6


def test_a_cell_is_inside_the_disc_of_its_district_and_holds_its_centre(india):  # noqa: F811
    everywhere = places()
    sheet = schematic(everywhere)
    for place in everywhere:
        centre, cell = Point(sheet.centres[place.key]), sheet.cells[place.key]
        assert cell.covers(centre)
        if place.area_sq_km:
            furthest = max(hypot(x - centre.x, y - centre.y) for x, y in cell.exterior.coords)
            assert furthest <= REACH * sqrt(place.area_sq_km / pi) + 1e-6


def test_the_outline_of_a_state_covers_its_cells_and_no_other_states(india):  # noqa: F811
    everywhere = places()
    sheet = schematic(everywhere)
    for state, outline in sheet.outlines.items():
        own = [sheet.cells[place.key] for place in everywhere if place.state == state]
        assert all(outline.buffer(1e-6).covers(cell) for cell in own)
        others = [sheet.cells[place.key] for place in everywhere if place.state != state]
        assert max(outline.intersection(cell).area for cell in others) < 1
        assert outline.area < 1.1 * sum(cell.area for cell in own)


def test_what_is_stored_is_what_was_drawn_to_a_unit(india):  # noqa: F811
    everywhere = places()
    sheet = schematic(everywhere)
    whole = shapely.union_all(list(sheet.outlines.values()))
    grid = Grid.around(whole, unit_km=drawings.UNIT_KM)
    drawing = Drawing.objects.shown()
    assert (drawing.width, drawing.height) == (grid.width, grid.height)
    for cell in drawing.cells.all():
        (stored,) = polygons(cell.path)
        assert stored.area * grid.unit_km**2 == pytest.approx(sheet.cells[cell.district_id].area, rel=0.1, abs=2)
        assert stored.bounds == (cell.left, cell.top, cell.right, cell.bottom)
        assert cell.left > 0 and cell.top > 0 and cell.right < drawing.width and cell.bottom < drawing.height


def test_the_same_places_give_the_same_map_in_less_than_five_seconds(india):  # noqa: F811
    before = dict(Cell.objects.values_list("district__lgd_code", "path"))
    Drawing.objects.all().delete()
    started = time.monotonic()
    assert draw_schematic()
    assert time.monotonic() - started < 5
    assert dict(Cell.objects.values_list("district__lgd_code", "path")) == before


def test_loading_again_draws_only_when_a_centre_or_an_area_changed(india):  # noqa: F811
    before = Drawing.objects.get().pk
    load_geography()
    assert Drawing.objects.get().pk == before
    District.objects.filter(lgd_code="490").update(area_sq_km=9000)
    load_geography()
    assert Drawing.objects.get().pk != before


def test_few_districts_and_districts_on_one_spot_are_drawn_too(db):
    assert schematic([]).cells == {}
    (alone,) = schematic([Place(1, 1, 25.0, 91.0, 2000.0)]).cells.values()
    assert alone.area == pytest.approx(REACH**2 * 2000, rel=0.02)
    twins = schematic([Place(1, 1, 25.0, 91.0, 2000.0), Place(2, 1, 25.0, 91.0, None)]).cells
    assert twins[1].intersection(twins[2]).area < 1e-6 and min(cell.area for cell in twins.values()) > 0


def test_the_projection_keeps_distances(db):
    (x1, y1), (x2, y2) = project(18.52, 73.86), project(26.85, 80.95)  # Pune, Lucknow
    assert hypot(x1 - x2, y1 - y2) == pytest.approx(1175, rel=0.03)  # great circle
    assert y2 < y1, "north is up"


@pytest.fixture
def pack():
    if not BOUNDARIES.exists():
        pytest.skip("The data pack with geo/districts.topo.json is not here.")
    return BOUNDARIES


def test_an_operators_boundaries_replace_the_schematic_and_it_can_come_back(india, pack):  # noqa: F811
    out = StringIO()
    call_command("load_boundaries", str(pack), source="A test of boundaries", licence="CC0", stdout=out)
    drawing = Drawing.objects.shown()
    assert (drawing.kind, drawing.source, drawing.licence) == ("boundaries", "A test of boundaries", "CC0")
    assert drawing.cells.count() == 772 and drawing.outlines.count() == 36
    assert out.getvalue().count("Not in the file") == 14
    assert drawing.no_data, "areas without a district are drawn as no data"
    load_geography()
    assert Drawing.objects.shown().kind == "boundaries", "loading geography does not take the boundaries away"
    call_command("load_boundaries", schematic=True, stdout=out)
    assert Drawing.objects.shown().kind == "schematic"
    call_command("load_boundaries", boundaries=True, stdout=out)
    assert Drawing.objects.shown().kind == "boundaries"
