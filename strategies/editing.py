"""Saving a part of a document: nobody locks anybody out, what colleagues wrote meanwhile is merged in.

A part is "section:<code>", "intervention:<pk>", "target:<pk>" or "item:<pk>"; content its fields as plain data.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from cases.models import Case
from institutions import clock
from institutions.actors import Actor
from strategies.life import who
from strategies.merging import merge
from strategies.models import DocumentKind, Edit
from workflow.engine import workflow_of
from workflow.errors import NotNow

DROPPED = "dropped"  # beside the fields of a row: when it was taken out, empty since it was put back


@dataclass(frozen=True)
class Saved:
    """Kept: the number to write next, and the fields as they are now. merged: with what a colleague had saved."""

    number: int
    content: dict[str, Any]
    merged: bool = False


@dataclass(frozen=True)
class Conflict:
    """Not kept, for a colleague changed the same lines or fields: all three states, and a proposal to put right.

    number: what the proposal is to be saved on; clashes: names of the fields; by: the colleague's edit.
    """

    base: dict[str, Any]
    theirs: dict[str, Any]
    mine: dict[str, Any]
    merged: dict[str, Any]
    number: int
    clashes: tuple[str, ...]
    by: Edit


def save(case: Case, part: str, content: dict[str, Any], *, base: int, by: Actor) -> Saved | Conflict:
    """Keep a new state of a part, merged with what was saved since `base`, the number its writer had before them.

    Called in the transaction that writes the row itself: the lock on the case is held until both are there.
    Raises PermissionDenied (403) and, for a document that cannot be changed now, NotNow (409). What was saved already
    is not saved again.
    """
    document = _locked(case, by)
    last = latest(document.case, part)
    mine = plain(content)
    theirs, number = (last.content, last.number) if last else ({}, base)  # a state from before edits were kept counts
    seen = _base(document.case, part, base, last)
    result = merge(seen, theirs, mine)
    if result.clashes:
        return Conflict(seen, theirs, mine, result.content, number, result.clashes, last)
    if last is None or result.content != theirs:
        number += 1
        Edit.objects.create(
            case=document.case, part=part, number=number, base=min(base, number - 1), content=result.content,
            by_user=by.user, by_post=by.post, at=clock.now(),
        )  # fmt: skip
    return Saved(number, result.content, merged=bool(last) and last.number != base and result.content != mine)


def set_dropped(row: Any, case: Case, at: datetime | None, *, by: Actor, said: dict[str, Any]) -> None:
    """Take a row out of its document, or put it back (at: None): an edit, so that it is known who did.

    row: as it is under the lock; said: what it says, needed where no edit of it was kept yet.
    """
    saved = save(case, row.part, said | dropped(at), base=row.edited, by=by)
    assert isinstance(saved, Saved)  # the row was read under the lock: nobody was in between
    row.dropped_at, row.edited = at, saved.number
    row.save(update_fields=["dropped_at", "edited"])


def dropped(at: datetime | None) -> dict[str, Any]:
    return {DROPPED: at.isoformat() if at else ""}


def latest(case: Case, part: str) -> Edit | None:
    """The last saved state of a part: who wrote it, and when."""
    rows = Edit.objects.filter(case=case, part=part).select_related("by_post__body", "by_user")
    return rows.order_by("-number").first()


def plain(value: Any) -> Any:
    """Content as it is kept: lines end in one way, however a browser sends them."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list) else value


def refuse_unless_writable(document: Any, by: Actor) -> None:
    """Raise why somebody cannot change a document: not theirs (403), not now (409)."""
    if not who.a_writer(by, document):
        raise PermissionDenied(_("Only the writers of its own committee change what this document says."))
    if not document.is_writable:
        status = workflow_of(document.case.kind).statuses(document.case.status).label
        raise NotNow(
            _("This document is “%(status)s” and cannot be changed now. What you wrote was not saved: copy it.")
            % {"status": status},
            case=document.case,
        )


def _locked(case: Case, by: Actor) -> Any:
    """The document under a lock on its case, for somebody who may change it."""
    held = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    document = held.plan if held.kind == DocumentKind.PLAN else held.strategy
    document.case = held
    refuse_unless_writable(document, by)
    return document


def _base(case: Case, part: str, number: int, last: Edit | None) -> dict[str, Any]:
    """The state a writer had before them; nothing where there was none, so that nothing is taken for unchanged."""
    if last is None or last.number == number:
        return last.content if last else {}
    found = Edit.objects.filter(case=case, part=part, number=number).first() if number < last.number else None
    return found.content if found else {}
