"""Plans, strategies and conditions for systems: lists, one of them, a version; workflow.api serves the moves."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema

from cases.models import Case
from strategies.conditions.workflow import CONDITION
from strategies.documents import (
    ConditionDocument,
    ConditionListDocument,
    DocumentListDocument,
    PlanDocument,
    StrategyDocument,
    VersionDocument,
)
from strategies.filters import ConditionFilters, PlanFilters, StrategyFilters
from strategies.life.inputs import Opening
from strategies.life.start import may_start, start_document
from strategies.life.workflow import PLAN, STRATEGY
from strategies.models import Version
from strategies.representation import (
    columns,
    condition_columns,
    condition_document,
    condition_row,
    plan_document,
    row_document,
    strategy_document,
    with_clock_and_adoption,
)
from workflow import submission
from workflow.api import REPLAYED, PortalView, Resource, answer, find_case, key_of, show
from workflow.documents import IDEMPOTENCY_KEY, refusals
from workflow.errors import NotPermitted
from workflow.listing import filters_from, next_url, page
from workflow.payload import fields_from
from workflow.problems import Refused
from workflow.representation import stamp
from workflow.schema import query_parameters

PLANS = Resource(PLAN, "plans", plan_document, PlanDocument, related=("plan__body",))
STRATEGIES = Resource(STRATEGY, "strategies", strategy_document, StrategyDocument, related=("strategy__body",))
CONDITIONS = Resource(CONDITION, "conditions", condition_document, ConditionDocument, related=("condition__about",))
RESOURCES = (PLANS, STRATEGIES, CONDITIONS)
OPENING = {"application/json": {"$ref": "#/components/schemas/DocumentOpening"}}


def _listed(request, resource: Resource, filter_class) -> HttpResponse:
    filters = filters_from(filter_class, request.GET)
    cases = with_clock_and_adoption(Case.objects.visible_to(request.actor).filter(kind=resource.workflow.kind))
    rows, last = page(filters.narrow(cases), filters, columns(resource.workflow.kind))
    results = [row_document(row, resource.href(row[4])) for row in rows]
    return answer({"results": results, "next": next_url(request, last)})


def _begun(request, resource: Resource) -> HttpResponse:
    """Begin a document of the caller's own committee."""
    actor, key, kind = request.actor, key_of(request), resource.workflow.kind
    data, _files, errors = fields_from(request, Opening)
    if not may_start(actor, kind):
        raise NotPermitted(_("Begin a plan") if resource is PLANS else _("Begin a strategy"))
    if errors:
        raise Refused(*errors)
    case, repeated = submission.create(
        by=actor, verb=f"begin_{kind}", target=actor.body.code, data=data, token=key,
        operation=lambda: start_document(by=actor, kind=kind, data=data).case,
    )  # fmt: skip
    headers = {"Location": resource.href(case.handle), **(REPLAYED if repeated else {})}
    return show(request, find_case(request, case.handle, case.kind), status=HTTPStatus.CREATED, headers=headers)


class PlanList(PortalView):
    """The plans the caller sees, newest change first; POST begins one of the caller's district."""

    @extend_schema(
        operation_id="plans",
        parameters=query_parameters(PlanFilters),
        responses={200: DocumentListDocument, **refusals(401, 403, 422, 429)},
        tags=["plans"],
    )
    def get(self, request) -> HttpResponse:
        return _listed(request, PLANS, PlanFilters)

    @extend_schema(
        operation_id="plan_begin", parameters=[IDEMPOTENCY_KEY], request=OPENING,
        responses={201: PlanDocument, **refusals(400, 401, 403, 409, 413, 415, 422, 429)}, tags=["plans"],
    )  # fmt: skip
    def post(self, request) -> HttpResponse:
        return _begun(request, PLANS)


