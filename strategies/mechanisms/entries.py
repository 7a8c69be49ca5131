"""Entering, correcting and withdrawing what an intervention's mechanism achieved; the database keeps every version."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cases.models import Case
from institutions import clock
from institutions.actors import Actor
from strategies.life import who
from strategies.mechanisms.forms import MechanismForm
from strategies.models import Adoption, Plan
from workflow.errors import Invalid, NotNow, NotPermitted
from workflow.submission import create


def may_enter(actor: Actor, plan: Plan) -> bool:
    """A writer of the plan's committee, once a version of the plan is adopted."""
    return who.a_writer(actor, plan) and Adoption.objects.filter(case=plan.case_id, ended_at=None).exists()


def enter(*, by: Actor, plan: Plan, kind: type[MechanismForm], data: Any, token: str = "") -> tuple[Case, bool]:
    """Add a record once: (the plan's case, whether this was a repeat). Raises NotPermitted, Invalid, TokenReused."""
    return create(
        by=by, verb=f"enter_{kind.name}", target=str(plan.case.key), data=data, token=token,
        operation=lambda: _write(by, plan, kind(data, plan=plan)),
    )  # fmt: skip


@transaction.atomic
def correct(*, by: Actor, plan: Plan, kind: type[MechanismForm], pk: int, data: Any, seen: str) -> Case:
    """Change a record; `seen` is what `stamp` said when the form was opened. NotNow where somebody was faster."""
    return _write(by, plan, kind(data, plan=plan, instance=_locked(plan, kind, pk, seen)))


@transaction.atomic
def withdraw(*, by: Actor, plan: Plan, kind: type[MechanismForm], pk: int, reason: str, seen: str) -> Case:
    """Take a record that was entered in error out of all sums; it stays on record with the reason."""
    if not may_enter(by, plan):
        raise NotPermitted(str(kind.title))
    row = _locked(plan, kind, pk, seen)
    if len(reason.strip()) < 5:
        raise NotNow(_("Say in a few words why it is withdrawn."))
    row.withdrawn_at, row.withdrawn_reason = clock.now(), reason.strip()[:300]
    row.corrected_post, row.corrected_at = by.post, row.withdrawn_at
    row.save()
    return plan.case


def stamp(row: Any) -> str:
    """Which version of a record this is."""
    return (row.corrected_at or row.entered_at).isoformat()


def records(plan: Plan, kind: type[MechanismForm]):
    """The records of a plan that count."""
    rows = kind._meta.model.objects.filter(intervention__plan=plan, withdrawn_at=None)
    return rows.select_related("intervention", "entered_post__body", "corrected_post__body")


def _locked(plan: Plan, kind: type[MechanismForm], pk: int, seen: str) -> Any:
    rows = kind._meta.model.objects.select_for_update().filter(intervention__plan=plan)
    row = rows.filter(pk=pk, withdrawn_at=None).first()
    if row is None or seen != stamp(row):
        raise NotNow(_("Somebody changed this while you were writing. Look at what it says now, then correct it."))
    return row


def _write(by: Actor, plan: Plan, form: MechanismForm) -> Case:
    if not may_enter(by, plan):
        raise NotPermitted(str(form.title))
    if not form.is_valid():
        raise Invalid(form)
    row = form.save(commit=False)
    if row.pk:
        row.corrected_post, row.corrected_at = by.post, clock.now()
    else:
        row.entered_post, row.entered_at = by.post, clock.now()
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as refused:
        form.add_error(None, _("This is entered already. Correct that record instead."))
        raise Invalid(form) from refused
    return plan.case
