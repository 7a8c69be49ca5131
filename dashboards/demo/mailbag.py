"""The mail of the demo's past: recorded as sent when it would have been, without sending it."""

import uuid
from collections import defaultdict
from datetime import timedelta

from cases.models import Case
from institutions import clock
from institutions.models import Appointment
from notices.models import Delivery, DeliveryState, Mail, MailState, Notice

FOR_REAL = 12  # the latest notices go to the catcher, so that there is mail to read
BUNDLE = timedelta(minutes=15)
TAKES = timedelta(seconds=9)
READ_AFTER = timedelta(days=2)


def record_as_sent(*, keep: int = FOR_REAL, case: Case | None = None) -> int:
    """Turn waiting deliveries into mails sent in the past, one per person and quarter hour; the last `keep` wait on."""
    waiting = Delivery.objects.filter(state=DeliveryState.PENDING).select_related("notice")
    if case is not None:
        waiting = waiting.filter(notice__case=case)
    old = list(waiting.order_by("-created_at", "-pk"))[keep:]
    holders = {row.post_id: row for row in Appointment.objects.holders(clock.today()).select_related("user")}
    bundles: dict[tuple[str, int], list[Delivery]] = defaultdict(list)
    for delivery in old:
        delivery.appointment = holders.get(delivery.notice.recipient_id)
        if delivery.appointment is None:
            delivery.state = DeliveryState.UNREACHABLE
            continue
        quarter = int(delivery.created_at.timestamp() // BUNDLE.total_seconds())
        bundles[delivery.appointment.user.email, quarter].append(delivery)
    mails = [_mail(address, deliveries) for (address, _quarter), deliveries in bundles.items()]
    Mail.objects.bulk_create(mails)
    Delivery.objects.bulk_update(old, ["appointment", "state", "mail"], batch_size=500)
    return len(mails)


def _mail(address: str, deliveries: list[Delivery]) -> Mail:
    made = max(delivery.created_at for delivery in deliveries)
    key = uuid.uuid4()
    mail = Mail(
        id=key,
        address=address,
        message_id=f"<{key}@demo.invalid>",
        state=MailState.SENT,
        attempts=1,
        created_at=made,
        next_try_at=made,
        sent_at=made + TAKES,
    )
    for delivery in deliveries:
        delivery.mail, delivery.state = mail, DeliveryState.MAILED
    return mail


def mark_old_as_read() -> None:
    """People have opened what came before the last two days."""
    old = Notice.objects.filter(created_at__lt=clock.now() - READ_AFTER, read_at=None)
    for notice in (rows := list(old.only("created_at"))):
        notice.read_at = notice.created_at + timedelta(hours=5)
    Notice.objects.bulk_update(rows, ["read_at"], batch_size=1000)
