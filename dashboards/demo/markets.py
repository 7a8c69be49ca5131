"""What the demo's published products meet in their markets: tariffs, measures and checklists, taken in as tables; what
their committees know of their quality, certificates and openings, entered by the real operations. All of it is invented
and says so.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from dashboards.demo.stage import Cast, Stage
from geography.models import Country
from institutions import clock
from institutions.actors import Actor
from institutions.models import Post, PostRole
from products.models import IdentifiedProduct, Publication
from products.records.entries import enter as enter_record
from products.records.forms import CertificateForm, Entry, OpportunityForm, QualityForm
from trade.access import checklist
from trade.importer.run import take_file
from trade.models import BatchState, Requirement
from workflow.errors import Invalid, NotNow, NotPermitted

INVENTED = "Invented for the demonstration"
REFUSED = (Invalid, NotNow, NotPermitted, LookupError)
MARKETS = {  # as the demo's table of districts names them -> ISO 3166
    "Dubai": "AE", "the United Arab Emirates": "AE", "Germany": "DE", "Japan": "JP", "Bangladesh": "BD",
    "the Netherlands": "NL", "the United States": "US", "France": "FR", "Italy": "IT", "the United Kingdom": "GB",
    "Saudi Arabia": "SA", "Nigeria": "NG", "Morocco": "MA", "China": "CN", "Iran": "IR", "Qatar": "QA",
}  # fmt: skip
NEW = ("DE", "JP", "US")  # a new market beside the one a district sells to already
AGREEMENTS = {"AE": "India-UAE CEPA", "JP": "India-Japan CEPA"}
FOOD = range(1, 25)  # chapters of the HS that are eaten
MEASURES = {  # eaten or not -> code of UNCTAD's classification, what it is called there, what is asked
    True: (
        ("A21", "Tolerance limits for residues or contamination", "Residues of pesticides stay below the limits."),
        ("A83", "Certification requirements", "A health certificate of the exporting country goes with each lot."),
        ("B31", "Labelling requirements", "The label names the origin, the lot and the packer."),
    ),
    False: (
        ("B31", "Labelling requirements", "The label names the material and the country of origin."),
        ("B83", "Certification requirements", "A test report of an accredited laboratory goes with each model."),
    ),
}  # fmt: skip
ASKED = {  # eaten or not -> kind, sentence, limit, unit
    True: (
        ("limit", "Lead in the goods stays below", "0.5", "mg/kg"),
        ("certificate", "A phytosanitary certificate goes with each consignment", "", ""),
        ("label", "The label names the lot, the packer and the best-before date", "", ""),
    ),
    False: (
        ("certificate", "A test report of an accredited laboratory goes with each model", "", ""),
        ("label", "The label names the material and the country of origin", "", ""),
        ("packing", "Wood of the packing is treated and stamped (ISPM 15)", "", ""),
    ),
}  # fmt: skip


def targets(row: dict[str, str], place: int) -> dict[str, str]:
    """The markets of a district's product as the form of a proposal takes them: sold to already, and new."""
    there = MARKETS[row["market"]]
    return {"existing_markets": there, "new_markets": next(iso for iso in NEW[place % 3 :] + NEW if iso != there)}


def enter(stage: Stage, cast: Cast) -> int:
    """For every product with a publication in force; how many. What a rule refused is left out and counted."""
    published = Publication.objects.filter(ended_at=None)
    rows = IdentifiedProduct.objects.filter(publications__in=published, kind="good")
    products = list(rows.select_related("case__district", "body").order_by("pk"))
    sold = [_Sold.of(product) for product in products]
    _take(stage, [one for one in sold if one.codes])
    for place, one in enumerate(sold):
        by = cast.actor(cast.posts[one.product.body_id, PostRole.CONVENER])
        for play in (_quality, _certificate, _openings, _marks):
            try:
                play(stage, one, by, place)
            except REFUSED as problem:
                said = problem.form.errors.as_text() if isinstance(problem, Invalid) else problem
                stage.left_out[f"{one.product}: {play.__name__} ({said})"[:200]] += 1
    return len(sold)


