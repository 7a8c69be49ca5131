"""Published places: which district a State and a name mean. Wrong is worse than unknown (docs/adr/0010)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from geography.models import District, State
from geography.names import name_key
from geography.resolver import Gazetteer, Status
from trade.models import PlaceKind, PublishedPlace

UNSPECIFIED = {name_key(word) for word in ("Unspecified", "District unspecified", "Not specified", "Not stated")}
INDIA = {name_key(word) for word in ("India", "All India", "भारत")}
TOTALS = {name_key(word) for word in ("Total", "Grand total", "Sub total", "कुल")}
LONGEST = 120


def published(name: str) -> str:
    """The form a published name is kept in: single spaces, capital letters, as DGCI&S prints them."""
    return " ".join(name.replace("\u00a0", " ").replace("\ufeff", "").split()).upper()[:LONGEST]


@dataclass(frozen=True)
class Meaning:
    """What a published place means, with districts it might mean where that is open."""

    kind: str
    state: State | None = None
    district: District | None = None
    suggestions: tuple[District, ...] = ()

    @classmethod
    def of(cls, place: PublishedPlace) -> Meaning:
        return cls(place.kind, place.state, place.district)


class Places:
    """Answers for the names of one table, written while the districts of a day were in force."""

    def __init__(self, on: date | None = None) -> None:
        self._gazetteer = Gazetteer.of_india(on=on)

    def meaning(self, state: str, district: str) -> Meaning:
        """state, district: as `published` writes them. India is ("INDIA", ""); a State alone is (name, "")."""
        if not district:
            if name_key(state) in INDIA:
                return Meaning(PlaceKind.COUNTRY)
            found = self._gazetteer.resolve_named(state, "").state
            if found is None and name_key(state) in UNSPECIFIED:
                return Meaning(PlaceKind.UNSPECIFIED)
            return Meaning(PlaceKind.STATE if found else PlaceKind.UNRESOLVED, found)
        answer = self._gazetteer.resolve_named(state, district)
        if name_key(district) in UNSPECIFIED:
            nowhere = answer.state is None and name_key(state) not in UNSPECIFIED
            return Meaning(PlaceKind.UNRESOLVED if nowhere else PlaceKind.UNSPECIFIED, answer.state)
        if answer.status == Status.EXACT:
            return Meaning(PlaceKind.DISTRICT, answer.state, answer.district)
        return Meaning(PlaceKind.UNRESOLVED, answer.state, None, answer.suggestions)


def known_places(names: Iterable[tuple[str, str]]) -> dict[tuple[str, str], PublishedPlace]:
    """The places of these names that were published before, by name."""
    wanted = set(names)
    states = {state for state, _district in wanted}
    found = PublishedPlace.objects.filter(state_name__in=states).select_related("district", "state")
    return {key: one for one in found if (key := (one.state_name, one.district_name)) in wanted}


def keep_places(meanings: dict[tuple[str, str], Meaning]) -> None:
    """Add the names that are new; what a name means already stays."""
    PublishedPlace.objects.bulk_create(
        (
            PublishedPlace(
                state_name=state, district_name=district, kind=said.kind, state=said.state, district=said.district
            )
            for (state, district), said in sorted(meanings.items(), key=lambda pair: pair[0])
        ),
        ignore_conflicts=True,
    )
