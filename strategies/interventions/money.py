"""What part of an intervention and of a plan is subsidy and what part is own contribution: the one rule.

Subsidy is what is asked of the scheme: the amount times the share, at most the scheme's ceiling. Own contribution is
what the district's producers and firms bring, as entered. Private investment committed counts apart; the rest is
borne by the budget head. A share is of the whole amount; of a plan, the sums of the interventions with an amount.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from strategies.models import Intervention

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Shares:
    """Rupees by who bears them. unsaid: interventions without an amount, which no sum has in it."""

    amount: Decimal = Decimal(0)
    subsidy: Decimal = Decimal(0)
    own: Decimal = Decimal(0)
    private: Decimal = Decimal(0)
    unsaid: int = 0

    @property
    def rest(self) -> Decimal:
        """Borne by the budget head; never below nothing."""
        return max(self.amount - self.subsidy - self.own - self.private, Decimal(0))

    @property
    def subsidy_share(self) -> float | None:
        """Between 0 and 1; None where there is no amount."""
        return float(self.subsidy / self.amount) if self.amount else None

    @property
    def own_share(self) -> float | None:
        return float(self.own / self.amount) if self.amount else None

    def __add__(self, other: Shares) -> Shares:
        names = ("amount", "subsidy", "own", "private", "unsaid")
        return Shares(**{name: getattr(self, name) + getattr(other, name) for name in names})


def shares_of(row: Intervention) -> Shares:
    """Who bears an intervention; one without an amount counts in no sum."""
    if not row.amount:
        return Shares(unsaid=1)
    return Shares(
        amount=row.amount,
        subsidy=subsidy_of(row.amount, row.scheme_share, row.scheme.ceiling if row.scheme else None),
        own=row.own_contribution or Decimal(0),
        private=row.private_committed or Decimal(0),
    )


def subsidy_of(amount: Decimal, share: Decimal | None, ceiling: Decimal | None) -> Decimal:
    """Rupees asked of the scheme."""
    asked = (amount * (share or 0) / 100).quantize(CENT, ROUND_HALF_UP)
    return min(asked, ceiling) if ceiling is not None else asked


def shares_of_plan(rows: Iterable[Intervention]) -> Shares:
    return sum((shares_of(row) for row in rows), Shares())
