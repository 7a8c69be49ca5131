"""Adding, changing, taking out and putting back an intervention; nobody's words are lost to a colleague's."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cases.models import Case
from institutions import clock
from institutions.actors import Actor
from strategies import editing
from strategies.editing import DROPPED, Conflict, Saved
from strategies.interventions.choices import Choices
from strategies.interventions.forms import CODED, LISTS, InterventionForm, content_of_row
from strategies.models import Intervention, Plan, PlanProduct
from workflow.errors import Invalid, NotNow

DATES = ("starts_on", "due_on")
FIGURES = (
    "amount", "scheme_share", "own_contribution", "private_committed", "private_spent", "baseline", "target",
)  # fmt: skip


class Clash(Exception):
    """A colleague changed the same fields meanwhile; `conflict` has all three states."""

    def __init__(self, conflict: Conflict, form: InterventionForm) -> None:
        super().__init__(", ".join(conflict.clashes))
        self.conflict, self.form = conflict, form


def locked(plan: Plan, by: Actor) -> Plan:
    """The plan under a lock on its case, for somebody who may change it now (else 403, 409)."""
    case = Case.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    held = case.plan
    held.case = case
    editing.refuse_unless_writable(held, by)
    return held


@transaction.atomic
def add(plan: Plan, data: Any, *, by: Actor, choices: Choices | None = None) -> Intervention:
    """Add an intervention; its code is the next number of the plan, never one that was used before.

    Raises PermissionDenied, NotNow, and Invalid with the bound form.
    """
    held = locked(plan, by)
    choices = choices or Choices(plan, by)
    form = InterventionForm(data, choices=choices)
    if not form.is_valid():
        raise Invalid(form)
    row = Intervention.objects.create(plan=held, code=next_code(held), title=form.cleaned_data["title"])
    saved = editing.save(held.case, row.part, form.content(), base=0, by=by)
    fill(row, saved, choices)
    return row


@transaction.atomic
def change(
    row: Intervention, data: Any, *, base: int, by: Actor, choices: Choices | None = None
) -> tuple[Intervention, Saved]:
    """Save a new state of an intervention on the one its writer had before them, merged with what came meanwhile.

    Raises Clash where a colleague changed the same field, NotNow where it was taken out, Invalid as `add`; also where
    the merged state is not right although both were.
    """
    held = locked(row.plan, by)
    row = Intervention.objects.select_related("scheme").get(pk=row.pk)
    if row.dropped_at:
        raise NotNow(_("%(code)s was taken out of the plan. Put it back first.") % {"code": row.code}, case=held.case)
    choices = choices or Choices(held, by)
    kept = row.scheme.code if row.scheme else ""
    form = InterventionForm(data, choices=choices, kept_scheme=kept)
    if not form.is_valid():
        raise Invalid(form)
    saved = editing.save(held.case, row.part, form.content(), base=base, by=by)
    if isinstance(saved, Conflict):
        raise Clash(saved, form)
    if saved.merged:
        together = InterventionForm(saved.content, choices=choices, kept_scheme=saved.content["scheme"])
        if not together.is_valid():
            raise Invalid(together)
    fill(row, saved, choices)
    return row, saved


@transaction.atomic
def link(row: Intervention, *, by: Actor, add: str = "", remove: str = "") -> Intervention:
    """Link a bottleneck of the district's register to an intervention, or take the link away (by reference).

    Raises NotNow for a bottleneck the register does not have.
    """
    held = locked(row.plan, by)
    row = _whole(row.pk)
    choices = Choices(held, by)
    if add and add not in choices.bottlenecks:
        raise NotNow(_("%(reference)s is not in the district’s register.") % {"reference": add[:40]}, case=held.case)
    content = content_of_row(row)
    linked = {*content["bottlenecks"], *([add] if add else [])} - {remove}
    part = {"bottlenecks": sorted(linked)}
    saved = editing.save(held.case, row.part, part if row.edited else content | part, base=row.edited, by=by)
    fill(row, saved, choices)
    return row


@transaction.atomic
def drop(row: Intervention, *, by: Actor) -> None:
    """Take an intervention out of the plan: it stays on record for older versions, and its code with it."""
    _set_dropped(row, clock.now(), by)


@transaction.atomic
def put_back(row: Intervention, *, by: Actor) -> None:
    """Undo `drop`."""
    _set_dropped(row, None, by)


def _set_dropped(row: Intervention, at: datetime | None, by: Actor) -> None:
    held = locked(row.plan, by)
    row = _whole(row.pk)
    if bool(at) != bool(row.dropped_at):
        editing.set_dropped(row, held.case, at, by=by, said={} if row.edited else content_of_row(row))


def _whole(pk: int) -> Intervention:
    """With what its content names."""
    return Intervention.objects.select_related("stage", "category", "scheme", "asks_centre", "owner").get(pk=pk)


def next_code(plan: Plan) -> str:
    """The code after the highest the plan ever used: I-01, I-02… To be called under the plan's lock."""
    used = Intervention.objects.filter(plan=plan).values_list("code", flat=True)
    last = max((int(code[2:]) for code in used if code[:2] == "I-" and code[2:].isdigit()), default=0)
    return f"I-{last + 1:02d}"


def fill(row: Intervention, saved: Saved, choices: Choices) -> None:
    """Write a saved state to the row; its products become products of the plan."""
    for name, value in saved.content.items():
        if name in CODED:
            setattr(row, name, getattr(choices, CODED[name]).get(value))
        elif name in DATES:
            setattr(row, name, date.fromisoformat(value) if value else None)
        elif name in FIGURES:
            setattr(row, name, Decimal(value) if value else None)
        elif name == "owner":
            row.owner = choices.posts.get(value)
        elif name not in (*LISTS, DROPPED):
            setattr(row, name, value)
    row.edited = saved.number
    row.save()
    if "bottlenecks" in saved.content:
        known = choices.bottlenecks
        row.bottlenecks.set(known[key] for key in saved.content["bottlenecks"] if key in known)
    if "products" in saved.content:
        products = [choices.products[key] for key in saved.content["products"] if key in choices.products]
        row.products.set(products)
        PlanProduct.objects.bulk_create(
            [PlanProduct(plan=row.plan, product=product) for product in products], ignore_conflicts=True
        )
