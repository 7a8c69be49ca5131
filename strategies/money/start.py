"""The verb by which a source of money of an intervention is entered; every later move is a row of the table."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from cases.models import Case, InvolvementRole
from cases.record import involve, next_reference
from escalations import clocks
from escalations.models import DeadlineKind
from institutions import clock, roles
from institutions.actors import Actor
from notices.models import Purpose
from notices.outbox import NoticeTo, write
from strategies.life.posts import rung
from strategies.life.years import in_words
from strategies.models import Adoption, Funding, Intervention, Measure, MoneyEntry, Plan, Step
from strategies.money import posts
from strategies.money.inputs import Request
from strategies.money.workflow import FUNDING
from workflow.engine import start
from workflow.errors import Invalid, NotNow


def may_request(actor: Actor, plan: Plan) -> bool:
    """The convener of the committee whose plan it is."""
    return actor.may(roles.SUBMIT) and actor.body.pk == plan.body_id


def why_not(intervention: Intervention) -> str:
    """Why no money can be asked for an intervention, in a sentence; empty when it can."""
    if not Measure.objects.in_force().filter(intervention=intervention).exists():
        return _("Money is entered for the interventions of an adopted plan: this one is not adopted yet.")
    return ""


def form_for(intervention: Intervention, actor: Actor, data: Any = None, initial: Any = None) -> Request:
    """The form of a request, bound when data is given; years are those of the plan."""
    plan = intervention.plan
    years = [(year, in_words(year)) for year in range(plan.first_year, plan.last_year + 1)]
    started = {"source": "", "scheme": intervention.scheme and intervention.scheme.code, "on": clock.today()}
    return Request(data, subject=intervention, actor=actor, years=years, initial=started | (initial or {}))


@transaction.atomic
def request_money(*, by: Actor, intervention: Intervention, data: Any) -> Funding:
    """Enter one source of an intervention's money for one year, with what is asked of it.

    data: the fields of `Request`. Raises PermissionDenied (403), NotNow (409), Invalid (422) with the bound form.
    """
    plan = intervention.plan
    if not may_request(by, plan):
        raise PermissionDenied(_("Only the convener of the committee asks for money of its plan."))
    Adoption.objects.select_for_update().filter(case=plan.case, ended_at=None).first()  # twice at once is one
    if sentence := why_not(intervention):
        raise NotNow(sentence, case=plan.case)
    form = form_for(intervention, by, data)
    if form.is_valid() and (other := _same(intervention, form.cleaned_data)):
        form.add_error(None, _("This source is entered for the year already: %(ref)s.") % {"ref": other.case})
    if not form.is_valid():
        raise Invalid(form)
    return _entered(by, intervention, form.cleaned_data)


def _same(intervention: Intervention, said: dict[str, Any]) -> Funding | None:
    rows = Funding.objects.filter(
        intervention=intervention, source=said["source"], scheme=said["scheme"], year=said["year"]
    )
    return rows.select_related("case").first()


def _entered(by: Actor, intervention: Intervention, said: dict[str, Any]) -> Funding:
    plan, at = intervention.plan, clock.now()
    releasing = said["releasing"] or posts.default(said["source"], said["scheme"], plan.case)
    funding = Funding(
        intervention=intervention, source=said["source"], scheme=said["scheme"], year=said["year"], releasing=releasing
    )
    place = f"{plan.case.state.code}-{plan.case.district.code}"
    case = Case(
        title=f"{intervention.code} {intervention.title}"[:200], district=plan.case.district, state=plan.case.state,
        origin=plan.body, holder=releasing, holder_since=at, opened_at=at,
        reference=next_reference(prefix=f"{place}-FUND", year=clock.local_date(at).year),
    )  # fmt: skip
    funding.case = case
    case.level = posts.first_level(funding)
    event = start(workflow=FUNDING, case=case, subject=funding, by=by, verb="request", data={"plan": plan.pk})
    MoneyEntry.objects.create(
        funding=funding, event=event, step=Step.REQUESTED, amount=said["amount"], on=said["on"], paper=said["paper"]
    )
    involve(case=case, body=plan.body, role=InvolvementRole.ORIGIN)
    involve(case=case, body=releasing.body, role=InvolvementRole.ANSWERING)
    _await_answer(case, at)
    due = clocks.running(case)
    write(event=event, to=[NoticeTo(releasing, Purpose.FOR_ACTION, reply_by=due.due_at if due else None)])
    return funding


def _await_answer(case: Case, at) -> None:
    policy = rung(posts.KIND, posts.RELEASING)
    if policy and policy.acknowledge_days:
        clocks.start(
            case=case, kind=DeadlineKind.ACT, post=case.holder, body=case.holder.body, started_at=at,
            days=policy.acknowledge_days, policy=policy,
        )  # fmt: skip
