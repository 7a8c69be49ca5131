"""What a strategy costs: the districts' rows and the State's own money, by scheme, source, year and district.

Every breakdown adds up to the sum of the rows; the page shows that it does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.db.models.fields.json import KT
from django.utils.translation import gettext as _

from strategies.assembly.listing import Totals, totals
from strategies.interventions.money import subsidy_of
from strategies.life.start import financial_year, in_words
from strategies.models import ItemSource, Scheme, Strategy
from strategies.naming import named

ZERO = Decimal(0)
FIELDS = ("scheme", "scheme_share", "own_contribution", "private_committed", "starts_on", "due_on")


@dataclass(frozen=True)
class Costed:
    """One district row with its money, as its adopted version has it."""

    district: str
    amount: Decimal | None
    scheme: Scheme | None
    scheme_share: Decimal | None
    own: Decimal
    private: Decimal
    starts_on: date | None
    due_on: date | None

    @cached_property
    def subsidy(self) -> Decimal:
        """Asked of the scheme."""
        return subsidy_of(self.amount or ZERO, self.scheme_share, self.scheme.ceiling) if self.scheme else ZERO

    @property
    def years(self) -> tuple[int, int] | None:
        """First and last financial year; None where a date is missing."""
        if self.starts_on is None or self.due_on is None:
            return None
        return financial_year(self.starts_on), financial_year(self.due_on)


@dataclass
class Line:
    """A line of a breakdown."""

    label: str
    amount: Decimal = ZERO
    rows: int = 0
    places: set[str] = field(default_factory=set)

    def add(self, row: Costed, amount: Decimal) -> None:
        self.amount += amount
        self.rows += 1
        self.places.add(row.district)

    @property
    def districts(self) -> int:
        return len(self.places)


@dataclass(frozen=True)
class Breakdown:
    """Lines that have to add up to `due`, the sum of the rows as the database adds it."""

    title: str
    lines: list[Line]
    due: Decimal

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.lines), ZERO)

    @property
    def reconciles(self) -> bool:
        return self.total == self.due


@dataclass(frozen=True)
class Budget:
    totals: Totals
    breakdowns: list[Breakdown]


def budget_of(strategy: Strategy) -> Budget:
    """Four queries, however many rows."""
    sums, rows = totals(strategy), costed(strategy)
    return Budget(
        sums,
        [
            Breakdown(_("By scheme"), [*_by_scheme(rows), _own(sums)], sums.total),
            Breakdown(_("By source"), [*_by_source(rows), _own(sums)], sums.total),
            Breakdown(_("By financial year"), [*_by_year(rows), _own(sums)], sums.total),
            Breakdown(_("By district"), [*_by_district(rows), _own(sums)], sums.total),
        ],
    )


def costed(strategy: Strategy) -> list[Costed]:
    """The rows of a strategy with their money, by district."""
    said = {f"said_{name}": KT(f"said__{name}") for name in FIELDS}
    rows = ItemSource.objects.filter(strategy=strategy).annotate(**said)
    rows = rows.annotate(place=named("intervention__plan__case__district")).order_by("place", "pk")
    schemes = {row.code: row for row in Scheme.objects.all()}
    return [
        Costed(
            place, amount, schemes.get(scheme or ""), _money(share), _money(own) or ZERO, _money(private) or ZERO,
            _day(starts), _day(due),
        )
        for place, amount, scheme, share, own, private, starts, due in rows.values_list("place", "amount", *said)
    ]  # fmt: skip


def _money(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _lines(rows: Iterable[Costed], label: Callable[[Costed], str]) -> list[Line]:
    found: dict[str, Line] = {}
    for row in rows:
        name = label(row)
        if name not in found:
            found[name] = Line(name)
        found[name].add(row, row.amount or ZERO)
    return list(found.values())


def _by_scheme(rows: list[Costed]) -> list[Line]:
    none = _("No scheme named")
    lines = _lines(rows, lambda row: str(row.scheme) if row.scheme else none)
    return sorted(lines, key=lambda line: (line.label == none, -line.amount))


def _by_source(rows: list[Costed]) -> list[Line]:
    """Who bears it: the scheme's share, own contribution, private money, and what is left to budget heads."""
    shares: list[tuple[str, Callable[[Costed], Decimal]]] = [
        (_("Asked of schemes"), lambda row: row.subsidy),
        (_("Own contribution of producers and firms"), lambda row: row.own),
        (_("Private money committed"), lambda row: row.private),
        (_("Left to budget heads"), lambda row: (row.amount or ZERO) - row.subsidy - row.own - row.private),
    ]
    lines = []
    for label, share in shares:
        line = Line(label)
        for row in rows:
            if row.amount and (part := share(row)):
                line.add(row, part)
        lines.append(line)
    return lines


def _by_year(rows: list[Costed]) -> list[Line]:
    """The year of a row that begins and ends in one; a row over several years is not divided by guesswork."""

    several, none = _("Over several years"), _("No dates")

    def label(row: Costed) -> str:
        if row.years is None:
            return none
        first, last = row.years
        return in_words(first) if first == last else several

    after = {several: 1, none: 2}
    return sorted(_lines(rows, label), key=lambda line: (after.get(line.label, 0), line.label))


def _by_district(rows: list[Costed]) -> list[Line]:
    return _lines(rows, lambda row: row.district)


def _own(sums: Totals) -> Line:
    return Line(_("The State's own money"), sums.own)
