"""Shapes in kilometres as paths of SVG in whole numbers, on a sheet whose upper left corner is 0 0."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import shapely
from shapely.geometry.base import BaseGeometry

MARGIN_KM = 25


@dataclass(frozen=True)
class Grid:
    """The whole numbers of a sheet: `unit_km` km each, counted from the corner at `left_km` and `top_km`."""

    left_km: float
    top_km: float
    unit_km: float
    width: int
    height: int

    @classmethod
    def around(cls, shape: BaseGeometry, *, unit_km: float) -> Grid:
        """A sheet with a margin around a shape; one square of margins where there is none."""
        left, top, right, bottom = (0, 0, 0, 0) if shape.is_empty else shape.bounds
        width, height = (round((side + 2 * MARGIN_KM) / unit_km) for side in (right - left, bottom - top))
        return cls(left - MARGIN_KM, top - MARGIN_KM, unit_km, width, height)

    def at(self, x: float, y: float) -> tuple[int, int]:
        return round((x - self.left_km) / self.unit_km), round((y - self.top_km) / self.unit_km)

    def box(self, shape: BaseGeometry) -> tuple[int, int, int, int]:
        """Left, top, right, bottom."""
        left, top, right, bottom = shape.bounds
        return (*self.at(left, top), *self.at(right, bottom))

    def path(self, shape: BaseGeometry) -> str:
        """Every ring of the shape, each corner as the way from the one before, which is shorter."""
        return "".join(map(_ring, self._rings(shape)))

    def _rings(self, shape: BaseGeometry) -> Iterator[list[tuple[int, int]]]:
        for part in shapely.get_parts(shape):
            if part.geom_type != "Polygon":
                continue
            for ring in (part.exterior, *part.interiors):
                yield [self.at(x, y) for x, y in ring.coords[:-1]]


def _ring(corners: list[tuple[int, int]]) -> str:
    """A closed way through the corners; a ring too small for the grid is a dot of one unit, never nothing."""
    steps = [(x - last_x, y - last_y) for (last_x, last_y), (x, y) in pairwise(corners) if (x, y) != (last_x, last_y)]
    x, y = corners[0]
    if len(steps) < 2:
        return f"M{x} {y}h1v1h-1z"
    return f"M{x} {y}l{' '.join(f'{dx} {dy}' for dx, dy in steps).replace(' -', '-')}z"
