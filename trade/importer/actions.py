"""Bringing a table and taking it back: who may, and what is kept of it."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from institutions import roles
from institutions.actors import Actor
from trade.importer import files, nudge, run
from trade.importer.layout import Layout, layout_of, layouts
from trade.models import Batch, BatchState


def may_bring(actor: Actor, layout: Layout) -> bool:
    """Whether the actor's post brings tables of this kind; rows of one district are brought by that district."""
    if not actor.may(layout.permission or roles.IMPORT):
        return False
    return not layout.own_district or bool(actor.body and actor.body.district_id)


def layouts_for(actor: Actor) -> list[Layout]:
    return [layout for layout in layouts() if may_bring(actor, layout)]


def may_revoke(actor: Actor, batch: Batch) -> bool:
    layout = layout_of(batch.layout)
    if layout.revoke is None or batch.state not in (BatchState.APPLIED, BatchState.SUPERSEDED):
        return False
    if actor.may(roles.IMPORT):
        return True
    return may_bring(actor, layout) and batch.body_id is not None and batch.body == actor.body


def upload(
    *,
    by: Actor,
    layout: Layout,
    kept: files.Kept,
    file_name: str,
    source: str,
    as_of: date,
    options: dict[str, str],
    source_url: str = "",
    licence: str = "",
) -> Batch:
    """A batch that waits for a worker; raises SameFile where this very file is in force or on its way."""
    if not may_bring(by, layout):
        raise PermissionDenied(_("Your post does not bring tables of this kind."))
    batch = run.keep(
        kept,
        layout=layout,
        source=source,
        as_of=as_of,
        by=by,
        options={name: value for name, value in options.items() if value},
        file_name=file_name,
        source_url=source_url,
        licence=licence,
    )
    nudge.after_commit()
    return batch


def revoke(*, by: Actor, batch: Batch, why: str) -> Batch:
    """Take a table back; raises WrongFile with a sentence where that is not possible now."""
    if not may_revoke(by, batch):
        raise PermissionDenied(_("Your post cannot revoke this table."))
    return run.revoke(batch, by=by, why=why)
