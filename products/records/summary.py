"""What the pages show of the records of a product: everything to its committees, to the public what may be public."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from geography.models import Country
from institutions import clock
from products.models import Certificate, IdentifiedProduct, Opportunity, OpportunityKind, QualityRecord
from products.models.records import Entered
from products.records.withhold import may_be_public

SOON = 90  # days before its end a certificate asks for attention


def quality_rows(product: IdentifiedProduct, *, everything: bool) -> list[QualityRecord]:
    """The quality records, latest year first; `is_withheld` where the reader may not see the figures."""
    rows = list(
        product.quality_records.counted().select_related("market", "entered_post__body", "corrected_post__body")
    )
    for row in rows:
        row.is_withheld = not everything and not may_be_public(row.exporters, is_published=row.is_published)
    return rows


@dataclass(frozen=True)
class Standing:
    """A certificate today. tone and word: valid, ends soon, expired, renewed."""

    certificate: Certificate
    status: str
    days: int

    @property
    def tone(self) -> str:
        return {"valid": "good", "soon": "wait", "expired": "late", "renewed": "ended"}[self.status]


def certificates_of(product: IdentifiedProduct, today: date | None = None) -> list[Standing]:
    """The certificates, those that need somebody first, then by their end; renewed ones last."""
    today = today or clock.today()
    rows = product.certificates.counted().select_related("renewed_by", "entered_post__body", "corrected_post__body")
    found = [Standing(row, _status(row, today), (row.expires_on - today).days) for row in rows]
    return sorted(found, key=lambda one: (one.status == "renewed", one.certificate.expires_on))


def _status(certificate: Certificate, today: date) -> str:
    if certificate.renewed_by_id:
        return "renewed"
    left = (certificate.expires_on - today).days
    if left < 0:
        return "expired"
    return "soon" if left <= SOON else "valid"


@dataclass
class MarketSteps:
    """The steps of a product in one market, existing or new: how many of each kind, and their value together.

    `value_usd` is None where no step names a value. `is_public`: every step may be shown to all; a
    sum is withheld with any part that is.
    """

    market: Country
    is_existing: bool
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    value_usd: int | None = None
    is_public: bool = True
    last_on: date | None = None
    is_withheld: bool = False

    @property
    def cells(self) -> list[int]:
        return [self.counts.get(kind, 0) for kind in OpportunityKind]

    def add(self, step: Opportunity) -> None:
        self.counts[step.kind] += 1
        if step.value_usd is not None:
            self.value_usd = (self.value_usd or 0) + step.value_usd
        self.is_public = self.is_public and may_be_public(step.exporters, is_published=step.is_published)
        self.last_on = max(self.last_on or step.happened_on, step.happened_on)


def markets_of(product: IdentifiedProduct, *, everything: bool) -> tuple[list[MarketSteps], list[Opportunity]]:
    """(steps added up per market, existing and new apart; the steps themselves, which only its committees read)."""
    steps = list(product.opportunities.counted().select_related("market", "entered_post__body", "corrected_post__body"))
    found: dict[tuple[int, bool], MarketSteps] = {}
    for step in steps:
        key = step.market_id, step.is_existing
        found.setdefault(key, MarketSteps(step.market, step.is_existing)).add(step)
    for row in found.values():
        row.is_withheld = not everything and not row.is_public
    rows = sorted(found.values(), key=lambda row: (not row.is_existing, str(row.market)))
    return rows, steps if everything else []


def withdrawn_from(product: IdentifiedProduct, *models: type[Entered]) -> list[Entered]:
    """Rows of a product that were entered in error, the last withdrawn first."""
    found: list[Entered] = []
    for model in models:
        rows = model.objects.withdrawn().filter(product=product).select_related("withdrawn_post__body")
        if hasattr(model, "market"):
            rows = rows.select_related("market")
        found += rows
    return sorted(found, key=lambda row: row.withdrawn_at, reverse=True)
