"""What the committees ask of a post: its row in the page of one's work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import F, FilteredRelation, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.models import Case
from committees.models import Meeting, MeetingStatus
from committees.workflows import ALL
from escalations.models import Deadline, DeadlineKind, DeadlineState
from institutions import clock, roles
from institutions.actors import Actor
from workflow.engine import workflow_of
from workflow.inbox import Waiting, register

AHEAD = timedelta(days=14)  # what is due later is no work of today
ASKED = {
    DeadlineKind.NOTICE: lambda: _("Give notice of the meeting"),
    DeadlineKind.HOLD: lambda: _("Hold the meeting"),
    DeadlineKind.MINUTES: lambda: _("Write and circulate the minutes"),
    DeadlineKind.SEAL: lambda: _("Confirm or return the minutes"),
    DeadlineKind.ACTION: lambda: _("Do it and report"),
    DeadlineKind.FOLLOW_UP: lambda: _("Follow it up"),
    DeadlineKind.REVIVAL: lambda: _("Revival plan"),
}


@register
def held_by_the_post(actor: Actor) -> Iterator[Waiting]:
    """Cases of the committees whose clock runs for the post, as far as they are near."""
    running = FilteredRelation("deadlines", condition=Q(deadlines__state=DeadlineState.RUNNING))
    rows = Case.objects.visible_to(actor).filter(kind__in=[workflow.kind for workflow in ALL], closed_at=None)
    rows = rows.annotate(clock=running, due_at=F("clock__due_at"), asked=F("clock__kind"))
    soon = clock.now() + AHEAD
    for case in rows.filter(holder=actor.post, asked__in=list(ASKED), due_at__lte=soon).order_by("due_at")[:100]:
        yield _row(case, ASKED[case.asked](), case.due_at)


@register
def to_answer(actor: Actor) -> Iterator[Waiting]:
    """Decisions in circulation this seat has not answered yet."""
    if not actor.may(roles.TAKE_PART):
        return
    running = Deadline.objects.running().filter(kind=DeadlineKind.ANSWERS, case__circulation__body=actor.body)
    for deadline in running.exclude(case__circulation__answers__post=actor.post).select_related("case"):
        yield _row(deadline.case, _("Answer the circulation"), deadline.due_at)


@register
def to_attend(actor: Actor) -> Iterator[Waiting]:
    """Meetings of the committee the post sits on, in the next days."""
    now = clock.now()
    rows = Meeting.objects.filter(body=actor.body, case__status__in=[MeetingStatus.NOTIFIED, MeetingStatus.IN_SESSION])
    rows = rows.filter(ends_at__gte=now, starts_at__lte=now + AHEAD).exclude(case__holder=actor.post)
    for meeting in rows.select_related("case"):
        yield _row(meeting.case, _("Attend"), meeting.starts_at, late=False)


def _row(case: Case, what: str, due_at, late: bool | None = None) -> Waiting:
    workflow = workflow_of(case.kind)
    return Waiting(
        url=reverse(workflow.page, args=[case.handle]),
        title=case.title,
        reference=case.reference,
        what=what,
        status=case.status,
        status_label=str(workflow.statuses(case.status).label),
        due_at=due_at,
        late=due_at <= clock.now() if late is None else late,
    )
