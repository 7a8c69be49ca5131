"""Bottlenecks for systems: the list, logging one, and its document. Its moves are served by workflow.api."""

from http import HTTPStatus

from django import forms
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from drf_spectacular.utils import extend_schema

from bottlenecks import actions, facts
from bottlenecks.documents import BottleneckDocument, BottleneckListDocument
from bottlenecks.filters import BottleneckFilters
from bottlenecks.ladder import rungs_loaded_once
from bottlenecks.representation import Row, columns, detail_document, row_document, status_labels, with_clock
from bottlenecks.workflow import BOTTLENECK
from cases.models import Case
from geography.models import District
from workflow import submission
from workflow.api import REPLAYED, PortalView, Resource, actions_on, answer, find_case, key_of, show
from workflow.documents import IDEMPOTENCY_KEY, refusals
from workflow.errors import Invalid, NotPermitted
from workflow.listing import filters_from, next_url, page, place
from workflow.payload import fields_from
from workflow.problems import Refused
from workflow.schema import query_parameters

RESOURCE = Resource(
    workflow=BOTTLENECK,
    path="bottlenecks",
    detail=detail_document,
    related=(
        "bottleneck__area", "bottleneck__category__area", "bottleneck__stage", "bottleneck__routed_to",
        "bottleneck__assigned_to__body",
    ),
    document=BottleneckDocument,
)  # fmt: skip


class Logging(facts.Opening):
    """What opens a bottleneck from outside: the four fields, the district, and what the sender calls it."""

    district = forms.CharField(
        label=lazy("District"), max_length=20, help_text=lazy("LGD code or code, for example 490 or MH-PUNE.")
    )
    external_system = forms.CharField(
        label=lazy("Sending system"), max_length=60, required=False, help_text=lazy("For example MAITRI.")
    )
    external_ref = forms.CharField(
        label=lazy("Reference in that system"), max_length=120, required=False, help_text=lazy("Taken once only.")
    )

    def clean(self):
        data = super().clean()
        if bool(data.get("external_system")) != bool(data.get("external_ref")):
            missing = "external_ref" if data.get("external_system") else "external_system"
            self.add_error(missing, _("Give the sending system and its reference together, or neither."))
        return data


class BottleneckList(PortalView):
    """The bottlenecks the caller sees, newest change first; POST logs one."""

    @extend_schema(
        operation_id="bottlenecks",
        parameters=query_parameters(BottleneckFilters),
        responses={200: BottleneckListDocument, **refusals(401, 403, 422, 429)},
        tags=["bottlenecks"],
    )
    def get(self, request) -> HttpResponse:
        filters = filters_from(BottleneckFilters, request.GET)
        cases = Case.objects.visible_to(request.actor).filter(kind=BOTTLENECK.kind)
        rows, last = page(with_clock(filters.narrow(cases)), filters, list(columns().values()))
        labels, actor = status_labels(), request.actor
        with rungs_loaded_once():
            results = [_row(Row._make(row), labels, actor) for row in rows]
        return answer({"results": results, "next": next_url(request, last)})

    @extend_schema(
        operation_id="bottleneck_log",
        parameters=[IDEMPOTENCY_KEY],
        request={"application/json": {"$ref": "#/components/schemas/BottleneckLog"}},
        responses={
            201: BottleneckDocument,
            **refusals(400, 401, 403, 404, 409, 413, 415, 422, 429),
        },
        tags=["bottlenecks"],
    )
    def post(self, request) -> HttpResponse:
        """Log a bottleneck: it gets its reference and is with the district's committee."""
        actor, key = request.actor, key_of(request)
        data, _files, errors = fields_from(request, Logging)
        reportable = actions.districts_reportable_by(actor)
        if not reportable.exists():
            raise NotPermitted(_("Log it"))
        form = Logging(data, actor=actor)
        if errors:
            raise Refused(*errors)
        if not form.is_valid():
            raise Invalid(form)
        district = _own_district(form.cleaned_data["district"], reportable)
        case, repeated = submission.create(
            by=actor,
            verb="log",
            target=district.lgd_code,
            data=data,
            token=key,
            operation=lambda: _log(actor, district, form.cleaned_data, data),
        )
        headers = {"Location": RESOURCE.href(case.handle), **(REPLAYED if repeated else {})}
        return show(request, find_case(request, str(case.key), case.kind), status=HTTPStatus.CREATED, headers=headers)


def _log(actor, district: District, fields: dict, data: dict) -> Case:
    made = actions.report(
        by=actor,
        district=district,
        data=data,
        external_system=fields["external_system"],
        external_ref=fields["external_ref"],
    )
    return made.case


def _own_district(code: str, reportable) -> District:
    """A district the actor may log for; any other is not to be found (404)."""
    found = place(District, code)
    if found is None or not reportable.filter(pk=found.pk).exists():
        raise Http404
    return found


def _row(row: Row, labels: dict[str, str], actor) -> dict:
    handle = row.handle
    return row_document(row, labels, RESOURCE.href(handle), actions_on(RESOURCE, row, actor, handle))


class BottleneckDetail(PortalView):
    """One bottleneck: its facts, where it stands, its history, and what the caller may do now."""

    @extend_schema(
        operation_id="bottleneck",
        responses={200: BottleneckDocument, **refusals(401, 403, 404, 429)},
        tags=["bottlenecks"],
    )
    def get(self, request, handle: str) -> HttpResponse:
        return show(request, find_case(request, handle, BOTTLENECK.kind))
