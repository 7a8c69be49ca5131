"""What plans and strategies make of a decision: the bottlenecks it is about, and who plans against them."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from committees.models import Decision, Meeting
from committees.tracing import of_decision
from strategies.views.trace import spoken_bottleneck


@login_required
@require_safe
def of_a_decision(request: HttpRequest, pk: int) -> HttpResponse:
    """Decision → bottlenecks → interventions of plans → items of strategies; of meetings the reader sees (404)."""
    seen = Meeting.objects.visible_to(request.actor)
    rows = Decision.objects.select_related("item__meeting__case", "item__meeting__body")
    decision = get_object_or_404(rows, pk=pk, item__meeting__in=seen)
    meeting = decision.item.meeting.case
    context = {
        "nav": "committees",
        "case": meeting,
        "title": Truncator(decision.text).chars(160),
        "found": [spoken_bottleneck(row) for row in of_decision(decision, request.actor)],
        "crumbs": [{"label": meeting.reference, "url": reverse("meeting", args=[meeting.handle])},
                   {"label": _("Trace"), "url": ""}],
    }  # fmt: skip
    return render(request, "strategies/trace_back.html", context)
