"""Slices: made by a batch, put in the place of earlier ones, taken back, and brought back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from trade import partitions
from trade.importer.periods import Period
from trade.indicators.compute import compute, withdraw
from trade.models import Batch, BatchState, Computation, Direction, FlowSum, Slice

FLOWS = "trade_flow"
KEY = ("series", "period", "level", "edition", "direction", "grain")


def begin(batch: Batch, period: Period, *, series: str, level: int, grain: str) -> Slice:
    """A slice in the place of the one in force, if there is one."""
    values = {
        "series": series,
        "period": period.key,
        "level": level,
        "edition": batch.options["edition"],
        "direction": batch.options.get("direction") or Direction.EXPORT,
        "grain": grain,
    }
    replaced = Slice.objects.current().filter(**values)
    batches = list(replaced.values_list("batch_id", flat=True))
    replaced.update(is_current=False)
    _mark_superseded(batches, batch)
    return Slice.objects.create(
        batch=batch,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        is_synthetic=bool(batch.options.get("synthetic")),
        **values,
    )


def _mark_superseded(batches: Iterable[int], by: Batch) -> None:
    """A batch none of whose slices counts any more is superseded."""
    for pk in set(batches):
        if not Slice.objects.current().filter(batch=pk).exists():
            Batch.objects.filter(pk=pk, state=BatchState.APPLIED).update(state=BatchState.SUPERSEDED, superseded_by=by)


class WrongValues(Exception):
    """A value below zero, or a row without any."""


def finish(cursor: Any, slice: Slice, part: str) -> None:
    """Count and add up what stands in the slice's partition; raises WrongValues."""
    cursor.execute(
        "SELECT count(*), sum(usd), sum(inr), least(min(usd), min(inr), min(quantity)),"  # noqa: S608 (a numbered name)
        f' count(*) FILTER (WHERE usd IS NULL AND inr IS NULL) FROM "{part}"'
    )
    slice.row_count, slice.total_usd, slice.total_inr, least, empty = cursor.fetchone()
    if empty or (least or 0) < 0 or any(total != total for total in (slice.total_usd, slice.total_inr)):
        raise WrongValues
    slice.save(update_fields=["row_count", "total_usd", "total_inr"])


def like(slice: Slice) -> QuerySet[Slice]:
    """Slices that say the same of the same period, this one among them."""
    return Slice.objects.filter(**{name: getattr(slice, name) for name in KEY})


def compute_batch(batch: Batch) -> None:
    """Figures of what a batch brought; those of what it replaced go."""
    for slice in batch.slices.filter(is_current=True):
        compute(slice)
        for replaced in like(slice).filter(is_current=False, computation__isnull=False):
            withdraw(replaced)


def take_back(batch: Batch) -> None:
    """Revoke: flows and figures of its slices go at once; an earlier slice that was not revoked counts again.

    Flows go last: nobody reads any while a partition is dropped, until the transaction ends.
    """
    taken = list(batch.slices.all())
    for slice in taken:
        if Computation.objects.filter(slice=slice).exists():
            withdraw(slice)
        FlowSum.objects.filter(slice=slice).delete()
        was_current, slice.is_current = slice.is_current, False
        slice.save(update_fields=["is_current"])
        if was_current:
            _bring_back(slice)
    with connection.cursor() as cursor:
        for slice in taken:
            partitions.drop(cursor, FLOWS, slice.pk)


def _bring_back(slice: Slice) -> None:
    alive = (BatchState.APPLIED, BatchState.SUPERSEDED)
    before = like(slice).filter(batch__state__in=alive).exclude(pk=slice.pk).order_by("-pk").first()
    if before is None:
        return
    before.is_current = True
    before.save(update_fields=["is_current"])
    Batch.objects.filter(pk=before.batch_id).update(state=BatchState.APPLIED, superseded_by=None)
    compute(before)
