"""Loads States, districts, lineage and aliases from the tables in data/ (docs/adr/0010).

A row is applied when its line in the table is new or has changed since it was last applied, so an officer's correction
survives until the table itself says something new. Nothing is deleted: a line may only set a date of retirement.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction

from geography.drawings import draw_schematic
from geography.models import District, DistrictAlias, DistrictLineage, State
from geography.names import name_key

DATA = Path(__file__).parent / "data"
STATE_FIELDS = ["code", "iso_3166_2", "name", "name_hi", "kind", "zone", "capital", "census2011_code"]
DISTRICT_TEXTS = ["code", "name", "name_hi", "census2011_code", "census2001_code", "formed_from"]
DISTRICT_FIELDS = [*DISTRICT_TEXTS, "lat", "lon", "area_sq_km", "formed_year", "retired_on"]

Row = dict[str, str]


class LoadError(Exception):
    """The tables cannot be loaded; the message is a sentence for the person who runs the command."""


@dataclass(frozen=True)
class Loaded:
    """What a load changed."""

    states_added: int
    states_changed: int
    districts_added: int
    districts_changed: int
    retired: tuple[str, ...]
    aliases_added: int
    lineage_added: int

    @property
    def changed(self) -> bool:
        return any(vars(self).values())


@transaction.atomic
def load_geography(*, folder: Path = DATA) -> Loaded:
    """Bring the database up to the tables of a folder; raise LoadError, changing nothing, where that would harm.

    Harm is: another `code` for a district that has one, a district moved to another State, or one that left the table.
    """
    states_added, states_changed = _load_states(_read(folder / "states.csv"))
    rows = _read(folder / "districts.csv")
    before = set(District.objects.retired().values_list("lgd_code", flat=True))
    added, changed = _load_districts(rows)
    retired = tuple(row["name"] for row in rows if row["retired_on"] and row["lgd_code"] not in before)
    lineage = _load_lineage(rows)
    aliases = _load_aliases(_read(folder / "aliases.csv"))
    draw_schematic()
    return Loaded(states_added, states_changed, added, changed, retired, aliases, lineage)


def _load_states(rows: list[Row]) -> tuple[int, int]:
    existing = {state.lgd_code: state for state in State.objects.all()}
    _refuse_harm(rows, existing, table="states.csv")
    wanted = []
    for row in _fresh(rows, existing):
        state = existing.get(row["lgd_code"], State(lgd_code=row["lgd_code"]))
        _assign(state, {field: row[field] for field in STATE_FIELDS}, row)
        wanted.append(state)
    return _save(State, wanted, STATE_FIELDS)


def _load_districts(rows: list[Row]) -> tuple[int, int]:
    existing = {district.lgd_code: district for district in District.objects.select_related("state")}
    _refuse_harm(rows, existing, table="districts.csv")
    states = {state.lgd_code: state for state in State.objects.all()}
    wanted = []
    for row in _fresh(rows, existing):
        state = states.get(row["state_lgd_code"])
        if state is None:
            raise LoadError(f"District “{row['name']}” names a State that is not in states.csv.")
        district = existing.get(row["lgd_code"], District(lgd_code=row["lgd_code"], state=state))
        if district.state != state:
            raise LoadError(
                f"District “{row['name']}” would move to another State; retire it and add a new district instead."
            )
        _assign(district, _district_values(row), row)
        wanted.append(district)
    return _save(District, wanted, DISTRICT_FIELDS)


def _district_values(row: Row) -> dict:
    try:
        return {
            **{field: row[field] for field in DISTRICT_TEXTS},
            **{field: float(row[field]) if row[field] else None for field in ("lat", "lon", "area_sq_km")},
            "formed_year": int(row["formed_year"]) if row["formed_year"] else None,
            "retired_on": date.fromisoformat(row["retired_on"]) if row["retired_on"] else None,
        }
    except ValueError as problem:
        raise LoadError(
            f"The line of district “{row['name']}” holds something that is no number or date: {problem}."
        ) from problem


def _load_lineage(rows: list[Row]) -> int:
    """Add the pairs which are missing; the columns hold LGD codes, several parted by “|”."""
    ids = dict(District.objects.values_list("lgd_code", "pk"))
    existing = set(DistrictLineage.objects.values_list("predecessor_id", "successor_id"))
    wanted = {}
    for old, new, year in _lineage(rows):
        if not {old, new} <= ids.keys():
            raise LoadError(f"The lineage of district {new} names a district that is not in the table.")
        wanted[ids[old], ids[new]] = year
    pairs = [
        DistrictLineage(predecessor_id=old, successor_id=new, year=year)
        for (old, new), year in wanted.items()
        if (old, new) not in existing
    ]
    return len(DistrictLineage.objects.bulk_create(pairs))


def _lineage(rows: list[Row]) -> Iterator[tuple[str, str, int | None]]:
    """LGD codes of predecessor and successor, and the year."""
    for row in rows:
        formed = int(row["formed_year"]) if row["formed_year"] else None
        yield from ((old, row["lgd_code"], formed) for old in row["predecessors"].split("|") if old)
        ended = int(row["retired_on"][:4]) if row["retired_on"] else None
        yield from ((row["lgd_code"], new, ended) for new in row["successors"].split("|") if new)


def _load_aliases(rows: list[Row]) -> int:
    """Add the aliases which are missing; one that was withdrawn stays withdrawn."""
    ids = dict(District.objects.values_list("lgd_code", "pk"))
    known = set(DistrictAlias.objects.values_list("district_id", "key"))
    wanted = {}
    for row in rows:
        if row["lgd_code"] not in ids:
            raise LoadError(f"The alias “{row['alias']}” names a district that is not in the table.")
        identity = (ids[row["lgd_code"]], name_key(row["alias"]))
        if identity not in known:
            wanted[identity] = DistrictAlias(
                district_id=identity[0], key=identity[1], alias=row["alias"], source=row["source"]
            )
    return len(DistrictAlias.objects.bulk_create(wanted.values()))


def _read(path: Path) -> list[Row]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise LoadError(f"{path.name} cannot be read: {problem}.") from problem
    if not rows:
        raise LoadError(f"{path.name} holds no lines.")
    if any(None in row or None in row.values() for row in rows):
        raise LoadError(f"{path.name} has a line with too many or too few columns.")
    return rows


def _refuse_harm(rows: list[Row], existing: dict[str, State | District], *, table: str) -> None:
    """Refuse a repeated key, a changed code, and the loss of a row that once came from the table."""
    codes = {row["lgd_code"]: row["code"] for row in rows}
    if len(codes) < len(rows):
        raise LoadError(f"{table} names an LGD code twice.")
    for lgd_code, place in existing.items():
        if place.row_digest and lgd_code not in codes:
            raise LoadError(
                f"{place.name} (LGD {lgd_code}) has left {table}; put it back, with the day it ended in retired_on."
            )
        if lgd_code in codes and codes[lgd_code] != place.code:
            raise LoadError(
                f"{table} changes the code of {place.name} from {place.code} to {codes[lgd_code]}; "
                "references hold it, keep it."
            )


def _fresh(rows: list[Row], existing: dict[str, State | District]) -> Iterator[Row]:
    """The lines that were not applied yet in this form."""
    for row in rows:
        place = existing.get(row["lgd_code"])
        if place is None or place.row_digest != _digest(row):
            yield row


def _digest(row: Row) -> str:
    return hashlib.sha256("\x1f".join(row.values()).encode()).hexdigest()[:16]


def _assign(place: State | District, values: dict, row: Row) -> None:
    for field, value in values.items():
        setattr(place, field, value)
    place.row_digest = _digest(row)


def _save(model: type[State] | type[District], places: list, fields: list[str]) -> tuple[int, int]:
    new = [place for place in places if place.pk is None]
    old = [place for place in places if place.pk is not None]
    model.objects.bulk_create(new)
    model.objects.bulk_update(old, [*fields, "row_digest"], batch_size=200)
    return len(new), len(old)
