"""The mail of the demo's past: recorded as sent when it would have been, without sending it."""

import uuid
from collections import defaultdict
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import F, QuerySet

from institutions import clock
from institutions.models import Appointment
from notices.models import Delivery, DeliveryState, Mail, MailState, Notice

FOR_REAL = 12  # the latest notices go to the catcher, so that there is mail to read
BUNDLE = timedelta(minutes=15)
TAKES = timedelta(seconds=9)
READ_AFTER = timedelta(days=2)
MAILED = """
    UPDATE notices_delivery SET state = %s, appointment_id = sent.appointment, mail_id = sent.mail
    FROM unnest(%s::bigint[], %s::bigint[], %s::uuid[]) AS sent (delivery, appointment, mail)
    WHERE notices_delivery.id = sent.delivery
"""


def waiting() -> QuerySet[Delivery]:
    return Delivery.objects.filter(state=DeliveryState.PENDING)


def record_as_sent(found: QuerySet[Delivery], *, keep: int = FOR_REAL) -> int:
    """Turn waiting deliveries into mails sent in the past, one per person and quarter hour; the last `keep` wait on.

    Some ten thousand rows: read as plain values and written in three statements.
    """
    rows = found.order_by("-created_at", "-pk").values_list("pk", "notice__recipient", "created_at")[keep:]
    holders = Appointment.objects.holders(clock.today()).select_related("user")
    held = {row.post_id: (row.pk, row.user.email) for row in holders}
    bundles: dict[tuple[int, str, int], list[tuple[int, datetime]]] = defaultdict(list)
    nobody = []
    for pk, post, created_at in rows:
        if post not in held:
            nobody.append(pk)
            continue
        quarter = int(created_at.timestamp() // BUNDLE.total_seconds())
        bundles[*held[post], quarter].append((pk, created_at))
    mails, sent = [], []
    for (appointment, address, _quarter), deliveries in bundles.items():
        mail = _mail(address, max(created_at for _pk, created_at in deliveries))
        mails.append(mail)
        sent += [(pk, appointment, mail.pk) for pk, _created_at in deliveries]
    Mail.objects.bulk_create(mails, batch_size=2000)
    if sent:
        with connection.cursor() as cursor:
            cursor.execute(MAILED, [DeliveryState.MAILED, *map(list, zip(*sent, strict=True))])
    Delivery.objects.filter(pk__in=nobody).update(state=DeliveryState.UNREACHABLE)
    return len(mails)


def _mail(address: str, made: datetime) -> Mail:
    key = uuid.uuid4()
    return Mail(
        id=key,
        address=address,
        message_id=f"<{key}@demo.invalid>",
        state=MailState.SENT,
        attempts=1,
        created_at=made,
        next_try_at=made,
        sent_at=made + TAKES,
    )


def mark_old_as_read() -> None:
    """People have opened what came before the last two days."""
    old = Notice.objects.filter(created_at__lt=clock.now() - READ_AFTER, read_at=None)
    old.update(read_at=F("created_at") + timedelta(hours=5))
