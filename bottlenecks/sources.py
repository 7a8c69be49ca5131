"""Drafts a bottleneck from what is missing: a measure of a market, a gap in a checklist, a facility out of reach.

/bottlenecks/new?about=<kind>:<id> opens the form with it. Everything is shown before it is sent and can be changed; the
note a committee wrote beside its mark is not taken over, since an agency reads what is logged.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from bottlenecks.models import Category, ChainStage, OriginKind, Tag
from cases.models import Case
from geography.models import District
from institutions.actors import Actor
from institutions.tables import read_table
from products.codes import HS_CODE
from products.models import FacilityKind, HSCode, IdentifiedProduct
from trade.access.checklist import codes_of, latest_marks
from trade.access.markets import requirement_gap
from trade.access.measures import touching
from trade.models import Measure, NTMCode, Readiness, Requirement, RequirementMark

TABLE = Path(__file__).parent / "data" / "drafts.csv"
NTM_TAG = "tariff-ntm"
OF_PRODUCTS = frozenset(
    {FacilityKind.LAB, FacilityKind.CERTIFIER, FacilityKind.PACKHOUSE}
)  # missing for some goods only
MOST_CODES = 12


@dataclass(frozen=True)
class Draft:
    """What a form begins with, and the link that is kept when it is sent. `gap` names what is missing, anywhere.

    `district` is where it is missing, None where any district may say so. `suggestion` is the row of drafts.csv that
    names category and stage.
    """

    about: str
    kind: OriginKind
    gap: str
    title: str
    description: str
    suggestion: str
    codes: tuple[str, ...] = ()
    measure: Measure | None = None
    requirement: Requirement | None = None
    facility: str = ""
    product: IdentifiedProduct | None = None
    district: District | None = None

    def initial(self) -> dict[str, Any]:
        """The form as it opens."""
        category_code, stage_code = suggested(self.kind, self.suggestion)
        category = Category.objects.filter(code=category_code, retired_on=None).select_related("area").first()
        concerns_a_market = self.kind != OriginKind.FACILITY
        return {
            "title": self.title[:200],
            "area": category.area if category else None,
            "category": category,
            "stage": ChainStage.objects.filter(code=stage_code, retired_on=None).first(),
            "description": self.description,
            "hs_codes": list(self.codes[:MOST_CODES]),
            "tags": list(Tag.objects.filter(code=NTM_TAG, retired_on=None)) if concerns_a_market else [],
        }


@cache
def _suggestions() -> dict[tuple[str, str], tuple[str, str]]:
    return {(row["about"], row["prefix"]): (row["category"], row["stage"]) for row in read_table(TABLE)}


def suggested(kind: str, of: str) -> tuple[str, str]:
    """Category and stage of the longest prefix in drafts.csv; empty where the table has none: then a person chooses."""
    for length in range(len(of), 0, -1):
        if found := _suggestions().get((kind, of[:length])):
            return found
    return "", ""


def find(about: str, actor: Actor) -> Draft | None:
    """What an address names, as far as the actor sees it; None where it is not there, or not a gap any more."""
    kind, _colon, rest = about.replace("\x00", "").partition(":")
    reader = _readers.get(kind)
    return reader(about, rest, actor) if reader else None


_readers: dict[str, Callable[[str, str, Actor], Draft | None]] = {}


def _reads(kind: OriginKind):
    def keep(reader):
        _readers[kind.value] = reader
        return reader

    return keep


@_reads(OriginKind.MEASURE)
def _of_measure(about: str, rest: str, actor: Actor) -> Draft | None:
    """measure:<id> or measure:<id>:<HS code>."""
    pk, _colon, code = rest.partition(":")
    if not _is_number(pk) or (code and not _is_code(code)):
        return None
    measure = Measure.objects.in_force().select_related("importer", "batch").filter(pk=pk).first()
    if measure is None or measure.met_by_india is False:
        return None
    if code and not touching(code).filter(measure_key=measure.key).exists():
        return None
    name = NTMCode.objects.filter(code=measure.ntm).first()
    words = {
        "market": measure.importer,
        "measure": name.text if name else measure.ntm_text or measure.ntm,
        "product": _goods(code) if code else _("our product"),
        "agency": measure.agency or _("its authorities"),
        "source": measure.batch.source,
        "code": measure.ntm,
    }
    return Draft(
        about,
        OriginKind.MEASURE,
        f"measure:{measure.key}",
        _("%(market)s: %(measure)s for %(product)s") % words,
        _(
            "%(market)s applies a measure to %(product)s: %(measure)s (%(code)s of the UNCTAD classification), by "
            "%(agency)s. Source: %(source)s. What it stops, since when, and what was tried:"
        )
        % words,
        measure.ntm,
        codes=(code,) if code else (),
        measure=measure,
    )


@_reads(OriginKind.REQUIREMENT)
def _of_requirement(about: str, rest: str, actor: Actor) -> Draft | None:
    """requirement:<id of the mark>; the mark has to be the one in force, and a gap."""
    if not _is_number(rest):
        return None
    marks = RequirementMark.objects.filter(pk=rest, product__in=IdentifiedProduct.objects.visible_to(actor))
    mark = marks.select_related("product__case__district", "requirement__market").first()
    if mark is None or latest_marks(mark.product).get(mark.requirement_key) != mark or mark.state != Readiness.GAP:
        return None
    product, asked = mark.product, mark.requirement
    limit = f" {asked.limit.normalize():f} {asked.unit}" if asked.limit is not None else ""
    words = {
        "market": asked.market,
        "product": product,
        "kind": asked.get_kind_display(),
        "sentence": asked.sentence + limit,
        "source": asked.source,
        "day": asked.source_on.isoformat(),
    }
    return Draft(
        about,
        OriginKind.REQUIREMENT,
        requirement_gap(asked.key, product.pk),
        _("%(product)s is not ready for %(market)s: %(sentence)s") % words,
        _(
            "%(market)s requires for %(product)s (%(kind)s): %(sentence)s. Source: %(source)s, %(day)s. The district "
            "is not ready for it. What is missing, and what was tried:"
        )
        % words,
        asked.kind,
        codes=tuple(codes_of(product)),
        requirement=asked,
        product=product,
        district=product.case.district,
    )


@_reads(OriginKind.FACILITY)
def _of_facility(about: str, rest: str, actor: Actor) -> Draft | None:
    """facility:<kind>:<HS code, product's handle or district-LGD code>."""
    kind, _colon, target = rest.partition(":")
    if kind not in FacilityKind.values or not target:
        return None
    code, product, district = "", None, None
    if target.startswith("district-"):
        district = District.objects.filter(lgd_code=target.removeprefix("district-")[:8]).first()
    elif _is_code(target):
        code = target
    else:
        seen = IdentifiedProduct.objects.visible_to(actor).filter(case__in=Case.objects.by_handle(target))
        product = seen.select_related("case__district").first()
        district = product.case.district if product else None
    if not (code or district):
        return None
    return _facility(about, kind, code, product, district)


