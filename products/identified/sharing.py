"""Who else has this: products of other districts of the same name, or under the same HS heading."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q

from products.identified.public import Face, public_face, with_publication
from products.models import IdentifiedProduct, Publication

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
    in_force = Publication.objects.filter(product=OuterRef("pk"), ended_at=None)
    headings = sorted({code[:4] for code in codes if len(code) >= 4})
    published = Exists(in_force.filter(Q(key=name_key) | Q(under__overlap=headings)))
    listed = ~Exists(in_force) & Q(key=name_key, case__title=F("listed_name"))
    found = IdentifiedProduct.objects.public().exclude(case__district=product.case.district_id)
    found = found.filter(published | listed)
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
