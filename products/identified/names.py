"""Which products go by one name: the same key means that two people wrote the same product."""

from __future__ import annotations

from django.db.models import QuerySet

from geography.names import name_key
from products.models import IdentifiedProduct, ProductStatus


def same_name(district: int, title: str) -> QuerySet[IdentifiedProduct]:
    """The products of a district that go by a name and are not retired."""
    live = IdentifiedProduct.objects.exclude(case__status=ProductStatus.RETIRED)
    return live.filter(case__district=district, key=name_key(title)).select_related("case")
