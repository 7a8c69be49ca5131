"""The products a plan is about: chosen among the district's own, each with what the committee says of it."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from institutions import clock
from institutions.actors import Actor
from strategies import editing
from strategies.editing import Conflict, Saved
from strategies.interventions.choices import Choices
from strategies.interventions.write import locked
from strategies.models import Edit, Intervention, Plan, PlanProduct, Target
from workflow.errors import NotNow

LONGEST = 8000  # characters of an analysis


def part_of(row: PlanProduct) -> str:
    """The part under which edits of it are kept: chosen, its analysis, taken out."""
    return f"product:{row.product_id}"


def numbers_of(plan: Plan) -> dict[str, int]:
    """The number of the latest edit of each product, by part (one query)."""
    rows = Edit.objects.filter(case=plan.pk, part__startswith="product:").values("part")
    return dict(rows.annotate(last=Max("number")).values_list("part", "last"))


@transaction.atomic
def choose(plan: Plan, references: list[str], *, by: Actor) -> int:
    """Add products of the district to the plan; how many were new. One the plan has already changes nothing."""
    held = locked(plan, by)
    choices = Choices(held, by)
    present = set(choices.planned)
    new = [choices.products[key] for key in dict.fromkeys(references) if key in choices.products and key not in present]
    rows = [PlanProduct(plan=held, product=one, position=len(present) + n) for n, one in enumerate(new)]
    PlanProduct.objects.bulk_create(rows)
    numbers = numbers_of(held)
    for row in rows:
        said = {"analysis": row.analysis} | editing.dropped(None)
        editing.save(held.case, part_of(row), said, base=numbers.get(part_of(row), 0), by=by)
    return len(new)


@transaction.atomic
def remove(row: PlanProduct, *, by: Actor) -> None:
    """Take a product out of the plan; refused while an intervention or a target names it."""
    held = locked(row.plan, by)
    named = Intervention.objects.current().filter(plan=held, products=row.product_id).values_list("code", flat=True)
    targets = Target.objects.filter(case=held.pk, dropped_at=None, product=row.product_id).values_list(
        "title", flat=True
    )
    if using := [*named, *targets]:
        raise NotNow(
            _("“%(product)s” is named by %(rows)s: take it away there first.")
            % {"product": row.product, "rows": ", ".join(using)},
            case=held.case,
        )
    taken, _of_which = PlanProduct.objects.filter(pk=row.pk).delete()
    if taken:
        base = numbers_of(held).get(part_of(row), 0)
        editing.save(held.case, part_of(row), editing.dropped(clock.now()), base=base, by=by)


@transaction.atomic
def analyse(row: PlanProduct, text: str, *, base: int, by: Actor) -> Saved | Conflict:
    """Save what the committee says of a product, merged line by line with what colleagues saved."""
    held = locked(row.plan, by)
    saved = editing.save(held.case, part_of(row), {"analysis": text.strip()}, base=base, by=by)
    if isinstance(saved, Saved):
        PlanProduct.objects.filter(pk=row.pk).update(analysis=saved.content["analysis"])
    return saved
