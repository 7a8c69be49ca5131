"""Taking tables of records in, and back; the rules of a row are those of its form."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Model

from institutions import clock
from institutions.models import Post
from products.models import Certificate, Opportunity, QualityRecord

# Which columns tell one row of a product from another.
KEYS: dict[type[Model], tuple[str, ...]] = {
    QualityRecord: ("product_id", "year", "market_id"),
    Certificate: ("product_id", "number", "issuer"),
    Opportunity: ("product_id", "row_key"),
}
UNCHANGED = frozenset({"id", "entered_post_id", "entered_at"})


def known_rows(model: type[Model], products: Iterable[int]) -> dict[tuple, Any]:
    """The rows of some products that count, by what tells them apart."""
    rows = model.objects.counted().filter(product__in=products)
    return {key_of(row): row for row in rows}


def withdrawn_rows(model: type[Model], products: Iterable[int]) -> dict[tuple, Any]:
    """The rows of some products that were withdrawn, the last withdrawn of each key."""
    rows = model.objects.withdrawn().filter(product__in=products)
    return {key_of(row): row for row in reversed(rows)}


def key_of(row: Any) -> tuple:
    return tuple(getattr(row, name) for name in KEYS[type(row)])


def version_before(row: Any, batch: UUID) -> Any:
    """What the history has of a row from before a table first touched it; None where the table brought it."""
    first = row.events.filter(batch=batch).order_by("pgh_id").first()
    return row.events.filter(pgh_id__lt=first.pgh_id).order_by("-pgh_id").first() if first else None


@transaction.atomic
def take_in(rows: Iterable[Any], *, batch: UUID, post: Post | None) -> int:
    """Write rows of a table, new ones and changed ones; returns how many."""
    at, taken = clock.now(), 0
    for row in rows:
        row.batch = batch
        if row.pk:
            row.corrected_post, row.corrected_at = post, at
        else:
            row.entered_post, row.entered_at = post, at
        row.save()
        taken += 1
    return taken


@transaction.atomic
def take_back(model: type[Model], batch: UUID) -> None:
    """Undo a table: what it brought first goes, what it changed is again as the history has it from before.

    A certificate the committee was told of stays, since the telling did happen.
    """
    columns = [field.attname for field in model._meta.concrete_fields if field.attname not in UNCHANGED]
    for row in model.objects.select_for_update(of=("self",)).filter(batch=batch).order_by("pk"):
        before = version_before(row, batch)
        if before is not None:
            for name in columns:
                setattr(row, name, getattr(before, name))
            row.save()
        elif not (isinstance(row, Certificate) and (row.alerts.exists() or row.renews.exists())):
            row.delete()
