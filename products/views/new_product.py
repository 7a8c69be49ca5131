"""Proposing a product: one page, under three minutes; what is typed survives a dropped line and an ended login."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases import drafts
from cases.receipts import TokenReused
from geography.models import Country
from institutions import roles
from products.hs.picker import picker, wants_search
from products.hs.suggest import suggest
from products.identified.actions import blank, propose
from products.identified.fields import current_codes
from products.identified.inputs import Proposal
from workflow.errors import Invalid
from workflow.submission import create

FORM = "product-new"
MORE = ("name_hi", "sector", "indication", "cluster", "value_chain")  # asked for, and not in the way


def new(request: HttpRequest) -> HttpResponse:
    """The form, and its submission."""
    if not request.user.is_authenticated:
        if request.method == "POST":
            drafts.keep_over_login(request)
        return redirect(f"{reverse('account_login')}?next={request.path}")
    if not request.actor.may(roles.IDENTIFY):
        raise PermissionDenied(_("Only the convener or chair of a district's committee proposes its products."))
    if request.method != "POST":
        kept = drafts.take_after_login(request, request.path)
        saved = drafts.find(user=request.user, form=FORM)
        initial = kept or (saved.fields if saved else None)
        return _page(request, _form(request, initial=initial), saved_at=saved.saved_at if saved and not kept else None)
    if wants_search(request.POST) or "suggest" in request.POST:
        return _page(request, _form(request, initial=drafts.typed(request.POST)))
    return _submit(request)


def _submit(request: HttpRequest) -> HttpResponse:
    district = request.actor.body.district
    try:
        case, _repeated = create(
            by=request.actor, verb="identify", target=district.lgd_code, data=request.POST,
            token=request.POST.get("token", "")[:120],
            operation=lambda: propose(by=request.actor, district=district, data=request.POST).case,
        )  # fmt: skip
    except Invalid as refused:
        return _page(request, refused.form, status=422)
    except TokenReused as refused:
        messages.error(request, str(refused))
        return _page(request, _form(request, initial=drafts.typed(request.POST)), status=409)
    drafts.discard(user=request.user, form=FORM)
    said = _("Proposed to the State. Its reference is %(reference)s.")
    messages.success(request, said % {"reference": case.reference})
    return redirect("product", handle=case.handle)


def _form(request: HttpRequest, **kwargs: Any) -> Proposal:
    return Proposal(subject=blank(request.actor.body.district), actor=request.actor, **kwargs)


def _page(request: HttpRequest, form: Proposal, *, saved_at=None, status: int = 200) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    title = (posted or {}).get("title", "") if posted is not None else (form.initial or {}).get("title", "")
    chosen = [] if posted is not None else _kept_codes(form)
    context = {
        "nav": "products",
        "form": form,
        "first": [form[name] for name in form.fields if name not in MORE and name != "hs_codes"],
        "more": [form[name] for name in form.fields if name in MORE],
        "hs": picker(posted, "hs_codes", initial=chosen, suggested=suggest(title) if posted is not None else ()),
        "district": request.actor.body.district,
        "countries": Country.objects.filter(retired_on=None).order_by("name"),
        "token": uuid.uuid4().hex,
        "saved_at": saved_at,
    }
    return render(request, "products/new.html", context, status=status)


def _kept_codes(form: Proposal) -> list:
    """The codes of a draft, as far as they are in force."""
    kept = (form.initial or {}).get("hs_codes") or []
    wanted = [kept] if isinstance(kept, str) else kept
    return list(current_codes(wanted).values())


@login_required
@require_POST
def autosave(request: HttpRequest) -> JsonResponse:
    """Keep what is being typed; called by the page's script every few seconds of quiet."""
    saved = drafts.save(user=request.user, form=FORM, data=request.POST)
    return JsonResponse({"saved": saved is not None})


@login_required
@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Throw away what was kept."""
    drafts.discard(user=request.user, form=FORM)
    return redirect("product-new")
