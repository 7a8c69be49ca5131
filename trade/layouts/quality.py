"""Tables of what is known of products: quality records, certificates and steps towards markets.

A product is named by its reference. The rules of a row are those of the form it could be entered with, so that a table
and a page take the same things.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from geography.countries import countries_by_name
from geography.names import name_key
from institutions import roles
from products.models import (
    Certificate,
    CertificateKind,
    HolderKind,
    IdentifiedProduct,
    Opportunity,
    OpportunityKind,
    ProductStatus,
)
from products.records.forms import CertificateForm, Entry, OpportunityForm, QualityForm
from products.records.imports import key_of, known_rows, take_back, take_in, withdrawn_rows
from trade.access.checks import day_of
from trade.importer.layout import Column, Layout, Staged, register
from trade.importer.problems import add_sentences

YEAR = re.compile(r"^(\d{4})\s*[-–/]\s*(\d{2}|\d{4})$")
FY = re.compile(r"^FY\s*(\d{2}|\d{4})$", re.IGNORECASE)
YES = frozenset({"yes", "y", "1", "true", "हाँ", "existing"})
ALL_MARKETS = frozenset({"", "all", "world", "allmarkets"})

add_sentences(
    {
        "record_product": _("No product of your district has the reference “%(value)s”. See the product's page."),
        "record_year": _("“%(value)s” is not a financial year. Write 2024-25."),
        "record_refused": _("“%(value)s”: %(suggestion)s"),
        "record_withdrawn": _(
            "An entry of “%(value)s” with this key was withdrawn: “%(suggestion)s” The table brings it again. Look "
            "whether it is right now."
        ),
    }
)  # fmt: skip
Cells = Callable[[dict[str, Any], "Words"], dict[str, Any]]


class Words:
    """What the cells of a table may name: countries and choices, as people write them."""

    def __init__(self) -> None:
        self.countries = countries_by_name()

    def country(self, said: str) -> str:
        """Its two letters; what was written where no country is called so, for the form to refuse."""
        if name_key(said) in ALL_MARKETS:
            return ""
        found = self.countries.get(name_key(said))
        return found.iso2 if found else said

    def choice(self, choices: type[TextChoices], said: str) -> str:
        named = {name_key(word): value for value, label in choices.choices for word in (value, str(label))}
        return named.get(name_key(said), said)

    def day(self, said: str) -> str:
        found = day_of(said) if said else None
        return found.isoformat() if found else said

    def yes(self, said: str) -> str:
        return "on" if said.strip().lower() in YES else ""

    def year(self, said: str) -> str:
        """The calendar year in which a financial year begins: 2024 for 2024-25 and FY2025; "" for anything else."""
        if found := YEAR.match(said.strip()):
            first, second = int(found[1]), int(found[2])
            return str(first) if second in (first + 1, (first + 1) % 100) else ""
        if found := FY.match(said.strip()):
            last = int(found[1])
            return str((last if last > 99 else 2000 + last) - 1)
        return ""


def quality_cells(row: dict[str, Any], words: Words) -> dict[str, Any]:
    same = ("samples_tested", "samples_failed", "consignments", "rejections", "exporters", "note")
    return {name: row[name] for name in same} | {
        "year": words.year(row["year"]),
        "market": words.country(row["market"]),
        "is_published": words.yes(row["published"]),
    }


def certificate_cells(row: dict[str, Any], words: Words) -> dict[str, Any]:
    return {name: row[name] for name in ("number", "issuer")} | {
        "kind": words.choice(CertificateKind, row["kind"]),
        "holder_kind": words.choice(HolderKind, row["holder"]),
        "issued_on": words.day(row["issued_on"]),
        "expires_on": words.day(row["expires_on"]),
    }


def opportunity_cells(row: dict[str, Any], words: Words) -> dict[str, Any]:
    return {name: row[name] for name in ("value_usd", "exporters", "note")} | {
        "kind": words.choice(OpportunityKind, row["kind"]),
        "market": words.country(row["market"]),
        "is_existing": words.yes(row["existing"]),
        "happened_on": words.day(row["date"]),
        "is_published": words.yes(row["published"]),
    }


def read(staged: Staged, form: type[Entry], cells: Cells, note: Callable[..., None]) -> list[Any]:
    """The rows of a table as rows of the portal, those there are already among them; problems go to `note`."""
    rows, words = list(staged.rows()), Words()
    products = _products(staged, {row["product"].strip().upper() for row in rows})
    keys = [product.pk for product in products.values()]
    known, withdrawn = known_rows(form._meta.model, keys), withdrawn_rows(form._meta.model, keys)
    columns = {"holder_kind": "holder", "is_existing": "existing", "happened_on": "date", "is_published": "published"}
    found, seen = [], set()
    for row in rows:
        product = products.get(row["product"].strip().upper())
        if product is None:
            note(row["row_no"], "product", "record_product", row["product"])
            continue
        made = _row(staged, form, product, row, cells(row, words), known)
        for name, problems in made.errors.items():
            column = columns.get(name, name if name in row else "product")
            code = "record_year" if column == "year" else "record_refused"
            note(row["row_no"], column, code, row[column], suggestion=" ".join(problems))
        key = key_of(made.instance)
        if key in withdrawn and key not in known:
            reason = withdrawn[key].withdrawn_reason
            note(row["row_no"], "product", "record_withdrawn", row["product"], suggestion=reason, warning=True)
        if key in seen:
            note(row["row_no"], "product", "duplicate", row["product"])
        seen.add(key)
        found.append(made.instance)
    return found


def _row(
    staged: Staged, form: type[Entry], product: IdentifiedProduct, row: dict, cells: dict, known: dict[tuple, Any]
) -> Entry:  # fmt: skip
    """The form of one row, filled; over the row there is already, where there is one."""
    said = cells | {"source": staged.batch.source, "as_of": staged.batch.as_of.isoformat()}
    blank = form._meta.model(product=product)
    if isinstance(blank, Opportunity):
        blank.row_key = f"{staged.batch.source}:{row['row_key']}"[:120]
    first = form(said, instance=blank)
    first.is_valid()
    there = known.get(key_of(first.instance))
    if there is None:
        return first
    if isinstance(there, Certificate) and there.renewed_by_id:
        said["renewed_by"] = str(there.renewed_by_id)
    again = form(said, instance=there)
    again.is_valid()
    return again


def _products(staged: Staged, references: set[str]) -> dict[str, IdentifiedProduct]:
    """The products of the district that brings the table, by reference; of all districts where no body brings it."""
    rows = IdentifiedProduct.objects.filter(case__reference__in=references).select_related("case")
    rows = rows.exclude(case__status=ProductStatus.RETIRED)
    if staged.batch.body is not None:
        rows = rows.filter(case__district=staged.batch.body.district_id)
    return {row.case.reference: row for row in rows}


_PRODUCT = Column("product", ("reference", "product reference"), filled=True)


def _layout(name: str, label: Any, form: type[Entry], cells: Cells, columns: tuple[Column, ...], **rest: Any) -> Layout:
    model = form._meta.model

    def check(staged: Staged) -> None:
        read(staged, form, cells, staged.note)

    def apply(staged: Staged) -> int:
        batch = staged.batch
        batch.series = f"{name} {batch.body_id or ''} {batch.source}"[:200]
        rows = read(staged, form, cells, lambda *_args, **_kwargs: None)
        return take_in(rows, batch=batch.key, post=batch.uploaded_post)

    return register(
        Layout(
            name=name, label=label, columns=(_PRODUCT, *columns),
            check=check, apply=apply, revoke=lambda batch: take_back(model, batch.key), permission=roles.IDENTIFY,
            own_district=True, **rest,
        )
    )  # fmt: skip


_PUBLISHED = Column("published", ("published by the source",), required=False)
_EXPORTERS = Column("exporters", ("number of exporters",), required=False, number=True)

QUALITY = _layout(
    "quality",
    _("Quality records of products"),
    QualityForm,
    quality_cells,
    (
        Column("year", ("financial year",), filled=True),
        Column("market", ("country",), required=False),
        Column("samples_tested", ("tested",), required=False, number=True),
        Column("samples_failed", ("failed",), required=False, number=True),
        Column("consignments", ("shipped", "consignments shipped"), required=False, number=True),
        Column("rejections", ("rejected at the border", "border rejections"), required=False, number=True),
        _EXPORTERS,
        _PUBLISHED,
        Column("note", ("remarks",), required=False),
    ),
    hint=_("One row per product, financial year and market; no market means all markets together."),
    example=(
        {"product": "ML-RIBHOI-P-2026-00001", "year": "2024-25", "market": "Germany", "samples_tested": "40",
         "samples_failed": "3", "consignments": "60", "rejections": "1", "exporters": "5", "published": "no"},
    ),
)  # fmt: skip
CERTIFICATES = _layout(
    "certificates",
    _("Certificates of products"),
    CertificateForm,
    certificate_cells,
    (
        Column("kind", filled=True),
        Column("number", ("certificate number",), filled=True),
        Column("issuer", ("issued by",), filled=True),
        Column("holder", ("held by",), filled=True),
        Column("issued_on", filled=True),
        Column("expires_on", ("valid until",), filled=True),
    ),
    hint=_("The holder by kind only: exporter, producers, processor, group or committee. No names."),
    example=(
        {"product": "ML-RIBHOI-P-2026-00001", "kind": "organic", "number": "0000", "issuer": "Certification body",
         "holder": "producers", "issued_on": "2025-04-01", "expires_on": "2026-03-31"},
    ),
)  # fmt: skip
OPPORTUNITIES = _layout(
    "opportunities",
    _("Market opportunities of products"),
    OpportunityForm,
    opportunity_cells,
    (
        Column("row_key", ("id", "serial number"), filled=True),
        Column("kind", ("step",), filled=True),
        Column("market", ("country",), filled=True),
        Column("existing", ("existing market",), required=False),
        Column("date", filled=True),
        Column("value_usd", ("value in us dollars",), required=False, number=True),
        _EXPORTERS,
        _PUBLISHED,
        Column("note", ("remarks",), required=False),
    ),
    hint=_("One row per enquiry, fair, samples, order or consignment; row_key tells the rows of your table apart."),
    example=(
        {"product": "ML-RIBHOI-P-2026-00001", "row_key": "1", "kind": "samples", "market": "Japan", "existing": "no",
         "date": "2026-02-10", "exporters": "3"},
    ),
)  # fmt: skip
