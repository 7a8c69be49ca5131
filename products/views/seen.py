"""Which product an address names, as far as its reader may see it, and the tabs of its pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from cases.models import Case
from products.models import IdentifiedProduct


def product_seen(request: HttpRequest, handle: str) -> tuple[IdentifiedProduct, bool]:
    """(the product, whether its reader sees everything): its committees all of it, anybody else what is public.

    404 for what is neither.
    """
    cases = Case.objects.by_handle(handle)
    rows = IdentifiedProduct.objects.for_list().select_related("case__district__state", "body")
    product = rows.filter(case__in=cases).first()
    if product is None:
        raise Http404
    if Case.objects.visible_to(request.actor).filter(pk=product.pk).exists():
        return product, True
    if not IdentifiedProduct.objects.public().filter(pk=product.pk).exists():
        raise Http404
    return product, False


def login_for_what_is_not_public(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A reader who is logged out may be one of the product's committee: the login first, then a 404."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Http404:
            if request.user.is_authenticated:
                raise
            return redirect(f"{reverse('account_login')}?next={request.path}")

    return guarded


def product_tabs(product: IdentifiedProduct, current: str) -> list[dict[str, Any]]:
    """The pages of a product; one that is not wired is left out."""
    pages = [
        ("product", _("Product")), ("product-facilities", _("Facilities")), ("quality", _("Quality")),
        ("opportunities", _("Opportunities")),
    ]  # fmt: skip
    tabs = []
    for name, label in pages:
        try:
            url = reverse(name, args=[product.case.handle])
        except NoReverseMatch:
            continue
        tabs.append({"label": label, "url": url, "current": name == current, "count": None})
    return tabs


def crumbs_of(product: IdentifiedProduct, label: str) -> list[dict[str, str]]:
    crumbs = []
    try:
        crumbs.append({"label": str(product), "url": reverse("product", args=[product.case.handle])})
    except NoReverseMatch:
        crumbs.append({"label": str(product), "url": reverse("product-facilities", args=[product.case.handle])})
    return [*crumbs, {"label": label, "url": ""}]
