"""Straight-line distance on a sphere, as SQL; a road is always longer."""

from __future__ import annotations

import math

from django.db.models import F, FloatField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import ASin, Coalesce, Cos, Least, Power, Radians, Sin, Sqrt

EARTH_KM = 6371.0088  # mean radius of the Earth (IUGG)


def km_from(lat: float, lon: float, *, to_lat: Combinable, to_lon: Combinable) -> Combinable:
    """Kilometres along the great circle (haversine formula) from a point in degrees to two columns in degrees.

    The root is held at 1: rounding may carry the term of two opposite points past it, where the arc sine ends.
    """
    half_lat = Sin(Radians(to_lat - Value(lat)) / Value(2.0))
    half_lon = Sin(Radians(to_lon - Value(lon)) / Value(2.0))
    term = Power(half_lat, 2) + Value(math.cos(math.radians(lat))) * Cos(Radians(to_lat)) * Power(half_lon, 2)
    return Value(2 * EARTH_KM) * ASin(Least(Value(1.0), Sqrt(term)), output_field=FloatField())


def own_point() -> tuple[Combinable, Combinable]:
    """Where a facility is: its own point, else the centroid of its district."""
    return Coalesce(F("lat"), F("district__lat")), Coalesce(F("lon"), F("district__lon"))
