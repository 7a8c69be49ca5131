"""Market access: an HS code in one country, in all countries side by side, and a product's checklist of its markets."""

from __future__ import annotations

import re
import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases.models import Case
from cases.receipts import TokenReused, fingerprint, once
from geography.models import Country
from products.codes import EDITION, HS_CODE
from products.models import HSCode, IdentifiedProduct
from products.views.seen import frame
from trade.access import checklist, markets
from trade.access.duties import duties_of, in_words
from trade.access.measures import rules_of
from trade.access.raised import raised_from
from trade.access.sales import sales_of
from trade.models import Requirement, RequirementMark
from workflow.errors import Invalid, NotNow
from workflow.submission import content

CONFLICT, UNPROCESSABLE = 409, 422
MOST_LINES = 60  # subheadings of a chapter shown on one page


def code_of(code: str) -> HSCode:
    """The HS code of an address, in the edition in force before any other; 404 where there is none."""
    if not re.fullmatch(HS_CODE.strip("^$"), code, re.ASCII):
        raise Http404
    rows = list(HSCode.objects.filter(code=code).select_related("parent__parent__parent"))
    if not rows:
        raise Http404
    return min(rows, key=lambda row: (row.edition != EDITION, row.is_retired, row.edition))


def _line(code: HSCode) -> list[HSCode]:
    """The codes above a code, from its chapter down to itself."""
    line = [code]
    while line[0].parent is not None:
        line.insert(0, line[0].parent)
    return line


@require_safe
def of_code(request: HttpRequest, code: str) -> HttpResponse:
    """All markets of a code side by side: duty, measures, what India sells there. Open to everybody."""
    found = code_of(code)
    if wanted := request.GET.get("to", ""):
        return redirect("market", code=code, iso3=get_object_or_404(Country, iso3=wanted.upper()[:3]).iso3)
    context = {
        "code": found,
        "line": _line(found),
        "sales": sales_of(code),
        "rows": markets.side_by_side(code, request.actor),
        "countries": Country.objects.filter(retired_on=None).order_by("name"),
    }
    return render(request, "trade/market_code.html", context)


@require_safe
def market(request: HttpRequest, code: str, iso3: str) -> HttpResponse:
    """What a country charges on a code and asks of it, with the period and source of each figure. Open to everybody.

    Bottlenecks are counted and named only as far as the reader sees them.
    """
    found, country = code_of(code), get_object_or_404(Country, iso3=iso3.upper()[:3])
    if iso3 != country.iso3:
        return redirect("market", code=code, iso3=country.iso3)
    rules = rules_of(code, country)
    required = markets.requirements_of(code, country)
    gaps = [rule.gap for rule in rules.all]
    duties = duties_of(code, importers=[country])
    tariffs = duties[0].tariffs if duties else ()
    context = {
        "code": found,
        "line": _line(found),
        "country": country,
        "duties": duties,
        "shown_lines": [{"code": tariff.code, "words": in_words(tariff)} for tariff in tariffs[:MOST_LINES]],
        "more_lines": max(len(tariffs) - MOST_LINES, 0),
        "rules": rules,
        "rules_loaded": bool(rules.count or rules.others or rules.own_exports) or markets.has_measures(country),
        "raised": raised_from(gaps, request.actor),
        "required": required,
        "sales": sales_of(code, country),
        "may_report": markets.may_report(request.actor),
    }
    return render(request, "trade/market.html", context)


@login_required
def requirements(request: HttpRequest, handle: str) -> HttpResponse:
    """A product's target markets: duty and measures in each, and how far the district is with what they ask."""
    return _page(request, _product(request, handle))


def _product(request: HttpRequest, handle: str) -> IdentifiedProduct:
    """The product as far as the actor sees it, else 404."""
    rows = IdentifiedProduct.objects.visible_to(request.actor).select_related("case__district", "case__state", "body")
    return get_object_or_404(rows, case__in=Case.objects.by_handle(handle))


