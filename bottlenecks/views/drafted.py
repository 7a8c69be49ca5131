"""Logging a bottleneck drafted from what is missing: a form filled in beforehand, and what is logged already."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bottlenecks.facts import Drafted
from bottlenecks.models import TERMINAL, Bottleneck
from bottlenecks.origins import LoggedAlready, link, open_from, report_from
from bottlenecks.sources import Draft, find
from cases import drafts
from cases.models import Case
from cases.receipts import TokenReused
from geography.models import District
from products.hs.picker import chosen_codes, picker, wants_search
from workflow.errors import Invalid
from workflow.submission import create

FORM = "bottleneck-new"
PICKED = "codes"
LONGEST_ABOUT = 100


def form_name(about: str) -> str:
    """Under which name what is typed is kept: another one for each thing a bottleneck is drafted from."""
    return f"{FORM}:{about[:LONGEST_ABOUT]}" if about else FORM


def address(about: str) -> str:
    here = reverse("bottleneck-new")
    return f"{here}?{urlencode({'about': about})}" if about else here


def new_from(request: HttpRequest, about: str, reportable: QuerySet) -> HttpResponse:
    """The form for one gap, and its submission; a gap that is not there, or not any more, leaves the empty form."""
    source = find(about[:LONGEST_ABOUT], request.actor)
    if source is None:
        messages.warning(
            request, _("What this was to be drafted from is not there, or is no gap any more. Log it in your words.")
        )
        return redirect("bottleneck-new")
    if source.district is not None:
        reportable = reportable.filter(pk=source.district.pk)
        if not reportable.exists():
            raise PermissionDenied(_("It is missing in another district: its own committee logs it."))
    if request.method == "POST":
        return _submit(request, source, reportable)
    kept = drafts.take_after_login(request, request.path)
    saved = drafts.find(user=request.user, form=form_name(source.about))
    typed = kept or (saved.fields if saved else None)
    return _page(request, source, reportable, initial=typed, saved_at=saved.saved_at if saved and not kept else None)


def _submit(request: HttpRequest, source: Draft, reportable: QuerySet) -> HttpResponse:
    data = _with_picked_codes(request.POST)
    form = Drafted(data, actor=request.actor)
    if wants_search(request.POST):
        return _page(request, source, reportable, form=Drafted(initial=_as_typed(data)))
    district = _district(request, reportable)
    if district is None:
        form.add_error(None, _("Choose the district."))
    if not form.is_valid():
        return _page(request, source, reportable, form=form, status=422)
    as_draft = "keep" in request.POST
    try:
        case, _repeated = create(
            by=request.actor, verb="draft" if as_draft else "report", target=f"{district.lgd_code} {source.gap}",
            data=request.POST, token=request.POST.get("token", "")[:120],
            operation=lambda: report_from(
                by=request.actor, district=district, source=source, data=data, as_draft=as_draft,
                anyway="anyway" in request.POST,
            ).case,
        )  # fmt: skip
    except Invalid:
        form.add_error(None, _("Something in these details cannot be taken. Check them once more."))
        return _page(request, source, reportable, form=form, status=422)
    except (LoggedAlready, TokenReused) as refused:
        found = refused.found if isinstance(refused, LoggedAlready) else None
        return _page(request, source, reportable, form=form, found=found, refusal=str(refused), status=409)
    drafts.discard(user=request.user, form=form_name(source.about))
    if as_draft:
        messages.success(request, _("Kept as a draft. Nobody outside your committee sees it."))
    else:
        messages.success(request, _("Logged. Its reference is %(reference)s.") % {"reference": case.reference})
    return redirect("bottleneck", handle=case.handle)


def _with_picked_codes(data: QueryDict) -> QueryDict:
    """The codes ticked in the picker, added to those typed."""
    picked = [code.code for code in chosen_codes(data, PICKED)]
    whole = data.copy()
    if picked:
        whole["hs_codes"] = ", ".join([data.get("hs_codes", ""), *picked]).strip(", ")
    return whole


def _as_typed(data: QueryDict) -> dict[str, Any]:
    return {name: data.getlist(name) if name == "tags" else data.get(name, "") for name in data}


def _district(request: HttpRequest, reportable: QuerySet) -> District | None:
    """The one district there is to choose, or the one chosen; one of somebody else's is not to be found (404)."""
    if chosen := request.POST.get("district", ""):
        return get_object_or_404(reportable, lgd_code=chosen[:8])
    only = reportable[:2]
    return only[0] if len(only) == 1 else None


def _page(
    request: HttpRequest,
    source: Draft,
    reportable: QuerySet,
    *,
    form: Drafted | None = None,
    initial: Any = None,
    found: list[Bottleneck] | None = None,
    refusal: str = "",
    saved_at=None,
    status: int = 200,
) -> HttpResponse:
    places = list(reportable[:2])
    if found is None and len(places) == 1:
        found = open_from(source.gap, places[0], request.actor)
    context = {
        "nav": "bottleneck-new",
        "source": source,
        "form": form or Drafted(initial=initial or source.initial()),
        "districts": reportable if len(places) > 1 else [],
        "district": places[0],
        "chosen": request.POST.get("district") or (initial or {}).get("district", ""),
        "found": found or [],
        "refusal": refusal,
        "like": _like(request, source, reportable, found or []),
        "hs": picker(request.POST if request.method == "POST" else None, PICKED),
        "token": uuid.uuid4().hex,
        "saved_at": saved_at,
        "here": address(source.about),
    }
    return render(request, "bottlenecks/new_from.html", context, status=status)


def _like(request: HttpRequest, source: Draft, reportable: QuerySet, found: list[Bottleneck]) -> list[Bottleneck]:
    """Open bottlenecks of the same districts about the same product: the gap may belong to one of them."""
    codes = {code[:6] for code in source.codes if len(code) >= 6} | set(source.codes)
    if not codes:
        return []
    rows = Bottleneck.objects.visible_to(request.actor).exclude(case__status__in=TERMINAL)
    rows = rows.filter(case__district__in=reportable, hs_codes__code__in=codes).exclude(pk__in=[b.pk for b in found])
    return list(rows.for_list().distinct().order_by("-case_id")[:3])


@login_required
@require_POST
def attach(request: HttpRequest) -> HttpResponse:
    """Add a gap to a bottleneck that is there already, instead of logging a second one."""
    about = request.POST.get("about", "")[:LONGEST_ABOUT]
    source = find(about, request.actor)
    case = Case.objects.visible_to(request.actor).by_handle(request.POST.get("handle", "")[:60]).first()
    bottleneck = Bottleneck.objects.filter(case=case).select_related("case__district").first() if case else None
    if source is None or bottleneck is None or case.status in TERMINAL:
        raise Http404
    link(bottleneck=bottleneck, source=source, by=request.actor)
    messages.success(request, _("Added to this bottleneck: it now names where it comes from."))
    return redirect("bottleneck", handle=case.handle)
