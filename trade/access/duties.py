"""What a market charges on an HS code: most favoured nation and preferential apart, each with its year and source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from geography.models import Country
from institutions import clock
from trade.models import Batch, Regime, Tariff

SUBHEADING = 6
INDIA = "IND"


@dataclass(frozen=True)
class Duty:
    """The duty of one market under one regime in one year on a code, over the subheadings below it that have a row."""

    importer: Country
    regime: str
    agreement: str
    year: int
    batch: Batch
    tariffs: tuple[Tariff, ...]
    whole: bool  # of the code itself, not over several subheadings of it

    @property
    def is_preferential(self) -> bool:
        return self.regime == Regime.PREFERENTIAL

    @property
    def regime_label(self) -> str:
        return self.tariffs[0].regime_label

    @property
    def lowest(self) -> Decimal | None:
        return min((t.lowest for t in self.tariffs if t.lowest is not None), default=None)

    @property
    def highest(self) -> Decimal | None:
        return max((t.highest for t in self.tariffs if t.highest is not None), default=None)

    @property
    def by_weight(self) -> int:
        """National lines with a duty by weight or number, which no percentage shows."""
        return sum(t.specific_lines for t in self.tariffs)

    @property
    def words(self) -> str:
        """The duty in one phrase: "free", "6.8%", "0 to 26.4%, on average 7.8%"."""
        return in_words(self.tariffs[0]) if len(self.tariffs) == 1 else self._range()

    @property
    def short(self) -> str:
        """The same as one figure, for a tile: "Free", "6.8%", "0–26.4%"."""
        if all(t.is_free for t in self.tariffs):
            return _("Free")
        if self.highest is None:
            return _("By weight")
        low, high = rate(self.lowest), rate(self.highest)
        return f"{high}%" if low == high else f"{low}–{high}%"

    def _range(self) -> str:
        if all(t.is_free for t in self.tariffs):
            return _("Free of duty")
        if self.highest is None:
            return _("By weight or number: no percentage is published")
        return _span(self.lowest, self.highest)

    @property
    def note(self) -> str:
        """What the percentages leave out; empty where they leave out nothing."""
        if not self.by_weight:
            return ""
        lines = sum(t.lines for t in self.tariffs)
        return ngettext(
            "%(some)d of %(lines)d national line bears a duty by weight or number, which the percentage leaves out.",
            "%(some)d of %(lines)d national lines bear a duty by weight or number, which the percentages leave out.",
            lines,
        ) % {"some": self.by_weight, "lines": lines}


def in_words(tariff: Tariff) -> str:
    """The duty of one subheading; a duty by weight alone is never called free, and has no percentage."""
    if tariff.is_free:
        return _("Free of duty")
    if tariff.average is None:
        return _("By weight or number: no percentage is published")
    if tariff.lowest == tariff.highest:
        return _("%(rate)s per cent") % {"rate": rate(tariff.highest)}
    return _("%(span)s, on average %(rate)s") % {
        "span": _span(tariff.lowest, tariff.highest),
        "rate": rate(tariff.average),
    }


def _span(lowest: Decimal, highest: Decimal) -> str:
    if lowest == highest:
        return _("%(rate)s per cent") % {"rate": rate(highest)}
    return _("%(low)s to %(high)s per cent") % {"low": rate(lowest), "high": rate(highest)}


def rate(value: Decimal) -> str:
    """A percentage with one decimal, and none where it is whole."""
    return f"{value:.1f}".removesuffix(".0")


def duties_of(code: str, *, importers: Iterable[Country] | None = None, on: date | None = None) -> list[Duty]:
    """The duties on goods of India under a code, per market and regime, of the newest year there is; by market.

    A code of eight digits has the duty of its subheading. Rows made for goods of another country do not count, nor
    does what is not yet, or no longer, valid on the day.
    """
    day = on or clock.today()
    rows = Tariff.objects.in_force().filter(Q(origin=None) | Q(origin__iso3=INDIA))
    rows = rows.filter(Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day))
    rows = rows.filter(code=code[:SUBHEADING]) if len(code) >= SUBHEADING else rows.filter(code__startswith=code)
    if importers is not None:
        rows = rows.filter(importer__in=importers)
    groups: dict[tuple, dict[tuple, Tariff]] = {}
    for tariff in rows.select_related("importer", "batch").order_by("batch_id"):
        group = groups.setdefault((tariff.importer_id, tariff.regime, tariff.agreement, tariff.year), {})
        group[tariff.code, tariff.edition] = tariff  # a later table wins
    newest = {key[:3]: max(other[3] for other in groups if other[:3] == key[:3]) for key in groups}
    found = [_duty(code, group.values()) for key, group in groups.items() if newest[key[:3]] == key[3]]
    return sorted(found, key=lambda duty: (str(duty.importer), duty.is_preferential, duty.agreement))


def _duty(code: str, tariffs: Iterable[Tariff]) -> Duty:
    rows = tuple(sorted(tariffs, key=lambda tariff: tariff.code))
    first = rows[-1]
    return Duty(
        first.importer, first.regime, first.agreement, first.year, first.batch, rows, whole=len(code) >= SUBHEADING
    )
