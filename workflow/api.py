"""The API's callers of the engine: any move of any kind of case, and cases whatever their kind.

A kind of case shows itself through a `Resource`; its moves get one address per row of its transition table.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from typing import Any

import orjson
from django.http import HttpResponse
from django.urls import path
from django.utils.http import parse_etags
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.views import APIView

from cases.models import Case
from institutions.actors import Actor
from workflow.documents import IDEMPOTENCY_KEY, IF_MATCH, CaseDetailDocument, CaseListDocument, refusals
from workflow.engine import Transition, Workflow, check_allowed, workflow_of
from workflow.listing import CaseFilters, filters_from, next_url, page
from workflow.payload import fields_from
from workflow.problems import Refused, error, not_found
from workflow.representation import case_columns, case_row
from workflow.schema import component_name, inputs_schema, query_parameters
from workflow.submission import submit

ROOT = "/api/v1"
KEY_FORMAT = re.compile(r"[\x21-\x7e]{1,120}")


class AlwaysJSON(BaseContentNegotiation):
    """There is one representation, whatever the Accept header asks for."""

    def select_parser(self, request, parsers):
        found = [parser for parser in parsers if request.content_type.partition(";")[0].strip() == parser.media_type]
        return found[0] if found else None

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type


@dataclass(frozen=True)
class Resource:
    """How a kind of case appears in the API: its workflow, its path, and what its detail shows."""

    workflow: Workflow
    path: str
    detail: Callable[[Any, Actor], dict[str, Any]]  # (subject, actor) -> what is said of it, without `actions`
    document: type = CaseDetailDocument  # the shape of that, for the schema
    related: tuple[str, ...] = ()  # what `detail` reads beside the case, fetched with it
    is_read_only: bool = False  # its moves are made on its pages alone

    def __post_init__(self):
        _resources[self.workflow.kind] = self

    def href(self, handle: str) -> str:
        return f"{ROOT}/{self.path}/{handle}/"


_resources: dict[str, Resource] = {}


def resource_of(kind: str) -> Resource | None:
    return _resources.get(kind)


@lru_cache(maxsize=1024)
def _constant(kind: str, verb: str, language: str | None) -> dict[str, str]:
    """What an action says about itself on every case."""
    label = str(workflow_of(kind)[verb].label)
    return {"verb": verb, "label": label, "method": "POST", "inputs": component_name(kind, verb)}


def actions_on(resource: Resource, subject: Any, actor: Actor, handle: str) -> list[dict[str, str]]:
    """The moves an actor may make now, with their addresses: what a page shows as buttons."""
    if resource.is_read_only:
        return []
    workflow, href, language = resource.workflow, resource.href(handle), get_language()
    return [
        {**_constant(workflow.kind, move.verb, language), "href": f"{href}{move.verb}/"}
        for move in workflow.permitted(actor, subject)
    ]


def answer(body: dict[str, Any], *, status: int = HTTPStatus.OK, headers: dict[str, str] | None = None) -> HttpResponse:
    """A JSON answer that no cache between may keep."""
    kept = {"Cache-Control": "private, no-cache", "Vary": "Authorization, Cookie, Accept-Language", **(headers or {})}
    return HttpResponse(orjson.dumps(body), status=status, content_type="application/json", headers=kept)


class PortalView(APIView):
    """Every view of the API; `request.actor` is who asks."""

    content_negotiation_class = AlwaysJSON


def find_case(request, handle: str, kind: str | None = None) -> Case:
    """A case the actor sees, of one kind or any; Case.DoesNotExist (404) else."""
    cases = Case.objects.visible_to(request.actor).select_related(
        "district", "state", "origin", "holder__body", "duplicate_of"
    )
    if kind:
        cases = cases.filter(kind=kind)
    wanted = [_resources[kind]] if kind else _resources.values()
    return cases.select_related(*(path for resource in wanted for path in resource.related)).by_handle(handle).get()


def subject_of(resource: Resource, case: Case) -> Any:
    """The kind's own part of a case, as fetched with it."""
    subject = getattr(case, resource.workflow.model._meta.get_field("case").remote_field.get_accessor_name())
    subject.case = case
    return subject


def document(case: Case, actor: Actor) -> dict[str, Any]:
    """What a case of any kind shows to an actor."""
    resource = resource_of(case.kind)
    if resource is None:
        raise Case.DoesNotExist
    subject = subject_of(resource, case)
    return {**resource.detail(subject, actor), "actions": actions_on(resource, subject, actor, case.handle)}


def show(request, case: Case, *, status: int = HTTPStatus.OK, headers: dict[str, str] | None = None) -> HttpResponse:
    """A case as a document. Its ETag opens with the version, which If-Match takes back, and changes with every byte."""
    body = document(case, request.actor)
    digest = hashlib.sha256(orjson.dumps(body)).hexdigest()[:16]
    etag = f'"{case.version}-{digest}"'
    seen = {tag.removeprefix("W/") for tag in parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))}
    if request.method == "GET" and (etag in seen or "*" in seen):
        return HttpResponse(status=HTTPStatus.NOT_MODIFIED, headers={"ETag": etag})
    return answer(body, status=status, headers={"ETag": etag, **(headers or {})})


