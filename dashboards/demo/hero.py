"""The hero case: agarwood of Ri Bhoi waits for a laboratory, and its clock runs out while you watch.

Its history is counted in working days like any other's, up to the day on which APEDA's three days to acknowledge
end. Only the hour is moved: to a minute after the start of the portal. The page calls it the demonstration clock.
"""

import random
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from bottlenecks.actions import report
from bottlenecks.models import LIVE, Bottleneck, Status
from cases.models import Case
from dashboards.demo import mailbag
from dashboards.demo.stage import Cast
from dashboards.demo.tables import HOME
from escalations import workdays
from escalations.calendars import calendar_of, work_calendar
from escalations.models import Deadline, DeadlineKind
from geography.models import District
from institutions import clock
from institutions.models import Body, BodyKind, PostRole
from notices.models import Delivery, DeliveryState, Purpose
from workflow.engine import perform

SYSTEM = "demo-hero"
SECONDS = 60
LEVEL = 2  # APEDA's nodal officer
OPENING = {
    "title": "No laboratory in the State tests agarwood for residues",
    "area": "quality",
    "affected": "About 200 growers and 12 exporters of Ri Bhoi",
    "severity": "high",
}
DETAILS = {
    **OPENING,
    "category": "Q1",
    "stage": "testing-certification",
    "hs_codes": "12119080",
    "exporters_affected": 12,
    "rupees_at_stake": 42_000_000,
    "stake_basis": "Orders that lapsed in 2025-26, by the growers' society",
    "description": (
        "Agarwood chips and oil need a residue test for every consignment. Samples travel 1,150 km to Kolkata, a "
        "report takes five weeks and orders lapse. A recognised laboratory at Umiam, or a collection point with a "
        "fixed time, would do. Asked for since 2024."
    ),
}


def current() -> Bottleneck | None:
    """The latest hero case."""
    rows = Bottleneck.objects.for_list().filter(case__external_system=SYSTEM)
    return rows.order_by("-case__pk").first()


def clock_of(bottleneck: Bottleneck) -> Deadline | None:
    return Deadline.objects.running().filter(case=bottleneck.case).first()


def is_waiting(bottleneck: Bottleneck | None) -> bool:
    """Whether it still stands where the demonstration begins: with APEDA, silent."""
    return bottleneck is not None and bottleneck.case.level == LEVEL and bottleneck.case.status == Status.RAISED


@transaction.atomic
def arm(*, seconds: int = SECONDS) -> Bottleneck:
    """Let the hero case fall due in a minute; where it has moved on already, a fresh one takes its place."""
    bottleneck = current()
    if bottleneck is not None:
        Case.objects.select_for_update().get(pk=bottleneck.case.pk)
        bottleneck = current()
    if not (is_waiting(bottleneck) and _is_timely(bottleneck)):
        bottleneck = _replace(bottleneck)
    due_at = clock.now() + timedelta(seconds=seconds)
    Deadline.objects.running().filter(case=bottleneck.case).update(due_at=due_at, next_try_at=due_at)
    return bottleneck


def _is_timely(bottleneck: Bottleneck) -> bool:
    """Whether the three working days of its clock end today or later: yesterday's demonstration does not count."""
    running = clock_of(bottleneck)
    if running is None:
        return False
    calendar = work_calendar(calendar_of(bottleneck.routed_to))
    return clock.local_date(_due(clock.local_date(running.started_at), calendar)) >= clock.today()


def _replace(old: Bottleneck | None) -> Bottleneck:
    fresh = _played(number=Case.objects.filter(external_system=SYSTEM).count() + 1)
    if old is not None and old.case.status in LIVE:
        convener = Cast().actor(_post(BodyKind.DEPC, PostRole.CONVENER))
        note = _("The demonstration started again; the matter goes on there.")
        perform(old.case, "mark_duplicate", by=convener, data={"reference": fresh.case.reference, "note": note})
    return fresh


def _played(*, number: int) -> Bottleneck:
    """Logged a month ago, raised, forwarded to APEDA on the day whose three working days end now."""
    cast, dice = Cast(), random.Random(number)
    district = District.objects.select_related("state").get(lgd_code=HOME)
    convener, sepc = (
        cast.actor(_post(*who)) for who in ((BodyKind.DEPC, PostRole.CONVENER), (BodyKind.SEPC, PostRole.CONVENER))
    )
    forwarded = clock.at(_forwarding_day(), 11, dice.randrange(60))
    with clock.freeze(forwarded - timedelta(days=22, hours=-1)):
        made = report(
            by=convener, district=district, data=OPENING, external_system=SYSTEM, external_ref=f"hero-{number}"
        )
    with clock.freeze(forwarded - timedelta(days=21)):
        perform(made.case, "describe", by=convener, data=DETAILS)
    with clock.freeze(forwarded - timedelta(days=7, hours=-2)):
        perform(made.case, "raise", by=convener)
    with clock.freeze(forwarded - timedelta(days=6)):
        perform(made.case, "acknowledge", by=sepc)
    with clock.freeze(forwarded):
        note = "The State has no laboratory of its own to offer. Recognition lies with APEDA."
        move = perform(made.case, "forward", by=sepc, data={"note": note})
    _send_only_the_formal_notice(made.case)
    return move.subject


def _send_only_the_formal_notice(case: Case) -> None:
    """What APEDA was told goes out now, really; the rest of the past counts as sent."""
    formal = Delivery.objects.filter(
        notice__case=case, notice__recipient__body__code="APEDA", notice__purpose=Purpose.ESCALATION
    )
    keys = list(formal.values_list("pk", flat=True))
    Delivery.objects.filter(pk__in=keys).update(state=DeliveryState.MAILED)
    mailbag.record_as_sent(mailbag.waiting().filter(notice__case=case), keep=0)
    Delivery.objects.filter(pk__in=keys).update(state=DeliveryState.PENDING, created_at=clock.now())


def _forwarding_day() -> date:
    """The latest day on which three working days of the Centre's calendar given then end soonest from today."""
    calendar = work_calendar(calendar_of(Body.objects.get(code="APEDA")))
    today = clock.today()
    days = [today - timedelta(days=back) for back in range(14, 0, -1)]
    ends = {day: clock.local_date(_due(day, calendar)) for day in days if day.weekday() < 5}
    soonest = min(end for end in ends.values() if end >= today)
    return max(day for day, end in ends.items() if end == soonest)


def _due(day: date, calendar: workdays.WorkCalendar) -> datetime:
    return workdays.due(clock.at(day, 11), 3, calendar, [])


def _post(kind: str, role: str):
    district = District.objects.get(lgd_code=HOME)
    place = {"district": district} if kind == BodyKind.DEPC else {"state": district.state}
    return Body.objects.get(kind=kind, **place).posts.get(role=role)


def seconds_left(bottleneck: Bottleneck) -> int | None:
    """Until the demonstration clock runs out; None when it is not running or is not the one that was armed."""
    running = clock_of(bottleneck)
    if running is None or running.kind != DeadlineKind.ACKNOWLEDGE or not is_waiting(bottleneck):
        return None
    return max(0, round((running.due_at - clock.now()).total_seconds()))
