"""Reads TopoJSON: boundaries as arcs which neighbours share, in whole numbers that each count from the one before.

The format: github.com/topojson/topojson-specification. Only what a file of areas needs is read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geography.projection import project

LARGEST = 20 * 1024 * 1024  # bytes
Corner = tuple[float, float]


class NotTopoJSON(Exception):
    """The file cannot be drawn; the message is a sentence for the person who brought it."""


@dataclass(frozen=True)
class Area:
    """An area of the file with its properties, in km on the sheet."""

    properties: dict[str, Any]
    shape: BaseGeometry


def read_areas(path: Path, layer: str) -> list[Area]:
    """The areas of one layer, in the order of the file."""
    content = _content(path)
    layers = content["objects"]
    if layer not in layers or layers[layer].get("type") != "GeometryCollection":
        raise NotTopoJSON(f"The file has no layer “{layer}”; its layers are: {', '.join(sorted(layers))}.")
    try:
        arcs = [_arc(arc, content.get("transform")) for arc in content["arcs"]]
        return [_area(geometry, arcs) for geometry in layers[layer]["geometries"]]
    except (KeyError, IndexError, TypeError, ValueError, shapely.errors.ShapelyError) as problem:
        raise NotTopoJSON(f"The file breaks off or contradicts itself: {problem}.") from problem


def _content(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > LARGEST:
            raise NotTopoJSON(f"The file is larger than {LARGEST // 1024 // 1024} MB.")
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as problem:
        raise NotTopoJSON(f"{path.name} cannot be read: {problem}.") from problem
    if (
        not isinstance(content, dict)
        or content.get("type") != "Topology"
        or not isinstance(content.get("objects"), dict)
    ):
        raise NotTopoJSON(f"{path.name} is not TopoJSON: a “Topology” with “objects” is expected.")
    return content


def _arc(steps: list[list[float]], transform: dict[str, Any] | None) -> list[Corner]:
    """The corners of an arc in km. With a transform its numbers are steps, without one degrees."""
    if transform is None:
        return [project(lat, lon) for lon, lat, *_more in steps]
    (scale_x, scale_y), (left, bottom) = transform["scale"], transform["translate"]
    xs, ys = accumulate(step[0] for step in steps), accumulate(step[1] for step in steps)
    return [project(y * scale_y + bottom, x * scale_x + left) for x, y in zip(xs, ys, strict=True)]


def _area(geometry: dict[str, Any], arcs: list[list[Corner]]) -> Area:
    parts = {"Polygon": [geometry.get("arcs")], "MultiPolygon": geometry.get("arcs")}.get(geometry["type"])
    if parts is None:
        raise NotTopoJSON(f"A {geometry['type']} is no area.")
    polygons = [Polygon(shell, holes) for shell, *holes in ([_ring(ring, arcs) for ring in part] for part in parts)]
    shape = polygons[0] if len(polygons) == 1 else MultiPolygon(polygons)
    return Area(geometry.get("properties") or {}, shape)


def _ring(indexes: list[int], arcs: list[list[Corner]]) -> list[Corner]:
    """Arcs one after another; a negative number is the arc backwards (~i). Each begins where the last one ended."""
    return [*_joined(indexes, arcs)]


def _joined(indexes: list[int], arcs: list[list[Corner]]) -> Iterator[Corner]:
    for at, index in enumerate(indexes):
        corners = arcs[index] if index >= 0 else arcs[~index][::-1]
        yield from corners[1 if at else 0 :]
