"""Taking a table of facilities in, and back: by source and row, whatever earlier tables of the source said."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from products.models import Facility, FacilityScope
from products.records.imports import version_before

CHANGED = [
    "kind", "name", "name_hi", "district", "lat", "lon", "is_approximate", "operator", "address", "code", "capacity",
    "capacity_unit", "system", "issues_receipts", "opened_on", "closed_on", "is_confirmed", "note", "as_of", "batch",
]  # fmt: skip
SCOPE = ["hs_prefix", "words", "standard", "body", "certificate_number", "valid_from", "valid_until"]


@transaction.atomic
def take_in(rows: Iterable[tuple[Facility, list[FacilityScope]]]) -> int:
    """Add facilities or change those of the same source and row, with their scopes; returns how many.

    The former versions stay in the history the database keeps.
    """
    rows = list(rows)
    sources = {facility.source for facility, _scopes in rows}
    known = {(one.source, one.row_key): one.pk for one in Facility.objects.filter(source__in=sources)}
    for facility, _scopes in rows:
        facility.pk = known.get((facility.source, facility.row_key))
    Facility.objects.bulk_create((one for one, _scopes in rows if one.pk is None), batch_size=500)
    again = [one for one, _scopes in rows if (one.source, one.row_key) in known]
    Facility.objects.bulk_update(again, CHANGED, batch_size=500)
    FacilityScope.objects.filter(facility__in=[one.pk for one in again]).delete()
    scopes = []
    for facility, own in rows:
        for scope in own:
            scope.facility, scope.batch = facility, facility.batch
            scopes.append(scope)
    FacilityScope.objects.bulk_create(scopes, batch_size=1000)
    return len(rows)


@transaction.atomic
def take_back(batch: UUID) -> None:
    """Undo a table: what it brought first goes, what it changed is again as the history has it from before."""
    for facility in Facility.objects.select_for_update(of=("self",)).filter(batch=batch):
        before = version_before(facility, batch)
        facility.scopes.all().delete()
        if before is None:
            facility.delete()
            continue
        for name in CHANGED:
            field = Facility._meta.get_field(name).attname
            setattr(facility, field, getattr(before, field))
        facility.save()
        FacilityScope.objects.bulk_create(_scopes_before(facility))


def _scopes_before(facility: Facility) -> list[FacilityScope]:
    """The scopes the facility's former version came with."""
    events = FacilityScope.pgh_event_model.objects.filter(facility=facility, batch=facility.batch)
    found = {tuple(getattr(event, name) for name in SCOPE[:5]): event for event in events.order_by("pgh_id")}
    return [
        FacilityScope(facility=facility, batch=facility.batch, **{name: getattr(event, name) for name in SCOPE})
        for event in found.values()
    ]
