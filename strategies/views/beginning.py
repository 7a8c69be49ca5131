"""Beginning a plan or strategy: drafted here, or brought in as it was adopted on paper."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cases import drafts
from cases.models import Case
from cases.receipts import TokenReused
from strategies.life.inputs import BringingIn, Opening
from strategies.life.start import bring_in, may_start, start_document
from strategies.models import DocumentKind
from workflow.errors import Invalid
from workflow.pages import CONFLICT, UNPROCESSABLE
from workflow.submission import content, create

FORMS = {"begin": Opening, "bring_in": BringingIn}
TEMPLATES = {"begin": "strategies/new.html", "bring_in": "strategies/bring_in.html"}


def new(request: HttpRequest, kind: str, verb: str) -> HttpResponse:
    """The form that begins a document, and its submission: one token is one document."""
    if not request.user.is_authenticated:
        if request.method == "POST":
            drafts.keep_over_login(request)
        return redirect(f"{reverse('account_login')}?next={request.path}")
    if not may_start(request.actor, kind):
        raise PermissionDenied(_("Only the convener of a committee begins its plan or strategy."))
    if request.method != "POST":
        kept = drafts.take_after_login(request, request.path)
        return _page(request, kind, verb, FORMS[verb](actor=request.actor, initial=kept))
    try:
        case, _repeated = create(
            by=request.actor, verb=f"{verb}_{kind}", target=request.actor.body.code,
            data=content(request.POST, request.FILES), token=request.POST.get("token", "")[:120],
            operation=lambda: _begun(request, kind, verb),
        )  # fmt: skip
    except Invalid as refused:
        return _page(request, kind, verb, refused.form, status=UNPROCESSABLE)
    except TokenReused as refused:
        messages.error(request, str(refused))
        form = FORMS[verb](actor=request.actor, initial=drafts.typed(request.POST))
        return _page(request, kind, verb, form, status=CONFLICT)
    messages.success(request, _("Begun. Its reference is %(reference)s.") % {"reference": case.reference})
    return redirect(kind, handle=case.handle)


def _begun(request: HttpRequest, kind: str, verb: str) -> Case:
    if verb == "bring_in":
        return bring_in(by=request.actor, kind=kind, data=request.POST, files=request.FILES).case
    return start_document(by=request.actor, kind=kind, data=request.POST).case


def _page(request: HttpRequest, kind: str, verb: str, form: Opening, *, status: int = 200) -> HttpResponse:
    is_plan = kind == DocumentKind.PLAN
    if verb == "bring_in" and not is_plan:
        form.fields["plan_paper"].label = _("The strategy as it was adopted (PDF)")
    context = {
        "nav": "plans" if is_plan else "strategies",
        "kind": kind,
        "is_plan": is_plan,
        "form": form,
        "body": request.actor.body,
        "token": uuid.uuid4().hex,
    }
    return render(request, TEMPLATES[verb], context, status=status)
