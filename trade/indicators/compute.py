"""Computing a slice: everything in one transaction, as often as one likes, always with the same result."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Any

from django.db import connection, transaction

from institutions import clock
from trade import partitions
from trade.indicators import districts, items, national, pairs, periods, sectors, sums
from trade.indicators.method import METHOD_VERSION, RCA_FLOOR_USD
from trade.models import Computation, DistrictFigures, FlowSum, ItemFigures, NationalFigures, SectorShare, Slice

WRITTEN = (NationalFigures, DistrictFigures, ItemFigures, SectorShare)
_listeners: list[Callable[[Slice], None]] = []


def on_computed(listener: Callable[[Slice], None]) -> Callable[[Slice], None]:
    """Be told of every slice that was computed, in its transaction; to be used as a decorator."""
    _listeners.append(listener)
    return listener


@transaction.atomic
def compute(slice: Slice) -> Computation:
    """Compute all figures of a slice, replacing those it had, and those of slices that are compared with it.

    These are the slice one period later (its growth) and, for a table of the world, the districts' of that period.
    Two computations of one slice wait for each other.
    """
    made = _compute(slice)
    for other in _compared_with(slice):
        _compute(other)
    for listener in _listeners:
        listener(slice)
    return made


@transaction.atomic
def withdraw(slice: Slice) -> None:
    """Take the figures of a slice away, once it is no longer in force; what was compared with it is computed again."""
    others = list(_compared_with(slice))
    with connection.cursor() as cursor:
        _erase(cursor, slice)
        partitions.drop(cursor, pairs.TABLE, slice.pk)
    Computation.objects.filter(slice=slice).delete()
    FlowSum.objects.filter(slice=slice).delete()
    for other in others:
        _compute(other)
    for listener in _listeners:
        listener(slice)


def _compute(slice: Slice) -> Computation:
    Slice.objects.select_for_update(no_key=True).get(pk=slice.pk)
    began, floor = perf_counter(), RCA_FLOOR_USD
    previous, world = periods.neighbour(slice, -1), periods.of_world(slice)
    with connection.cursor() as cursor:
        sums.gather(cursor, slice)
        _erase(cursor, slice)
        national.write(cursor, slice, previous)
        districts.write(cursor, slice, previous)
        items.write(cursor, slice, previous)
        sectors.write(cursor, slice)
        pairs.write(cursor, slice, previous, world, floor)
        sums.clear(cursor)
    return Computation.objects.update_or_create(
        slice=slice,
        defaults={
            "method_version": METHOD_VERSION,
            "value_floor_usd": floor,
            "previous": previous,
            "india": periods.of_india(slice),
            "world": world,
            "computed_at": clock.now(),
            "seconds": perf_counter() - began,
        },
    )[0]


def _erase(cursor: Any, slice: Slice) -> None:
    for model in WRITTEN:
        cursor.execute(f"DELETE FROM {model._meta.db_table} WHERE slice_id = %s", [slice.pk])  # noqa: S608


def _compared_with(slice: Slice) -> list[Slice]:
    """Computed slices in force whose figures use those of this one."""
    told = Slice.objects.current().filter(computation__isnull=False).exclude(pk=slice.pk)
    found = told.filter(computation__previous=slice) | told.filter(computation__world=slice)
    later = periods.neighbour(slice, 1)
    wanted = {one.pk: one for one in found}
    if later and Computation.objects.filter(slice=later).exists():
        wanted[later.pk] = later
    if slice.grain == "world" and slice.is_current:
        same = told.filter(period=slice.period, level=slice.level, edition=slice.edition, direction=slice.direction)
        wanted |= {one.pk: one for one in same.filter(grain__startswith="district", is_synthetic=slice.is_synthetic)}
    return list(wanted.values())
