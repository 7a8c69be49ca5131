"""A plan or strategy that was adopted before the portal: brought in by a form, and its papers on its page."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cases import drafts
from cases.models import Evidence, EvidenceState
from cases.receipts import TokenReused
from institutions.actors import Actor
from strategies.life.inputs import BringingIn
from strategies.life.papers import first_adoption, papers_of, why_not
from strategies.life.signing import latest
from strategies.life.start import bring_in, may_start
from strategies.models import Approval, DocumentKind, DocumentStatus, Plan, Strategy
from strategies.views.seen import may_write
from workflow.errors import Invalid
from workflow.pages import CONFLICT, UNPROCESSABLE
from workflow.submission import content, create


def new(request: HttpRequest, kind: str) -> HttpResponse:
    """The form with the order and both papers, and its submission: one token is one document."""
    if not request.user.is_authenticated:
        if request.method == "POST":
            drafts.keep_over_login(request)
        return redirect(f"{reverse('account_login')}?next={request.path}")
    if not may_start(request.actor, kind):
        raise PermissionDenied(_("Only the convener of a committee begins its plan or strategy."))
    if request.method != "POST":
        kept = drafts.take_after_login(request, request.path)
        return _form_page(request, kind, BringingIn(actor=request.actor, initial=kept))
    try:
        case, _repeated = create(
            by=request.actor, verb=f"bring_in_{kind}", target=request.actor.body.code,
            data=content(request.POST, request.FILES), token=request.POST.get("token", "")[:120],
            operation=lambda: bring_in(by=request.actor, kind=kind, data=request.POST, files=request.FILES).case,
        )  # fmt: skip
    except Invalid as refused:
        return _form_page(request, kind, refused.form, status=UNPROCESSABLE)
    except TokenReused as refused:
        messages.error(request, str(refused))
        form = BringingIn(actor=request.actor, initial=drafts.typed(request.POST))
        return _form_page(request, kind, form, status=CONFLICT)
    messages.success(request, _("Begun. Its reference is %(reference)s.") % {"reference": case.reference})
    return redirect(kind, handle=case.handle)


def _form_page(request: HttpRequest, kind: str, form: BringingIn, *, status: int = 200) -> HttpResponse:
    is_plan = kind == DocumentKind.PLAN
    if not is_plan:
        form.fields["plan_paper"].label = _("The strategy as it was adopted (PDF)")
    context = {
        "nav": "plans" if is_plan else "strategies",
        "kind": kind,
        "is_plan": is_plan,
        "form": form,
        "body": request.actor.body,
        "token": uuid.uuid4().hex,
    }
    return render(request, "strategies/bring_in.html", context, status=status)


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
