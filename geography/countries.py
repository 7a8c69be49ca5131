"""Loads the countries of ISO 3166-1 and says which one a written name means."""

from __future__ import annotations

import csv
from pathlib import Path

from django.db import transaction

from geography.models import Country
from geography.names import name_key

TABLE = Path(__file__).parent / "data" / "countries.csv"


@transaction.atomic
def load_countries(*, table: Path = TABLE) -> int:
    """Add the countries which are missing; returns how many. What officers changed stays."""
    known = set(Country.objects.values_list("iso2", flat=True))
    with table.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["iso2"] not in known]
    return len(
        Country.objects.bulk_create(
            Country(
                iso2=row["iso2"],
                iso3=row["iso3"],
                name=row["name"],
                name_hi=row["name_hi"],
                aliases=sorted({name_key(alias) for alias in row["aliases"].split("|") if alias}),
            )
            for row in rows
        )
    )


def countries_by_name() -> dict[str, Country]:
    """Every country in force under each name it goes by, as `name_key` writes it, and under both its codes."""
    named: dict[str, Country] = {}
    for country in Country.objects.filter(retired_on=None):
        for alias in (*country.aliases, *map(name_key, (country.name, country.name_hi, country.iso2, country.iso3))):
            named.setdefault(alias, country)
    named.pop("", None)
    return named
