"""What money asks of a post: to decide, to release, to report and to certify, in the page of one's work."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F, FilteredRelation, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.models import Case
from escalations.models import DeadlineState
from institutions import clock
from institutions.actors import Actor
from strategies.models import FundingStatus as S
from strategies.money.workflow import FUNDING
from workflow.inbox import Waiting, register

AT_MOST = 100
ASKED = {
    S.REQUESTED: lambda: _("Sanction or refuse it"),
    S.SANCTIONED: lambda: _("Release the money"),
    S.RELEASED: lambda: _("Report what was used"),
    S.UTILISED: lambda: _("Report what was used, or send the certificate"),
    S.CERTIFYING: lambda: _("Accept the certificate or send it back"),
}


@register
def money_held_by_the_post(actor: Actor) -> Iterator[Waiting]:
    """Sources of money that wait for the post, what is due first before the others."""
    running = FilteredRelation("deadlines", condition=Q(deadlines__state=DeadlineState.RUNNING))
    rows = Case.objects.visible_to(actor).filter(kind=FUNDING.kind, holder=actor.post, status__in=list(ASKED))
    rows = rows.annotate(clock=running, due_at=F("clock__due_at")).select_related("funding__releasing")
    now = clock.now()
    for case in rows.order_by(F("due_at").asc(nulls_last=True), "pk")[:AT_MOST]:
        theirs = case.status in (S.RELEASED, S.UTILISED) and case.due_at is not None
        yield Waiting(
            url=reverse(FUNDING.page, args=[case.handle]),
            title=f"{case.funding.get_source_display()}: {case.title}",
            reference=case.reference,
            what=_("Release the rest") if theirs else ASKED[case.status](),
            status=case.status,
            status_label=str(S(case.status).label),
            due_at=case.due_at,
            late=case.due_at is not None and case.due_at <= now,
        )
