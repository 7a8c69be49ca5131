"""Which district a written name means: exactly one, some to choose from, or unknown (docs/adr/0010).

Wrong is worse than unknown. A name decides only when it is, letter for letter after normalisation, a name or alias of
one district of the named State. Likeness, a namesake in a State divided since, a retired district: these only suggest.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum

from django.utils.translation import gettext as _

from geography.models import District, DistrictAlias, DistrictLineage, State
from geography.names import directions, name_key
from geography.state_names import DIVIDED_INTO, STATE_ALIASES

LIKE = 0.72
AT_MOST = 5
LONGEST = 200  # a longer text is no name, and comparing it would cost time
_PARTS = re.compile(r"[()\[\]/,;]+")


class Status(StrEnum):
    EXACT = "exact"
    SUGGESTED = "suggested"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Resolution:
    """The answer. `district` is set when the status is exact and never otherwise; `note` says what is peculiar."""

    status: Status
    state: State | None = None
    district: District | None = None
    suggestions: tuple[District, ...] = ()
    note: str = ""

    def as_json(self) -> dict:
        """What `resolve_district` prints; a note only where there is something to say."""
        said = {
            "status": str(self.status),
            "lgd_code": self.district.lgd_code if self.district else None,
            "suggestions": [
                {"lgd_code": place.lgd_code, "name": place.name, "state": place.state.code}
                for place in self.suggestions
            ],
        }
        return {**said, "note": self.note} if self.note else said


def resolve(state: State | str, name: str, *, on: date | None = None) -> Resolution:
    """The district a name means in a State, given as a row, name, alias, code or LGD code.

    on: the day the name was written. A district retired later is still exact on that day; without it, never.
    """
    found = state if isinstance(state, State) else resolve_state(state)
    if found is None:
        return _no_such_state(state)
    return Gazetteer.of([found], on=on).resolve(found, name)


def resolve_state(name: str) -> State | None:
    """The State a name, alias, two-letter code, ISO 3166-2 code or LGD code means; None where it means none."""
    return _state_keys(State.objects.all()).get(_state_key(name))


def _state_key(name: str) -> str:
    key = name_key(name[:LONGEST])
    return key.lstrip("0") if key.isascii() and key.isdigit() else key


def _state_keys(states: Iterable[State]) -> dict[str, State]:
    by_code = {state.code: state for state in states}
    keys = {key: by_code[code] for key, code in STATE_ALIASES.items() if code in by_code}
    for state in by_code.values():
        names = (state.name, state.name_hi, state.code, state.iso_3166_2, state.lgd_code)
        keys.update({name_key(name): state for name in names if name})
    return keys


def _no_such_state(name: str) -> Resolution:
    note = _("No State or Union Territory is called “%(name)s”.") % {"name": name.strip()[:LONGEST]}
    return Resolution(Status.UNKNOWN, note=note)


class Gazetteer:
    """Names and aliases of the districts of some States, read once to answer many questions."""

    def __init__(self, states: Iterable[State], *, on: date | None = None) -> None:
        self._on = on
        self._states = {state.pk: state for state in states}
        self._state_keys = _state_keys(self._states.values())
        self._names: dict[int, dict[str, set[District]]] = defaultdict(lambda: defaultdict(set))
        self._answers: dict[tuple[int, str], Resolution] = {}
        self._districts: dict[int, District] = {}
        self._read()

    @classmethod
    def of(cls, states: Iterable[State], *, on: date | None = None) -> Gazetteer:
        """For questions about these States, with the States their districts may have gone to."""
        states = {state.code: state for state in states}
        later = {DIVIDED_INTO[code] for code in states if code in DIVIDED_INTO} - states.keys()
        return cls([*states.values(), *State.objects.filter(code__in=later)], on=on)

    @classmethod
    def of_india(cls, *, on: date | None = None) -> Gazetteer:
        return cls(State.objects.all(), on=on)

    def _read(self) -> None:
        for district in District.objects.filter(state__in=self._states):
            district.state = self._states[district.state_id]
            self._districts[district.pk] = district
            for name in (district.name, district.name_hi, district.lgd_code):
                if name:
                    self._names[district.state_id][name_key(name)].add(district)
        aliases = DistrictAlias.objects.in_use().filter(district__state__in=self._states)
        for district_id, key in aliases.values_list("district_id", "key"):
            district = self._districts[district_id]
            self._names[district.state_id][key].add(district)

    def resolve_named(self, state: str, name: str) -> Resolution:
        """As `resolve`, with the State by name."""
        found = self._state_keys.get(_state_key(state))
        return self.resolve(found, name) if found else _no_such_state(state)

    def resolve(self, state: State, name: str) -> Resolution:
        asked = (state.pk, name)
        if asked not in self._answers:
            self._answers[asked] = self._answer(state, name)
        return self._answers[asked]

    def _answer(self, state: State, name: str) -> Resolution:
        if not name.strip():
            return Resolution(Status.UNKNOWN, state, note=_("No district is named."))
        if len(name) > LONGEST:
            return Resolution(Status.UNKNOWN, state, note=_("This is too long to be the name of a district."))
        found = self._called(state, name)
        if not found and (parts := self._parts(state, name)):
            return self._by_parts(state, name, parts)
        return self._decide(state, found) if found else self._suggest(state, name)

    def _called(self, state: State, name: str) -> set[District]:
        return self._names[state.pk].get(name_key(name), set())

    def _decide(self, state: State, found: set[District]) -> Resolution:
        """One district in force is exact. Of several none is, and a retired one gives way to its successors."""
        in_force = {district for district in found if self._in_force(district)}
        if len(in_force) == 1 and len(found) == 1:
            return Resolution(Status.EXACT, state, *in_force)
        if in_force:
            return _suggested(state, _by_name(in_force), _("More than one district has this name."))
        note = " ".join(
            _("%(name)s was retired on %(day)s.") % {"name": gone.name, "day": gone.retired_on.isoformat()}
            for gone in _by_name(found)
        )
        return Resolution(Status.SUGGESTED, state, None, self._successors(found), note)

    def _in_force(self, district: District) -> bool:
        return district.is_active or (self._on is not None and self._on < district.retired_on)

    def _successors(self, retired: set[District]) -> tuple[District, ...]:
        forward = DistrictLineage.objects.filter(predecessor__in=[gone.pk for gone in retired])
        heirs = [self._districts.get(pk) for pk in forward.values_list("successor_id", flat=True)]
        return _by_name({heir for heir in heirs if heir and heir.is_active})

    def _parts(self, state: State, name: str) -> list[str]:
        """The names in "Belagavi (Belgaum)" or "Pune, Maharashtra", without the State itself; none if undivided."""
        parts = [part for part in _PARTS.split(name) if name_key(part)]
        if len(parts) < 2:
            return []
        return [part for part in parts if self._called(state, part) or self._state_keys.get(_state_key(part)) != state]

    def _by_parts(self, state: State, name: str, parts: list[str]) -> Resolution:
        """Exact when every part names the same district: "Kamrup (Metro)" is not Kamrup."""
        found = [self._called(state, part) for part in parts]
        if found[0] and all(places == found[0] for places in found):
            return self._decide(state, found[0])
        named = tuple(place for place in _by_name(set().union(*found)) if self._in_force(place))
        alike = self._alike(state, name)
        return _suggested(state, [*dict.fromkeys([*alike, *named])])

    def _suggest(self, state: State, name: str) -> Resolution:
        """Nothing is called so: look for likeness here, then for the name in the State a part of this one became."""
        if alike := self._alike(state, name):
            return _suggested(state, alike)
        later = next((other for other in self._states.values() if other.code == DIVIDED_INTO.get(state.code)), None)
        moved = self._called(later, name) if later else set()
        note = _("The district is in %(state)s now.") % {"state": later.name} if moved else ""
        return _suggested(state, _by_name(moved), note)

    def _alike(self, state: State, name: str) -> list[District]:
        """Districts with a name like it, most alike first; never one whose direction contradicts it."""
        key, words = name_key(name), directions(name)
        scores: dict[District, float] = {}
        for other, districts in self._names[state.pk].items():
            if (score := _likeness(key, other)) >= LIKE:
                for district in districts:
                    scores[district] = max(score, scores.get(district, 0))
        likely = [place for place in scores if place.is_active and not _contradicts(words, directions(place.name))]
        return sorted(likely, key=lambda place: (-scores[place], place.name))[:AT_MOST]


def _likeness(asked: str, known: str) -> float:
    """From 0 to 1. A whole name within the other counts as alike: "Kadapa" within "YSR Kadapa"."""
    if known.isdigit() or asked.isdigit():
        return 0
    shorter, longer = sorted((asked, known), key=len)
    if len(shorter) >= 4 and shorter in longer:
        return max(LIKE, len(shorter) / len(longer))
    matcher = SequenceMatcher(None, asked, known, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= LIKE and matcher.quick_ratio() >= LIKE else 0


def _contradicts(asked: frozenset[str], known: frozenset[str]) -> bool:
    return bool(asked and known and asked != known)


def _suggested(state: State, places: Iterable[District], note: str = "") -> Resolution:
    suggestions = tuple(places)[:AT_MOST]
    return Resolution(Status.SUGGESTED if suggestions else Status.UNKNOWN, state, None, suggestions, note)


def _by_name(districts: Iterable[District]) -> tuple[District, ...]:
    return tuple(sorted(districts, key=lambda district: district.name))