class StrategyList(PortalView):
    """The strategies the caller sees, newest change first; POST begins one of the caller's State."""

    @extend_schema(
        operation_id="strategies",
        parameters=query_parameters(StrategyFilters),
        responses={200: DocumentListDocument, **refusals(401, 403, 422, 429)},
        tags=["strategies"],
    )
    def get(self, request) -> HttpResponse:
        return _listed(request, STRATEGIES, StrategyFilters)

    @extend_schema(
        operation_id="strategy_begin", parameters=[IDEMPOTENCY_KEY], request=OPENING,
        responses={201: StrategyDocument, **refusals(400, 401, 403, 409, 413, 415, 422, 429)}, tags=["strategies"],
    )  # fmt: skip
    def post(self, request) -> HttpResponse:
        return _begun(request, STRATEGIES)


class ConditionList(PortalView):
    """The conditions of approvals the caller sees, newest change first."""

    @extend_schema(
        operation_id="conditions",
        parameters=query_parameters(ConditionFilters),
        responses={200: ConditionListDocument, **refusals(401, 403, 422, 429)},
        tags=["conditions"],
    )
    def get(self, request) -> HttpResponse:
        filters = filters_from(ConditionFilters, request.GET)
        cases = Case.objects.visible_to(request.actor).filter(kind=CONDITION.kind)
        rows, last = page(filters.narrow(cases), filters, condition_columns())
        results = [condition_row(row, CONDITIONS.href(row[3])) for row in rows]
        return answer({"results": results, "next": next_url(request, last)})


class PlanDetail(PortalView):
    """One plan: what it says now, its versions, approvals and adoptions, and what the caller may do."""

    @extend_schema(operation_id="plan", responses={200: PlanDocument, **refusals(401, 403, 404, 429)}, tags=["plans"])
    def get(self, request, handle: str) -> HttpResponse:
        return show(request, find_case(request, handle, PLAN.kind))


class StrategyDetail(PortalView):
    """One strategy: what it says now, its versions, approvals and adoptions, and what the caller may do."""

    @extend_schema(
        operation_id="strategy", responses={200: StrategyDocument, **refusals(401, 403, 404, 429)}, tags=["strategies"]
    )
    def get(self, request, handle: str) -> HttpResponse:
        return show(request, find_case(request, handle, STRATEGY.kind))


class ConditionDetail(PortalView):
    """One condition of an approval, and what the caller may do about it."""

    @extend_schema(
        operation_id="condition",
        responses={200: ConditionDocument, **refusals(401, 403, 404, 429)},
        tags=["conditions"],
    )
    def get(self, request, handle: str) -> HttpResponse:
        return show(request, find_case(request, handle, CONDITION.kind))


class _OneVersion(PortalView):
    kind = ""

    def get(self, request, handle: str, number: int) -> HttpResponse:
        case = find_case(request, handle, self.kind)
        version = Version.objects.filter(case=case, number=number).first()
        if version is None:
            raise Case.DoesNotExist
        return answer({
            "document": case.reference, "number": version.number, "sha256": version.sha256,
            "submitted_at": stamp(version.at), "content": version.content,
        })  # fmt: skip


class PlanVersion(_OneVersion):
    """A version of a plan as it was submitted: whole, frozen, with its fingerprint."""

    kind = PLAN.kind

    @extend_schema(
        operation_id="plan_version", responses={200: VersionDocument, **refusals(401, 403, 404, 429)}, tags=["plans"]
    )
    def get(self, request, handle: str, number: int) -> HttpResponse:
        return super().get(request, handle, number)


class StrategyVersion(_OneVersion):
    """A version of a strategy as it was submitted: whole, frozen, with its fingerprint."""

    kind = STRATEGY.kind

    @extend_schema(
        operation_id="strategy_version", responses={200: VersionDocument, **refusals(401, 403, 404, 429)},
        tags=["strategies"],
    )  # fmt: skip
    def get(self, request, handle: str, number: int) -> HttpResponse:
        return super().get(request, handle, number)
