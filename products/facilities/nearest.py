"""The nearest facility of each kind that is of use to a district on a day: one query, however many kinds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from geography.models import District
from products.facilities.distance import km_from, own_point
from products.facilities.scope import covers, perhaps
from products.models import Facility, FacilityKind, FacilityReach, FacilityScope

SHOWN = tuple(kind for kind in FacilityKind if kind != FacilityKind.OTHER)


@dataclass(frozen=True)
class Nearest:
    """What the register knows of one kind for one district.

    facility: the nearest one of use, at `km` kilometres in a straight line; None where the register has none at all.
    within_km: what counts as near. to_read: a nearer one whose scope is in words only, or covers a part of the codes'
    goods only, at `to_read_km`: a person has to read it. is_rough: one end of the distance is the centroid of a
    district, or the coordinates are approximate. about: what a new bottleneck is told of. scope: what the facility is
    recognised for that serves, where a page asked for it.
    """

    kind: FacilityKind
    within_km: int
    facility: Facility | None = None
    km: float | None = None
    to_read: Facility | None = None
    to_read_km: float | None = None
    about: str = ""
    scope: FacilityScope | None = None

    @property
    def label(self) -> str:
        return str(self.kind.label)

    @property
    def is_near(self) -> bool:
        return self.km is not None and self.km <= self.within_km

    @property
    def is_rough(self) -> bool:
        return self.facility is not None and (self.facility.is_approximate or not self.facility.is_placed)


def nearest(
    district: District, kind: str, *, code: str | None = None, on: date, within_km: int | None = None
) -> Nearest:
    """The nearest facility of one kind that is open and, where its kind needs it, validly recognised on a day.

    code: an HS code a facility with a scope has to cover. within_km: what counts as near, else the kind's reach.
    """
    reach = None if within_km is None else {kind: within_km}
    return nearest_of(district, (kind,), codes=(code,) if code else (), on=on, reach=reach)[0]


def nearest_of(
    district: District,
    kinds: Iterable[str] = SHOWN,
    *,
    codes: Iterable[str] = (),
    on: date,
    reach: dict[str, int] | None = None,
    about: str = "",
) -> list[Nearest]:
    """One `Nearest` per kind, in the order given; two queries in all, one if `reach` (km by kind) is given.

    codes: a facility with a scope serves if it covers any of them. about: the handle of the product, or a code, which
    a bottleneck of a missing facility will be about. Distances are counted from the centroid of the district.
    """
    kinds, codes = [FacilityKind(kind) for kind in kinds], tuple(codes)
    reach = reach or dict(FacilityReach.objects.values_list("kind", "within_km"))
    certain, to_read = {}, {}
    for row in _found(district, kinds, codes, on) if district.lat is not None else ():
        (certain if row.covers else to_read)[row.kind] = row
    about = about or (codes[0] if codes else "")
    return [_answer(kind, reach.get(kind, 0), certain.get(kind), to_read.get(kind), about) for kind in kinds]


def _answer(kind: FacilityKind, within: int, found: Facility | None, unread: Facility | None, about: str) -> Nearest:
    if found and unread and unread.km >= found.km:
        unread = None
    return Nearest(
        kind=kind,
        within_km=within,
        facility=found,
        km=found.km if found else None,
        to_read=unread,
        to_read_km=unread.km if unread else None,
        about=f"facility:{kind}:{about}",
    )


def _found(district: District, kinds: list[str], codes: tuple[str, ...], on: date) -> QuerySet:
    """The nearest of each kind that certainly serves the codes, and the nearest of each kind that perhaps does."""
    lat, lon = own_point()
    rows = Facility.objects.valid_on(on).filter(kind__in=kinds).for_list()
    rows = rows.annotate(covers=covers(codes, on), km=km_from(district.lat, district.lon, to_lat=lat, to_lon=lon))
    rows = rows.exclude(km=None)
    if codes:
        rows = rows.filter(Q(covers=True) | perhaps(codes, on))
    return rows.order_by("kind", "covers", "km", "pk").distinct("kind", "covers")