def version_of(request) -> int | None:
    """The version the caller saw: If-Match with an ETag or a bare version; None when not sent or "*"."""
    sent = request.META.get("HTTP_IF_MATCH", "").strip()
    if sent in ("", "*"):
        return None
    found = re.fullmatch(r'(?:W/)?"(\d{1,9})(?:-[0-9a-f]{16})?"', sent)
    if not found:
        sentence = _('If-Match takes the ETag of the record, or its version in quotation marks, for example "3".')
        raise Refused(error("If-Match", "invalid", sentence), status=HTTPStatus.BAD_REQUEST)
    return int(found[1])


def key_of(request) -> str:
    """The Idempotency-Key, or "" when the caller takes no precaution against sending twice."""
    key = request.META.get("HTTP_IDEMPOTENCY_KEY", "").strip()
    if key and not KEY_FORMAT.fullmatch(key):
        sentence = _("An Idempotency-Key has 1 to 120 characters without spaces; a UUID will do.")
        raise Refused(error("Idempotency-Key", "invalid", sentence), status=HTTPStatus.BAD_REQUEST)
    return key


REPLAYED = {"Idempotent-Replay": "true"}


class MoveView(PortalView):
    """One move of a kind of case: GET tells what it asks for on this case, POST makes it."""

    resource: Resource = None
    transition: Transition = None

    def get(self, request, handle: str) -> HttpResponse:
        subject = subject_of(self.resource, find_case(request, handle, self.resource.workflow.kind))
        check_allowed(self.transition, subject, by=request.actor)
        form = self.transition.inputs(subject=subject, actor=request.actor)
        return answer(inputs_schema(self.transition, form))

    def post(self, request, handle: str) -> HttpResponse:
        case = find_case(request, handle, self.resource.workflow.kind)
        version, key = version_of(request), key_of(request)
        data, files, errors = fields_from(request, self.transition.inputs)
        if errors:
            check_allowed(self.transition, subject_of(self.resource, case), by=request.actor, version=version)
            raise Refused(*errors)
        _case, repeated = submit(
            by=request.actor, case=case, verb=self.transition.verb, data=data, files=files, version=version, token=key
        )
        return show(request, find_case(request, str(case.key), case.kind), headers=REPLAYED if repeated else None)


def move_routes(resource: Resource) -> list:
    """An address for every row of a kind's transition table."""
    return [
        path(
            f"{resource.path}/<handle:handle>/{transition.verb}/",
            _described(resource, transition).as_view(resource=resource, transition=transition),
            name=f"{resource.workflow.kind}-{transition.verb}",
        )
        for transition in resource.workflow.transitions
    ]


def _described(resource: Resource, transition: Transition) -> type[MoveView]:
    """The view of one move, with its own two entries in the schema."""
    name = component_name(resource.workflow.kind, transition.verb)
    operation = f"{resource.workflow.kind}_{transition.verb}"
    body = {"$ref": f"#/components/schemas/{name}"}

    @extend_schema(
        operation_id=f"{operation}_inputs",
        summary=f"{transition.label}: what it asks for on this case",
        responses={200: {"type": "object"}, **refusals(401, 403, 404, 409, 429)},
        tags=[resource.path],
    )
    def get(self, request, handle: str) -> HttpResponse:
        return MoveView.get(self, request, handle)

    @extend_schema(
        operation_id=operation,
        summary=str(transition.label),
        description=str(transition.hint),
        parameters=[IF_MATCH, IDEMPOTENCY_KEY],
        request={"application/json": body, "multipart/form-data": body},
        responses={200: resource.document, **refusals(400, 401, 403, 404, 409, 413, 415, 422, 429)},
        tags=[resource.path],
    )
    def post(self, request, handle: str) -> HttpResponse:
        return MoveView.post(self, request, handle)

    return type(name, (MoveView,), {"get": get, "post": post})


class CaseList(PortalView):
    """Cases of every kind that the caller sees: where each one is, and the address of its document."""

    @extend_schema(
        operation_id="cases",
        parameters=query_parameters(CaseFilters),
        responses={200: CaseListDocument, **refusals(401, 403, 422, 429)},
        tags=["cases"],
    )
    def get(self, request) -> HttpResponse:
        filters = filters_from(CaseFilters, request.GET)
        rows, last = page(filters.narrow(Case.objects.visible_to(request.actor)), filters, case_columns())
        return answer({"results": [case_row(row, _resources) for row in rows], "next": next_url(request, last)})


class CaseDetail(PortalView):
    """One case of any kind."""

    @extend_schema(
        operation_id="case",
        responses={200: CaseDetailDocument, **refusals(401, 403, 404, 429)},
        tags=["cases"],
    )
    def get(self, request, handle: str) -> HttpResponse:
        return show(request, find_case(request, handle))


class Nothing(PortalView):
    """Any other address below the root of the API."""

    permission_classes = ()

    def dispatch(self, request, *args, **kwargs) -> HttpResponse:
        return not_found()
