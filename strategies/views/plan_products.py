"""The products a plan is about: chosen among the district's, with codes, trade figures and the committee's analysis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases import drafts
from products.models import IdentifiedProduct
from products.views.records import keeps_what_is_typed
from strategies.editing import Conflict
from strategies.facts import at_level, confirmed_codes, exports_by_code, slice_by_codes, source_line
from strategies.interventions import products
from strategies.interventions.choices import CHOOSABLE
from strategies.models import DocumentKind, Plan, PlanProduct
from strategies.versions.content import products_of
from strategies.views.seen import document_seen, frame, may_write
from trade.money import dollars
from workflow.errors import NotNow
from workflow.pages import CONFLICT, UNPROCESSABLE

PAGE = "plan-products"
MOST_OFFERED = 30


@dataclass
class Line:
    """A product of the plan: its confirmed codes, exports under each, and the state of its analysis."""

    row: PlanProduct
    codes: list[str]
    figures: list[tuple[str, str, str]]  # code, exports of the district, exports of India
    base: int
    text: str
    conflict: Conflict | None = None
    problem: str = ""


@keeps_what_is_typed
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest, handle: str) -> HttpResponse:
    """What the plan is about; writers choose products and write what the committee says of each."""
    plan = document_seen(request, handle, DocumentKind.PLAN)
    if request.method == "POST":
        return _analyse(request, plan)
    return _page(request, plan, unsent=drafts.take_after_login(request, request.path))


def _page(request: HttpRequest, plan: Plan, *, unsent: Any = None, tried: Line | None = None, status: int = 200,
          ) -> HttpResponse:  # fmt: skip
    slice = slice_by_codes()
    lines = _lines(plan, slice)
    for line in lines:
        if tried and tried.row.pk == line.row.pk:
            line.base, line.text, line.conflict, line.problem = tried.base, tried.text, tried.conflict, tried.problem
        elif unsent and str(unsent.get("product")) == str(line.row.pk):
            line.text, line.base = unsent.get("analysis", line.text), unsent.get("base", line.base)
    asked = request.GET.get("q", "").replace("\x00", "").strip()[:120]
    context = frame(request, plan, PAGE) | {
        "lines": lines,
        "source": source_line(slice) if slice else "",
        "offered": _offered(plan, asked) if may_write(request.actor, plan) else None,
        "asked": asked,
        "most": MOST_OFFERED,
        "longest": products.LONGEST,
    }
    return render(request, "strategies/plan_products.html", context, status=status)


def _lines(plan: Plan, slice: Any) -> list[Line]:
    rows = list(products_of(plan.case))
    numbers = products.numbers_of(plan)
    codes = {row.pk: confirmed_codes(row.product) for row in rows}
    wanted = {at_level(slice, code) for some in codes.values() for code in some} if slice else set()
    here, india = exports_by_code(slice, plan.case.district, wanted)
    return [
        Line(
            row, codes[row.pk],
            [(code, dollars(here.get(code)), dollars(india.get(code)))
             for code in sorted({at_level(slice, code) for code in codes[row.pk]})] if slice else [],
            numbers.get(products.part_of(row), 0), row.analysis,
        )
        for row in rows
    ]  # fmt: skip


def _offered(plan: Plan, asked: str) -> list[IdentifiedProduct]:
    """The district's listed, endorsed and published products that the plan has not got."""
    rows = IdentifiedProduct.objects.filter(case__district=plan.case.district_id, case__status__in=CHOOSABLE)
    rows = rows.exclude(in_plans__plan=plan)
    if asked:
        rows = rows.filter(case__title__icontains=asked)
    rows = rows.select_related("case").prefetch_related("product_codes__code")
    return list(rows.order_by("-case__status", "case__title")[:MOST_OFFERED])


def _analyse(request: HttpRequest, plan: Plan) -> HttpResponse:
    pk, base = request.POST.get("product", ""), request.POST.get("base", "")
    row = get_object_or_404(PlanProduct.objects.select_related("plan__case", "product__case"), plan=plan,
                            pk=int(pk) if pk.isdecimal() and len(pk) < 12 else 0)  # fmt: skip
    text = request.POST.get("analysis", "")
    number = int(base) if base.isdecimal() and len(base) < 10 else 0
    tried = Line(row, [], [], number, text)
    if len(text) > products.LONGEST:
        tried.problem = _("The analysis is longer than %(most)s characters.") % {"most": products.LONGEST}
        return _page(request, plan, tried=tried, status=UNPROCESSABLE)
    try:
        saved = products.analyse(row, text, base=number, by=request.actor)
    except NotNow as refused:
        tried.problem = refused.message
        return _page(request, plan, tried=tried, status=CONFLICT)
    if isinstance(saved, Conflict):
        tried.conflict, tried.base, tried.text = saved, saved.number, saved.merged["analysis"]
        return _page(request, plan, tried=tried, status=CONFLICT)
    messages.success(
        request, _("Saved, together with what a colleague saved meanwhile.") if saved.merged else _("Saved.")
    )
    return redirect(f"{reverse(PAGE, args=[plan.case.handle])}#product-{row.pk}")


@login_required
@require_POST
def choose(request: HttpRequest, handle: str) -> HttpResponse:
    """Add products of the district to the plan."""
    plan = document_seen(request, handle, DocumentKind.PLAN)
    try:
        count = products.choose(plan, request.POST.getlist("products")[:MOST_OFFERED], by=request.actor)
        messages.success(request, _("Added to the plan.")) if count else messages.info(request, _("Nothing was added."))
    except NotNow as refused:
        messages.error(request, refused.message)
    return redirect(PAGE, handle=plan.case.handle)


@login_required
@require_POST
def remove(request: HttpRequest, handle: str, pk: int) -> HttpResponse:
    """Take a product out of the plan."""
    plan = document_seen(request, handle, DocumentKind.PLAN)
    row = get_object_or_404(PlanProduct.objects.select_related("plan__case", "product__case"), plan=plan, pk=pk)
    try:
        products.remove(row, by=request.actor)
        messages.success(request, _("“%(product)s” is not in the plan any more.") % {"product": row.product})
    except NotNow as refused:
        messages.error(request, refused.message)
    return redirect(PAGE, handle=plan.case.handle)
