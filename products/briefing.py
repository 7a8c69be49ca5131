"""What a notice says about an identified product: what happened, where it stands, and the facts its reader needs."""

from __future__ import annotations

from django.utils.translation import gettext as _

from notices.briefs import Brief, register
from notices.models import Notice
from products.identified.standing import standing_of
from products.identified.workflow import PRODUCT
from products.models import IdentifiedProduct
from products.records.alerts import facts_of


def brief(notice: Notice) -> Brief:
    """The brief of a notice about a product, as of now; of a certificate that ends it says which."""
    product = IdentifiedProduct.objects.for_list().select_related("case__holder__body").get(case=notice.case)
    codes = product.product_codes.exclude(confirmed_at=None).values_list("code__code", flat=True)
    facts = [*facts_of(notice.event), (_("HS codes"), ", ".join(codes))]
    return Brief(
        what=_what(notice),
        standing=standing_of(product).sentence,
        facts=[(term, value) for term, value in facts if value],
    )


def _what(notice: Notice) -> str:
    event = notice.event
    label = next((str(row.label) for row in PRODUCT.transitions if row.verb == event.verb), event.verb)
    return f"{label} ({event.actor_post or event.get_actor_kind_display()})"


register(PRODUCT.kind, brief=brief, page=PRODUCT.page)
