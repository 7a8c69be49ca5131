"""The schematic map: a cell for every district from its centre and its area, so that it claims no boundary.

A district is the land nearer to its centre than to any other (Voronoi), within a disc of REACH times the radius its
area would have as a circle; a State is its cells taken together (docs/adr/0028). The same places give the same map.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import pi, sqrt
from statistics import median

import shapely
from shapely import MultiPoint, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geography.projection import project

REACH = 1.55
CORNERS = 5  # of a quarter of a disc
NEAREST_KM = 0.25  # two centres on one spot are moved this far apart
GAP_KM = 30.0  # gaps between discs narrower than twice this are land all the same
SLIT_KM = 6.0  # half the width of a gap within a State that is closed
_FAR_KM = 4000.0


@dataclass(frozen=True)
class Place:
    """A district as it is drawn: keys of its own and its State's, centre in degrees, area in square km if known."""

    key: int
    state: int
    lat: float
    lon: float
    area_sq_km: float | None = None


@dataclass(frozen=True)
class Sheet:
    """Shapes in km, by key. `ground` is the land beneath, `no_data` what belongs to no district."""

    cells: dict[int, BaseGeometry]
    outlines: dict[int, BaseGeometry]
    ground: BaseGeometry
    no_data: BaseGeometry
    centres: dict[int, tuple[float, float]]


def schematic(places: Sequence[Place]) -> Sheet:
    """The sheet of these places; none, one or two are drawn as well."""
    centres = _apart(places)
    radii = _radii(places)
    regions = _regions([centres[place.key] for place in places])
    cells = {
        place.key: region.intersection(Point(centres[place.key]).buffer(REACH * radii[place.key], quad_segs=CORNERS))
        for place, region in zip(places, regions, strict=True)
    }
    outlines = without_slits(together(cells, {place.key: place.state for place in places}))
    everything = shapely.union_all(list(outlines.values()))
    ground = everything.buffer(GAP_KM, quad_segs=2).buffer(-GAP_KM, quad_segs=2).union(everything).simplify(2)
    return Sheet(cells, outlines, ground, shapely.GeometryCollection(), centres)


def together(cells: dict[int, BaseGeometry], state_of: dict[int, int]) -> dict[int, BaseGeometry]:
    """The cells of each State dissolved into one shape."""
    of_state = defaultdict(list)
    for key, cell in cells.items():
        of_state[state_of[key]].append(cell)
    return {state: shapely.union_all(parts) for state, parts in of_state.items()}


def without_slits(states: dict[int, BaseGeometry]) -> dict[int, BaseGeometry]:
    """The States with the narrow gaps and holes between their own discs closed, as far as no other State is there."""
    whole = shapely.STRtree(list(states.values()))
    keys, closed = list(states), {}
    for key, shape in states.items():
        wide = shape.buffer(SLIT_KM, quad_segs=2).buffer(-SLIT_KM, quad_segs=2)
        filled = shapely.union_all([shape, *(Polygon(part.exterior) for part in shapely.get_parts(wide))])
        others = [states[keys[at]] for at in whole.query(filled) if keys[at] != key]
        closed[key] = shapely.union_all([filled.difference(shapely.union_all(others)), shape])
    return closed


def _apart(places: Sequence[Place]) -> dict[int, tuple[float, float]]:
    """The centres in km, no two on one spot."""
    taken, centres = set(), {}
    for place in places:
        x, y = project(place.lat, place.lon)
        while (spot := (round(x / NEAREST_KM), round(y / NEAREST_KM))) in taken:
            x += NEAREST_KM
        taken.add(spot)
        centres[place.key] = (x, y)
    return centres


def _radii(places: Sequence[Place]) -> dict[int, float]:
    """The radius in km of a circle of each district's area; where it is unknown, of half the median of the State."""
    known = defaultdict(list)
    for place in places:
        if place.area_sq_km:
            known[place.state].append(place.area_sq_km)
    everywhere = median([area for areas in known.values() for area in areas] or [3000.0])
    usual = {place.state: median(known[place.state] or [everywhere]) / 2 for place in places}
    return {place.key: sqrt((place.area_sq_km or usual[place.state]) / pi) for place in places}


def _regions(centres: list[tuple[float, float]]) -> list[BaseGeometry]:
    """For each centre all that is nearer to it than to any other, in the order given."""
    world = shapely.box(-_FAR_KM, -_FAR_KM, _FAR_KM, _FAR_KM)
    if len(centres) < 2:
        return [world for _centre in centres]
    return list(shapely.voronoi_polygons(MultiPoint(centres), extend_to=world, ordered=True).geoms)
