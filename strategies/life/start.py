"""The verbs that begin a plan or a strategy; every later move is a row of the workflow table."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from cases.models import Case, InvolvementRole
from cases.record import involve, next_reference
from institutions import clock, roles
from institutions.actors import Actor
from institutions.models import Body, BodyKind
from strategies.life.inputs import Opening
from strategies.life.workflow import PLAN, STRATEGY
from strategies.life.years import financial_year, in_words
from strategies.models import DocumentKind, DocumentStatus, Plan, Section, SectionKind, Strategy
from workflow.engine import Workflow, start
from workflow.errors import Invalid

__all__ = ["financial_year", "in_words", "may_start", "start_document", "unfinished"]
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
    if not may_start(by, kind):
        raise PermissionDenied(_("Only the convener of a committee begins its plan or strategy."))
    body = Body.objects.select_for_update().get(pk=by.body.pk)  # twice at once is one document
    workflow = PLAN if kind == DocumentKind.PLAN else STRATEGY
    form = Opening(data, actor=by)
    if form.is_valid() and (other := unfinished(workflow, body)):
        said = _("The committee has one already, %(reference)s. Go on with it; once adopted it is revised.")
        form.add_error(None, said % {"reference": other.reference})
    if not form.is_valid():
        raise Invalid(form)
    facts = form.cleaned_data
    at = clock.now()
    place = body.district or body.state
    prefix = f"{body.state.code}-{body.district.code}" if body.district else body.state.code
    case = Case(
        title=facts["title"], district=body.district, state=body.state, origin=body, holder=by.post, holder_since=at,
        opened_at=at,
        reference=next_reference(prefix=f"{prefix}-{LETTERS[kind]}", year=clock.local_date(at).year),
    )  # fmt: skip
    subject = workflow.model(body=body, first_year=facts["first_year"], last_year=facts["last_year"])
    start(workflow=workflow, case=case, subject=subject, by=by, verb="begin", data={"place": place.pk})
    involve(case=case, body=body, role=InvolvementRole.ORIGIN)
    kinds = SectionKind.objects.filter(document=kind, retired_on=None)
    Section.objects.bulk_create(Section(case=case, kind=one) for one in kinds)
    return subject


def unfinished(workflow: Workflow, body: Body) -> Case | None:
    """The document a committee has and did not withdraw: a revision, for later years too, is made of that one."""
    rows = Case.objects.filter(kind=workflow.kind, origin=body).exclude(status=DocumentStatus.WITHDRAWN)
    return rows.order_by("-opened_at").first()
