"""Which interventions of districts are alike: the one rule by which they become items of a strategy (docs/adr/0031)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as lazy

RULE = lazy(
    "Interventions are alike when stage of the value chain, challenge sub-category, scheme and the Central agency that "
    "something is asked of are the same. Titles and words do not count."
)
SHARED = ("stage", "category", "scheme", "asks_centre")
SEPARATOR = "|"


class Likeness(NamedTuple):
    """What like interventions share, as codes; empty where a row names none."""

    stage: str
    category: str
    scheme: str
    agency: str

    @property
    def key(self) -> str:
        """As it stands in a form."""
        return SEPARATOR.join(self)


def likeness(row: Mapping[str, Any]) -> Likeness:
    """The likeness of an intervention as a version of its plan has it (`strategies.versions.content`)."""
    return Likeness(*(row.get(name) or "" for name in SHARED))


def by_likeness(rows: Iterable[Any]) -> dict[Likeness, list[Any]]:
    """Rows (with `.likeness`) by what they share, in the order in which a likeness first comes."""
    groups: dict[Likeness, list[Any]] = {}
    for row in rows:
        groups.setdefault(row.likeness, []).append(row)
    return groups
