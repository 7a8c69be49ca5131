"""Baselines the portal can suggest: exports of the place and of its products, with period and source."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import Sum
from django.utils.translation import gettext as _

from strategies.facts import at_level, confirmed_codes, exports_by_code, slice_by_codes
from strategies.life.years import financial_year
from strategies.models import DocumentKind, Plan, Strategy, TargetKind
from strategies.versions.content import figure, products_of
from trade.indicators import read
from trade.models import DistrictFigures, Slice

MILLION = Decimal(1_000_000)
UNIT = "USD million"


@dataclass(frozen=True)
class Baseline:
    """A figure a target can start from; year: the financial year it is of."""

    title: str
    value: Decimal
    year: int
    source: str
    product: str = ""

    @property
    def query(self) -> str:
        """What the form of a new target is filled in with."""
        return urlencode(
            {
                "kind": TargetKind.EXPORT_VALUE.value, "title": self.title, "product": self.product, "unit": UNIT,
                "baseline": figure(self.value), "baseline_year": self.year, "source": self.source,
            }
        )  # fmt: skip


def baselines_of(document: Plan | Strategy) -> list[Baseline]:
    """The place as a whole first, then the products of a plan; nothing where no table has a row of it."""
    found = [_of_place(document)]
    if document.case.kind == DocumentKind.PLAN:
        found += _of_products(document)
    return [one for one in found if one]


def _of_place(document: Plan | Strategy) -> Baseline | None:
    case, slice = document.case, read.current()
    if slice is None:
        return None
    rows = DistrictFigures.objects.filter(slice=slice)
    rows = rows.filter(district=case.district) if case.district_id else rows.filter(district__state=case.state)
    total = rows.aggregate(usd=Sum("total_usd"))["usd"]
    place = case.district or case.state
    return _baseline(_("Exports of %(place)s") % {"place": place}, total, slice)


def _of_products(document: Plan) -> list[Baseline | None]:
    slice = slice_by_codes()
    if slice is None:
        return []
    products = [row.product for row in products_of(document.case)]
    codes = {one.pk: sorted({at_level(slice, code) for code in confirmed_codes(one)}) for one in products}
    here, _india = exports_by_code(slice, document.case.district, {code for some in codes.values() for code in some})
    found = []
    for one in products:
        known = [code for code in _apart(codes[one.pk]) if code in here]
        total = sum((here[code] for code in known), Decimal(0))
        title = _("Exports of %(product)s") % {"product": one}
        found.append(_baseline(title, total or None, slice, ", ".join(known), one.case.reference))
    return found


def _apart(codes: list[str]) -> list[str]:
    """Codes without those that lie under another of them: nothing is counted twice."""
    return [code for code in codes if not any(code != other and code.startswith(other) for other in codes)]


def _baseline(title: str, usd: Decimal | None, slice: Slice, codes: str = "", product: str = "") -> Baseline | None:
    if usd is None:
        return None
    year = financial_year(slice.starts_on) if slice.period.startswith("FY") else slice.starts_on.year
    source = f"HS {codes} · {read.source_of(slice)}" if codes else str(read.source_of(slice))
    return Baseline(title[:160], (usd / MILLION).quantize(Decimal("0.01")), year, source[:200], product)
