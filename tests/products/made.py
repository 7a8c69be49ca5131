"""A product of Ri Bhoi as the records hang on it: listed, published or unpublished."""

from __future__ import annotations

from cases.models import Case
from institutions import clock
from products.identified.publication import publish
from products.models import HSCode, IdentifiedProduct, ProductCode, ProductStatus


def product(cast, title="Turmeric", *, status=ProductStatus.PUBLISHED, body=None, kind="good", codes=()):
    """An identified product with a case, in a status; published ones have their publication."""
    body = body or cast.depc_ribhoi
    number = Case.objects.filter(kind="product").count() + 1
    case = Case.objects.create(
        kind="product", reference=f"{body.state.code}-{body.district.code}-P-2026-{number:05d}", title=title,
        district=body.district, state=body.state, origin=body, status=status, created_at=clock.now(),
        changed_at=clock.now(),
    )  # fmt: skip
    row = IdentifiedProduct.objects.create(case=case, body=body, kind=kind, key=title.lower())
    for code in codes:
        hs, _new = HSCode.objects.get_or_create(
            edition="HS2022", code=code, defaults={"level": len(code), "description": f"Goods of {code}", "source": "x"}
        )
        ProductCode.objects.create(product=row, code=hs, confirmed_by=cast.convener.post, confirmed_at=clock.now())
    if status == ProductStatus.PUBLISHED:
        publish(row, clock.now())
    return row
