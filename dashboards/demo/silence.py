"""Committees of the demo that fell silent: asked for a plan each month by the portal, listed to the level above."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta

from committees.compliance.reviews import list_missed
from committees.compliance.revivals import ask_for_revival
from committees.models import MeetingReview, Revival, RevivalStatus
from dashboards.demo.committee import Committee
from institutions import clock
from institutions.models import PostRole

Script = Iterator[datetime]
MONTHS = 4  # of asking; the list is made for this month alone
NOTE = "The Collectors were called today; dates are to be sent within a week."
PLAN = {
    "en": ("The convener's post was vacant from spring to autumn and nobody was named in its place.",
           "The lead bank and the DIC prepare the open action points; the Collector chairs; exporters are invited."),
    "hi": ("महाप्रबंधक का पद कई माह रिक्त रहा और किसी को प्रभार नहीं दिया गया।",
           "जिला उद्योग केंद्र लंबित कार्य बिंदु तैयार करेगा; कलेक्टर अध्यक्षता करेंगे; निर्यातक आमंत्रित होंगे।"),
}  # fmt: skip


def looked_at(now: datetime) -> Script:
    """The first of each month, early in the morning, as the portal's own clock does it."""
    first = clock.local_date(now).replace(day=1)
    for back in range(MONTHS - 1, -1, -1):
        yield clock.at(first - relativedelta(months=back), 6, 30)
        ask_for_revival()
    list_missed()


def followed_up(committee: Committee) -> Script:
    """A State takes up this month's list of its districts."""
    first = clock.local_date(committee.stage.now).replace(day=1)
    yield committee.at(first + timedelta(days=committee.body.pk % 5 + 1), 15)
    review = MeetingReview.objects.select_related("case").filter(body=committee.body, month=first).first()
    if review and committee.body.pk % 2:
        committee.do(review.case, "acknowledge", PostRole.CONVENER, {"note": NOTE})


def planned(committee: Committee) -> Script:
    """What a dormant committee answers; its plan waits for the State."""
    yield committee.at(committee.ago(4), 15)
    revival = Revival.objects.select_related("case").filter(body=committee.body).first()
    if revival is None or revival.case.status != RevivalStatus.ASKED:
        return
    cause, steps = PLAN[committee.language]
    meets_on = committee.working_day(clock.today() + timedelta(days=19))
    data = {"cause": cause, "steps": steps, "meets_on": meets_on.isoformat()}
    committee.do(revival.case, "submit_plan", PostRole.CONVENER, data)