@dataclass(frozen=True)
class _Sold:
    """A product with its confirmed codes of six digits and its markets."""

    product: IdentifiedProduct
    codes: list[str]
    markets: list[Country]
    existing: frozenset[str]

    @classmethod
    def of(cls, product: IdentifiedProduct) -> _Sold:
        chosen = list(product.target_markets.select_related("country"))
        existing = frozenset(row.country.iso2 for row in chosen if row.is_existing)
        codes = sorted({code[:6] for code in checklist.codes_of(product) if len(code) >= 6})
        return cls(product, codes, [row.country for row in chosen], existing)

    @property
    def is_food(self) -> bool:
        return bool(self.codes) and int(self.codes[0][:2]) in FOOD


# Tables ---------------------------------------------------------------------------------------------------------------


def _take(stage: Stage, sold: list[_Sold]) -> None:
    pairs = sorted({(code, market) for one in sold for code in one.codes for market in one.markets}, key=str)
    today = clock.local_date(stage.now)
    tables = {
        "tariffs": [row for code, market in pairs for row in _duties(code, market, today)],
        "ntm-measures": [row for market, eaten in _asking(pairs) for row in _measures(market, eaten)],
        "ntm-products": [
            {"measure_id": number, "importer": market.iso3, "hs": code}
            for code, market in pairs
            for number in _numbers(market, _eaten(code))
        ],
        "requirements": [row for code, market in pairs for row in _requirements(code, market, today)],
    }
    with TemporaryDirectory() as folder, clock.freeze(stage.now - timedelta(days=60)):
        for layout, rows in tables.items():
            path = Path(folder) / f"demo-{layout}.csv"
            _write(path, rows)
            batch = take_file(path, layout=layout, source=f"{INVENTED}: {layout}", as_of=clock.today())
            if batch.state != BatchState.APPLIED:
                first = batch.problems.first()
                why = batch.refusal or (first and f"{first.column} {first.code} {first.value}")
                stage.left_out[f"table {layout} ({why})"[:200]] += 1


def _write(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    rows = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]) if rows else ["empty"])
        writer.writeheader()
        writer.writerows(rows)


def _eaten(code: str) -> bool:
    return int(code[:2]) in FOOD


def _asking(pairs: list[tuple[str, Country]]) -> list[tuple[Country, bool]]:
    return sorted({(market, _eaten(code)) for code, market in pairs}, key=str)


def _duties(code: str, market: Country, today: date) -> list[dict[str, Any]]:
    average = (int(code) + market.pk) % 13
    row = {
        "importer": market.iso3, "partner": "IND", "regime": "MFN", "year": today.year - 1, "hs6": code, "lines": 2,
        "avg_pct": average, "min_pct": max(average - 2, 0), "max_pct": average + 2,
        "duty_free_lines": 0, "specific_lines": 0,
    }  # fmt: skip
    agreement = AGREEMENTS.get(market.iso2)
    free = {"regime": agreement, "avg_pct": 0, "min_pct": 0, "max_pct": 0, "duty_free_lines": 2}
    return [row, row | free] if agreement else [row]


def _numbers(market: Country, eaten: bool) -> list[str]:
    return [f"D{market.iso2}{'F' if eaten else 'G'}{n}" for n, _one in enumerate(MEASURES[eaten], start=1)]


def _measures(market: Country, eaten: bool) -> list[dict[str, Any]]:
    return [
        {
            "measure_id": number, "importer": market.iso3, "affected": "World", "ntm_code": code,
            "ntm_description": name, "measure": f"{text} ({INVENTED}.)", "product": "Goods of the codes named",
            "agency": "An agency of the importing country (demo)", "regulation": "Demo regulation",
            "symbol": f"DEMO/{number}", "implemented": "01-04-2020", "objective": "Safety",
        }
        for number, (code, name, text) in zip(_numbers(market, eaten), MEASURES[eaten], strict=True)
    ]  # fmt: skip


