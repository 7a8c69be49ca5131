"""Identified products: the list and its downloads, and one product as its committees or as everybody sees it."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from cases import drafts
from cases.links import links_of
from cases.models import Case, Event
from geography.names import name_key
from institutions import roles
from products.codes import dotted
from products.identified.effects import missing
from products.identified.public import own_face, public_face, with_publication
from products.identified.sharing import others
from products.identified.standing import standing_of
from products.identified.workflow import OPEN, PRODUCT
from products.links import sections_of
from products.models import IdentifiedProduct
from products.records.alerts import words_of
from products.search import Search
from workflow.history import timeline
from workflow.pages import Attempt, act_on, lost_words, panels

PER_PAGE = 25
NAV = "products"
BEGINNINGS = {"list": lazy("Named by a national list"), "identify": lazy("Identified by the district")}
TONES = {
    "propose": "info", "resubmit": "info", "revise": "info", "confirm_code": "good", "endorse": "good",
    "publish": "good", "return": "wait", "remove_code": "neutral", "retire": "ended", "withdraw": "ended",
    "put_back": "ended", "keep_published": "ended", "escalate": "late", "remind": "late", "certificate_expires": "wait",
}  # fmt: skip
BESIDE_ITS_CODE = frozenset({"remove_code"})  # a button on the line of the code


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The products of one's district or State, and to everybody what is public; every filter is in the address."""
    search = Search(request.GET, actor=request.actor)
    page = Paginator(search.rows(), PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    face = public_face if search.is_public else own_face
    context = {
        "nav": NAV,
        "search": search,
        "page_obj": page,
        "rows": [face(row) for row in page.object_list],
        "query": query.urlencode(),
        "may_propose": request.actor.may(roles.IDENTIFY),
        "filtered": any(value for name, value in request.GET.items() if name not in ("page", "where")),
    }
    return render(request, "products/list.html", context)


@require_safe
def detail(request: HttpRequest, handle: str) -> HttpResponse:
    """One product. Its committees see all of it, everybody else what is published; nobody a proposal of others."""
    case = Case.objects.visible_to(request.actor).filter(kind=PRODUCT.kind).by_handle(handle).first()
    if case is not None:
        return redirect("product", handle=case.handle) if handle != case.handle else page(request, case)
    product = _public().filter(case__in=Case.objects.by_handle(handle)).first()
    if product is not None:
        return public_page(request, product)
    if not request.user.is_authenticated:  # the reader may be its committee, logged out
        return redirect(f"{reverse('account_login')}?next={request.path}")
    raise Http404


def act(request: HttpRequest, handle: str, verb: str) -> HttpResponse:
    """Make a move. Refused: the same page with its panel open and everything typed (409, 422)."""
    here = reverse("product", args=[handle])
    return act_on(request, handle=handle, verb=verb, find=find, page=page, here=here, done=_address)


def _address(case: Case) -> str:
    return reverse("product", args=[case.handle])


def find(request: HttpRequest, handle: str) -> Case:
    """The case as far as the actor sees it, else 404."""
    case = Case.objects.visible_to(request.actor).filter(kind=PRODUCT.kind).by_handle(handle).first()
    if case is None:
        raise Http404
    return case


def page(request: HttpRequest, case: Case, tried: Attempt | None = None) -> HttpResponse:
    """The page of those who see the case, after a refused attempt with its status."""
    rows = IdentifiedProduct.objects.for_list().select_related("service_class", "cluster", "case__holder__body")
    product = rows.get(pk=case.pk)
    codes = list(product.product_codes.select_related("code", "confirmed_by__body"))
    shown = _panels(request, product, tried)
    confirmed = [row.code.code for row in codes if row.is_confirmed]
    context = {
        "nav": NAV,
        "case": product.case,
        "product": product,
        "standing": standing_of(product),
        "actions": [panel for panel in shown if panel["verb"] not in BESIDE_ITS_CODE],
        "verbs": {panel["verb"] for panel in shown},
        "token": uuid.uuid4().hex,
        "refusal": tried.message if tried else "",
        "lost": lost_words(tried, shown),
        "codes": codes,
        "first_code": confirmed[0] if confirmed else "",
        "lacks": missing(product) if case.status in OPEN else "",
        "markets": product.target_markets.select_related("country").order_by("-is_existing", "country__name"),
        "publications": product.publications.order_by("-number"),
        "others": others(product, name_key=product.key, codes=confirmed),
        "links": links_of(case, request.actor),
        "sections": sections_of(product, request.actor),
        "events": timeline(product.case, beginnings=BEGINNINGS, tones=TONES, words=_words),
    }
    return render(request, "products/detail.html", context, status=tried.status if tried else 200)


def _panels(request: HttpRequest, product: IdentifiedProduct, tried: Attempt | None) -> list[dict[str, Any]]:
    def address(verb: str) -> str:
        return reverse("product-act", args=[product.case.handle, verb])

    asked = drafts.opened(request)
    kept = drafts.take_after_login(request, address(asked)) if asked else None
    return panels(
        actor=request.actor, subject=product, address=address, attempted=tried,
        unsent={asked: kept} if kept else None, opened=asked,
    )  # fmt: skip


def _words(event: Event) -> list[str]:
    """Which code, or which certificate, a move was about."""
    codes = event.data.get("codes") or ([event.data["code"]] if event.data.get("code") else [])
    return [_("HS %(codes)s") % {"codes": ", ".join(map(dotted, codes))}] if codes else words_of(event)


def _public():
    return with_publication(IdentifiedProduct.objects.public().for_list())


def public_page(request: HttpRequest, product: IdentifiedProduct) -> HttpResponse:
    """What everybody may read of a product: its publication in force, or that a list names it."""
    said = product.published
    codes = [code["code"] for code in said["codes"]] if said else []
    context = {
        "nav": NAV,
        "product": product,
        "case": product.case,
        "face": public_face(product),
        "said": said,
        "first_code": codes[0] if codes else "",
        "publications": product.publications.order_by("-number") if said else [],
        "others": others(product, name_key=name_key(public_face(product).name), codes=codes),
    }
    return render(request, "products/public.html", context)
