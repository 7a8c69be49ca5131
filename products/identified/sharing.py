"""Who else has this: products of other districts of the same name, or under the same HS heading."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from products.identified.public import Face, public_face, with_publication
from products.models import IdentifiedProduct

AT_MOST = 12


@dataclass(frozen=True)
class Others:
    """The first of them, and how many there are in how many districts and States."""

    faces: list[Face]
    products: int
    districts: int
    states: int


def others(product: IdentifiedProduct, *, name_key: str, codes: list[str]) -> Others:
    """Products the public knows, in other districts, that share the name or a heading (4 digits) of these codes.

    Only what is public is compared: the neighbour's unpublished proposal is nobody's business (four queries).
    """
    wanted = Q(key=name_key)
    for heading in sorted({code[:4] for code in codes}):
        wanted |= Q(
            product_codes__code__code__startswith=heading, product_codes__confirmed_at__isnull=False,
        )  # fmt: skip
    rows = IdentifiedProduct.objects.public().exclude(case__district=product.case.district_id)
    found = rows.filter(pk__in=IdentifiedProduct.objects.filter(wanted).values("pk"))
    counted = list(found.values_list("case__district", "case__state"))
    first = with_publication(found.for_list().select_related("case__district__state")).order_by(
        "case__state__name", "case__district__name", "pk"
    )[:AT_MOST]
    return Others(
        [public_face(row) for row in first],
        len(counted),
        len({district for district, _state in counted}),
        len({state for _district, state in counted}),
    )
