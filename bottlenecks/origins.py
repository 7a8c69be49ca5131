"""The link between a bottleneck and what it was drafted from: kept once, seen as far as its reader sees both."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from bottlenecks.actions import districts_reportable_by, draft, report
from bottlenecks.models import TERMINAL, Bottleneck, Origin, OriginKind, Status
from bottlenecks.sources import Draft
from geography.models import District
from institutions import clock
from institutions.actors import Actor
from products.models import FacilityKind, IdentifiedProduct
from trade.access.raised import Raised, register
from workflow.engine import perform

NOT_COUNTED = (Status.WITHDRAWN, Status.DUPLICATE)


class LoggedAlready(Exception):
    """The district has an open bottleneck from the very same gap; a person may log another one all the same."""

    def __init__(self, found: list[Bottleneck]) -> None:
        super().__init__(_("Your district has logged this already."))
        self.found = found


def open_from(gap: str, district: District, actor: Actor) -> list[Bottleneck]:
    """The bottlenecks of a district from one gap that are not ended, as far as the actor sees them."""
    rows = Bottleneck.objects.visible_to(actor).exclude(case__status__in=TERMINAL)
    same = Origin.objects.filter(gap=gap, district=district).values("bottleneck")
    return list(rows.filter(pk__in=same).for_list().order_by("case_id"))


@transaction.atomic
def report_from(
    *, by: Actor, district: District, source: Draft, data: Any, as_draft: bool = False, anyway: bool = False
) -> Bottleneck:
    """Log a bottleneck, or begin its draft, with its details and the link to what it was drafted from.

    Raises what `report` and `describe` raise; LoggedAlready where the district has one from the same gap, unless
    `anyway`. Two who send at once wait for one another.
    """
    if source.district is not None and source.district != district:
        raise PermissionDenied(_("It is missing in another district: choose that one."))
    _one_at_a_time(source.gap, district)
    found = open_from(source.gap, district, by)
    if found and not anyway:
        raise LoggedAlready(found)
    made = (draft if as_draft else report)(by=by, district=district, data=data)
    bottleneck = perform(made.case, "describe", by=by, data=data).subject
    link(bottleneck=bottleneck, source=source, by=by)
    return bottleneck


def _one_at_a_time(gap: str, district: District) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s), %s)", [gap, district.pk])


def link(*, bottleneck: Bottleneck, source: Draft, by: Actor) -> Origin:
    """Keep where a bottleneck comes from; twice is once. Raises PermissionDenied outside the actor's districts."""
    district = bottleneck.case.district
    if not districts_reportable_by(by).filter(pk=district.pk).exists():
        raise PermissionDenied(_("You can add to the bottlenecks of your own district only."))
    if source.district is not None and source.district != district:
        raise PermissionDenied(_("It is missing in another district: choose that one."))
    kept, _made = Origin.objects.get_or_create(
        bottleneck=bottleneck,
        gap=source.gap,
        defaults={
            "kind": source.kind,
            "district": district,
            "measure": source.measure,
            "requirement": source.requirement,
            "facility": source.facility,
            "product": source.product,
            "code": source.codes[0] if source.codes else "",
            "added_post": by.post,
            "added_at": clock.now(),
        },
    )
    return kept


@dataclass(frozen=True)
class DraftedFrom:
    """One line on the bottleneck's page."""

    label: str
    url: str
    note: str = ""


def drafted_from(bottleneck: Bottleneck, actor: Actor) -> list[DraftedFrom]:
    """What a bottleneck was drafted from. What a committee wrote itself is for those who see its product."""
    rows = bottleneck.origins.select_related("measure__importer", "requirement__market", "product__case")
    rows = list(rows)
    products = {row.product_id for row in rows if row.product_id}
    seen = set(IdentifiedProduct.objects.visible_to(actor).filter(pk__in=products).values_list("pk", flat=True))
    return [_line(row, row.product_id in seen) for row in rows]


def _line(origin: Origin, sees_product: bool) -> DraftedFrom:
    product = origin.product if sees_product else None
    note = str(product) if product else ""
    if origin.kind == OriginKind.MEASURE:
        label = _("Measure of %(market)s: %(measure)s") % {
            "market": origin.measure.importer,
            "measure": origin.measure,
        }
        return DraftedFrom(label, _address("market", origin.code, origin.measure.importer.iso3), note)
    if origin.kind == OriginKind.REQUIREMENT:
        return _of_requirement(origin, product, note)
    kind = FacilityKind(origin.facility).label if origin.facility in FacilityKind.values else origin.facility
    url = _address("product-facilities", product.case.handle) if product else _address("facilities")
    return DraftedFrom(_("Missing facility: %(kind)s") % {"kind": kind}, url, note)


def _of_requirement(origin: Origin, product: IdentifiedProduct | None, note: str) -> DraftedFrom:
    asked = origin.requirement
    public = asked.product_id is None or product is not None
    words = {"market": asked.market, "sentence": asked.sentence if public else asked.get_kind_display()}
    label = _("Requirement of %(market)s: %(sentence)s") % words
    if product:
        return DraftedFrom(label, _address("requirements", product.case.handle), note)
    return DraftedFrom(label, _address("market", asked.code, asked.market.iso3) if asked.code else "", note)


def _address(name: str, *args: str) -> str:
    """An address, where the page is there and every part of it is known."""
    if not all(args):
        return ""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@register
def raised(gaps: Collection[str], actor: Actor) -> dict[str, list[Raised]]:
    """What was drafted from these gaps, for the pages of markets: only what the actor sees; one query."""
    if not actor.scope.bodies and not actor.is_system:
        return {}
    rows = Origin.objects.filter(gap__in=gaps, bottleneck__in=Bottleneck.objects.visible_to(actor))
    rows = rows.exclude(bottleneck__case__status__in=NOT_COUNTED)
    found: dict[str, list[Raised]] = {}
    for origin in rows.select_related("bottleneck__case__district", "bottleneck__case__state").order_by("-id"):
        case = origin.bottleneck.case
        url = reverse("bottleneck", args=[case.handle])
        place = f"{case.reference or _('Draft')} · {case.district}, {case.state}"
        made = Raised(case.title, url, case.status, str(Status(case.status).label), place)
        found.setdefault(origin.gap, []).append(made)
    return found
