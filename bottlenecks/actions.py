"""Verbs that make a bottleneck; every later move is a row of the workflow table."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bottlenecks.facts import Opening
from bottlenecks.models import Bottleneck
from bottlenecks.workflow import BOTTLENECK
from cases.models import Case
from geography.models import District
from institutions import roles
from institutions.actors import Actor
from institutions.models import BodyKind
from workflow.engine import perform, start
from workflow.errors import Invalid, NotNow


def districts_reportable_by(actor: Actor):
    """The districts an actor may log bottlenecks for: a committee its own, an SEPC those of its State."""
    if not actor.may(roles.REPORT):
        return District.objects.none()
    if actor.body.kind == BodyKind.DEPC:
        return District.objects.filter(pk=actor.body.district_id)
    return District.objects.filter(state=actor.body.state_id, retired_on=None)


@transaction.atomic
def draft(*, by: Actor, district: District, data: Any, historical: bool = False) -> Bottleneck:
    """Start a draft in a district from the four opening fields; only the writing body sees it.

    Raises PermissionDenied (403) outside the actor's districts, Invalid (422) with the bound form.
    """
    if not districts_reportable_by(by).filter(pk=district.pk).exists():
        raise PermissionDenied(_("You can log bottlenecks for your own district only."))
    form = Opening(data, actor=by)
    if not form.is_valid():
        raise Invalid(form)
    fields = form.cleaned_data
    case = Case(title=fields["title"], district=district, state=district.state, origin=by.body)
    bottleneck = Bottleneck(area=fields["area"], affected=fields["affected"], severity=fields["severity"])
    bottleneck.historical = historical
    start(workflow=BOTTLENECK, case=case, subject=bottleneck, by=by)
    return bottleneck


@transaction.atomic
def report(
    *,
    by: Actor,
    district: District,
    data: Any,
    external_system: str = "",
    external_ref: str = "",
    historical: bool = False,
) -> Bottleneck:
    """Log a bottleneck in one step: it gets its reference and is with the district's committee.

    A second one with the same reference of another system is a NotNow (409) that names the first. A historical one is
    marked as reported at onboarding; its clock starts now like any other.
    """
    bottleneck = draft(by=by, district=district, data=data, historical=historical)
    if external_ref:
        _keep_external(bottleneck.case, by, external_system, external_ref)
    move = perform(bottleneck.case, "open", by=by)
    return move.subject


def _keep_external(case: Case, by: Actor, system: str, reference: str) -> None:
    """Note what another system calls this case; the database lets only the first one through."""
    case.external_system, case.external_ref = system, reference
    try:
        with transaction.atomic():
            case.save(update_fields=["external_system", "external_ref"])
    except IntegrityError as refusal:
        if refusal.__cause__.diag.constraint_name != "one_case_per_external_ref":
            raise
        first = Case.objects.visible_to(by).filter(external_system=system, external_ref=reference).first()
        if first is None:
            raise NotNow(_("Another body reported %(external)s already.") % {"external": reference}) from refusal
        said = {"external": reference, "reference": first.reference}
        raise NotNow(_("%(external)s was reported already: it is %(reference)s.") % said, case=first) from refusal
