"""What special focus asks of a post: its rows in the page of one's work."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F, FilteredRelation, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.models import Case
from escalations.models import DeadlineState
from institutions import clock
from institutions.actors import Actor
from trade.focus import posts
from trade.focus.workflow import SPECIAL_FOCUS
from trade.models import FocusStatus
from trade.models.focus import STANDING
from workflow.inbox import Waiting, register


@register
def held_by_the_post(actor: Actor) -> Iterator[Waiting]:
    """Questions the post has to answer, or whose answer it has to see to; what is due first before the others."""
    running = FilteredRelation("deadlines", condition=Q(deadlines__state=DeadlineState.RUNNING))
    rows = Case.objects.visible_to(actor).filter(kind=SPECIAL_FOCUS.kind, holder=actor.post, status__in=STANDING)
    rows = rows.annotate(clock=running, due_at=F("clock__due_at")).order_by("due_at", "pk")
    now = clock.now()
    for case in rows[:100]:
        own = case.level == posts.DISTRICT
        yield Waiting(
            url=reverse(SPECIAL_FOCUS.page, args=[case.handle]),
            title=case.title,
            reference=case.reference,
            what=_("Special focus: add it, or say why not") if own else _("See that the district answers"),
            status=case.status,
            status_label=str(FocusStatus(case.status).label),
            due_at=case.due_at,
            late=case.due_at is not None and case.due_at <= now,
        )
