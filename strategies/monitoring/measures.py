"""What an adoption promised, taken from its frozen version: the measures progress is judged by."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from institutions import clock
from strategies.models import EXPORT_TARGETS, Adoption, Measure, Progress
from strategies.monitoring.quarters import Quarter, quarter_of


def record_measures(adoption: Adoption) -> None:
    """Write the measures of an adoption; what was reported of the same interventions and targets counts on.

    An intervention goes from its baseline to its target between its dates. A target has one measure a year: exports
    begin at zero on 1 April, every other figure at that of the year before (the first year: at the baseline).
    Of a document that was brought in no quarter before that is asked for, after a revision either.
    """
    content, rows = adoption.version.content, []
    asked_from = _asked_from(adoption)
    for position, said in enumerate(content.get("interventions", ())):
        rows.append(_of_intervention(adoption, position, said))
    for position, said in enumerate(content["targets"]):
        rows += _of_target(adoption, 1000 + position, said)
    latest = _latest(rows)
    for row in rows:
        row.asked_from = asked_from
        row.latest = latest.get((row.intervention_id, row.target_id, row.year))
    Measure.objects.bulk_create(rows)


def _asked_from(adoption: Adoption) -> int | None:
    """The quarter in which the document was brought in; None for one that was adopted here."""
    rows = Adoption.objects.filter(case=adoption.case_id, paper__isnull=False)
    brought_in_at = rows.values_list("adopted_at", flat=True).first()
    return quarter_of(clock.local_date(brought_in_at)).index if brought_in_at else None


def _of_intervention(adoption: Adoption, position: int, said: dict[str, Any]) -> Measure:
    row = Measure(
        adoption=adoption, position=position, intervention_id=said["id"], code=said["code"], title=said["title"],
        indicator=said["indicator"], unit=said["unit"], baseline=_figure(said["baseline"]),
        goal=_figure(said["target"]), starts_on=_day(said["starts_on"]), due_on=_day(said["due_on"]),
    )  # fmt: skip
    if row.starts_on and row.due_on:
        row.first_quarter, row.last_quarter = quarter_of(row.starts_on).index, quarter_of(row.due_on).index
    return row


def _of_target(adoption: Adoption, position: int, said: dict[str, Any]) -> list[Measure]:
    years = sorted((int(year), _figure(value)) for year, value in said["years"].items())
    before = Decimal(0) if said["kind"] in EXPORT_TARGETS else (_figure(said["baseline"]) or Decimal(0))
    rows = []
    for number, (year, goal) in enumerate(years):
        first, last = Quarter(year, 1), Quarter(year, 4)
        rows.append(
            Measure(
                adoption=adoption, position=position, target_id=said["id"], year=year, title=said["title"],
                unit=said["unit"], baseline=before, goal=goal, starts_on=first.starts_on, due_on=last.ends_on,
                first_quarter=first.index, last_quarter=last.index,
                judged_from=year if number else 0,
                judged_to=years[number + 1][0] - 1 if number + 1 < len(years) else 9999,
            )
        )  # fmt: skip
        if said["kind"] not in EXPORT_TARGETS and goal is not None:
            before = goal
    return rows


def _latest(rows: list[Measure]) -> dict[tuple, Progress]:
    """The last quarter with a figure, of each thing measured."""
    found: dict[tuple, Progress] = {}
    entries = Progress.objects.filter(intervention__in=[row.intervention_id for row in rows if row.intervention_id])
    entries |= Progress.objects.filter(target__in=[row.target_id for row in rows if row.target_id])
    for entry in standing(entries):
        year = entry.year if entry.target_id else None
        found[entry.intervention_id, entry.target_id, year] = entry
    return found


def standing(entries) -> list[Progress]:
    """The entries with a figure that stand: of each quarter the last number, oldest quarter first."""
    last: dict[tuple, Progress] = {}
    for entry in entries.order_by("year", "quarter", "number"):
        last[entry.intervention_id, entry.target_id, entry.year, entry.quarter] = entry
    return [entry for entry in last.values() if entry.actual is not None]


def _figure(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
