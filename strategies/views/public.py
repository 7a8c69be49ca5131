"""The adopted version of a plan or strategy as everybody reads it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.models import Case
from products.models import IdentifiedProduct
from products.views.seen import login_for_what_is_not_public
from strategies.models import Adoption, Approval, DocumentKind
from strategies.outputs.reading import reading
from strategies.public.content import public_content
from workflow.engine import workflow_of

NAV = {DocumentKind.PLAN: "plans", DocumentKind.STRATEGY: "strategies"}


def in_force(kind: str, handle: str) -> Adoption:
    """The adoption in force of the document an address names; 404 where there is none."""
    cases = Case.objects.by_handle(handle).filter(kind=kind)
    rows = Adoption.objects.filter(case__in=cases, ended_at=None)
    adoption = rows.select_related("version", "paper", "case__district__state", "case__state", "case__origin").first()
    if adoption is None:
        raise Http404
    return adoption


@login_for_what_is_not_public
@require_safe
def page(request: HttpRequest, handle: str, kind: str) -> HttpResponse:
    """What is public of the version in force: the same for everybody, whoever reads it."""
    adoption = in_force(kind, handle)
    case = adoption.case
    said = reading(case, public_content(adoption.version.content))
    listed = {row["reference"] for row in said["products"]}
    context = {
        "nav": NAV[kind],
        "case": case,
        "adoption": adoption,
        "said": said,
        "is_plan": kind == DocumentKind.PLAN,
        "approvals": Approval.objects.filter(version=adoption.version).select_related("post__body", "body"),
        "public_products": _public_products(listed),
        "may_see_all": Case.objects.visible_to(request.actor).filter(pk=case.pk).exists(),
        "crumbs": [
            {"label": _("Plans") if kind == DocumentKind.PLAN else _("Strategies"), "url": reverse(NAV[kind])},
            {"label": said["title"], "url": ""},
        ],
        "status_label": workflow_of(kind).statuses("adopted").label,
    }
    return render(request, "strategies/public.html", context)


def _public_products(references: set[str]) -> set[str]:
    """Those of a plan's products that have a page for everybody."""
    rows = IdentifiedProduct.objects.public().filter(case__reference__in=references)
    return set(rows.values_list("case__reference", flat=True))
