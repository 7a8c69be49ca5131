"""Adding, changing and taking out a target; the figures of all of them in one go."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cases.models import Case
from institutions import clock
from institutions.actors import Actor
from strategies import editing
from strategies.editing import Conflict, Saved
from strategies.models import DocumentKind, Plan, Strategy, Target, TargetYear
from strategies.targets.forms import Grid, TargetForm, content_of_row, typed
from strategies.versions.content import targets_of
from workflow.errors import Invalid, NotNow


class Clash(Exception):
    """Colleagues changed the same fields or figures meanwhile: what they saved, by target."""

    def __init__(self, conflicts: dict[int, Conflict], form: Any) -> None:
        super().__init__(str(sorted(conflicts)))
        self.conflicts, self.form = conflicts, form


def _locked(document: Plan | Strategy, by: Actor) -> Plan | Strategy:
    """The document under a lock on its case, for somebody who may change it now (else 403, 409)."""
    case = Case.objects.select_for_update(of=("self",)).get(pk=document.pk)
    held = case.plan if case.kind == DocumentKind.PLAN else case.strategy
    held.case = case
    editing.refuse_unless_writable(held, by)
    return held


@transaction.atomic
def add(document: Plan | Strategy, data: Any, *, by: Actor) -> Target:
    """Add a target. Raises PermissionDenied, NotNow, and Invalid with the bound form."""
    held = _locked(document, by)
    form = TargetForm(data, document=held)
    if not form.is_valid():
        raise Invalid(form)
    facts = form.cleaned_data
    row = Target.objects.create(case=held.case, kind=facts["kind"], title=facts["title"], unit=facts["unit"])
    saved = editing.save(held.case, row.part, form.content(), base=0, by=by)
    _fill(row, saved, form.products)
    return row


@transaction.atomic
def change(row: Target, data: Any, *, base: int, by: Actor) -> Saved:
    """Save a new state of a target; as `strategies.interventions.write.change`."""
    held = _locked(_document(row), by)
    row = Target.objects.select_related("product__case").get(pk=row.pk)
    if row.dropped_at:
        raise NotNow(_("“%(title)s” was taken out. Put it back first.") % {"title": row.title}, case=held.case)
    form = TargetForm(data, document=held, initial=typed(content_of_row(row)))
    if not form.is_valid():
        raise Invalid(form)
    content = form.content()
    outside = {str(one.year): one for one in row.years.all() if one.year not in form.years}
    content["years"] |= {year: content_of_row(row)["years"][year] for year in outside}
    saved = editing.save(held.case, row.part, content, base=base, by=by)
    if isinstance(saved, Conflict):
        raise Clash({row.pk: saved}, form)
    _fill(row, saved, form.products)
    return saved


@transaction.atomic
def save_grid(document: Plan | Strategy, data: Any, *, by: Actor) -> int:
    """Save the figures of all targets, all or none of them; how many targets changed."""
    held = _locked(document, by)
    targets = list(targets_of(held.case))
    grid = Grid(data, targets=targets, years=list(range(held.first_year, held.last_year + 1)))
    if not grid.is_valid():
        raise Invalid(grid)
    conflicts: dict[int, Conflict] = {}
    changed = 0
    for row in targets:
        if f"base_{row.pk}" not in data:
            continue  # a colleague added it meanwhile: it was not on this grid
        figures = grid.content(row)
        if figures["years"] == content_of_row(row)["years"]:
            continue
        base = grid.cleaned_data[f"base_{row.pk}"] or 0
        content = figures if row.edited else content_of_row(row) | figures
        saved = editing.save(held.case, row.part, content, base=base, by=by)
        if isinstance(saved, Conflict):
            conflicts[row.pk] = saved
            continue
        changed += saved.number != row.edited
        _fill(row, saved, {})
    if conflicts:
        raise Clash(conflicts, grid)
    return changed


@transaction.atomic
def drop(row: Target, *, by: Actor) -> None:
    """Take a target out of the document: it stays on record for older versions."""
    _set_dropped(row, clock.now(), by)


@transaction.atomic
def put_back(row: Target, *, by: Actor) -> None:
    """Undo `drop`."""
    _set_dropped(row, None, by)


def _set_dropped(row: Target, at: datetime | None, by: Actor) -> None:
    held = _locked(_document(row), by)
    row = Target.objects.select_related("product__case").get(pk=row.pk)
    if bool(at) != bool(row.dropped_at):
        editing.set_dropped(row, held.case, at, by=by, said={} if row.edited else content_of_row(row))


def _document(row: Target) -> Plan | Strategy:
    return row.case.plan if row.case.kind == DocumentKind.PLAN else row.case.strategy


def _fill(row: Target, saved: Saved, products: dict[str, Any]) -> None:
    said = saved.content
    for name in ("kind", "title", "unit", "source"):
        if name in said:
            setattr(row, name, said[name])
    if "baseline" in said:
        row.baseline = Decimal(said["baseline"]) if said["baseline"] else None
        row.baseline_year = int(said["baseline_year"]) if said["baseline_year"] else None
    if products or not said.get("product"):
        row.product = products.get(said.get("product", ""))
    row.edited = saved.number
    row.save()
    kept = {int(year): Decimal(value) for year, value in said.get("years", {}).items()}
    row.years.exclude(year__in=kept).delete()
    TargetYear.objects.bulk_create(
        [TargetYear(target=row, year=year, value=value) for year, value in kept.items()],
        update_conflicts=True, unique_fields=["target", "year"], update_fields=["value"],
    )  # fmt: skip
