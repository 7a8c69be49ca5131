"""National lists of products by district: each row a listed product, its codes suggested and never confirmed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from geography.models import District
from geography.resolver import Gazetteer
from products.codes import HS_CODE
from products.hs.suggest import suggest
from products.identified import odop
from products.identified.fields import current_codes
from products.identified.listing import Entry, Listed, list_products
from products.models import ProductKind
from trade.importer.layout import Column, Layout, Staged, register
from trade.importer.problems import add_sentences

LISTS = {  # how a source calls its list: what the portal calls it, and whether it is that of One District One Product
    "DPIIT-ODOP-V31": (odop.LISTED_IN, True),
    "MoFPI-PMFME-ODOP": ("PMFME list, MoFPI", False),
}
SUGGESTED = 3  # codes for a row that names none
LONGEST_NAME = 200

add_sentences(
    {
        "listed_district": _(
            "No district is surely meant by “%(value)s”; the row is left out until its LGD code is written. "
            "%(suggestion)s"
        ),
        "listed_kind": _("“%(value)s” is neither good nor service."),
        "listed_code": _("The classification has no code “%(value)s”; it is not suggested."),
        "listed_service_code": _("A service never has an HS code; “%(value)s” is left out."),
        "listed_known": _("The district has a product of the name “%(value)s” already; that one stays as it is."),
        "listed_homeless": _("The district of “%(value)s” has no committee in the portal; the row is left out."),
    }
)


def check(staged: Staged) -> None:
    """Note what is wrong; a row whose district is not sure is left out with a warning, since the others are right."""
    places, seen = _Places(), set()
    known = current_codes(sorted({code for row in staged.rows() for code in _codes(row)}))
    for row in staged.rows():
        where, name = row["row_no"], _name(row)
        if len(name) > LONGEST_NAME:
            staged.note(where, "product", "too_long", name)
        if _kind(row) not in ProductKind.values:
            staged.note(where, "kind", "listed_kind", row["kind"])
        district, alike = places.find(row)
        if district is None:
            staged.note(where, "district", "listed_district", _place(row), suggestion=alike, warning=True)
            continue
        key = (row["source"], Entry(district, name).row)
        if key in seen:
            staged.note(where, "product", "duplicate", name, warning=True)
        seen.add(key)
        _check_codes(staged, row, known)


def _check_codes(staged: Staged, row: dict[str, Any], known: dict) -> None:
    for code in _codes(row):
        if _kind(row) == ProductKind.SERVICE:
            staged.note(row["row_no"], "hs_suggested", "listed_service_code", code, warning=True)
        elif code not in known:
            staged.note(row["row_no"], "hs_suggested", "listed_code", code, warning=True)


def apply(staged: Staged) -> int:
    """Every row of a sure district, once; returns how many rows the portal has now."""
    batch, places, by_list = staged.batch, _Places(), defaultdict(list)
    lines: dict[tuple[str, str], int] = {}
    suggested = cache(_suggested)  # a name is looked up once, for however many districts it is listed
    for row in staged.rows():
        district, _alike = places.find(row)
        if district is not None:
            listed_in, is_odop = LISTS.get(row["source"], (row["source"] or batch.source, False))
            entry = _entry(row, district, is_odop, suggested)
            by_list[listed_in[:120]].append(entry)
            lines.setdefault((listed_in[:120], entry.row), row["row_no"])
    taken = 0
    for listed_in, entries in by_list.items():
        done = list_products(
            entries, listed_in=listed_in, suggested_by=odop.SUGGESTED_BY, by=batch.uploaded_post,
            user=batch.uploaded_by,
        )  # fmt: skip
        _note(staged, done, {row: line for (name, row), line in lines.items() if name == listed_in})
        taken += done.added + done.changed + done.unchanged
    batch.series = f"identified products {batch.source}"[:200]
    return taken


def _note(staged: Staged, done: Listed, lines: dict[str, int]) -> None:
    for code, entries in (("listed_known", done.known), ("listed_homeless", done.homeless)):
        for entry in entries:
            staged.note(lines[entry.row], "product", code, entry.name, warning=True)


def _entry(
    row: dict[str, Any], district: District, is_odop: bool, suggested: Callable[[str], tuple[str, ...]]
) -> Entry:
    kind, name = _kind(row), _name(row)
    codes = tuple(_codes(row)) if kind == ProductKind.GOOD else ()
    if kind == ProductKind.GOOD and not codes:
        codes = suggested(name)
    return Entry(
        district, name, kind=kind, sector=row["sector"], is_odop=is_odop, gi=row["gi_tagged"] in ("1", "yes"),
        codes=codes,
    )  # fmt: skip


def _suggested(name: str) -> tuple[str, ...]:
    return tuple(hit.code.code for hit in suggest(name)[:SUGGESTED] if hit.code.level > 2)


def _codes(row: dict[str, Any]) -> Iterator[str]:
    """Headings or finer; a list's chapters are too broad to suggest."""
    for part in re.split(r"[|;,\s]+", row["hs_suggested"]):
        code = part.replace(".", "")
        if code and (len(code) > 2 or not re.match(HS_CODE, code)):
            yield code


def _kind(row: dict[str, Any]) -> str:
    return row["kind"].strip().lower().removesuffix("s") or ProductKind.GOOD


def _name(row: dict[str, Any]) -> str:
    return " ".join(row["product"].split())


def _place(row: dict[str, Any]) -> str:
    return " / ".join(part for part in (row["state"], row["district"] or row["district_lgd_code"]) if part)


class _Places:
    """Districts in force by LGD code, else by name within a State."""

    def __init__(self) -> None:
        self.by_code = {row.lgd_code: row for row in District.objects.active().select_related("state")}
        self.names = Gazetteer.of_india()

    def find(self, row: dict[str, Any]) -> tuple[District | None, str]:
        """(the district, or None with the names that may be meant)."""
        code = row["district_lgd_code"].lstrip("0")
        if code in self.by_code:
            return self.by_code[code], ""
        answer = self.names.resolve_named(row["state"], row["district"])
        return answer.district, ", ".join(f"{one.name} ({one.lgd_code})" for one in answer.suggestions)


IDENTIFIED_PRODUCTS = register(
    Layout(
        name="identified_products",
        label=_("National list of products by district"),
        columns=(
            Column("source", ("list",), required=False),
            Column("state", ("state name", "state or ut"), required=False),
            Column("state_lgd_code", required=False),
            Column("district", ("district name",), required=False),
            Column("district_lgd_code", ("lgd code",), required=False),
            Column("product", ("product name", "name of product"), filled=True),
            Column("kind", ("goods or service",), required=False),
            Column("sector", required=False),
            Column("gi_tagged", ("gi",), required=False),
            Column("hs_suggested", ("hs", "hs codes"), required=False),
        ),
        check=check,
        apply=apply,
        hint=_(
            "Each row becomes a product that its district can take up; its codes are suggestions. Sent again, rows "
            "that nobody has worked on follow the table, the others stay as their committee left them."
        ),
        example=(
            {
                "source": "Example list 2026", "state": "Meghalaya", "district": "Ri Bhoi", "district_lgd_code": "276",
                "product": "Pineapple", "kind": "good", "sector": "Agriculture", "gi_tagged": "0",
                "hs_suggested": "0804|2008",
            },
        ),
    )
)  # fmt: skip
