"""Logging a bottleneck: four fields, one reference; a draft that a dropped line does not take away."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bottlenecks.actions import districts_reportable_by, draft, report
from bottlenecks.facts import Opening
from bottlenecks.similar import titled_like
from bottlenecks.views import drafted
from bottlenecks.views.drafted import FORM
from cases import drafts
from cases.receipts import TokenReused
from geography.models import District
from workflow.errors import Invalid
from workflow.submission import create

SHORTEST_TITLE = 8


def new(request: HttpRequest) -> HttpResponse:
    """The form, and its submission; what is typed is never lost, not even to a login that ran out.

    about=<kind>:<id> in the address drafts it from what is missing (bottlenecks.sources).
    """
    if not request.user.is_authenticated:
        if request.method == "POST":
            drafts.keep_over_login(request)
        return redirect(f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()}, safe='/')}")
    reportable = districts_reportable_by(request.actor).select_related("state").order_by("name")
    if not reportable.exists():
        raise PermissionDenied(_("Only a district's committee, or the State's committee for it, logs a bottleneck."))
    if about := request.GET.get("about", ""):
        return drafted.new_from(request, about, reportable)
    if request.method == "POST":
        return _submit(request, reportable)
    kept = drafts.take_after_login(request, request.path)
    saved = drafts.find(user=request.user, form=FORM)
    fields = kept or (saved.fields if saved else None)
    return _page(request, reportable, initial=fields, saved_at=saved.saved_at if saved and not kept else None)


def _submit(request: HttpRequest, reportable) -> HttpResponse:
    district = _district(request, reportable)
    if district is None:
        form = Opening(request.POST)
        form.add_error(None, _("Choose the district."))
        return _page(request, reportable, form=form, status=422)
    as_draft = "keep" in request.POST
    operation = draft if as_draft else report
    try:
        case, _repeated = create(
            by=request.actor,
            verb="draft" if as_draft else "report",
            target=district.lgd_code,
            data=request.POST,
            token=request.POST.get("token", "")[:120],
            operation=lambda: operation(by=request.actor, district=district, data=request.POST).case,
        )
    except Invalid as refused:
        return _page(request, reportable, form=refused.form, status=422)
    except TokenReused as refused:
        messages.error(request, str(refused))
        return _page(request, reportable, form=Opening(request.POST), status=409)
    drafts.discard(user=request.user, form=FORM)
    if as_draft:
        messages.success(request, _("Kept as a draft. Nobody outside your committee sees it."))
    else:
        messages.success(request, _("Logged. Its reference is %(reference)s.") % {"reference": case.reference})
    return redirect("bottleneck", handle=case.handle)


def _district(request: HttpRequest, reportable) -> District | None:
    """The one district of a committee, or the one chosen; one of somebody else's is not to be found (404)."""
    chosen = request.POST.get("district", "")
    if chosen:
        return get_object_or_404(reportable, lgd_code=chosen[:8])
    only = reportable[:2]
    return only[0] if len(only) == 1 else None


def _page(
    request: HttpRequest,
    reportable,
    *,
    form: Opening | None = None,
    initial: Any = None,
    saved_at=None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "nav": "bottleneck-new",
        "form": form or Opening(initial=initial),
        "districts": reportable if len(reportable[:2]) > 1 else [],
        "district": reportable[0],
        "chosen": (request.POST.get("district") or (initial or {}).get("district", "")),
        "token": uuid.uuid4().hex,  # a new one even after a refusal: the refused one took nothing, or is used up
        "saved_at": saved_at,
    }
    return render(request, "bottlenecks/new.html", context, status=status)


@login_required
@require_POST
def autosave(request: HttpRequest) -> JsonResponse:
    """Keep what is being typed; called by the page's script every few seconds of quiet."""
    saved = drafts.save(user=request.user, form=drafted.form_name(request.POST.get("about", "")), data=request.POST)
    return JsonResponse({"saved": saved is not None})


@login_required
@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Throw away what was kept."""
    about = request.POST.get("about", "")
    drafts.discard(user=request.user, form=drafted.form_name(about))
    return redirect(drafted.address(about))


@login_required
@require_safe
def similar(request: HttpRequest) -> HttpResponse:
    """What may be the same, as a piece of the page: asked for when the title has been typed."""
    title = request.GET.get("title", "").replace("\x00", "")[:200]
    found = titled_like(title, request.actor) if len(title) >= SHORTEST_TITLE else []
    return render(request, "bottlenecks/similar.html", {"similar": found})
