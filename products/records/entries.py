"""Entering and correcting what a committee knows of a product; each version of a row is kept by the database."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cases.models import Case
from institutions import clock, roles
from institutions.actors import Actor
from products.models import IdentifiedProduct, ProductStatus
from products.records.forms import Entry
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
    row = type(row).objects.select_for_update().select_related("product__case").get(pk=row.pk)
    if seen != stamp(row):
        raise NotNow(_("Somebody corrected this while you were writing. Look at what it says now, then correct it."))
    _write(by, row.product, kind.of(row.product, data, by=by, instance=row))
    return row


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
