"""Rows of a list of bottlenecks for people: where each stands and until when, in a fixed number of queries."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.urls import reverse

from bottlenecks.models import Bottleneck, Status
from bottlenecks.search import with_overdue
from escalations.explain import days_of
from escalations.models import Deadline
from institutions import clock

SOON = timedelta(days=3)


def rows_of(bottlenecks: Iterable[Bottleneck]) -> list[dict[str, Any]]:
    """Dictionaries for the case_table component, in the given order (bottlenecks from `for_list()`)."""
    found = list(bottlenecks)
    running = Deadline.objects.running().filter(case__in=[one.pk for one in found]).select_related("calendar", "case")
    clocks = {deadline.case_id: deadline for deadline in running}
    days = days_of(clocks.values())
    return [_row(one, clocks.get(one.pk), days.get(one.pk)) for one in found]


def rows_by_id(ids: Sequence[int]) -> list[dict[str, Any]]:
    """The same for the ids of one page, in their order: only the rows shown are joined and checked for lateness."""
    found = with_overdue(Bottleneck.objects.for_list()).in_bulk(ids)
    return rows_of(found[pk] for pk in ids if pk in found)


def _row(bottleneck: Bottleneck, deadline: Deadline | None, day: int | None) -> dict[str, Any]:
    case, now = bottleneck.case, clock.now()
    due_at = deadline.due_at if deadline else None
    return {
        "url": reverse("bottleneck", args=[case.handle]),
        "title": case.title,
        "reference": case.reference or "",
        "place": f"{case.district}, {case.state.code}",
        "status": case.status,
        "status_label": Status(case.status).label,
        "level": None if case.is_draft else case.level,
        "holder": case.holder or "",
        "due_on": clock.local_date(due_at) if due_at else None,
        "day": day,
        "days": deadline.allowed_days if deadline else None,
        "late": due_at is not None and due_at <= now,
        "missed": getattr(bottleneck, "is_overdue", False),
        "soon": due_at is not None and now < due_at <= now + SOON,
        "case": case,
        "bottleneck": bottleneck,
    }
