"""How a committee stands with its meetings: pure rules, and the table of all committees in a jurisdiction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta
from django.db.models import Count, Max, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from committees.models import (
    HELD,
    ActionPoint,
    ActionPointStatus,
    Constitution,
    Decision,
    Meeting,
    MeetingStatus,
    ProcedureRule,
)
from institutions import clock
from institutions.models import Body, BodyKind

UNKNOWN, ON_TIME, SOON, MISSED, DORMANT = "unknown", "on_time", "soon", "missed", "dormant"
LABELS = {
    UNKNOWN: _("No constitution on record"),
    ON_TIME: _("On time"),
    SOON: _("Due within a month"),
    MISSED: _("Meeting missed"),
    DORMANT: _("Dormant"),
}
TONES = {UNKNOWN: "neutral", ON_TIME: "good", SOON: "wait", MISSED: "late", DORMANT: "late"}


@dataclass(frozen=True)
class Standing:
    """last_held_on: the last meeting with quorum; due_on: the last day for the next one; state: one of LABELS."""

    state: str
    last_held_on: date | None
    due_on: date | None
    silent_since: date | None

    @property
    def label(self):
        return LABELS[self.state]

    @property
    def tone(self) -> str:
        return TONES[self.state]


def judge(
    *, today: date, began_on: date | None, last_held_on: date | None, last_sign_on: date | None, interval_months: int,
    dormant_months: int,
) -> Standing:  # fmt: skip
    """began_on: first day of its constitution; last_sign_on: its last meeting, decision or closed action.

    Due is `interval_months` after the last meeting with quorum, or after the constitution where there was none yet.
    Nothing is due from a committee without a constitution on record.
    """
    if began_on is None:
        return Standing(UNKNOWN, last_held_on, None, None)
    due_on = (last_held_on or began_on) + relativedelta(months=interval_months)
    silent_since = max(day for day in (last_sign_on, began_on, last_held_on) if day)
    if silent_since + relativedelta(months=dormant_months) < today:
        state = DORMANT
    elif due_on < today:
        state = MISSED
    elif due_on <= today + relativedelta(months=1):
        state = SOON
    else:
        state = ON_TIME
    return Standing(state, last_held_on, due_on, silent_since)


def with_meetings(bodies: QuerySet[Body]) -> QuerySet[Body]:
    """Committees with what their standing needs, in one query: no join multiplies another."""

    def last(rows, by: str, expression):
        return Subquery(rows.filter(**{by: OuterRef("pk")}).order_by().values(by).annotate(x=expression).values("x"))

    today = clock.today()
    meetings = Meeting.objects.all()
    quorate = meetings.filter(case__status__in=HELD, quorate=True)
    ahead = meetings.filter(
        case__status__in=[MeetingStatus.PLANNED, MeetingStatus.NOTIFIED], starts_at__gte=clock.now()
    )
    points = ActionPoint.objects.all()
    return bodies.annotate(
        last_held_at=last(quorate, "body", Max("starts_at")),
        last_met_at=last(meetings.filter(case__status__in=HELD), "body", Max("starts_at")),
        next_at=last(ahead, "body", Min("starts_at")),
        decided_at=last(Decision.objects.all(), "item__meeting__body", Max("made_at")),
        done_at=last(points.filter(case__status=ActionPointStatus.DONE), "body", Max("case__closed_at")),
        open_actions=Coalesce(last(points.filter(case__closed_at=None), "body", Count("pk")), 0),
        late_actions=Coalesce(last(points.overdue(today), "body", Count("pk")), 0),
        began_on=Subquery(
            Constitution.objects.filter(body=OuterRef("pk"), during__contains=today).values("during__startswith")[:1]
        ),
    )


class Rules:
    """The rules of procedure of every committee, read once for a table of many."""

    def __init__(self) -> None:
        rows = ProcedureRule.objects.in_force(clock.today())
        self.own = {row.body_id: row for row in rows if row.body_id}
        self.of_kind = {row.kind: row for row in rows if row.body_id is None}

    def of(self, body: Body) -> ProcedureRule:
        return self.own.get(body.pk) or self.of_kind[body.kind]


def standing_of(body: Body, rules: Rules | None = None) -> Standing:
    """The standing of a committee read through `with_meetings`, or read now."""
    if not hasattr(body, "last_held_at"):
        body = with_meetings(Body.objects.filter(pk=body.pk)).get()
    procedure = (rules or Rules()).of(body)
    signs = [at for at in (body.last_met_at, body.decided_at, body.done_at) if at]
    return judge(
        today=clock.today(),
        began_on=body.began_on,
        last_held_on=clock.local_date(body.last_held_at) if body.last_held_at else None,
        last_sign_on=clock.local_date(max(signs)) if signs else None,
        interval_months=procedure.interval_months,
        dormant_months=procedure.dormant_months,
    )


def committees() -> QuerySet[Body]:
    """The committees in being, district by district."""
    return Body.objects.active().filter(kind__in=[BodyKind.DEPC, BodyKind.SEPC])