def _facility(about: str, kind: str, code: str, product: IdentifiedProduct | None, district: District | None) -> Draft:
    """A depot is missing for everything; a laboratory for the goods it would have to test."""
    codes = codes_of(product) if product else [code] if code else []
    goods = str(product) if product else _goods(code) if code else _("the products of the district")
    words = {"facility": FacilityKind(kind).label, "goods": goods, "district": district or _("the district")}
    scope = ""
    if kind in OF_PRODUCTS:
        scope = f":product-{product.pk}" if product else f":{code}" if code else ""
    return Draft(
        about,
        OriginKind.FACILITY,
        f"facility:{kind}{scope}",
        _("%(facility)s: none within reach for %(goods)s") % words,
        _(
            "The register of facilities names none of this kind within reach of %(district)s: %(facility)s. It is "
            "needed for %(goods)s. Which is used today, how far away it is, and what that costs:"
        )
        % words,
        kind,
        codes=tuple(codes),
        facility=kind,
        product=product,
        district=district,
    )


def _goods(code: str) -> str:
    """A code with what it stands for, in a few words."""
    row = HSCode.objects.filter(code=code).order_by("retired_on", "-edition").first()
    return f"{row.text[:60].strip()} ({row.dotted})" if row else code


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def _is_code(text: str) -> bool:
    return re.fullmatch(HS_CODE.strip("^$"), text, re.ASCII) is not None
