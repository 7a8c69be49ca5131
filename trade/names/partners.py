"""Published partners: countries as DGCI&S and others print them, and the row that stands for the world."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from geography.countries import countries_by_name
from geography.models import Country
from geography.names import name_key
from trade.models import PublishedPartner

TABLE = Path(__file__).parent.parent / "data" / "partners.csv"
WORLD = "WORLD"
_WORLD = {name_key(word) for word in ("World", "All countries", "All", "Total", "विश्व")}


def published_partner(name: str) -> str:
    """The form a partner's name is kept in."""
    said = " ".join(name.replace("\u00a0", " ").split()).upper()[:120]
    return WORLD if not said or name_key(said) in _WORLD else said


class Partners:
    """Which country a printed name means: the project's table of such names first, then the names of ISO 3166-1."""

    def __init__(self) -> None:
        self._named = countries_by_name()
        by_iso2 = {country.iso2: country for country in self._named.values()}
        with TABLE.open(encoding="utf-8", newline="") as file:
            printed = {row["name"]: by_iso2.get(row["iso2"]) for row in csv.DictReader(file)}
        self._printed = {name_key(name): country for name, country in printed.items() if country}

    def country(self, name: str) -> Country | None:
        key = name_key(name)
        return self._printed.get(key) or self._named.get(key)


def keep_partners(names: Iterable[str]) -> None:
    """Add the partners that are new, each with the country it means."""
    partners = Partners()
    PublishedPartner.objects.bulk_create(
        (
            PublishedPartner(
                name=name, country=None if name == WORLD else partners.country(name), is_world=name == WORLD
            )
            for name in sorted(set(names))
        ),
        ignore_conflicts=True,
    )
