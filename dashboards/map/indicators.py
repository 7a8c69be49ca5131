"""What the map can show: one figure for each district, with the sentence that says what it is and out of what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bottlenecks.models import Bottleneck
from dashboards.map import wording
from dashboards.map.classes import Scale, quantiles
from institutions.actors import Actor
from products.models import IdentifiedProduct
from trade.models import DistrictFigures, Slice
from trade.money import dollars

Values = dict[int, float]  # by district


@dataclass(frozen=True)
class Indicator:
    """A figure of a district.

    says: what it is, of what, as a sentence. words: a figure as text. breaks: fixed, or none for quantiles.
    additive: figures of districts add up to one of the State. of_trade: it comes from the slice that is shown.
    internal: only for readers with a jurisdiction, counted over what they may see.
    """

    key: str
    label: str | Promise
    says: str | Promise
    words: Callable[[float], str]
    read: Callable[[Actor, Slice | None], Values]
    breaks: tuple[float, ...] = ()
    break_words: Callable[[float], str] | None = None  # of the legend, where figures are rounder
    whole: bool = False
    diverging: bool = False
    additive: bool = False
    of_trade: bool = True
    internal: bool = False
    zero_is_known: bool = False  # a district that is not counted has none

    @property
    def classing(self) -> str:
        """How the classes were made, for the legend."""
        if self.breaks:
            return _("The classes are fixed, the same for every period.")
        return _("Each class holds about as many districts of India as the others.")

    def scale(self, values: Values) -> Scale:
        return Scale(self.breaks or quantiles(values.values()), self.whole, self.diverging)


def _of(field: str) -> Callable[[Actor, Slice | None], Values]:
    def read(actor: Actor, slice: Slice | None) -> Values:
        if slice is None:
            return {}
        rows = DistrictFigures.objects.filter(slice=slice, slice__is_synthetic=False).exclude(**{field: None})
        return {district: float(value) for district, value in rows.values_list("district_id", field)}

    return read


def _products(actor: Actor, slice: Slice | None) -> Values:
    counted = IdentifiedProduct.objects.public().values("case__district").annotate(n=Count("pk"))
    return {row["case__district"]: row["n"] for row in counted if row["case__district"]}


def _bottlenecks(actor: Actor, slice: Slice | None) -> Values:
    counted = Bottleneck.objects.visible_to(actor).live().values("case__district").annotate(n=Count("pk"))
    return {row["case__district"]: row["n"] for row in counted if row["case__district"]}


INDICATORS = {
    indicator.key: indicator
    for indicator in (
        Indicator(
            "products",
            _("Identified products"),
            _("Products and services identified for the district: published ones, and those of national lists."),
            wording.whole,
            _products,
            breaks=(2, 3, 5, 10),
            whole=True,
            additive=True,
            of_trade=False,
            zero_is_known=True,
        ),
        Indicator(
            "exports",
            _("Exports"),
            _("Exports of goods declared as originating in the district, in US dollars."),
            dollars,
            _of("total_usd"),
            break_words=wording.about,
            additive=True,
        ),
        Indicator(
            "share",
            _("Share of India's exports"),
            _("The district's exports of goods out of those of all districts named in the source."),
            wording.percent,
            _of("share"),
            breaks=(0.0001, 0.001, 0.005, 0.02),
            additive=True,
        ),
        Indicator(
            "concentration",
            _("Concentration of exports"),
            _("Herfindahl-Hirschman index over the district's products: 10,000 if all exports are one product."),
            wording.ten_thousand,
            _of("hhi"),
            breaks=(1500, 2500, 5000, 7500),
        ),
        Indicator(
            "effective-number",
            _("Effective number of products"),
            _("How many products of equal value would be as diverse as what the district exports."),
            wording.figures,
            _of("effective_number"),
            breaks=(1.5, 2.5, 4, 6),
        ),
        Indicator(
            "growth",
            _("Growth of exports"),
            _("Change of the value in US dollars from the period before, out of the value of that period."),
            wording.change,
            _of("growth"),
            breaks=(-0.25, 0, 0.25, 1),
            diverging=True,
        ),
        Indicator(
            "bottlenecks",
            _("Open bottlenecks"),
            _("Bottlenecks of the district that are open now, out of those you may see."),
            wording.whole,
            _bottlenecks,
            breaks=(2, 3, 5, 10),
            whole=True,
            additive=True,
            of_trade=False,
            internal=True,
            zero_is_known=True,
        ),
    )
}
DEFAULT = "products"


def offered_to(actor: Actor) -> list[Indicator]:
    """Those a reader may choose: the public sees public figures only."""
    sees_cases = bool(actor.scope.bodies)
    return [indicator for indicator in INDICATORS.values() if sees_cases or not indicator.internal]