def _requirements(code: str, market: Country, today: date) -> list[dict[str, Any]]:
    return [
        {
            "hs6": code, "market": market.iso3, "kind": kind, "sentence": sentence, "limit": limit, "unit": unit,
            "source": INVENTED, "source_date": date(today.year - 1, 6, 30).isoformat(),
        }
        for kind, sentence, limit, unit in ASKED[_eaten(code)]
    ]  # fmt: skip


# What the committee enters --------------------------------------------------------------------------------------------


def _at(stage: Stage, days: float) -> datetime:
    return clock.at(clock.local_date(stage.now - timedelta(days=days)), 12, 10)


def _enter(stage: Stage, one: _Sold, by: Actor, form: type[Entry], days: int, data: dict[str, Any]) -> None:
    with clock.freeze(_at(stage, days)):
        said = {"source": "Register of the DIC (demo)", "as_of": clock.today().isoformat()} | data
        enter_record(
            by=by, product=one.product, kind=form, data=said, token=f"demo-{one.product.pk}-{form.name}-{days}"
        )


def _quality(stage: Stage, one: _Sold, by: Actor, place: int) -> None:
    for back in (1, 2):
        tested, shipped = 24 + 7 * (place % 6) + 5 * back, 18 + 6 * (place % 5)
        year = clock.local_date(stage.now).year - 1 - back
        _enter(stage, one, by, QualityForm, 40 + back, {
            "year": year, "samples_tested": tested, "samples_failed": (place + back) % 4, "consignments": shipped,
            "rejections": (place + back) % 3 // 2, "exporters": 2 + place % 6,
        })  # fmt: skip


def _certificate(stage: Stage, one: _Sold, by: Actor, place: int) -> None:
    today = clock.local_date(stage.now)
    _enter(stage, one, by, CertificateForm, 38, {
        "kind": "organic" if one.is_food else "product", "number": f"DEMO-{one.product.pk}",
        "issuer": "Certification body (demo)", "holder_kind": "producers",
        "issued_on": (today - timedelta(days=330)).isoformat(),
        "expires_on": (today + timedelta(days=45 + 40 * (place % 5))).isoformat(),
    })  # fmt: skip


def _openings(stage: Stage, one: _Sold, by: Actor, place: int) -> None:
    steps = (("fair", 150, ""), ("samples", 110, ""), ("order", 70, 18_000), ("consignment", 30, 26_500))
    for market in one.markets:
        exists = market.iso2 in one.existing
        for kind, days, value in steps if exists else steps[:2]:
            happened = clock.local_date(stage.now) - timedelta(days=days + place % 9)
            _enter(stage, one, by, OpportunityForm, days - 2 + (0 if exists else 1), {
                "kind": kind, "market": market.iso2, "happened_on": happened.isoformat(), "exporters": 2 + place % 4,
                "value_usd": value and value + 900 * place, **({"is_existing": "on"} if exists else {}),
            })  # fmt: skip


def _marks(stage: Stage, one: _Sold, by: Actor, place: int) -> None:
    """The first thing asked in a market is ready, the second a gap with an owner; the rest nobody looked at yet."""
    owner: Post | None = checklist.owners(one.product).first()
    asked: dict[int, list[Requirement]] = {}
    for row in Requirement.objects.of_product(one.product, one.codes).order_by("pk"):
        asked.setdefault(row.market_id, []).append(row)
    with clock.freeze(_at(stage, 21 + place % 7)):
        for market in one.markets:
            ready, gap = (asked.get(market.pk, []) + [None, None])[:2]
            if ready:
                checklist.mark(by=by, product=one.product, requirement=ready, data={"state": "ready"})
            if gap and owner:
                note = "The nearest office that issues it is a day away."
                said = {"state": "gap", "owner": owner.pk, "note": note}
                checklist.mark(by=by, product=one.product, requirement=gap, data=said)
