"""Markets as pages show them: those of a code side by side, and those a product is meant for."""

from __future__ import annotations

from dataclasses import dataclass, field

from geography.models import Country
from institutions import roles
from institutions.actors import Actor
from products.models import IdentifiedProduct
from trade.access import checklist, measures
from trade.access.checklist import Item, Mark, MarkWithdrawal, RequirementWithdrawal
from trade.access.duties import Duty, duties_of
from trade.access.raised import Raised, raised_from
from trade.models import Measure, Readiness, Requirement


class Charged:
    """Duties with most favoured nation and preferential apart."""

    duties: list[Duty]

    @property
    def general(self) -> list[Duty]:
        return [duty for duty in self.duties if not duty.is_preferential]

    @property
    def preferential(self) -> list[Duty]:
        return [duty for duty in self.duties if duty.is_preferential]


@dataclass
class Row(Charged):
    """A market of a code: `rules` is None where no table of measures of this market is in force."""

    country: Country
    duties: list[Duty] = field(default_factory=list)
    rules: int | None = None
    requirements: int = 0
    raised: int = 0


def side_by_side(code: str, actor: Actor) -> list[Row]:
    """Every market of which the portal knows a duty, a measure or a requirement of this code; by name."""
    rows: dict[int, Row] = {}
    for duty in duties_of(code):
        rows.setdefault(duty.importer.pk, Row(duty.importer)).duties.append(duty)
    gaps, loaded, asked = measures.keys_of(code), measures.markets_loaded(), _asked(code)
    for country in Country.objects.filter(pk__in={*gaps, *asked} - rows.keys()):
        rows[country.pk] = Row(country)
    seen = raised_from({gap for keys in gaps.values() for gap in keys}, actor)
    for pk, row in rows.items():
        row.rules = len(gaps.get(pk, ())) if pk in loaded else None
        row.requirements = asked.get(pk, 0)
        row.raised = len({one.url for gap in gaps.get(pk, ()) for one in seen.get(gap, ())})
    return sorted(rows.values(), key=lambda row: str(row.country))


def _asked(code: str) -> dict[int, int]:
    """How many requirements each market has of a code, each sentence once."""
    keys: dict[int, set[str]] = {}
    for market, key in _required(code).values_list("market", "key"):
        keys.setdefault(market, set()).add(key)
    return {market: len(found) for market, found in keys.items()}


def _required(code: str):
    above = [code[:length] for length in (2, 4, 6, 8) if length <= len(code)]
    return Requirement.objects.in_force().filter(code__in=above)


def requirements_of(code: str, country: Country) -> list[Requirement]:
    """What a market asks of a code in checkable sentences; what a district says of them is not here."""
    once: dict[str, Requirement] = {}
    for row in _required(code).filter(market=country).order_by("-source_on", "-pk"):
        once.setdefault(row.key, row)
    return sorted(once.values(), key=lambda row: (row.kind, row.sentence))


def has_measures(country: Country) -> bool:
    return Measure.objects.in_force().filter(importer=country).exists()


def may_report(actor: Actor) -> bool:
    """Whether the reader's post logs bottlenecks."""
    return actor.may(roles.REPORT)


@dataclass
class Asked:
    """A line of the checklist: the item, the forms to mark and to withdraw, and what its gap raised."""

    item: Item
    form: Mark | None
    raised: list[Raised]
    is_open: bool = False
    withdrawal: MarkWithdrawal | None = None  # the form to take back the mark in force
    removal: RequirementWithdrawal | None = None  # the form to withdraw the requirement itself

    @property
    def is_told(self) -> bool:
        """Whether more was said of it than the mark in force."""
        return len(self.item.marks) > 1 or bool(self.item.marks and self.item.mark is None)


@dataclass
class Market:
    """A target market of a product, with what is charged there per confirmed code and what it asks."""

    country: Country
    is_existing: bool
    lines: list[Line]
    asked: list[Asked]

    @property
    def open_gaps(self) -> int:
        return sum(asked.item.is_gap for asked in self.asked)

    @property
    def unmarked(self) -> int:
        return sum(not asked.item.state for asked in self.asked)

    @property
    def ready(self) -> int:
        return sum(asked.item.state == Readiness.READY for asked in self.asked)


@dataclass
class Line(Charged):
    """A code of the product in a market."""

    code: str
    duties: list[Duty]
    rules: int | None


