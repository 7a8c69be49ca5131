"""A product's codes: suggested by the portal with a score, confirmed by a post, never those of a service."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from institutions.models import Post
from products.hs.suggest import suggest
from products.identified.fields import COARSEST
from products.models import HSCode, IdentifiedProduct, ProductCode

MOST = 3  # suggestions kept at a time
SUGGESTED_BY = "words of the name"


def suggestions(product: IdentifiedProduct) -> list[ProductCode]:
    """Codes the name suggests and the product does not have yet, best first; not saved."""
    if product.is_service:
        return []
    present = set(product.product_codes.values_list("code__code", flat=True))
    hits = [hit for hit in suggest(product.case.title) if _is_fine(hit.code) and hit.code.code not in present]
    return [
        ProductCode(product=product, code=hit.code, suggested_by=SUGGESTED_BY, score=hit.score) for hit in hits[:MOST]
    ]


def _is_fine(code: HSCode) -> bool:
    """A chapter is too broad to be anybody's product."""
    return code.level >= COARSEST


def _is_fine(code: HSCode) -> bool:
    """A chapter is too broad to be anybody's product."""
    return code.level >= COARSEST


def confirm(product: IdentifiedProduct, code: HSCode, *, post: Post, at: datetime) -> None:
    """The post says that this is the product's code; a suggestion becomes more than that."""
    ProductCode.objects.update_or_create(
        product=product, code=code, defaults={"confirmed_by": post, "confirmed_at": at}
    )


def confirmed(product: IdentifiedProduct) -> Iterable[ProductCode]:
    """What somebody confirmed, by code."""
    return product.product_codes.exclude(confirmed_at=None).select_related("code", "confirmed_by__body")
