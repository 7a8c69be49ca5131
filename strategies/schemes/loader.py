"""Loads the catalogue of schemes from data/schemes.csv."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from institutions.models import Body
from institutions.tables import add_missing, day, read_table
from strategies.models import Scheme

DATA = Path(__file__).parent.parent / "data"
LISTS = ("stages", "areas", "state_classes", "special_classes")
FIGURES = ("share", "share_special", "ceiling")


def load_schemes() -> int:
    """Add the schemes that are missing; what officers changed since stays. How many were added.

    Raises ValueError where the table names an agency that does not exist.
    """
    bodies = {body.code: body for body in Body.objects.filter(state=None)}
    return add_missing([_scheme(row, bodies) for row in read_table(DATA / "schemes.csv")])


def _scheme(row: dict[str, str], bodies: dict[str, Body]) -> Scheme:
    said = dict(row)
    code = said.pop("body")
    for name in LISTS:
        said[name] = [part for part in said[name].split("|") if part]
    for name in FIGURES:
        said[name] = Decimal(said[name]) if said[name] else None
    for name in ("opens_on", "closes_on"):
        said[name] = day(said[name])
    return Scheme(**said, body=bodies.get(code))
