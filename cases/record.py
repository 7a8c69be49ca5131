"""Writing history: references, events and involvements, always inside the caller's transaction."""

import hashlib

import structlog
from django.db import connection

from cases.models import Case, Event, Involvement, Remark
from institutions import clock
from institutions.actors import Actor
from institutions.models import Body


def next_reference(*, prefix: str, year: int) -> str:
    """The next reference of a series, such as MH-PUNE-2026-00042.

    Unique and monotone per series under concurrency: the counter's row is locked until the caller commits.
    """
    series = f"{prefix}-{year}"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_referencecounter (series, last) VALUES (%s, 1) "
            "ON CONFLICT (series) DO UPDATE SET last = cases_referencecounter.last + 1 RETURNING last",
            [series],
        )
        (number,) = cursor.fetchone()
    return f"{series}-{number:05d}"


def record(
    *, case: Case, verb: str, source: str, by: Actor, data: dict | None = None, text: str = "", effective_on=None
) -> Event:
    """Write the Event of what was just done to a case, with its words in an erasable Remark.

    `data` holds ids, codes, dates and numbers only: an Event outlives the erasure of personal data.
    """
    at = clock.now()
    event = Event.objects.create(
        case=case,
        verb=verb,
        source=source,
        target=case.status,
        level=case.level,
        cycle=case.cycle,
        version=case.version,
        holder_id=case.holder_id,
        district_id=case.district_id,
        state_id=case.state_id,
        actor_kind=by.kind,
        actor_user=by.user,
        actor_appointment=by.appointment,
        actor_credential=by.credential,
        actor_post=by.post,
        request_id=str(structlog.contextvars.get_contextvars().get("request_id", ""))[:64],
        data=data or {},
        text_hash=hashlib.sha256(text.encode()).hexdigest() if text else "",
        recorded_at=at,
        effective_on=effective_on or clock.local_date(at),
    )
    if text:
        Remark.objects.create(event=event, text=text)
    return event


def involve(*, case: Case, body: Body, role: str) -> None:
    """Give a body a part in a case; repeating it changes nothing."""
    Involvement.objects.get_or_create(case=case, body=body, role=role, until=None, defaults={"since": clock.now()})


def end_involvement(*, case: Case, body: Body, role: str) -> None:
    """End a body's part in a case, keeping the row as history."""
    Involvement.objects.filter(case=case, body=body, role=role, until=None).update(until=clock.now())
