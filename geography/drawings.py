"""Draws India and keeps the drawing: the schematic when geography changes, boundaries when an operator brings them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import shapely
from django.db import transaction
from shapely.geometry.base import BaseGeometry

from geography.cells import Place, Sheet, schematic, together
from geography.models import Cell, District, Drawing, DrawingKind, Outline
from geography.paths import Grid
from geography.topojson import NotTopoJSON, read_areas

VERSION = "2"  # of the method: raise it, and every installation draws anew
UNIT_KM = 0.25
COARSE_KM = 2  # of the land beneath boundaries, which is seen alone only where it is small
LAYER = "districts"
KEYS = ("lgd", "lgd_code", "LGD")  # the properties an LGD code may stand in


def draw_schematic() -> bool:
    """Draw the schematic if centres, areas or the method changed; whether it was drawn."""
    places = [
        Place(*row)
        for row in District.objects.active()
        .exclude(lat=None)
        .exclude(lon=None)
        .order_by("lgd_code")
        .values_list("pk", "state_id", "lat", "lon", "area_sq_km")
    ]
    digest = _digest(VERSION, *places)
    if Drawing.objects.filter(kind=DrawingKind.SCHEMATIC, digest=digest).exists():
        return False
    source = "Centres and areas of the districts (geography/data/README.md)"
    shown = not Drawing.objects.filter(kind=DrawingKind.BOUNDARIES, is_shown=True).exists()
    _keep(schematic(places), DrawingKind.SCHEMATIC, source=source, licence="", digest=digest, shown=shown)
    return True


def load_boundaries(path: Path, *, source: str, licence: str = "") -> tuple[Drawing, list[District]]:
    """Show the boundaries of a TopoJSON file; returns the drawing and the active districts it does not have.

    Raises NotTopoJSON, changing nothing, where the file cannot be drawn or names no district.
    """
    areas = read_areas(path, LAYER)
    ids = {
        lgd_code: (pk, state)
        for lgd_code, pk, state in District.objects.active().values_list("lgd_code", "pk", "state_id")
    }
    cells, others = {}, []
    for area in areas:
        code = next((str(area.properties[key]) for key in KEYS if area.properties.get(key)), "")
        if code not in ids:
            others.append(area.shape)
        elif ids[code][0] in cells:
            raise NotTopoJSON(f"The file draws the district with LGD code {code} twice.")
        else:
            cells[ids[code][0]] = area.shape
    if not cells:
        raise NotTopoJSON(f"No area of the file bears the LGD code of a district in: {', '.join(KEYS)}.")
    sheet = _bounded(cells, others, dict(ids.values()))
    digest = _digest(VERSION, hashlib.sha256(path.read_bytes()).hexdigest())
    drawing = _keep(sheet, DrawingKind.BOUNDARIES, source=source, licence=licence, digest=digest, shown=True)
    return drawing, list(District.objects.active().exclude(pk__in=cells).select_related("state"))


@transaction.atomic
def show(kind: str) -> bool:
    """Let every page show the drawing of this kind; False where there is none."""
    if not Drawing.objects.filter(kind=kind).exists():
        return False
    Drawing.objects.exclude(kind=kind).update(is_shown=False)
    Drawing.objects.filter(kind=kind).update(is_shown=True)
    return True


def _bounded(cells: dict[int, BaseGeometry], others: list[BaseGeometry], state_of: dict[int, int]) -> Sheet:
    whole = {key: shape if shape.is_valid else shape.buffer(0) for key, shape in cells.items()}
    no_data = shapely.union_all([shape if shape.is_valid else shape.buffer(0) for shape in others])
    centres = {key: (point.x, point.y) for key, point in ((key, _inside(shape)) for key, shape in cells.items())}
    outlines = together(whole, state_of)
    ground = shapely.union_all([*outlines.values(), no_data]).simplify(COARSE_KM)
    return Sheet(cells, outlines, ground, no_data, centres)


def _inside(shape: BaseGeometry) -> shapely.Point:
    """Where a label stands: within the largest part."""
    return max(shapely.get_parts(shape), key=lambda part: part.area).representative_point()


@transaction.atomic
def _keep(sheet: Sheet, kind: str, *, source: str, licence: str, digest: str, shown: bool) -> Drawing:
    """Write the drawing in place of the one of its kind."""
    Drawing.objects.filter(kind=kind).delete()
    if shown:
        Drawing.objects.update(is_shown=False)
    grid = Grid.around(shapely.union_all([*sheet.outlines.values(), sheet.no_data]), unit_km=UNIT_KM)
    drawing = Drawing.objects.create(
        kind=kind,
        source=source,
        licence=licence,
        digest=digest,
        width=grid.width,
        height=grid.height,
        unit_km=grid.unit_km,
        ground=grid.path(sheet.ground),
        no_data=grid.path(sheet.no_data),
        is_shown=shown,
    )
    Cell.objects.bulk_create(
        Cell(drawing=drawing, district_id=key, path=grid.path(shape), **_placed(grid, shape, sheet.centres[key]))
        for key, shape in sheet.cells.items()
    )
    Outline.objects.bulk_create(
        Outline(drawing=drawing, state_id=key, path=grid.path(shape), **_placed(grid, shape, _spot(shape)))
        for key, shape in sheet.outlines.items()
    )
    return drawing


def _spot(shape: BaseGeometry) -> tuple[float, float]:
    point = _inside(shape)
    return point.x, point.y


def _placed(grid: Grid, shape: BaseGeometry, centre: tuple[float, float]) -> dict[str, int]:
    x, y = grid.at(*centre)
    left, top, right, bottom = grid.box(shape)
    return {"x": x, "y": y, "left": left, "top": top, "right": right, "bottom": bottom}


def _digest(*parts: object) -> str:
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()
