"""A product's codes: suggested by the portal, by its name or by what its old code became, and confirmed by a post.

A service never has one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from institutions.models import Post
from products.codes import EDITION, dotted
from products.hs import concordance
from products.hs.suggest import suggest
from products.identified.fields import COARSEST
from products.models import HSCode, IdentifiedProduct, ProductCode

MOST = 3  # suggestions kept at a time
SUGGESTED_BY = "words of the name"
BY_CONCORDANCE = "concordance"  # begins what is said of a suggestion that follows from a code no longer in force


def suggestions(product: IdentifiedProduct) -> list[ProductCode]:
    """What took the goods of its old codes, then what its name suggests; what it has already is left out; not saved."""
    if product.is_service:
        return []
    present = set(product.product_codes.values_list("code__code", flat=True))
    found = [row for row in followers(of_the_past(product.product_codes.all())) if row.code.code not in present]
    present |= {row.code.code for row in found}
    hits = [hit for hit in suggest(product.case.title) if _is_fine(hit.code) and hit.code.code not in present]
    return found + [
        ProductCode(product=product, code=hit.code, suggested_by=SUGGESTED_BY, score=hit.score) for hit in hits[:MOST]
    ]


def of_the_past(rows: QuerySet[ProductCode]) -> QuerySet[ProductCode]:
    """Those whose code is no longer in force, or is of another edition."""
    past = Q(code__retired_on__isnull=False) | ~Q(code__edition=EDITION)
    return rows.filter(past).select_related("code").order_by("product", "code")


def followers(old: Iterable[ProductCode]) -> list[ProductCode]:
    """For codes of the past, those in force that took their goods: unconfirmed, each once per product; not saved."""
    old = list(old)
    known = concordance.successors((row.code.code, row.code.edition) for row in old)
    found: dict[tuple[int, int], ProductCode] = {}
    for row in old:
        for code, step in known.get((row.code.code, row.code.edition), ()):
            by = f"{BY_CONCORDANCE} {step.from_edition} {dotted(step.from_code)}"
            found.setdefault(
                (row.product_id, code.pk), ProductCode(product_id=row.product_id, code=code, suggested_by=by)
            )
    return list(found.values())


def follow_the_concordance() -> int:
    """Suggest what old codes of open products became by the tables in force, and take back what follows no more.

    What somebody confirmed stays; a suggestion that follows from another row now names that one. To be run when a table
    of correlations comes or goes; returns how many were added.
    """
    wanted = {(row.product_id, row.code_id): row for row in followers(of_the_past(_of_open_products()))}
    made = list(_of_open_products().filter(confirmed_at=None, suggested_by__startswith=BY_CONCORDANCE))
    gone = [row.pk for row in made if (row.product_id, row.code_id) not in wanted]
    ProductCode.objects.filter(pk__in=gone, confirmed_at=None).delete()
    _renew(made, wanted)
    before = set(
        _of_open_products().filter(code__in={code for _product, code in wanted}).values_list("product", "code")
    )
    new = [row for pair, row in wanted.items() if pair not in before]
    ProductCode.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)
    return len(new)


def _renew(made: Iterable[ProductCode], wanted: dict[tuple[int, int], ProductCode]) -> None:
    """Say of each suggestion what it follows from now."""
    other = []
    for row in made:
        now = wanted.get((row.product_id, row.code_id))
        if now and now.suggested_by != row.suggested_by:
            row.suggested_by = now.suggested_by
            other.append(row)
    ProductCode.objects.bulk_update(other, ["suggested_by"], batch_size=500)


def _of_open_products() -> QuerySet[ProductCode]:
    return ProductCode.objects.filter(product__case__closed_at=None)


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
