"""Money rolled up from districts to States and to India: the sums of the entries themselves, to the paisa.

An entry belongs to one source of one intervention of one district's plan. That a State's strategy takes the
intervention up adds no entry, so nothing is counted twice at any level.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from geography.models import State
from institutions.actors import Actor
from strategies.life.years import in_words
from strategies.models import Funding, MoneyEntry, Scheme, SourceKind
from strategies.money.sums import Sums, sums_by, together

PLACE, SOURCE, SCHEME, YEAR = "funding__case__state", "funding__source", "funding__scheme", "funding__year"
DISTRICT = "funding__case__district"


@dataclass(frozen=True)
class Sourced:
    """Money of one source, scheme and year."""

    source: str
    scheme: str
    year: int
    sums: Sums

    @property
    def source_label(self) -> str:
        return str(SourceKind(self.source).label)

    @property
    def year_label(self) -> str:
        return in_words(self.year)


def entries_seen(actor: Actor, state: State | None = None) -> QuerySet[MoneyEntry]:
    """The entries an actor sees, of a State or of all India."""
    fundings = Funding.objects.visible_to(actor)
    if state is not None:
        fundings = fundings.filter(case__state=state)
    return MoneyEntry.objects.filter(funding__in=fundings)


def by_place(entries: QuerySet[MoneyEntry], key: str) -> dict[Any, Sums]:
    """Sums by State or district, in one query."""
    return {place: sums for (place,), sums in sums_by(entries, key).items()}


def by_source(entries: QuerySet[MoneyEntry]) -> list[Sourced]:
    """Sums by source, scheme and year (two queries), the latest year first."""
    found = sums_by(entries, SOURCE, SCHEME, YEAR)
    schemes = {row.pk: str(row) for row in Scheme.objects.filter(pk__in={key[1] for key in found if key[1]})}
    rows = [Sourced(source, schemes.get(scheme, ""), year, sums) for (source, scheme, year), sums in found.items()]
    order = list(SourceKind.values)
    return sorted(rows, key=lambda row: (-row.year, order.index(row.source), row.scheme))


def total(parts) -> Sums:
    return together(parts)
