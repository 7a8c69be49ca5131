"""What a plan's products, interventions and schemes still lack: its part of the check of completeness."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from bottlenecks.models import Status
from cases.models import Case
from institutions import clock
from products.models import ProductCode, ProductKind
from strategies.gap import Gap
from strategies.interventions.missing import asks_a_closed_scheme, missing
from strategies.models import Intervention, PlanProduct
from strategies.overlaps import undecided
from strategies.schemes.standing import said

GONE = (Status.WITHDRAWN, Status.DUPLICATE)


def products(case: Case) -> Iterator[Gap]:
    """At least one product; every goods product with a confirmed HS code, a service never has one [DOMAIN §3]."""
    url = reverse("plan-products", args=[case.handle])
    rows = list(PlanProduct.objects.filter(plan=case.pk).select_related("product__case"))
    if not rows:
        yield Gap(_("No product is chosen: choose what the plan is about."), url, "products")
    confirmed = ProductCode.objects.filter(product__in_plans__plan=case.pk, confirmed_at__isnull=False)
    coded = set(confirmed.values_list("product_id", flat=True))
    for row in rows:
        if row.product.kind == ProductKind.GOOD and row.product_id not in coded:
            page = reverse("product", args=[row.product.case.handle])
            yield Gap(_("“%(product)s” has no confirmed HS code.") % {"product": row.product}, page, "products")


def interventions(case: Case) -> Iterator[Gap]:
    """At least one intervention, each with what the Handbook asks for, none on a scheme that is closed."""
    rows = Intervention.objects.current().filter(plan=case.pk).select_related("scheme").order_by("code")
    found = list(rows.prefetch_related("bottlenecks__case"))
    if not found:
        url = reverse("plan-interventions", args=[case.handle])
        yield Gap(_("No intervention is planned."), url, "interventions")
    for row in found:
        yield from _of_one(case, row)


def _of_one(case: Case, row: Intervention) -> Iterator[Gap]:
    url = reverse("intervention-edit", args=[case.handle, row.code])
    if lacking := missing(row):
        names = {"code": row.code, "title": row.title, "fields": ", ".join(lacking)}
        yield Gap(_("%(code)s “%(title)s” lacks: %(fields)s.") % names, url, row.part)
    if asks_a_closed_scheme(row, clock.today()):
        names = {"code": row.code, "scheme": row.scheme, "day": said(row.scheme.closes_on)}
        yield Gap(_("%(code)s asks “%(scheme)s”, which closed on %(day)s.") % names, url, row.part)
    for one in row.bottlenecks.all():
        if one.case.status in GONE:
            names = {"code": row.code, "reference": one.case.reference, "status": Status(one.case.status).label}
            sentence = _("%(code)s is linked to %(reference)s, which is “%(status)s”: link another or take it away.")
            yield Gap(sentence % names, reverse("intervention", args=[case.handle, row.code]), row.part)


def overlaps(case: Case) -> Iterator[Gap]:
    """Two schemes for one product and purpose, without a decision."""
    url = reverse("plan-overlaps", args=[case.handle])
    for one in undecided(case.plan):
        names = {"product": one.product, "purpose": one.purpose, "codes": ", ".join(row[0] for row in one.rows)}
        sentence = _("Two schemes for “%(product)s”, %(purpose)s (%(codes)s): one decision is needed.")
        yield Gap(sentence % names, url, "overlaps")
