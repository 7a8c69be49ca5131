"""A frozen content in the words of its reader: codes become names, figures and dates are written out.

The public page, the PDF and its preview are all made of this. What the content leaves out, no reading puts back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from bottlenecks.models import Category, ChainStage
from cases.models import Case
from institutions.models import Body
from strategies.facts import at_level, exports_by_code, slice_by_codes, source_line
from strategies.interventions.money import subsidy_of
from strategies.life.years import in_words
from strategies.models import Delivery, EvidenceType, Mechanism, Scheme, SectionKind, TargetKind
from strategies.money.sums import rupees
from strategies.outputs.drawings import bars
from trade.money import dollars

Content = dict[str, Any]


def reading(case: Case, content: Content) -> dict[str, Any]:
    """Everything a page needs of a content (about ten queries, however long it is)."""
    return written_out(content, Names.of(case.kind, content), *_products(case, content))


def written_out(content: Content, names: Names, products: list[dict[str, Any]], source: str) -> dict[str, Any]:
    """The same from names and figures that were looked up; asks the database nothing."""
    rows = [_row(row, names) for row in content.get("interventions", content.get("items", ()))]
    return {
        "title": content["title"],
        "years": " – ".join(map(in_words, content["years"])),
        "sections": [
            {"code": row["code"], "name": names.sections.get(row["code"], row["name"]), "text": row["text"]}
            for row in content["sections"]
        ],
        "products": products,
        "products_source": source,
        "targets": [_target(row) for row in content["targets"]],
        "rows": rows,
        "asks": [row for row in rows if row["asks_centre"] or row["ask"]],
        "measured": [row for row in rows if row["indicator"]],
        "money": _money(content, names),
    }  # fmt: skip


@dataclass(frozen=True)
class Names:
    """What the codes in a content stand for, in the reader's language."""

    stages: dict[str, str]
    categories: dict[str, str]
    schemes: dict[str, Scheme]
    agencies: dict[str, str]
    sections: dict[str, str]

    @classmethod
    def of(cls, kind: str, content: Content) -> Names:
        """Five queries."""
        rows = content.get("interventions", content.get("items", ()))
        codes = {name: {row[name] for row in rows if row.get(name)} for name in
                 ("stage", "category", "scheme", "asks_centre")}  # fmt: skip
        return cls(
            {row.code: str(row) for row in ChainStage.objects.filter(code__in=codes["stage"])},
            {row.code: str(row) for row in Category.objects.filter(code__in=codes["category"])},
            {row.code: row for row in Scheme.objects.filter(code__in=codes["scheme"])},
            {row.code: row.short for row in Body.objects.filter(code__in=codes["asks_centre"])},
            {row.code: str(row) for row in SectionKind.objects.filter(document=kind)},
        )


def _row(row: Content, names: Names) -> dict[str, Any]:
    """An intervention of a plan or an item of a strategy."""
    scheme = names.schemes.get(row["scheme"])
    return {
        "code": row["code"],
        "title": row["title"],
        "text": row.get("description") or row.get("text") or "",
        "stage": names.stages.get(row["stage"], row["stage"] or ""),
        "category": names.categories.get(row["category"], row["category"] or ""),
        "section": names.sections.get(row.get("section"), ""),
        "owner": row["owner"] or "",
        "starts": _day(row.get("starts_on")),
        "due": _day(row["due_on"]),
        "delivery": str(Delivery(row["delivery"]).label) if row.get("delivery") else "",
        "mechanism": _label(Mechanism, row.get("mechanism")),
        "investor": row.get("investor") or "",
        "budget_head": row.get("budget_head") or "",
        "amount": _rupees(row["amount"]),
        "state_share": _rupees(row.get("state_share")),
        "withheld": row.get("withheld", False),
        "scheme": str(scheme) if scheme else row["scheme"] or "",
        "indicator": row["indicator"] or "",
        "baseline": _figure(row["baseline"]),
        "target": _figure(row["target"]),
        "unit": row["unit"] or "",
        "evidence": _label(EvidenceType, row["evidence_type"]),
        "asks_centre": names.agencies.get(row["asks_centre"], row["asks_centre"] or ""),
        "ask": row["ask"] or "",
        "products": row.get("products") or [],
        "bottlenecks": row.get("bottlenecks") or [],
        "districts": row.get("districts"),
        "sources": _sources(row.get("sources") or []),
    }  # fmt: skip


