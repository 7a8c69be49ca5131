"""Committees for systems: lists of meetings and action points, and the document of every kind of case they have.

Their moves are served by workflow.api, one address per row of each transition table.
"""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema

from cases.models import Case
from committees.action_points.workflow import ACTION_POINT
from committees.circulation.workflow import CIRCULATION
from committees.compliance.reviews import MEETING_REVIEW
from committees.compliance.revivals import REVIVAL
from committees.constitution.workflow import CONSTITUTION
from committees.documents import (
    ActionPointDocument,
    ActionPointListDocument,
    CirculationDocument,
    ConstitutionDocument,
    MeetingReviewDocument,
    RevivalDocument,
    TraineeshipDocument,
)
from committees.filters import ActionPointFilters, MeetingFilters
from committees.leaders.workflow import TRAINEESHIP
from committees.meetings import representation as of_meetings
from committees.meetings.actions import Schedule, schedule
from committees.meetings.documents import MeetingDocument, MeetingListDocument
from committees.meetings.workflow import MEETING
from committees.representation import (
    ActionPointRow,
    action_point_columns,
    action_point_document,
    action_point_row,
    circulation_document,
    constitution_document,
    review_document,
    revival_document,
    traineeship_document,
)
from institutions import roles
from workflow import submission
from workflow.api import REPLAYED, PortalView, Resource, actions_on, answer, find_case, key_of, show
from workflow.documents import IDEMPOTENCY_KEY, refusals
from workflow.errors import NotPermitted
from workflow.listing import filters_from, next_url, page
from workflow.payload import fields_from
from workflow.problems import Refused
from workflow.schema import query_parameters

MEETINGS = Resource(
    MEETING, "meetings", of_meetings.detail_document, MeetingDocument,
    related=(
        "meeting__body", "meeting__adjourned_from__case", "meeting__constitution", "meeting__chaired_by__body",
    ),
)  # fmt: skip
ACTION_POINTS = Resource(
    ACTION_POINT, "action-points", action_point_document, ActionPointDocument,
    related=(
        "action_point__body", "action_point__owner__body", "action_point__meeting__case", "action_point__about",
    ),
)  # fmt: skip
CIRCULATIONS = Resource(
    CIRCULATION, "circulations", circulation_document, CirculationDocument,
    related=("circulation__body", "circulation__ratified_in__case"),
)  # fmt: skip
CONSTITUTIONS = Resource(
    CONSTITUTION, "constitutions", constitution_document, ConstitutionDocument,
    related=("constitution__body", "constitution__supersedes__case"),
)  # fmt: skip
REVIEWS = Resource(
    MEETING_REVIEW, "meeting-reviews", review_document, MeetingReviewDocument, related=("meeting_review__body",)
)
REVIVALS = Resource(REVIVAL, "revivals", revival_document, RevivalDocument, related=("revival__body",))
TRAINEESHIPS = Resource(
    TRAINEESHIP, "traineeships", traineeship_document, TraineeshipDocument,
    related=("traineeship__body", "traineeship__trainee__body", "traineeship__mentor__body"),
)  # fmt: skip
RESOURCES = (MEETINGS, ACTION_POINTS, CIRCULATIONS, CONSTITUTIONS, REVIEWS, REVIVALS, TRAINEESHIPS)


class MeetingList(PortalView):
    """The meetings the caller sees, newest change first; POST plans one, or a series."""

    @extend_schema(
        operation_id="meetings",
        parameters=query_parameters(MeetingFilters),
        responses={200: MeetingListDocument, **refusals(401, 403, 422, 429)},
        tags=["meetings"],
    )
    def get(self, request) -> HttpResponse:
        filters = filters_from(MeetingFilters, request.GET)
        cases = Case.objects.visible_to(request.actor).filter(kind=MEETING.kind)
        rows, last = page(filters.narrow(cases), filters, of_meetings.columns())
        found = [of_meetings.Row._make(row) for row in rows]
        results = [
            of_meetings.row_document(row, MEETINGS.href(row.reference), _actions(MEETINGS, row, request.actor))
            for row in found
        ]
        return answer({"results": results, "next": next_url(request, last)})

    @extend_schema(
        operation_id="meeting_schedule",
        parameters=[IDEMPOTENCY_KEY],
        request={"application/json": {"$ref": "#/components/schemas/MeetingSchedule"}},
        responses={201: MeetingDocument, **refusals(400, 401, 403, 409, 413, 415, 422, 429)},
        tags=["meetings"],
    )
    def post(self, request) -> HttpResponse:
        """Plan a meeting of the caller's own committee: the answer is the meeting, of a series its first one."""
        actor, key = request.actor, key_of(request)
        data, _files, errors = fields_from(request, Schedule)
        if not actor.may(roles.CONVENE):
            raise NotPermitted(_("Plan a meeting"))
        if errors:
            raise Refused(*errors)
        case, repeated = submission.create(
            by=actor, verb="schedule", target=actor.body.code, data=data, token=key,
            operation=lambda: schedule(by=actor, body=actor.body, data=data)[0].case,
        )  # fmt: skip
        headers = {"Location": MEETINGS.href(case.handle), **(REPLAYED if repeated else {})}
        return show(request, find_case(request, case.handle, case.kind), status=HTTPStatus.CREATED, headers=headers)


class ActionPointList(PortalView):
    """The action points the caller sees, newest change first."""

    @extend_schema(
        operation_id="action_points",
        parameters=query_parameters(ActionPointFilters),
        responses={200: ActionPointListDocument, **refusals(401, 403, 422, 429)},
        tags=["action-points"],
    )
    def get(self, request) -> HttpResponse:
        filters = filters_from(ActionPointFilters, request.GET)
        cases = Case.objects.visible_to(request.actor).filter(kind=ACTION_POINT.kind)
        rows, last = page(filters.narrow(cases), filters, action_point_columns())
        found = [ActionPointRow._make(row) for row in rows]
        results = [
            action_point_row(row, ACTION_POINTS.href(row.reference), _actions(ACTION_POINTS, row, request.actor))
            for row in found
        ]
        return answer({"results": results, "next": next_url(request, last)})


def _actions(resource: Resource, row, actor) -> list[dict[str, str]]:
    return actions_on(resource, row, actor, row.reference)


def detail_view(resource: Resource, name: str) -> type[PortalView]:
    """The view of one case of a kind: its facts, history, and what the caller may do now."""

    @extend_schema(
        operation_id=resource.workflow.kind,
        responses={200: resource.document, **refusals(401, 403, 404, 429)},
        tags=[resource.path],
    )
    def get(self, request, handle: str) -> HttpResponse:
        return show(request, find_case(request, handle, resource.workflow.kind))

    return type(name, (PortalView,), {"get": get, "__doc__": str(resource.workflow.model.__doc__)})


DETAILS = [(resource, detail_view(resource, f"{resource.workflow.model.__name__}Detail")) for resource in RESOURCES]
