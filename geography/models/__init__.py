"""Where things happen: the States of India, their districts and the countries of the world; and how they are drawn."""

from geography.models.drawings import Cell, Drawing, DrawingKind, Outline
from geography.models.places import (
    Country,
    District,
    DistrictAlias,
    DistrictLineage,
    DistrictQuerySet,
    Named,
    State,
    StateKind,
)

__all__ = [
    "Cell",
    "Country",
    "District",
    "DistrictAlias",
    "DistrictLineage",
    "DistrictQuerySet",
    "Drawing",
    "DrawingKind",
    "Named",
    "Outline",
    "State",
    "StateKind",
]
