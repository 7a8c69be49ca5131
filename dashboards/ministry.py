"""The numbers of the Ministry page: each counted by the same query as the list it links to, over what one may see."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bottlenecks.models import AGES, Area, Bottleneck, BottleneckQuerySet
from escalations.auditor import findings
from escalations.sweep import last_clean_sweep
from institutions import clock
from institutions.actors import Actor
from institutions.models import Body, BodyKind
from notices.models import Delivery, DeliveryState, Mail, MailState

LEVELS = {
    0: _("District committee"),
    1: _("State committee or department"),
    2: _("Agency, or State committee"),
    3: _("Head of agency, or Chief Secretary"),
    4: _("DGFT headquarters"),
    5: _("Inter-ministerial"),
}
UNSENT_FOR = timedelta(minutes=30)


def list_url(**wanted: Any) -> str:
    """The address of the list that counts the same."""
    query = {name: value for name, value in wanted.items() if value not in (None, "")}
    return f"{reverse('bottlenecks')}?{urlencode({'live': 1, **query})}"


@dataclass(frozen=True)
class Cell:
    value: int
    url: str


@dataclass(frozen=True)
class Row:
    label: Any
    cells: list[Cell]
    total: Cell


@dataclass(frozen=True)
class AgencyRow:
    """A body's open cases: holding and overdue counts, and the opening of its oldest one."""

    body: Body
    holding: Cell
    overdue: Cell
    oldest: datetime


def _live(actor: Actor, age: str, at: datetime) -> BottleneckQuerySet:
    rows = Bottleneck.objects.visible_to(actor).live()
    return rows.aged(age, at) if age else rows


def by_age(actor: Actor) -> dict[str, int]:
    """How many are open, by bucket of age; "" is the total."""
    at = clock.now()
    counts = _live(actor, "", at).aggregate(
        total=Count("pk"),
        **{f"n{index}": Count("pk", filter=_age(bucket, at)) for index, bucket in enumerate(AGES)},
    )
    return {"": counts["total"]} | {bucket: counts[f"n{index}"] for index, bucket in enumerate(AGES)}


def _age(bucket: str, at: datetime) -> Q:
    youngest, oldest = AGES[bucket]
    condition = Q(case__opened_at__lte=at - timedelta(days=youngest))
    return condition if oldest is None else condition & Q(case__opened_at__gt=at - timedelta(days=oldest))


def by_area_and_level(actor: Actor, age: str) -> list[Row]:
    """Open bottlenecks, a row per area and a cell per level, and a last row of totals."""
    counted = _live(actor, age, clock.now()).values("area__code", "case__level").annotate(n=Count("pk"))
    found = {(row["area__code"], row["case__level"]): row["n"] for row in counted}
    rows = [_row(area, area.code, found, age) for area in Area.objects.all()]
    sums: dict[tuple[str, int], int] = {}
    for (_area, level), n in found.items():
        sums["", level] = sums.get(("", level), 0) + n
    return [*rows, _row(_("All areas"), "", sums, age)]


def _row(label, code: str, found: dict[tuple[str, int], int], age: str) -> Row:
    cells = [Cell(found.get((code, level), 0), list_url(area=code, level=level, age=age)) for level in LEVELS]
    return Row(label, cells, Cell(sum(cell.value for cell in cells), list_url(area=code, age=age)))


def by_agency(actor: Actor, *, at_most: int = 25) -> list[AgencyRow]:
    """The Central agencies that hold open cases, the most overdue first."""
    at = clock.now()
    held = Bottleneck.objects.visible_to(actor).live()
    held = held.filter(case__holder__body__kind__in=[BodyKind.CENTRAL_AGENCY, BodyKind.APEX])
    counted = held.values("case__holder__body").annotate(n=Count("pk"), oldest=Min("case__opened_at"))
    late = held.overdue(at).values("case__holder__body").annotate(n=Count("pk"))
    overdue = {row["case__holder__body"]: row["n"] for row in late}
    bodies = Body.objects.in_bulk([row["case__holder__body"] for row in counted])
    rows = [_agency(bodies[row["case__holder__body"]], row, overdue) for row in counted]
    return sorted(rows, key=lambda row: (-row.overdue.value, -row.holding.value))[:at_most]


def _agency(body: Body, row: dict, overdue: dict[int, int]) -> AgencyRow:
    return AgencyRow(
        body=body,
        holding=Cell(row["n"], list_url(agency=body.code)),
        overdue=Cell(overdue.get(body.pk, 0), list_url(agency=body.code, overdue=1)),
        oldest=row["oldest"],
    )


def overdue_count(actor: Actor) -> int:
    return Bottleneck.objects.visible_to(actor).live().overdue(clock.now()).count()


def undelivered_mails():
    """Mails that failed or keep being retried, oldest first."""
    late = clock.now() - UNSENT_FOR
    stuck = (
        Q(state=MailState.FAILED)
        | Q(state=MailState.WAITING, created_at__lt=late)
        | Q(state=MailState.WAITING, attempts__gt=0)
    )
    return Mail.objects.filter(stuck).order_by("created_at")


def undelivered_notices():
    """Notices that reached nobody, or wait for a mail longer than they should."""
    late = clock.now() - UNSENT_FOR
    stuck = Q(state=DeliveryState.UNREACHABLE) | Q(state=DeliveryState.PENDING, created_at__lt=late)
    return (
        Delivery.objects.filter(stuck).select_related("notice__case", "notice__recipient__body").order_by("created_at")
    )


def machinery() -> dict[str, Any]:
    """The state of the clocks and the outbox: last clean sweep, findings, undelivered notices and mails."""
    return {
        "last_sweep": last_clean_sweep(),
        "findings": list(findings()),
        "mails": undelivered_mails(),
        "deliveries": undelivered_notices(),
    }
