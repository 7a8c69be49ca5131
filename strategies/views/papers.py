"""The papers of a plan or strategy that was adopted before the portal, on its page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from cases.models import Evidence, EvidenceState
from institutions.actors import Actor
from strategies.life.papers import first_adoption, papers_of, why_not
from strategies.life.signing import latest
from strategies.models import Approval, DocumentKind, DocumentStatus, Plan, Strategy
from strategies.views.seen import may_write


def papers_box(document: Plan | Strategy, actor: Actor) -> dict[str, Any] | None:
    """What the page of a document says of its adoption on paper; None for one that was drafted here."""
    case, said = document.case, papers_of(document.case)
    if said is None:
        return None
    adoption = first_adoption(case)
    version = adoption.version_id if adoption else latest(case)
    asked = document.bringing_in and case.status == DocumentStatus.SIGNING
    return {
        "said": said,
        "brought_in": adoption.mark if adoption else "",
        "to_enter": document.is_writable and may_write(actor, document),
        "files": [_file(_the_plan(case.kind), said.plan), _file(_("The order"), said.order)],
        "confirmed": Approval.objects.filter(version=version).select_related("post__body") if _shown(document) else [],
        "barred": why_not(actor, document) if asked else "",
    }


def _shown(document: Plan | Strategy) -> bool:
    """Confirmations are of a version: a draft that came back has none."""
    return not (document.bringing_in and document.is_writable)


def _the_plan(kind: str) -> str:
    return _("The plan") if kind == DocumentKind.PLAN else _("The strategy")


def _file(label: str, file: Evidence) -> dict[str, Any]:
    return {"label": label, "file": file, "clean": file.state == EvidenceState.CLEAN}
