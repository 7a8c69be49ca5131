"""Identified products for systems: the list, one of them, and a district's proposal. workflow.api serves the moves."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema

from cases.models import Case
from institutions import roles
from products.documents import ProductDocument, ProductListDocument
from products.filters import ProductFilters
from products.identified.actions import propose
from products.identified.inputs import Proposal
from products.identified.representation import ProductRow, columns, product_document, row_document, with_codes
from products.identified.workflow import PRODUCT
from workflow import submission
from workflow.api import REPLAYED, PortalView, Resource, actions_on, answer, find_case, key_of, show
from workflow.documents import IDEMPOTENCY_KEY, refusals
from workflow.errors import NotPermitted
from workflow.listing import filters_from, next_url, page
from workflow.payload import fields_from
from workflow.problems import Refused
from workflow.schema import query_parameters

PRODUCTS = Resource(
    PRODUCT, "products", product_document, ProductDocument,
    related=("product__body", "product__indication", "product__cluster", "product__service_class"),
)  # fmt: skip


class ProductList(PortalView):
    """The identified products the caller sees, newest change first; POST proposes one of the caller's district."""

    @extend_schema(
        operation_id="products",
        parameters=query_parameters(ProductFilters),
        responses={200: ProductListDocument, **refusals(401, 403, 422, 429)},
        tags=["products"],
    )
    def get(self, request) -> HttpResponse:
        filters = filters_from(ProductFilters, request.GET)
        cases = with_codes(Case.objects.visible_to(request.actor).filter(kind=PRODUCT.kind))
        rows, last = page(filters.narrow(cases), filters, columns())
        found = [ProductRow._make(row) for row in rows]
        results = [
            row_document(
                row, PRODUCTS.href(row.reference), actions_on(PRODUCTS, row, request.actor, row.reference)
            )
            for row in found
        ]  # fmt: skip
        return answer({"results": results, "next": next_url(request, last)})

    @extend_schema(
        operation_id="product_identify",
        parameters=[IDEMPOTENCY_KEY],
        request={"application/json": {"$ref": "#/components/schemas/ProductProposal"}},
        responses={201: ProductDocument, **refusals(400, 401, 403, 409, 413, 415, 422, 429)},
        tags=["products"],
    )
    def post(self, request) -> HttpResponse:
        """Propose a product of the caller's own district."""
        actor, key = request.actor, key_of(request)
        data, _files, errors = fields_from(request, Proposal)
        if not actor.may(roles.IDENTIFY):
            raise NotPermitted(_("Propose a product"))
        if errors:
            raise Refused(*errors)
        district = actor.body.district
        case, repeated = submission.create(
            by=actor, verb="identify", target=district.lgd_code, data=data, token=key,
            operation=lambda: propose(by=actor, district=district, data=data).case,
        )  # fmt: skip
        headers = {"Location": PRODUCTS.href(case.handle), **(REPLAYED if repeated else {})}
        return show(request, find_case(request, case.handle, case.kind), status=HTTPStatus.CREATED, headers=headers)


class ProductDetail(PortalView):
    """One identified product: its facts, codes, markets, publications and history, and what the caller may do now."""

    @extend_schema(
        operation_id="product",
        responses={200: ProductDocument, **refusals(401, 403, 404, 429)},
        tags=["products"],
    )
    def get(self, request, handle: str) -> HttpResponse:
        return show(request, find_case(request, handle, PRODUCT.kind))
