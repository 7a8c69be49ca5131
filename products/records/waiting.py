"""What the records of products ask of a post: certificates that end soon, in the page of one's work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from institutions import clock, roles
from institutions.actors import Actor
from products.models import Certificate, ProductStatus
from products.records.alerts import LATE, THRESHOLDS
from workflow.inbox import Waiting, register

MOST = 50


@register
def certificates_to_renew(actor: Actor) -> Iterator[Waiting]:
    """Certificates of the district's products that end within 90 days or ended lately, and are not renewed."""
    if not actor.may(roles.IDENTIFY) or actor.body.district_id is None:
        return
    today = clock.today()
    rows = (
        Certificate.objects.counted()
        .filter(
            product__case__district=actor.body.district_id,
            renewed_by=None,
            expires_on__range=(today - LATE, today + timedelta(days=max(THRESHOLDS))),
        )
        .exclude(product__case__status=ProductStatus.RETIRED)
    )
    for row in rows.select_related("product__case")[:MOST]:
        yield Waiting(
            url=f"{reverse('quality', args=[row.product.case.handle])}#certificates",
            title=row.product.case.title,
            reference=row.product.case.handle,
            what=_("Renew %(certificate)s") % {"certificate": row},
            status=row.product.case.status,
            status_label=str(row.product.status_label),
            due_at=clock.at(row.expires_on, 23, 59),
            late=row.expires_on < today,
        )
