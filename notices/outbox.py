"""Writing notices beside the event they tell of, in the same transaction; sending is somebody else's work."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from cases.models import Event
from institutions import clock
from institutions.models import Post
from notices import nudge
from notices.models import Delivery, Notice, Purpose


@dataclass(frozen=True)
class NoticeTo:
    """Who is told what: a post, why, and for a formal notice its reply-by instant and the verb its link offers."""

    post: Post
    purpose: str = Purpose.COPIED
    reply_by: datetime | None = None
    verb: str = ""


def write(*, event: Event, to: Iterable[NoticeTo], of: str = "") -> list[Notice]:
    """Write one notice per post for an event; a post told twice is told once, by its first row.

    of: what a notice is of that tells of something since the event; told once under that name.
    Formal notices (escalations) get a number such as DEH/2026/000123 from a sequence that never repeats.
    """
    at = clock.now()
    written: dict[int, Notice] = {}
    for spec in to:
        if spec.post is None or spec.post.pk in written:
            continue
        notice = Notice(
            dedupe_key=f"{event.pk}:{spec.post.pk}{of and f':{of}'}",
            number=_next_number(at) if spec.purpose == Purpose.ESCALATION else None,
            case_id=event.case_id,
            event=event,
            recipient=spec.post,
            purpose=spec.purpose,
            verb=spec.verb,
            reply_by=spec.reply_by,
            created_at=at,
        )
        written[spec.post.pk] = notice
    notices = Notice.objects.bulk_create(written.values())
    Delivery.objects.bulk_create([Delivery(notice=notice, created_at=at) for notice in notices])
    if notices:
        nudge.after_commit()
    return notices


def _next_number(at: datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('notices_formal_number')")
        (number,) = cursor.fetchone()
    return f"DEH/{clock.local_date(at).year}/{number:06d}"