def _sources(rows: list[list[Any]]) -> list[tuple[str, int, str]]:
    """(plan, version, its codes) of the district rows behind an item."""
    found: dict[tuple[str, int], list[str]] = {}
    for plan, version, code in rows:
        found.setdefault((plan, version), []).append(code)
    return [(plan, version, ", ".join(codes)) for (plan, version), codes in found.items()]


# Products and targets -------------------------------------------------------------------------------------------------


def _products(case: Case, content: Content) -> tuple[list[dict[str, Any]], str]:
    """Each product with its codes and what the district and India export under them; and the source of that."""
    rows = content.get("products", ())
    slice = slice_by_codes() if rows else None
    at = {code: at_level(slice, code) if slice else code for row in rows for code in row["codes"]}
    here, india = exports_by_code(slice, case.district, set(at.values())) if case.district_id else ({}, {})
    products = [
        {"reference": row["reference"], "title": row["title"], "analysis": row["analysis"], "codes": [
            {"code": code, "at": at[code], "here": dollars(here.get(at[code])), "india": dollars(india.get(at[code]))}
            for code in row["codes"]
        ]}
        for row in rows
    ]  # fmt: skip
    return products, source_line(slice) if slice else ""


def _target(row: Content) -> dict[str, Any]:
    figures = [(in_words(int(year)), Decimal(value), _figure(value)) for year, value in sorted(row["years"].items())]
    baseline = _figure(row["baseline"])
    of = in_words(row["baseline_year"]) if row["baseline_year"] else ""
    first = [(of or _("Baseline"), Decimal(row["baseline"]), baseline)] if row["baseline"] is not None else []
    return {
        "title": row["title"], "kind": _label(TargetKind, row["kind"]), "unit": row["unit"], "product": row["product"],
        "baseline": baseline, "baseline_year": of, "source": row["source"],
        "years": [(year, said) for year, _value, said in figures],
        "picture": bars(row["title"], first + figures, bool(first)),
    }  # fmt: skip


# Money ----------------------------------------------------------------------------------------------------------------


def _money(content: Content, names: Names) -> dict[str, Any]:
    """Who bears what, added up; withheld: rows whose money is not public, left out of every sum."""
    said = [row for row in content.get("interventions", content.get("items", ())) if not row.get("withheld")]
    withheld = len(content.get("interventions", content.get("items", ()))) - len(said)
    lines = {
        name: sum((_decimal(row.get(key)) for row in said), Decimal(0))
        for name, key in (("amount", "amount"), ("own", "own_contribution"), ("private", "private_committed"),
                          ("state", "state_share"))
    }  # fmt: skip
    by_scheme: dict[str, Decimal] = {}
    for row in said:
        scheme = names.schemes.get(row["scheme"])
        if scheme and "scheme_share" in row:
            asked = subsidy_of(_decimal(row["amount"]), _decimal(row["scheme_share"]), scheme.ceiling)
        elif scheme:
            asked = _decimal(row["amount"])
        else:
            continue
        by_scheme[str(scheme)] = by_scheme.get(str(scheme), Decimal(0)) + asked
    rest = lines["amount"] - lines["own"] - lines["private"]
    is_plan = "interventions" in content
    if is_plan:
        rest -= sum(by_scheme.values(), Decimal(0))
    return {
        "schemes": [(name, rupees(amount)) for name, amount in sorted(by_scheme.items(), key=lambda pair: -pair[1])],
        "own": rupees(lines["own"]) if lines["own"] else "",
        "private": rupees(lines["private"]) if lines["private"] else "",
        "budget": rupees(max(rest, Decimal(0))) if is_plan else "",
        "state": rupees(lines["state"]) if lines["state"] else "",
        "amount": rupees(lines["amount"]),
        "total": rupees(lines["amount"] + lines["state"]),
        "withheld": withheld,
    }


# Words ----------------------------------------------------------------------------------------------------------------


def _label(choices: Any, code: str | None) -> str:
    return str(choices(code).label) if code in choices.values else code or ""


def _decimal(text: str | None) -> Decimal:
    return Decimal(text) if text else Decimal(0)


def _figure(text: str | None) -> str:
    """A figure with its digits grouped, and as many places as it has."""
    if text is None:
        return ""
    places = len(text.partition(".")[2])
    return number_format(Decimal(text), places, force_grouping=True)


def _rupees(text: str | None) -> str:
    return rupees(Decimal(text)) if text is not None else ""


def _day(text: str | None) -> str:
    return date_format(date.fromisoformat(text), "j M Y") if text else ""