@dataclass
class OfProduct:
    codes: list[str]
    markets: list[Market]


def targets(product: IdentifiedProduct) -> list[Country]:
    return [target.country for target in product.target_markets.select_related("country")]


def of_product(
    product: IdentifiedProduct,
    actor: Actor,
    *,
    with_forms: bool,
    tried: dict[int, Mark] | None = None,
    withdrawing: dict[int, MarkWithdrawal] | None = None,
    removing: dict[int, RequirementWithdrawal] | None = None,
) -> OfProduct:
    """The target markets of a product, with refused forms as they were typed.

    tried and removing: forms by requirement; withdrawing: forms by mark.
    """
    codes = checklist.codes_of(product)
    chosen = list(product.target_markets.select_related("country"))
    countries = [target.country for target in chosen]
    duties, counts = _by_code(codes, countries)
    loaded = measures.markets_loaded()
    lists = checklist.checklist(product, codes, with_marks=True)
    raised = raised_from([gap_of(item, product) for items in lists.values() for item in items if item.is_gap], actor)
    forms = _Forms(product, tried or {}, withdrawing or {}, removing or {}) if with_forms else None
    shown = [
        Market(
            target.country,
            target.is_existing,
            [
                Line(
                    code,
                    duties.get((code, target.country_id), []),
                    counts[code].get(target.country_id, 0) if target.country_id in loaded else None,
                )
                for code in codes
            ],
            [_asked_line(item, product, raised, forms) for item in lists.get(target.country_id, ())],
        )
        for target in chosen
    ]
    return OfProduct(codes, shown)


def _by_code(codes: list[str], countries: list[Country]) -> tuple[dict, dict]:
    """Duties by (code, market) and counts of measures by code: two queries per code, of which there are few."""
    duties: dict[tuple[str, int], list[Duty]] = {}
    counts = {}
    for code in codes:
        for duty in duties_of(code, importers=countries):
            duties.setdefault((code, duty.importer.pk), []).append(duty)
        counts[code] = measures.counts_of(code, countries)
    return duties, counts


class _Forms:
    """The forms of a checklist: their posts are read once, not once per form."""

    def __init__(
        self,
        product: IdentifiedProduct,
        tried: dict[int, Mark],
        withdrawing: dict[int, MarkWithdrawal],
        removing: dict[int, RequirementWithdrawal],
    ) -> None:
        self.product, self.tried, self.withdrawing, self.removing = product, tried, withdrawing, removing
        self.posts = [("", "–"), *((post.pk, str(post)) for post in checklist.owners(product))]

    def of(self, item: Item) -> Mark:
        pk = item.requirement.pk
        form = self.tried.get(pk) or Mark(
            product=self.product,
            auto_id=f"mark-{pk}-%s",
            initial={"state": item.state, "owner": item.mark.owner_id, "note": item.mark.note} if item.mark else None,
        )
        form.fields["owner"].widget.choices = self.posts
        return form

    def to_withdraw(self, item: Item) -> MarkWithdrawal | None:
        if item.mark is None:
            return None
        pk = item.mark.pk
        return self.withdrawing.get(pk) or MarkWithdrawal(auto_id=f"withdraw-{pk}-%s")

    def to_remove(self, item: Item) -> RequirementWithdrawal | None:
        """The product's own requirements alone: those of a code are everybody's."""
        pk = item.requirement.pk
        if item.requirement.product_id != self.product.pk:
            return None
        return self.removing.get(pk) or RequirementWithdrawal(auto_id=f"withdraw-requirement-{pk}-%s")


def _asked_line(item: Item, product: IdentifiedProduct, raised: dict[str, list[Raised]], forms: _Forms | None) -> Asked:
    return Asked(
        item,
        forms.of(item) if forms else None,
        raised.get(gap_of(item, product), []) if item.is_gap else [],
        is_open=bool(forms and item.requirement.pk in forms.tried),
        withdrawal=forms.to_withdraw(item) if forms else None,
        removal=forms.to_remove(item) if forms else None,
    )


def gap_of(item: Item, product: IdentifiedProduct) -> str:
    """The name of a product's gap among what a bottleneck may have been drafted from."""
    return requirement_gap(item.requirement.key, product.pk)


def requirement_gap(key: str, product: int) -> str:
    return f"requirement:{key}:{product}"
