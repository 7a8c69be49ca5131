"""The table of facilities: laboratories, certifiers, packhouses, stores, depots and ports, one row per recognition."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from geography.models import District
from geography.names import name_key
from geography.resolver import Gazetteer
from products.facilities.imports import take_back, take_in
from products.models import Facility, FacilityKind, FacilityScope
from trade.access.checks import day_of
from trade.importer.layout import Column, Layout, Staged, register
from trade.importer.problems import add_sentences
from trade.models import Batch

PREFIX = re.compile(r"^(\d{2}){1,4}$")
INDIA = {"lat": (6, 38), "lon": (68, 98)}
YES, NO = frozenset({"yes", "y", "1", "true", "हाँ"}), frozenset({"no", "n", "0", "false", "नहीं"})
DAYS = ("opened_on", "closed_on", "valid_from", "valid_until")
OWN = ("kind", "name", "district")  # what several rows of one facility have to agree on
LONGEST = {
    "row_key": 120, "name": 160, "name_hi": 160, "operator": 160, "address": 200, "customs_code": 12,
    "capacity_unit": 24, "system": 60, "scope": 300, "standard": 80, "recognised_by": 80, "certificate_number": 80,
    "note": 300,
}  # fmt: skip

add_sentences(
    {
        "facility_kind": _("“%(value)s” is not a kind of facility. Write one of: %(suggestion)s."),
        "facility_district": _("“%(value)s” is not surely one district. Write its LGD code. %(suggestion)s"),
        "facility_place": _("The coordinates lie outside India. Write degrees, the latitude first: 25.57 and 91.88."),
        "facility_half_place": _("Write both the latitude and the longitude, or neither."),
        "facility_far": _("The coordinates lie %(value)s km from the middle of the district. Check both."),
        "facility_differs": _("An earlier row of this facility has another kind, name or district."),
        "facility_prefix": _("“%(value)s” is not the beginning of an HS code: 2, 4, 6 or 8 digits."),
        "facility_yes_no": _("“%(value)s” is neither yes nor no."),
        "facility_days": _("The last day comes before the first."),
    }
)
Note = Callable[..., None]


@dataclass
class Read:
    """One facility of the table and its recognitions, in the order of the file."""

    facility: Facility
    scopes: list[FacilityScope] = field(default_factory=list)


def check(staged: Staged) -> None:
    read(staged, staged.note)


def apply(staged: Staged) -> int:
    """Every facility of the table, by source and row; returns how many there are."""
    staged.batch.series = f"facilities {staged.batch.source}"[:200]
    found = read(staged, lambda *_args, **_kwargs: None)
    return take_in([(one.facility, one.scopes) for one in found])


def revoke(batch: Batch) -> None:
    take_back(batch.key)


def read(staged: Staged, note: Note) -> list[Read]:
    """The table as facilities; what is wrong with a row goes to `note`."""
    places, kinds = _Places(), _kinds()
    found: dict[str, Read] = {}
    seen: set[tuple] = set()
    for row in staged.rows():
        for name, longest in LONGEST.items():
            if len(row[name]) > longest:
                note(row["row_no"], name, "too_long", row[name])
        facility = _facility(staged.batch, row, places, kinds, note)
        kept = found.setdefault(row["row_key"], Read(facility))
        if kept.facility is not facility and any(
            getattr(kept.facility, f"{name}_id" if name == "district" else name)
            != getattr(facility, f"{name}_id" if name == "district" else name)
            for name in OWN
        ):
            note(row["row_no"], "row_key", "facility_differs", row["row_key"])
        scope = _scope(row, note)
        key = (row["row_key"], *_said(scope)) if scope else (row["row_key"],)
        if key in seen:
            note(row["row_no"], "row_key", "duplicate", row["row_key"])
        elif scope:
            kept.scopes.append(scope)
        seen.add(key)
    return list(found.values())


def _said(scope: FacilityScope) -> tuple[str, ...]:
    return scope.hs_prefix, scope.words, scope.standard, scope.body, scope.certificate_number


def _facility(batch: Batch, row: dict[str, Any], places: _Places, kinds: dict[str, str], note: Note) -> Facility:
    where = row["row_no"]
    kind = kinds.get(name_key(row["kind"]))
    if row["kind"] and kind is None:
        note(where, "kind", "facility_kind", row["kind"], suggestion=", ".join(FacilityKind.values))
    district, suggestion = places.find(row["state"], row["district"])
    if row["district"] and district is None:
        note(where, "district", "facility_district", row["district"], suggestion=suggestion)
    lat, lon = _point(row, district, note)
    days = _days(row, note, "opened_on", "closed_on")
    return Facility(
        kind=kind or "",
        name=row["name"],
        name_hi=row["name_hi"],
        district=district,
        lat=lat,
        lon=lon,
        is_approximate=bool(_yes_no(row, "approximate", note)),
        operator=row["operator"],
        address=row["address"],
        code=row["customs_code"].upper(),
        capacity=row["capacity"] or None,
        capacity_unit=row["capacity_unit"],
        system=row["system"],
        issues_receipts=_yes_no(row, "e_receipt", note),
        opened_on=days[0],
        closed_on=days[1],
        is_confirmed=True,
        note=row["note"],
        source=batch.source[:160],
        as_of=batch.as_of,
        row_key=row["row_key"],
        batch=batch.key,
    )


def _scope(row: dict[str, Any], note: Note) -> FacilityScope | None:
    """What the row says of a recognition; None where it says nothing of one."""
    columns = ("hs_prefix", "scope", "standard", "recognised_by", "certificate_number", "valid_from", "valid_until")
    if not any(row[name] for name in columns):
        return None
    prefix = re.sub(r"[. ]", "", row["hs_prefix"])
    if prefix.isdigit() and len(prefix) % 2:
        prefix = f"0{prefix}"
        note(row["row_no"], "hs_prefix", "hs_zero", row["hs_prefix"], suggestion=prefix, warning=True)
    if prefix and not PREFIX.match(prefix):
        note(row["row_no"], "hs_prefix", "facility_prefix", row["hs_prefix"])
    first, last = _days(row, note, "valid_from", "valid_until")
    return FacilityScope(
        hs_prefix=prefix,
        words=row["scope"],
        standard=row["standard"],
        body=row["recognised_by"],
        certificate_number=row["certificate_number"],
        valid_from=first,
        valid_until=last,
    )


def _days(row: dict[str, Any], note: Note, first: str, last: str) -> tuple:
    found = []
    for name in (first, last):
        said = day_of(row[name]) if row[name] else None
        if row[name] and said is None:
            note(row["row_no"], name, "bad_date", row[name])
        found.append(said)
    if all(found) and found[1] < found[0]:
        note(row["row_no"], last, "facility_days", row[last])
    return tuple(found)


def _yes_no(row: dict[str, Any], name: str, note: Note) -> bool | None:
    said = row[name].strip().lower()
    if said and said not in YES | NO:
        note(row["row_no"], name, "facility_yes_no", row[name])
    return None if not said else said in YES


def _point(row: dict[str, Any], district: District | None, note: Note) -> tuple[float | None, float | None]:
    """Both coordinates or none; far from the district is said, not refused: some districts are far from round."""
    if not row["lat"] and not row["lon"]:
        return None, None
    if not row["lat"] or not row["lon"]:
        note(row["row_no"], "lat", "facility_half_place", row["lat"] or row["lon"])
        return None, None
    lat, lon = float(row["lat"]), float(row["lon"])
    if not all(low <= value <= high for value, (low, high) in zip((lat, lon), INDIA.values(), strict=True)):
        note(row["row_no"], "lat", "facility_place", f"{row['lat']}, {row['lon']}")
        return None, None
    if district and district.lat is not None and district.area_sq_km:
        away = _km(lat, lon, district.lat, district.lon)
        if away > 2 * math.sqrt(district.area_sq_km) + 20:
            note(row["row_no"], "lat", "facility_far", str(round(away)), warning=True)
    return lat, lon


def _km(lat: float, lon: float, to_lat: float, to_lon: float) -> float:
    """Roughly, by the lengths of degrees: good enough to tell a wrong place from a right one."""
    east = (to_lon - lon) * math.cos(math.radians((lat + to_lat) / 2))
    return 111.2 * math.hypot(to_lat - lat, east)


class _Places:
    """Districts by LGD code, or by name within a State."""

    def __init__(self) -> None:
        self.by_code = {district.lgd_code: district for district in District.objects.active()}
        self.names = Gazetteer.of_india()

    def find(self, state: str, name: str) -> tuple[District | None, str]:
        """(the district, or None with the names that may be meant)."""
        if name.strip().isdigit():
            return self.by_code.get(name.strip().lstrip("0")), ""
        answer = self.names.resolve_named(state, name)
        return answer.district, ", ".join(f"{one.name} ({one.lgd_code})" for one in answer.suggestions)


def _kinds() -> dict[str, str]:
    """Each way a kind may be written: its code, and its name in the language of the page."""
    return {name_key(said): value for value, label in FacilityKind.choices for said in (value, str(label))}


FACILITIES = register(
    Layout(
        name="facilities",
        label=_("Facilities"),
        columns=(
            Column("row_key", ("id", "registration number", "serial number"), filled=True),
            Column("kind", ("type",), filled=True),
            Column("name", ("facility", "name of facility"), filled=True),
            Column("name_hi", ("name in hindi",), required=False),
            Column("state", ("state or ut",), required=False),
            Column("district", ("district lgd code", "lgd code"), filled=True),
            Column("lat", ("latitude",), required=False, number=True),
            Column("lon", ("longitude",), required=False, number=True),
            Column("approximate", ("coordinates are approximate",), required=False),
            Column("operator", required=False),
            Column("address", required=False),
            Column("customs_code", ("code with customs", "location code"), required=False),
            Column("capacity", required=False, number=True),
            Column("capacity_unit", ("unit", "unit of capacity"), required=False),
            Column("system", ("system used",), required=False),
            Column("e_receipt", ("electronic warehouse receipts", "wdra"), required=False),
            Column("opened_on", required=False),
            Column("closed_on", required=False),
            Column("hs_prefix", ("hs", "hs codes beginning with"), required=False),
            Column("scope", ("scope in words",), required=False),
            Column("standard", required=False),
            Column("recognised_by", ("accreditation body", "recognized by"), required=False),
            Column("certificate_number", ("certificate", "accreditation number"), required=False),
            Column("valid_from", required=False),
            Column("valid_until", ("valid to", "validity"), required=False),
            Column("note", ("remarks",), required=False),
        ),
        check=check,
        apply=apply,
        revoke=revoke,
        hint=_(
            "One row per recognition; a facility of several recognitions has several rows under one row_key. A later "
            "table of the same source changes the rows it names and leaves the others. No names or numbers of persons."
        ),
        example=(
            {
                "row_key": "LAB-1", "kind": "lab", "name": "Example laboratory", "state": "Meghalaya",
                "district": "Ri Bhoi", "lat": "25.90", "lon": "91.88", "hs_prefix": "0910",
                "scope": "Residues in spices", "standard": "ISO/IEC 17025", "recognised_by": "Accreditation body",
                "certificate_number": "0000", "valid_from": "2025-01-01", "valid_until": "2026-12-31",
            },
            {
                "row_key": "WH-1", "kind": "warehouse", "name": "Example warehouse", "state": "Meghalaya",
                "district": "276", "capacity": "5,000", "capacity_unit": "tonnes", "e_receipt": "yes",
            },
        ),
    )
)  # fmt: skip
