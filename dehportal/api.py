"""Every address of the API, under /api/v1/."""

from django.urls import path, re_path, register_converter
from drf_spectacular.views import SpectacularJSONAPIView

from bottlenecks.api import RESOURCE, BottleneckDetail, BottleneckList, Logging
from committees.api import DETAILS, RESOURCES, ActionPointList, MeetingList
from committees.meetings.actions import Schedule
from products.api import PRODUCTS, ProductDetail, ProductList
from products.hs.api import HSDetail, HSList
from products.identified.inputs import Proposal
from strategies import api as strategies
from strategies.life.inputs import Opening
from trade.api import FocusDetail, FocusList
from workflow.api import CaseDetail, CaseList, Nothing, move_routes
from workflow.schema import object_schema


class HandleConverter:
    """A reference, or the key of a case that has none yet."""

    regex = "[A-Za-z0-9-]{1,40}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return str(value)


register_converter(HandleConverter, "handle")


def add_logging(result: dict, generator, request, public: bool) -> dict:
    """Put the fields that make a new case (log, plan, propose, begin) into the OpenAPI document."""
    result["components"]["schemas"]["BottleneckLog"] = object_schema(Logging.base_fields)
    result["components"]["schemas"]["MeetingSchedule"] = object_schema(Schedule.base_fields)
    result["components"]["schemas"]["ProductProposal"] = object_schema(Proposal.base_fields)
    result["components"]["schemas"]["DocumentOpening"] = object_schema(Opening.base_fields)
    return result


class Schema(SpectacularJSONAPIView):
    """The OpenAPI document; open, since whoever connects a system reads it before having a credential."""

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()


urlpatterns = [
    path("schema/", Schema.as_view(), name="api-schema"),
    path("cases/", CaseList.as_view(), name="api-cases"),
    path("cases/<handle:handle>/", CaseDetail.as_view(), name="api-case"),
    path("bottlenecks/", BottleneckList.as_view(), name="api-bottlenecks"),
    path("bottlenecks/<handle:handle>/", BottleneckDetail.as_view(), name="api-bottleneck"),
    *move_routes(RESOURCE),
    path("hs/", HSList.as_view(), name="api-hs"),
    path("hs/<str:code>/", HSDetail.as_view(), name="api-hs-code"),
    path("products/", ProductList.as_view(), name="api-products"),
    path("products/<handle:handle>/", ProductDetail.as_view(), name="api-product"),
    *move_routes(PRODUCTS),
    path("special-focus/", FocusList.as_view(), name="api-special-focuses"),
    path("special-focus/<handle:handle>/", FocusDetail.as_view(), name="api-special-focus"),
    path("plans/", strategies.PlanList.as_view(), name="api-plans"),
    path("plans/<handle:handle>/", strategies.PlanDetail.as_view(), name="api-plan"),
    path("plans/<handle:handle>/versions/<int:number>/", strategies.PlanVersion.as_view(), name="api-plan-version"),
    path("strategies/", strategies.StrategyList.as_view(), name="api-strategies"),
    path("strategies/<handle:handle>/", strategies.StrategyDetail.as_view(), name="api-strategy"),
    path(
        "strategies/<handle:handle>/versions/<int:number>/",
        strategies.StrategyVersion.as_view(),
        name="api-strategy-version",
    ),
    path("conditions/", strategies.ConditionList.as_view(), name="api-conditions"),
    path("conditions/<handle:handle>/", strategies.ConditionDetail.as_view(), name="api-condition"),
    *(route for kind in strategies.RESOURCES for route in move_routes(kind)),
    path("meetings/", MeetingList.as_view(), name="api-meetings"),
    path("action-points/", ActionPointList.as_view(), name="api-action-points"),
    *(
        path(f"{kind.path}/<handle:handle>/", view.as_view(), name=f"api-{kind.workflow.kind}")
        for kind, view in DETAILS
    ),
    *(route for kind in RESOURCES for route in move_routes(kind)),
    re_path(r"", Nothing.as_view(), name="api-nothing"),
]
