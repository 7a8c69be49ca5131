"""The money of a plan: its interventions by source and year, how far each has got, and what is late."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from institutions import clock
from strategies.life.years import in_words
from strategies.models import SUBSIDY, Funding, Intervention, MoneyEntry, SourceKind
from strategies.money.sums import Sums, sums_by, together


@dataclass(frozen=True)
class Line:
    """One source of an intervention's money in one year."""

    funding: Funding
    sums: Sums

    @property
    def year(self) -> str:
        return in_words(self.funding.year)

    @property
    def late_since(self) -> date | None:
        """The day by which money should have been released, once it is past."""
        due = self.funding.release_due_on
        return due if due and self.sums.to_release > 0 and due < clock.today() else None


@dataclass(frozen=True)
class Group:
    """An intervention with its sources of money."""

    intervention: Intervention
    lines: list[Line] = field(default_factory=list)

    @property
    def sums(self) -> Sums:
        return together(line.sums for line in self.lines)


@dataclass(frozen=True)
class Shares:
    """Who pays for what was sanctioned: rupees by source, and their share of the whole in per cent."""

    by_source: dict[str, Decimal]

    @property
    def total(self) -> Decimal:
        return sum(self.by_source.values(), Decimal(0))

    @property
    def rows(self) -> list[tuple[str, Decimal, int | None]]:
        """Subsidy, own contribution, bank loan and private investment."""
        own, bank, private = (self.by_source.get(kind, Decimal(0)) for kind in ("own", "bank", "private"))
        subsidy = sum((self.by_source.get(kind, Decimal(0)) for kind in SUBSIDY), Decimal(0))
        return [
            (_("Subsidy (Centre, State and district)"), subsidy, self._share(subsidy)),
            (str(SourceKind.OWN.label), own, self._share(own)),
            (str(SourceKind.BANK.label), bank, self._share(bank)),
            (str(SourceKind.PRIVATE.label), private, self._share(private)),
        ]

    def _share(self, amount: Decimal) -> int | None:
        return round(100 * amount / self.total) if self.total else None


def lines_of(fundings: QuerySet[Funding]) -> list[Line]:
    """Sources of money with their sums (two queries), those of the earliest year first."""
    rows = list(fundings.for_list().order_by("year", "pk"))
    sums = sums_by(MoneyEntry.objects.filter(funding__in=[row.pk for row in rows]), "funding")
    return [Line(row, sums.get((row.pk,), Sums())) for row in rows]


def groups_of(fundings: QuerySet[Funding], interventions: QuerySet[Intervention]) -> list[Group]:
    """Interventions with their sources of money (three queries)."""
    groups = {row.pk: Group(row) for row in interventions.order_by("code")}
    for line in lines_of(fundings):
        if line.funding.intervention_id in groups:
            groups[line.funding.intervention_id].lines.append(line)
    return list(groups.values())


def shares_of(lines: list[Line]) -> Shares:
    """Who pays, by what was sanctioned."""
    found: dict[str, Decimal] = {}
    for line in lines:
        found[line.funding.source] = found.get(line.funding.source, Decimal(0)) + line.sums.sanctioned
    return Shares(found)


def entries_of(fundings: QuerySet[Funding]) -> QuerySet[MoneyEntry]:
    """Every entry with what it hangs on: for pages and downloads."""
    rows = MoneyEntry.objects.filter(funding__in=fundings)
    rows = rows.select_related(
        "event__actor_post__body", "funding__intervention", "funding__scheme", "funding__case", "reverses"
    )
    return rows.order_by(F("funding__intervention__code"), "funding__year", "pk")
