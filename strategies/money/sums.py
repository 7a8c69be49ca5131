"""The sums of a source of money, and the one place that says which of them may not exceed which.

The database refuses the same (trigger `money_in_order`); here the refusal is a sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from strategies.models import Funding, FundingStatus, MoneyEntry, Step

NOTHING = Decimal("0.00")
BY_STEP = {
    f"sum_{step}": Coalesce(Sum("amount", filter=Q(step=step)), NOTHING) for step in Step.values
}  # aggregates over MoneyEntry


@dataclass(frozen=True)
class Sums:
    """Rupees by step, reversals and lapses taken off."""

    requested: Decimal = NOTHING
    sanctioned: Decimal = NOTHING
    released: Decimal = NOTHING
    utilised: Decimal = NOTHING
    certified: Decimal = NOTHING

    @property
    def to_release(self) -> Decimal:
        return self.sanctioned - self.released

    @property
    def to_use(self) -> Decimal:
        return self.released - self.utilised

    @property
    def to_certify(self) -> Decimal:
        return self.utilised - self.certified

    def plus(self, step: str, amount: Decimal) -> Sums:
        return replace(self, **{step: getattr(self, step) + amount})

    def __add__(self, other: Sums) -> Sums:
        return Sums(*(getattr(self, step) + getattr(other, step) for step in Step.values))


def sums_of(funding: Funding) -> Sums:
    """What the entries of one source add up to (one query)."""
    return sums_from(MoneyEntry.objects.filter(funding=funding).aggregate(**BY_STEP))


def sums_by(entries: QuerySet, *keys: str) -> dict[tuple, Sums]:
    """The sums of entries grouped by fields, in one query: {(key, …): Sums}."""
    rows = entries.order_by().values(*keys).annotate(**BY_STEP)
    return {tuple(row[key] for key in keys): sums_from(row) for row in rows}


def sums_from(row: dict) -> Sums:
    return Sums(*(row[f"sum_{step}"] for step in Step.values))


def together(all_sums: Iterable[Sums]) -> Sums:
    return sum(all_sums, Sums())


# step -> what it may not exceed, and the sentence when it does
LIMITS: dict[str, tuple[str, Callable[[], str]]] = {
    Step.RELEASED: (Step.SANCTIONED, lambda: _("Not more can be released than was sanctioned: %(left)s are left.")),
    Step.UTILISED: (Step.RELEASED, lambda: _("Not more can be used than was released: %(left)s are left.")),
    Step.CERTIFIED: (Step.UTILISED, lambda: _("Not more can be certified than was used: %(left)s are left.")),
}


def refused(sums: Sums, step: str, amount: Decimal) -> str:
    """Why an entry cannot be made on top of sums, in a sentence; empty when it can. Negative amounts take back."""
    after = sums.plus(step, amount)
    if getattr(after, step) < 0:
        return _("More cannot be taken back than there is.")
    for upper, (lower, sentence) in LIMITS.items():
        if getattr(after, upper) > getattr(after, lower):
            if step == upper:
                return sentence() % {"left": rupees(getattr(sums, lower) - getattr(sums, upper))}
            return _("That much has been %(later)s already: reverse that entry first.") % {
                "later": Step(upper).label.lower()
            }
    return ""


def stage(sums: Sums, *, claimed: bool) -> str:
    """The status that follows from the sums: the furthest step that has money. claimed: a certificate waits."""
    if not sums.sanctioned:
        return FundingStatus.REQUESTED
    if claimed:
        return FundingStatus.CERTIFYING
    if sums.certified and sums.certified == sums.sanctioned:
        return FundingStatus.CERTIFIED
    if sums.utilised:
        return FundingStatus.UTILISED
    return FundingStatus.RELEASED if sums.released else FundingStatus.SANCTIONED


def rupees(amount: Decimal) -> str:
    """An amount as it is written in India, paise only where there are any: ₹ 1,23,45,678.50."""
    whole, _dot, paise = f"{abs(amount):.2f}".partition(".")
    head, tail = whole[:-3], whole[-3:]
    groups = []
    while head:
        head, pair = head[:-2], head[-2:]
        groups.insert(0, pair)
    text = ",".join([*groups, tail]) + (f".{paise}" if paise != "00" else "")
    return f"{'−' if amount < 0 else ''}₹ {text}"
