"""Lists of missed meetings and revival plans: what the level above follows up."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from committees.compliance.reviews import MEETING_REVIEW
from committees.compliance.revivals import REVIVAL
from committees.compliance.standing import Rules, standing_of, with_meetings
from committees.models import MeetingReview, Revival
from committees.views.cases import CasePage
from institutions.models import Body

TONES = {"escalate": "late", "return_plan": "wait", "revive": "good", "close": "good", "accept_plan": "good"}


def _missed(request: HttpRequest, review: MeetingReview) -> dict[str, Any]:
    """The committees that missed their meeting that month, and how each stands today."""
    missed = list(review.missed.select_related("body__district", "body__state"))
    rules = Rules()
    bodies = with_meetings(Body.objects.filter(pk__in=[one.body_id for one in missed]))
    today = {body.pk: standing_of(body, rules) for body in bodies}
    return {"rows": [{"missed": one, "now": today[one.body_id]} for one in missed]}


REVIEW = CasePage(
    workflow=MEETING_REVIEW,
    template="committees/review.html",
    rows=lambda: MeetingReview.objects.select_related("case__holder__body", "body__state", "body__district"),
    context=_missed,
    beginnings={"list": _("Listed")},
    tones=TONES,
)
REVIVAL_PLAN = CasePage(
    workflow=REVIVAL,
    template="committees/revival.html",
    rows=lambda: Revival.objects.select_related("case__holder__body", "body__state", "body__district"),
    context=lambda request, revival: {},
    beginnings={"ask": _("Asked for a plan")},
    tones=TONES,
)

review, review_act = login_required(REVIEW.detail), REVIEW.act
revival, revival_act = login_required(REVIVAL_PLAN.detail), REVIVAL_PLAN.act
