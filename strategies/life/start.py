"""The verbs that begin a plan or a strategy; every later move is a row of the workflow table."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from cases.evidence import attach
from cases.models import Case, Event, InvolvementRole
from cases.record import involve, next_reference
from institutions import clock, roles
from institutions.actors import Actor
from institutions.models import Body, BodyKind
from strategies.life.inputs import BringingIn, Opening
from strategies.life.workflow import PLAN, STRATEGY
from strategies.life.years import financial_year, in_words
from strategies.models import DocumentKind, DocumentStatus, PaperAdoption, Plan, Section, SectionKind, Strategy
from workflow.engine import Workflow, start
from workflow.errors import Invalid

__all__ = ["bring_in", "financial_year", "in_words", "may_start", "start_document", "unfinished"]
WORKFLOWS = {DocumentKind.PLAN: PLAN, DocumentKind.STRATEGY: STRATEGY}
LETTERS = {DocumentKind.PLAN: "DEAP", DocumentKind.STRATEGY: "SES"}
KIND_OF_BODY = {DocumentKind.PLAN: BodyKind.DEPC, DocumentKind.STRATEGY: BodyKind.SEPC}


def may_start(actor: Actor, kind: str) -> bool:
    """The convener of a committee of the kind that has such documents; of a State also the co-convener."""
    return actor.may(roles.SUBMIT) and actor.body.kind == KIND_OF_BODY[kind]


@transaction.atomic
def start_document(*, by: Actor, kind: str, data: Any) -> Plan | Strategy:
    """Begin a plan or strategy of the actor's own committee, with its empty sections.

    data: the fields of `Opening`. One document of a committee is being worked on at a time: a second one is refused.
    Raises PermissionDenied (403), Invalid (422) with the bound form.
    """
    body = _body_of(by, kind)
    form = _checked(Opening(data, actor=by), kind, body)
    subject, _event = _begun(by, kind, body, form.cleaned_data, "begin")
    return subject


@transaction.atomic
def bring_in(*, by: Actor, kind: str, data: Any, files: Any) -> Plan | Strategy:
    """Begin a plan or strategy that was adopted on paper before its committee worked here (docs/adr/0034).

    data and files: the fields of `BringingIn`. Refused as `start_document` refuses, and for an order too new.
    """
    body = _body_of(by, kind)
    form = _checked(BringingIn(data, files, actor=by), kind, body)
    facts = form.cleaned_data
    subject, event = _begun(by, kind, body, facts, "bring_in", bringing_in=True)
    papers = {
        field: attach(case=subject.case, event=event, upload=facts[name], by=by)
        for field, name in (("plan", "plan_paper"), ("order", "order_paper"))
    }
    PaperAdoption.objects.create(
        case=subject.case, order_number=facts["order_number"], order_date=facts["order_date"],
        issued_by=facts["issued_by"], **papers,
    )  # fmt: skip
    return subject


def _body_of(by: Actor, kind: str) -> Body:
    """The actor's committee, locked: twice at once is one document."""
    if not may_start(by, kind):
        raise PermissionDenied(_("Only the convener of a committee begins its plan or strategy."))
    return Body.objects.select_for_update().get(pk=by.body.pk)


def _checked(form: Opening, kind: str, body: Body) -> Opening:
    """The form, valid, of a committee that has no such document yet; else Invalid."""
    if form.is_valid() and (other := unfinished(WORKFLOWS[kind], body)):
        said = _("The committee has one already, %(reference)s. Go on with it; once adopted it is revised.")
        if isinstance(form, BringingIn):
            said = _("The committee has one here already, %(reference)s. If that was never adopted, withdraw it first.")
        form.add_error(None, said % {"reference": other.reference})
    if not form.is_valid():
        raise Invalid(form)
    return form


def _begun(
    by: Actor, kind: str, body: Body, facts: dict[str, Any], verb: str, **marks: bool
) -> tuple[Plan | Strategy, Event]:
    """The case with its first event, the document and its empty sections."""
    workflow, at, place = WORKFLOWS[kind], clock.now(), body.district or body.state
    prefix = f"{body.state.code}-{body.district.code}" if body.district else body.state.code
    case = Case(
        title=facts["title"], district=body.district, state=body.state, origin=body, holder=by.post, holder_since=at,
        opened_at=at,
        reference=next_reference(prefix=f"{prefix}-{LETTERS[kind]}", year=clock.local_date(at).year),
    )  # fmt: skip
    subject = workflow.model(body=body, first_year=facts["first_year"], last_year=facts["last_year"], **marks)
    event = start(workflow=workflow, case=case, subject=subject, by=by, verb=verb, data={"place": place.pk})
    involve(case=case, body=body, role=InvolvementRole.ORIGIN)
    kinds = SectionKind.objects.filter(document=kind, retired_on=None)
    Section.objects.bulk_create(Section(case=case, kind=one) for one in kinds)
    return subject, event


def unfinished(workflow: Workflow, body: Body) -> Case | None:
    """The document a committee has and did not withdraw: a revision, for later years too, is made of that one."""
    rows = Case.objects.filter(kind=workflow.kind, origin=body).exclude(status=DocumentStatus.WITHDRAWN)
    return rows.order_by("-opened_at").first()
