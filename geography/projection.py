"""From degrees to kilometres on a flat sheet: Lambert's conformal conic projection of India.

On the sphere of the earth's mean radius, with the standard parallels used for maps of India (12°28′22″ and
35°10′22″ N): lengths are wrong by less than 3 per cent anywhere in the country. Formulae: J. P. Snyder, Map
Projections (USGS 1987), 15-1 to 15-4.
"""

from __future__ import annotations

from math import cos, log, pi, radians, sin, tan

RADIUS_KM = 6371.0088
_SOUTH, _NORTH = radians(12.472944), radians(35.172806)
_MIDDLE, _MERIDIAN = radians(24.0), radians(80.5)


def _half(latitude: float) -> float:
    return tan(pi / 4 + latitude / 2)


_N = log(cos(_SOUTH) / cos(_NORTH)) / log(_half(_NORTH) / _half(_SOUTH))
_F = cos(_SOUTH) * _half(_SOUTH) ** _N / _N


def _rho(latitude: float) -> float:
    return RADIUS_KM * _F / _half(latitude) ** _N


def project(lat: float, lon: float) -> tuple[float, float]:
    """Kilometres east and south of 24° N 80°30′ E, for a point in degrees."""
    rho, theta = _rho(radians(lat)), _N * (radians(lon) - _MERIDIAN)
    return rho * sin(theta), rho * cos(theta) - _rho(_MIDDLE)
