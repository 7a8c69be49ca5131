"""Making up mails: all that waits for one address goes into one mail, at most one per address and quarter hour."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, transaction

from institutions import clock
from notices.addresses import Reader, readers
from notices.briefs import is_of_use, purposes_to_ask
from notices.models import Delivery, DeliveryState, Mail

LARGEST = 100  # notices in a mail; the rest waits for the next
RECIPIENTS = 500  # posts looked at in one transaction
LOCK = 0x4445484D  # "DEHM": one bundler at a time, or two would each make up a first mail for an address


def bundle_all() -> int:
    """Make up every mail whose time has come; how many were made. Short transactions, one after another."""
    made, after = 0, 0
    while True:
        mails, after = bundle(after)
        made += mails
        if not after:
            return made


@transaction.atomic
def bundle(after: int = 0) -> tuple[int, int]:
    """Make up the mails of some posts: (mails made, id of the last post looked at, 0 when none is left).

    A post whose address got a mail in the last quarter hour is left waiting. While another worker bundles, nothing is
    done: whatever is missed here, that worker or the next round takes.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0, 0
    pending = Delivery.objects.filter(state=DeliveryState.PENDING)
    posts = list(
        pending.filter(notice__recipient__gt=after)
        .order_by("notice__recipient")
        .values_list("notice__recipient", flat=True)
        .distinct()[:RECIPIENTS]
    )
    made = _make_up(pending.filter(notice__recipient__in=posts), clock.now()) if posts else 0
    return made, posts[-1] if len(posts) == RECIPIENTS else 0


def _make_up(pending, at: datetime) -> int:
    waiting = list(
        pending.select_for_update(skip_locked=True, of=("self",))
        .select_related("notice__recipient__body", "notice__case")
        .order_by("pk")
    )
    reader_of = readers(delivery.notice for delivery in waiting)
    bundles: dict[str, list[tuple[Delivery, Reader]]] = defaultdict(list)
    unreachable, useless = [], []
    for delivery in waiting:
        reader = reader_of.get(delivery.notice_id)
        if reader is None:
            unreachable.append(delivery.pk)
        elif not is_of_use(delivery.notice, reader.appointment):
            useless.append(delivery.pk)
        else:
            bundles[reader.address].append((delivery, reader))
    Delivery.objects.filter(pk__in=unreachable).update(state=DeliveryState.UNREACHABLE)
    Delivery.objects.filter(pk__in=useless).delete()  # the notice stays, in the portal only
    busy = _written_to_lately(bundles, at)
    due = {address: bundle[:LARGEST] for address, bundle in bundles.items() if address not in busy}
    for address, bundle in due.items():
        _mail(address, bundle, at)
    return len(due)


@transaction.atomic
def take_out_useless(mail: Mail) -> bool:
    """Take out of a mail what is of no use to its reader any more; whether anything is left to be sent.

    For a mail that was certainly not sent: of one that may be, all of it is the record of what was said to whom.
    """
    rows = mail.deliveries.filter(notice__purpose__in=purposes_to_ask(), appointment__isnull=False)
    rows = rows.select_related("notice__case", "appointment__user", "appointment__post__body")
    useless = [row.pk for row in rows if not is_of_use(row.notice, row.appointment)]
    if not useless:
        return True
    Delivery.objects.filter(pk__in=useless).delete()
    if mail.deliveries.exists():
        return True
    mail.delete()
    return False


def _written_to_lately(addresses: Iterable[str], at: datetime) -> set[str]:
    since = at - timedelta(minutes=settings.NOTICE_BUNDLE_MINUTES)
    recent = Mail.objects.filter(address__in=list(addresses), created_at__gt=since, created_at__lte=at)
    return set(recent.values_list("address", flat=True)) if settings.NOTICE_BUNDLE_MINUTES else set()


def _mail(address: str, bundle: list[tuple[Delivery, Reader]], at: datetime) -> None:
    """One mail for an address, which is frozen here together with the language and the Message-ID."""
    language = bundle[0][1].appointment.user.language
    mail = Mail(address=address, language=language, next_try_at=at, created_at=at)
    mail.message_id = f"<{mail.id}@{urlsplit(settings.SITE_URL).hostname}>"
    mail.save(force_insert=True)
    for delivery, reader in bundle:
        delivery.mail, delivery.state = mail, DeliveryState.MAILED
        delivery.appointment, delivery.fallback_post = reader.appointment, reader.fallback_post
    Delivery.objects.bulk_update(
        [delivery for delivery, _reader in bundle], ["mail", "state", "appointment", "fallback_post"]
    )
