"""The records of a product: its quality and certificates, its openings in markets, and the forms that write them."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from cases import drafts
from cases.receipts import TokenReused
from products.models import Certificate, IdentifiedProduct, Opportunity, QualityRecord
from products.records.entries import correct, enter, may_enter, stamp, withdraw
from products.records.forms import ENTRIES, Entry, Withdrawal
from products.records.summary import certificates_of, markets_of, quality_rows, withdrawn_from
from products.records.withhold import FEWEST
from products.views.seen import frame, login_for_what_is_not_public, product_seen, published_or_seen
from workflow.errors import Invalid, NotNow
from workflow.pages import CONFLICT, UNPROCESSABLE

SHORT = [lazy("Enquiries"), lazy("Fairs"), lazy("Samples"), lazy("Orders"), lazy("Consignments")]  # as OpportunityKind


@require_safe
@login_for_what_is_not_public
def quality(request: HttpRequest, handle: str) -> HttpResponse:
    """Samples and rejections per year with the rate of failure; certificates, for those who look after the product."""
    product, everything = published_or_seen(request, handle)
    context = _frame(request, product, "quality", _("Quality"), everything) | {
        "rows": quality_rows(product, everything=everything),
        "certificates": certificates_of(product) if everything else [],
        "withdrawn": withdrawn_from(product, QualityRecord, Certificate) if everything else [],
    }
    return render(request, "products/record_quality.html", context)


@require_safe
@login_for_what_is_not_public
def opportunities(request: HttpRequest, handle: str) -> HttpResponse:
    """Steps towards markets, existing and new apart, added up per market."""
    product, everything = published_or_seen(request, handle)
    markets, steps = markets_of(product, everything=everything)
    context = _frame(request, product, "opportunities", _("Opportunities"), everything) | {
        "groups": [
            (_("New markets"), [row for row in markets if not row.is_existing]),
            (_("Existing markets"), [row for row in markets if row.is_existing]),
        ],
        "kinds": SHORT,
        "steps": steps,
        "markets": markets,
        "withdrawn": withdrawn_from(product, Opportunity) if everything else [],
    }
    return render(request, "products/record_opportunities.html", context)


def _frame(
    request: HttpRequest, product: IdentifiedProduct, current: str, label: str, everything: bool
) -> dict[str, Any]:
    return {
        **frame(product, current, label, everything=everything),
        "everything": everything,
        "may_enter": may_enter(request.actor, product),
        "fewest": FEWEST,
    }


# Writing --------------------------------------------------------------------------------------------------------------


def keeps_what_is_typed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A login for a form: what a logged-out person sends is there again after it."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.method == "POST":
            drafts.keep_over_login(request)
        return redirect(f"{reverse('account_login')}?next={request.path}")

    return guarded


@keeps_what_is_typed
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, handle: str, kind: str) -> HttpResponse:
    """A new row of a product; the same form sent twice is one row."""
    product, entry = _writable(request, handle, kind)
    if request.method != "POST":
        kept = drafts.take_after_login(request, request.path)
        return _form(request, product, entry.of(product, by=request.actor, initial=kept))
    token = request.POST.get("token", "")[:100]
    try:
        _case, repeated = enter(by=request.actor, product=product, kind=entry, data=request.POST, token=token)
    except Invalid as refused:
        return _form(request, product, refused.form, status=UNPROCESSABLE)
    except TokenReused as refused:
        form = entry.of(product, by=request.actor, initial=request.POST.dict())
        return _form(request, product, form, status=CONFLICT, refusal=str(refused))
    messages.success(request, _("This was entered already.") if repeated else _("Entered."))
    return redirect(entry.page, handle=product.case.handle)


@keeps_what_is_typed
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, handle: str, kind: str, pk: int) -> HttpResponse:
    """Correct a row; what it said before stays on record and is shown."""
    product, entry = _writable(request, handle, kind)
    row = get_object_or_404(entry._meta.model, pk=pk, product=product)
    if request.method != "POST":
        kept = drafts.take_after_login(request, request.path)
        return _form(request, product, entry.of(product, by=request.actor, instance=row, initial=kept), row=row)
    seen = request.POST.get("seen", "")
    try:
        correct(by=request.actor, row=row, kind=entry, data=request.POST, seen=seen)
    except Invalid as refused:
        return _form(request, product, refused.form, row=row, status=UNPROCESSABLE)
    except NotNow as refused:
        form = entry.of(product, by=request.actor, instance=row, initial=request.POST.dict())
        return _form(request, product, form, row=row, status=CONFLICT, refusal=refused.message)
    messages.success(request, _("Corrected. What it said before stays on record."))
    return redirect(entry.page, handle=product.case.handle)


@keeps_what_is_typed
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, handle: str, kind: str, pk: int) -> HttpResponse:
    """Withdraw a row entered in error, with the reason; it stays in the history and counts no more."""
    product, entry = _writable(request, handle, kind)
    row = get_object_or_404(entry._meta.model, pk=pk, product=product)
    if request.method != "POST":
        kept = drafts.take_after_login(request, request.path)
        return _withdrawal(request, product, entry, row, Withdrawal(initial=kept))
    token = request.POST.get("token", "")[:100]
    try:
        withdraw(by=request.actor, row=row, kind=entry, data=request.POST, token=token)
    except Invalid as refused:
        return _withdrawal(request, product, entry, row, refused.form, status=UNPROCESSABLE)
    except (NotNow, TokenReused) as refused:
        form = Withdrawal(initial=request.POST.dict())
        return _withdrawal(request, product, entry, row, form, status=CONFLICT, refusal=str(refused))
    messages.success(request, _("Withdrawn. It stays in the history with your reason, and counts no more."))
    return redirect(entry.page, handle=product.case.handle)


def _withdrawal(
    request: HttpRequest, product: IdentifiedProduct, entry: type[Entry], row: Any, form: Withdrawal, *,
    status: int = 200, refusal: str = "",
) -> HttpResponse:  # fmt: skip
    here = {"label": _("Withdraw"), "url": ""}
    context = {
        "nav": "products",
        "product": product,
        "case": product.case,
        "form": form,
        "row": get_object_or_404(type(row), pk=row.pk),
        "kind": entry.name,
        "page": entry.page,
        "token": request.POST.get("token") if status == UNPROCESSABLE else uuid.uuid4().hex,
        "refusal": refusal,
        "crumbs": [*_crumbs(product, entry), here],
    }
    return render(request, "products/record_withdraw.html", context, status=status)


def _writable(request: HttpRequest, handle: str, kind: str) -> tuple[IdentifiedProduct, type[Entry]]:
    """The product and the form, for those who may write: 404 unseen, 403 not theirs."""
    if kind not in ENTRIES:
        raise Http404
    product, _everything = product_seen(request, handle)
    if not may_enter(request.actor, product):
        raise PermissionDenied(_("Only the district's own convener or chair enters what is known of its products."))
    return product, ENTRIES[kind]


def _form(
    request: HttpRequest, product: IdentifiedProduct, form: Entry, *, row: Any = None, status: int = 200,
    refusal: str = "",
) -> HttpResponse:  # fmt: skip
    if row is not None:
        row = get_object_or_404(type(row), pk=row.pk)  # as it is, without what a refused form wrote into it
    context = {
        "nav": "products",
        "product": product,
        "case": product.case,
        "form": form,
        "row": row,
        "seen": stamp(row) if row else "",
        "versions": _versions(row, form) if row else [],
        "token": uuid.uuid4().hex,
        "refusal": refusal,
        "crumbs": [*_crumbs(product, type(form)), {"label": str(form.title), "url": ""}],
    }
    return render(request, "products/record_form.html", context, status=status)


def _crumbs(product: IdentifiedProduct, entry: type[Entry]) -> list[dict[str, str]]:
    label = _("Quality") if entry.page == "quality" else _("Opportunities")
    return [
        {"label": str(product), "url": reverse("product", args=[product.case.handle])},
        {"label": label, "url": reverse(entry.page, args=[product.case.handle])},
    ]


def _versions(row: Any, form: Entry) -> list[dict[str, Any]]:
    """What the row said before, newest first: (what changed, since when, by which post)."""
    kept = list(row.events.select_related("entered_post__body", "corrected_post__body").order_by("pgh_id"))
    shown = []
    for before, after in pairwise(kept):
        changes = []
        for name in form._meta.fields:
            old, new = getattr(before, name), getattr(after, name)
            if old != new:
                changes.append((row._meta.get_field(name).verbose_name, old, new))
        if changes:
            shown.append({"at": after.corrected_at, "by": after.corrected_post, "changes": changes})
    return shown[::-1]
