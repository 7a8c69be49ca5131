"""Entering and correcting what a committee knows of a product; each version of a row is kept by the database."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cases.models import Case
from institutions import clock, roles
from institutions.actors import Actor
from products.models import Certificate, IdentifiedProduct, ProductStatus
from products.records.forms import Entry, Withdrawal
from workflow.errors import Invalid, NotNow, NotPermitted
from workflow.submission import create


def may_enter(actor: Actor, product: IdentifiedProduct) -> bool:
    """The convener or chair of the district's own committee, while the product is not retired."""
    own = actor.may(roles.IDENTIFY) and actor.body.district_id == product.case.district_id
    return own and product.case.status != ProductStatus.RETIRED


def enter(*, by: Actor, product: IdentifiedProduct, kind: type[Entry], data: Any, token: str = "") -> tuple[Case, bool]:
    """Add a row of a product once: (its case, whether this was a repeat of the same form).

    Raises NotPermitted (403), Invalid (422) with the bound form, TokenReused (409).
    """
    return create(
        by=by,
        verb=f"enter_{kind.name}",
        target=str(product.case.key),
        data=data,
        token=token,
        operation=lambda: _write(by, product, kind.of(product, data, by=by, token=token)),
    )


@transaction.atomic
def correct(*, by: Actor, row: Any, kind: type[Entry], data: Any, seen: str) -> Any:
    """Change a row. `seen` is what `stamp` said when the form was opened; NotNow (409) where somebody was faster."""
    row = _locked(row)
    if row.withdrawn_at:
        raise NotNow(_("This entry was withdrawn. Enter it anew."))
    if seen != stamp(row):
        raise NotNow(_("Somebody corrected this while you were writing. Look at what it says now, then correct it."))
    _write(by, row.product, kind.of(row.product, data, by=by, instance=row))
    return row


def withdraw(*, by: Actor, row: Any, kind: type[Entry], data: Any, token: str = "") -> tuple[Case, bool]:
    """Take back a row that was entered in error: it stays with the reason, and counts no more.

    Raises NotPermitted (403), Invalid (422) with the bound form, NotNow (409), TokenReused (409).
    """
    return create(
        by=by,
        verb=f"withdraw_{kind.name}",
        target=f"{row.product.case.key}:{row.pk}",
        data=data,
        token=token,
        operation=lambda: _withdraw(by, row, data),
    )


@transaction.atomic
def _withdraw(by: Actor, row: Any, data: Any) -> Case:
    row = _locked(row)
    if not may_enter(by, row.product):
        raise NotPermitted(_("Withdraw"))
    form = Withdrawal(data)
    if not form.is_valid():
        raise Invalid(form)
    if row.withdrawn_at:
        raise NotNow(_("This entry is withdrawn already."))
    if isinstance(row, Certificate) and (older := row.renews.counted().first()):
        raise NotNow(_("It renews number %(number)s. Correct that certificate first.") % {"number": older.number})
    row.withdrawn_post, row.withdrawn_at = by.post, clock.now()
    row.withdrawn_reason = form.cleaned_data["reason"]
    row.batch = None  # a person's word now, as with a correction
    row.save()
    return row.product.case


def _locked(row: Any) -> Any:
    rows = type(row).objects.select_for_update(of=("self",)).select_related("product__case")
    return rows.get(pk=row.pk)


def stamp(row: Any) -> str:
    """Which version of a row this is."""
    return (row.corrected_at or row.entered_at).isoformat()


def _write(by: Actor, product: IdentifiedProduct, form: Entry) -> Case:
    if not may_enter(by, product):
        raise NotPermitted(str(form.title))
    if not form.is_valid():
        raise Invalid(form)
    row = form.save(commit=False)
    if row.pk:
        row.corrected_post, row.corrected_at = by.post, clock.now()
        row.batch = None  # a person's word now: revoking the table that brought it does not undo it
    else:
        row.entered_post, row.entered_at = by.post, clock.now()
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as refused:
        form.add_error(None, _("This is entered already. Correct that row instead."))
        raise Invalid(form) from refused
    return product.case
