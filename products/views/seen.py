"""Which product an address names, as far as its reader may see it, and the tabs of its pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.models import Case
from products.identified.public import public_face, with_publication
from products.models import IdentifiedProduct


def product_seen(request: HttpRequest, handle: str) -> tuple[IdentifiedProduct, bool]:
    """(the product, whether its reader sees everything): its committees all of it, anybody else what is public.

    404 for what is neither.
    """
    cases = Case.objects.by_handle(handle)
    rows = IdentifiedProduct.objects.for_list().select_related("case__district__state", "body")
    product = with_publication(rows).filter(case__in=cases).first()
    if product is None:
        raise Http404
    if Case.objects.visible_to(request.actor).filter(pk=product.pk).exists():
        return product, True
    if not IdentifiedProduct.objects.public().filter(pk=product.pk).exists():
        raise Http404
    return product, False


def published_or_seen(request: HttpRequest, handle: str) -> tuple[IdentifiedProduct, bool]:
    """As `product_seen`; of a product that is only on a list the public reads its name and nothing else (404)."""
    product, everything = product_seen(request, handle)
    if not everything and product.published is None:
        raise Http404
    return product, everything


def frame(product: IdentifiedProduct, current: str, label: str, *, everything: bool) -> dict[str, Any]:
    """What every page about a product shows around its subject; to the public under the published name."""
    name = str(product) if everything else public_face(product).name
    return {
        "nav": "products",
        "product": product,
        "name": name,
        "case": product.case,
        "tabs": _tabs(product, current, everything=everything),
        "crumbs": [{"label": name, "url": reverse("product", args=[product.case.handle])}, {"label": label, "url": ""}],
    }


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


def _tabs(product: IdentifiedProduct, current: str, *, everything: bool) -> list[dict[str, Any]]:
    """The pages of a product that its reader may open."""
    pages = [("product", _("Product")), ("product-facilities", _("Facilities"))]
    if everything:
        pages.append(("requirements", _("Markets")))
    if everything or product.published is not None:
        pages += [("quality", _("Quality")), ("opportunities", _("Opportunities"))]
    return [
        {"label": label, "url": reverse(name, args=[product.case.handle]), "current": name == current, "count": None}
        for name, label in pages
    ]
