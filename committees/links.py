"""Which meetings dealt with a case, and what they decided: shown beside the case itself."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from cases.links import Link, register
from cases.models import Case
from committees.models import ActionPoint, AgendaItem, MeetingStatus
from institutions import clock
from institutions.actors import Actor


@register
def meetings_about(case: Case, actor: Actor) -> Iterator[Link]:
    """Every meeting the actor sees that has the case on its agenda: an agency asked to answer sees the case alone."""
    seen = Case.objects.visible_to(actor)
    items = AgendaItem.objects.filter(Q(about=case) | Q(decisions__acted__case=case), dropped_at=None).distinct()
    items = items.filter(meeting__case__in=seen)
    items = items.exclude(meeting__case__status=MeetingStatus.CANCELLED).select_related(
        "meeting__case", "meeting__body"
    )
    for item in items.prefetch_related("decisions"):
        said = "; ".join(Truncator(decision.text).chars(140) for decision in item.decisions.all())
        label = _("%(body)s, item %(n)s") % {"body": item.meeting.body.short, "n": item.position}
        url = reverse("meeting", args=[item.meeting.case.handle])
        yield Link(label, url, clock.local_date(item.meeting.starts_at), said)


@register
def actions_about(case: Case, actor: Actor) -> Iterator[Link]:
    """Action points set on the case, as far as the actor sees them."""
    for point in ActionPoint.objects.visible_to(actor).filter(about=case).select_related("case", "owner__body"):
        url = reverse("action-point", args=[point.case.handle])
        yield Link(f"{point.case.reference} {point.case.title}", url, point.due_on, str(point.owner))
