"""What identified products ask of a post: its rows in the page of one's work."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F, FilteredRelation, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.models import Case
from escalations.models import DeadlineState
from institutions import clock
from institutions.actors import Actor
from products.identified.workflow import PRODUCT
from products.models import ProductStatus as S
from workflow.inbox import Waiting, register

ASKED = {
    S.PROPOSED: lambda: _("Endorse it or return it"),
    S.ENDORSED: lambda: _("Publish it"),
    S.RETURNED: lambda: _("Change it and propose it again"),
}


@register
def held_by_the_post(actor: Actor) -> Iterator[Waiting]:
    """Products that wait for the post, what is due first before the others."""
    running = FilteredRelation("deadlines", condition=Q(deadlines__state=DeadlineState.RUNNING))
    rows = Case.objects.visible_to(actor).filter(kind=PRODUCT.kind, holder=actor.post, status__in=list(ASKED))
    rows = rows.annotate(clock=running, due_at=F("clock__due_at")).order_by("due_at")
    now = clock.now()
    for case in rows[:100]:
        yield Waiting(
            url=reverse(PRODUCT.page, args=[case.handle]),
            title=case.title,
            reference=case.reference,
            what=ASKED[case.status](),
            status=case.status,
            status_label=str(S(case.status).label),
            due_at=case.due_at,
            late=case.due_at is not None and case.due_at <= now,
        )