def _page(
    request: HttpRequest,
    product: IdentifiedProduct,
    *,
    tried: dict[int, checklist.Mark] | None = None,
    withdrawing: dict[int, checklist.MarkWithdrawal] | None = None,
    removing: dict[int, checklist.RequirementWithdrawal] | None = None,
    new: checklist.NewRequirement | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    may = checklist.may_mark(request.actor, product)
    shown = markets.of_product(
        product, request.actor, with_forms=may, tried=tried, withdrawing=withdrawing, removing=removing
    )
    context: dict[str, Any] = {
        **frame(product, "requirements", _("Markets"), everything=True),
        "markets": shown.markets,
        "codes": shown.codes,
        "withdrawn": Requirement.objects.withdrawn_from(product),
        "may_mark": may,
        "may_report": markets.may_report(request.actor),
        "new": new,
        "token": uuid.uuid4().hex,
        "refusal": refusal,
    }
    if may and new is None and shown.markets:
        countries = [market.country for market in shown.markets]
        context["new"] = checklist.NewRequirement(markets=countries, auto_id="new-requirement-%s")
    return render(request, "trade/market_product.html", context, status=status)


@login_required
@require_POST
def mark(request: HttpRequest, handle: str, pk: int) -> HttpResponse:
    """Say ready, gap or does not apply. Refused: the same page with everything typed (409, 422)."""
    product = _product(request, handle)
    codes = checklist.codes_of(product)
    requirement = get_object_or_404(Requirement.objects.of_product(product, codes), pk=pk)

    def operation() -> Case:
        checklist.mark(by=request.actor, product=product, requirement=requirement, data=request.POST)
        return product.case

    try:
        _once(request, product, f"mark:{pk}", operation)
    except Invalid as refused:
        return _page(request, product, tried={pk: refused.form}, status=UNPROCESSABLE)
    except (NotNow, TokenReused) as refused:
        return _page(request, product, refusal=str(refused), status=CONFLICT)
    return redirect(f"{reverse('requirements', args=[product.case.handle])}#requirement-{pk}")


@login_required
@require_POST
def withdraw_mark(request: HttpRequest, handle: str, pk: int) -> HttpResponse:
    """Take back a mark made in error, with the reason."""
    product = _product(request, handle)
    made = get_object_or_404(RequirementMark.objects.filter(product=product).select_related("product"), pk=pk)

    def operation() -> Case:
        checklist.withdraw_mark(by=request.actor, mark=made, data=request.POST)
        return product.case

    try:
        _once(request, product, f"withdraw-mark:{pk}", operation)
    except Invalid as refused:
        return _page(request, product, withdrawing={pk: refused.form}, status=UNPROCESSABLE)
    except (NotNow, TokenReused) as refused:
        return _page(request, product, refusal=str(refused), status=CONFLICT)
    messages.success(request, _("Withdrawn. The mark stays in the history and counts no more."))
    return redirect(f"{reverse('requirements', args=[product.case.handle])}#requirement-{made.requirement_id}")


@login_required
@require_POST
def withdraw(request: HttpRequest, handle: str, pk: int) -> HttpResponse:
    """Take a requirement off the list that the committee added in error, with the reason."""
    product = _product(request, handle)
    among = Q(product=product) | Q(pk__in=Requirement.objects.of_product(product, checklist.codes_of(product)))
    made = get_object_or_404(Requirement.objects.filter(among), pk=pk)

    def operation() -> Case:
        checklist.withdraw(by=request.actor, product=product, requirement=made, data=request.POST)
        return product.case

    try:
        _once(request, product, f"withdraw-requirement:{pk}", operation)
    except Invalid as refused:
        return _page(request, product, removing={pk: refused.form}, status=UNPROCESSABLE)
    except (NotNow, TokenReused) as refused:
        return _page(request, product, refusal=str(refused), status=CONFLICT)
    messages.success(request, _("Withdrawn. It stays in the history with your reason, and counts no more."))
    return redirect("requirements", handle=product.case.handle)


@login_required
@require_POST
def add(request: HttpRequest, handle: str) -> HttpResponse:
    """Add a requirement the committee found itself, with its source."""
    product = _product(request, handle)
    countries = markets.targets(product)

    def operation() -> Case:
        checklist.add(by=request.actor, product=product, markets=countries, data=request.POST)
        return product.case

    try:
        _once(request, product, "require", operation)
    except Invalid as refused:
        return _page(request, product, new=refused.form, status=UNPROCESSABLE)
    except TokenReused as refused:
        return _page(request, product, refusal=str(refused), status=CONFLICT)
    messages.success(request, _("Added to the checklist."))
    return redirect("requirements", handle=product.case.handle)


def _once(request: HttpRequest, product: IdentifiedProduct, verb: str, operation) -> None:
    """One sending is one record, however often it arrives."""
    once(
        by=request.actor,
        token=request.POST.get("token", "")[:120],
        verb=verb.split(":")[0],
        print_=fingerprint(verb, str(product.case.key), content(request.POST)),
        operation=operation,
    )
