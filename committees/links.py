"""Which meetings dealt with a case, and what they decided: shown beside the case itself."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from cases.links import Link, register
from cases.models import Case
from committees.meetings.workflow import MEETING
from committees.models import ActionPoint, AgendaItem, Meeting, MeetingStatus
from institutions import clock
from institutions.actors import Actor
from institutions.models import BodyKind
from products.identified.workflow import PRODUCT
from products.models import ProductStatus


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
def next_agenda(case: Case, actor: Actor) -> Iterator[Link]:
    """For a published product: the next meeting on whose agenda the actor can put it, to decide what becomes of it."""
    if case.kind != PRODUCT.kind or case.status != ProductStatus.PUBLISHED or actor.body is None:
        return
    place = {"body__district": case.district_id} if actor.body.kind == BodyKind.DEPC else {"body__state": case.state_id}
    rows = Meeting.objects.visible_to(actor).ahead().filter(body=actor.body, starts_at__gte=clock.now(), **place)
    meeting = (
        rows.exclude(items__in=AgendaItem.objects.filter(about=case, dropped_at=None)).order_by("starts_at").first()
    )
    if meeting is None:
        return
    permitted = {move.verb for move in MEETING.permitted(actor, meeting)}
    verb = next((verb for verb in ("add_item", "propose_item") if verb in permitted), "")
    if verb:
        query = urlencode({"open": verb, "about": case.handle})
        url = f"{reverse('meeting', args=[meeting.case.handle])}?{query}"
        yield Link(_("Put it on the agenda of the next meeting"), url, clock.local_date(meeting.starts_at))


@register
def actions_about(case: Case, actor: Actor) -> Iterator[Link]:
    """Action points set on the case, as far as the actor sees them."""
    for point in ActionPoint.objects.visible_to(actor).filter(about=case).select_related("case", "owner__body"):
        url = reverse("action-point", args=[point.case.handle])
        yield Link(f"{point.case.reference} {point.case.title}", url, point.due_on, str(point.owner))
