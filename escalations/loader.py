"""Loads ladders, allowances, calendars and published holidays from the tables in data/ and the `holidays` package."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import time
from pathlib import Path

import holidays
from django.db import transaction

from escalations.calendars import bump
from escalations.models import Allowance, Calendar, Holiday, Policy
from geography.models import State
from institutions.tables import add_dated, add_missing, in_force, read_table

DATA = Path(__file__).parent / "data"
CATEGORIES = ("public", "government")  # what offices keep; optional holidays are each officer's own


@dataclass(frozen=True)
class Loaded:
    """How many rows were added. grown: calendars in use that got further days, so their clocks need counting afresh."""

    policies: int
    allowances: int
    calendars: int
    holidays: int
    grown: tuple[Calendar, ...]


@transaction.atomic
def load_policies(*, years: Collection[int]) -> Loaded:
    """Create the policies, allowances, calendars, and the holidays of some years, which are missing.

    What officers changed is not overwritten; a holiday they cancelled stays cancelled.
    """
    policies = add_dated(_policies(), key=lambda row: (row.kind, row.ladder, row.level, row.severity))
    allowances = add_missing(
        [
            Allowance(code=row["code"], value=row["value"], title=row["title"], source=row["source"])
            for row in read_table(DATA / "allowances.csv")
        ]
    )
    calendars = _add_calendars()
    days, grown = _seed_holidays(years)
    return Loaded(policies, allowances, calendars, days, tuple(grown))


def _policies() -> list[Policy]:
    return [
        Policy(
            kind=row["kind"],
            ladder=row["ladder"],
            level=int(row["level"]),
            severity=row["severity"],
            title=row["title"],
            title_hi=row["title_hi"],
            holder=row["holder"],
            copied=row["copied"],
            acknowledge_days=_days(row["acknowledge_days"]),
            act_days=_days(row["act_days"]),
            version=int(row["version"]),
            source=row["source"],
            during=in_force(row),
        )
        for row in read_table(DATA / "policies.csv")
    ]


def _days(cell: str) -> int | None:
    return int(cell) if cell else None


def _add_calendars() -> int:
    """The Centre's calendar and one for each State; a calendar that is there keeps its weekend rule and hours."""
    states = {state.lgd_code: state for state in State.objects.all()}
    present = set(Calendar.objects.filter(body=None).values_list("state__lgd_code", flat=True))
    new = [
        Calendar(
            name=row["name"],
            state=states[row["state_lgd_code"]] if row["state_lgd_code"] else None,
            weekend=row["weekend"],
            closes_at=time.fromisoformat(row["closes_at"]),
            source=row["source"],
        )
        for row in read_table(DATA / "calendars.csv")
        if (row["state_lgd_code"] or None) not in present
    ]
    Calendar.objects.bulk_create(new)
    return len(new)


def _seed_holidays(years: Collection[int]) -> tuple[int, list[Calendar]]:
    """Add the published holidays of each calendar; returns how many, and the calendars that had others before."""
    codes = {row["state_lgd_code"] or None: row["holidays_subdivision"] for row in read_table(DATA / "calendars.csv")}
    kept: dict[int, set] = {}
    for pk, on in Holiday.objects.values_list("calendar_id", "day"):
        kept.setdefault(pk, set()).add(on)
    new, grown = [], []
    for calendar in Calendar.objects.filter(body=None).select_related("state"):
        subdivision = codes[calendar.state.lgd_code if calendar.state else None]
        days = published(subdivision or None, years)
        missing = [
            Holiday(calendar=calendar, day=on, name=name[:160], source=f"holidays {holidays.__version__}")
            for on, name in days.items()
            if on not in kept.get(calendar.pk, ())
        ]
        new += missing
        if missing and calendar.pk in kept:
            bump(calendar)
            grown.append(calendar)
    Holiday.objects.bulk_create(new, batch_size=1000)
    return len(new), grown


def published(subdivision: str | None, years: Collection[int]) -> dict:
    """The public and government holidays the package knows: date -> name in English."""
    return dict(holidays.India(subdiv=subdivision, years=years, categories=CATEGORIES, language="en_IN"))
