"""What a document comes to, in a handful of figures: for whoever has four minutes before approving it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from strategies.life.years import in_words
from strategies.models import DocumentKind, Intervention, ItemSource, StrategyItem, Target
from strategies.versions.content import figure

LARGEST, TARGETS = 5, 6


LAKH, CRORE = Decimal(100_000), Decimal(10_000_000)


def money(amount: Decimal | None) -> str:
    """Rupees as they are read aloud: "₹ 12.5 crore", "₹ 3.2 lakh", "₹ 45000"; a dash where there is no value."""
    if amount is None:
        return "–"
    if amount >= CRORE:
        return _("₹ %(amount)s crore") % {"amount": number_format(round(amount / CRORE, 2))}
    if amount >= LAKH:
        return _("₹ %(amount)s lakh") % {"amount": number_format(round(amount / LAKH, 2))}
    return f"₹ {number_format(round(amount))}"


@dataclass(frozen=True)
class Aim:
    """A target in one line: from its baseline to the figure of its last year."""

    title: str
    unit: str
    baseline: str
    last: str
    year: str


@dataclass(frozen=True)
class Cost:
    """One of the costliest interventions in a line."""

    code: str
    title: str
    plan: str
    handle: str
    owner: str
    amount: str


@dataclass(frozen=True)
class Essentials:
    """Counts, and rupees. rows: of a plan its interventions, of a strategy its items; districts: behind those items.

    own: the committee's own contribution; private: what investors committed. largest: the costliest interventions.
    """

    rows: int
    districts: int
    amount: Decimal
    own: Decimal
    private: Decimal
    targets: int
    aims: list[Aim]
    largest: list[Cost]
    is_plan: bool

    @property
    def tiles(self) -> list[dict[str, Any]]:
        """The figures as the tiles component shows them."""
        if self.is_plan:
            found = [{"value": self.rows, "label": ngettext("intervention", "interventions", self.rows)}]
        else:
            behind = ngettext("district behind them", "districts behind them", self.districts)
            found = [
                {"value": self.rows, "label": ngettext("item", "items", self.rows)},
                {"value": self.districts, "label": behind},
            ]
        found.append({"value": money(self.amount), "label": _("in all")})
        found.append({"value": money(self.own), "label": _("own contribution")})
        found.append({"value": money(self.private), "label": _("private money committed")})
        return [*found, {"value": self.targets, "label": ngettext("target", "targets", self.targets)}]


def essentials_of(document: Any) -> Essentials:
    """As the draft has it now; from submission to the next revision that is what was submitted (about five queries)."""
    is_plan = document.case.kind == DocumentKind.PLAN
    if is_plan:
        interventions = Intervention.objects.current().filter(plan=document.pk)
        rows, districts = interventions.count(), 1
    else:
        items = StrategyItem.objects.filter(strategy=document.pk, dropped_at=None)
        sources = ItemSource.objects.filter(item__in=items)
        interventions = Intervention.objects.filter(pk__in=sources.values("intervention"))
        rows = items.count()
        districts = interventions.aggregate(n=Count("plan", distinct=True))["n"]
    sums = interventions.aggregate(
        amount=Sum("amount", default=Decimal(0)),
        own=Sum("own_contribution", default=Decimal(0)),
        private=Sum("private_committed", default=Decimal(0)),
    )
    targets = list(Target.objects.filter(case=document.pk, dropped_at=None).prefetch_related("years"))
    largest = interventions.exclude(amount=None).select_related("owner__body", "plan__case")
    return Essentials(
        rows=rows, districts=districts, targets=len(targets), aims=[_aim(one) for one in targets[:TARGETS]],
        largest=[_cost(one) for one in largest.order_by("-amount", "pk")[:LARGEST]], is_plan=is_plan, **sums,
    )  # fmt: skip


def _aim(target: Target) -> Aim:
    years = list(target.years.all())
    last = years[-1] if years else None
    return Aim(
        target.title, target.unit, figure(target.baseline) or "–", (last and figure(last.value)) or "–",
        in_words(last.year) if last else "",
    )  # fmt: skip


def _cost(row: Intervention) -> Cost:
    return Cost(
        row.code, row.title, row.plan.case.title, row.plan.case.handle, str(row.owner or "–"), money(row.amount)
    )
