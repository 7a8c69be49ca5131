"""Which bottlenecks hit a product: shown on the product's page, as far as its reader sees them."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from bottlenecks.models import Bottleneck, Status
from cases.links import Link
from institutions import clock
from institutions.actors import Actor
from products.links import Section, register
from products.models import IdentifiedProduct

AT_MOST = 6


@register
def bottlenecks_naming_its_codes(product: IdentifiedProduct, actor: Actor) -> Section | None:
    """Open ones of the district that name one of the product's codes, a code above or one below it; latest first."""
    codes = {row.code.code for row in product.product_codes.exclude(confirmed_at=None).select_related("code")}
    if not codes:
        return None
    wanted = Q(hs_codes__code__in={code[:n] for code in codes for n in (2, 4, 6, 8)})
    for code in codes:
        wanted |= Q(hs_codes__code__startswith=code)
    rows = Bottleneck.objects.visible_to(actor).live().filter(wanted, case__district=product.case.district_id)
    found = list(rows.select_related("case").distinct().order_by("-case__opened_at")[: AT_MOST + 1])
    links = [
        Link(
            one.case.title, reverse("bottleneck", args=[one.case.handle]), clock.local_date(one.case.opened_at),
            str(Status(one.case.status).label),
        )
        for one in found[:AT_MOST]
    ]  # fmt: skip
    more = reverse("bottlenecks") if len(found) > AT_MOST else ""
    return Section(_("Bottlenecks that name its codes"), links, more, _("All bottlenecks"))
