"""Why this date? The count behind every clock of a bottleneck, and who was told when."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bottlenecks.models import Bottleneck, Status
from bottlenecks.standing import standing
from bottlenecks.views.detail import find
from escalations import clocks
from escalations.explain import explain
from escalations.models import Deadline, Pause
from notices.models import Notice


@login_required
def why(request: HttpRequest, handle: str) -> HttpResponse:
    """Policy and version, calendar and version, the days one by one, pauses, earlier clocks, notices."""
    case = find(request, handle)
    bottleneck = Bottleneck.objects.for_list().get(pk=case.pk)
    running = clocks.running(bottleneck.case)
    earlier = Deadline.objects.filter(case=case).select_related("post__body", "policy")
    told = Notice.objects.filter(case=case).select_related(
        "recipient__body", "event", "delivery__mail", "delivery__fallback_post__body"
    )
    context = {
        "nav": "bottlenecks",
        "case": bottleneck.case,
        "status_label": Status(case.status).label,
        "standing": standing(bottleneck),
        "running": running,
        "explanation": explain(running) if running else None,
        "pauses": Pause.objects.touching(case).select_related("by_post__body").order_by("-starts_on"),
        "earlier": earlier.exclude(pk=running.pk if running else None).order_by("-id"),
        "notices": told.order_by("-id")[:60],
    }
    return render(request, "bottlenecks/why.html", context)
