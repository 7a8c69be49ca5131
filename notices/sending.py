"""Sending mails: at least once, outside any transaction, always under the Message-ID the mail was made up with.

A worker leases a mail in one short transaction, sends it, and notes the result in another. Killed in between, its
lease runs out and the mail is sent again; two workers never hold the same lease. A mail that may have gone out already
keeps a lease that ran out: it is sent again as it is, for what it carried is the record of what was sent.
"""

import smtplib
import time
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.core.mail import get_connection
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from institutions import clock
from notices.bundling import bundle_all, take_out_useless
from notices.models import Mail, MailState
from notices.rendering import message_of

LEASE = timedelta(minutes=2)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)
REFUSED_FOR_GOOD = 3  # refusals with a 5xx answer after which a mail counts as not delivered
RUN_SECONDS = 120  # then the next beat goes on
DEMO_SUFFIX = ".invalid"
ERROR_LENGTH = 1000
REFUSALS = (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused)  # the mail server has not taken the mail

log = structlog.get_logger()


class NotSent(Exception):
    """The portal itself refuses to send this mail."""


def send_due() -> int:
    """Make up the mails whose time has come and send what is due; how many were sent. Any number may run at once."""
    bundle_all()
    sent, connection, stop_at = 0, get_connection(), time.monotonic() + RUN_SECONDS
    try:
        while time.monotonic() < stop_at and (mail := claim(clock.now())):
            outcome = send(mail, connection)
            sent += outcome is True
            if outcome is None:  # no mail server: the others keep their place and the next round tries again
                break
    finally:
        _hang_up(connection)
    return sent


@transaction.atomic
def claim(at: datetime) -> Mail | None:
    """Lease the mail that has been due longest. The attempt counts from here, or a mail that kills would never tire.

    A lease that ran out without a result is of an attempt nobody knows the end of: the mail may be sent.
    """
    free = Q(lease_until=None) | Q(lease_until__lte=at)
    due = Mail.objects.filter(free, state=MailState.WAITING, next_try_at__lte=at).order_by("next_try_at")
    mail = due.select_for_update(skip_locked=True).first()
    if mail:
        mail.may_be_sent = mail.lease_until is not None
        mail.lease_until, mail.attempts = at + LEASE, min(mail.attempts + 1, 30_000)
        mail.save(update_fields=["lease_until", "attempts"])
    return mail


def send(mail: Mail, connection) -> bool | None:
    """Send a leased mail and note the result: True sent, False not sent, None no mail server answers."""
    handed_over = False
    try:
        _refuse_real_addresses(mail)
        if not mail.may_be_sent and not take_out_useless(mail):
            return False
        message = message_of(mail, connection)
        connection.open()
        handed_over = True
        message.send()
    except Exception as problem:  # one mail's trouble, whatever it is, is kept with it and stops no other
        mail.may_be_sent |= handed_over and not isinstance(problem, REFUSALS)
        away = getattr(connection, "connection", True) is None and isinstance(problem, OSError)
        _note_failure(mail, problem)
        _hang_up(connection)
        return None if away else False
    _note_sent(mail)
    return True


def try_again(mails) -> int:
    """Put mails that count as not delivered back in line, for example once an address is right again."""
    return mails.filter(state=MailState.FAILED).update(state=MailState.WAITING, attempts=0, next_try_at=clock.now())


def pause_after(attempts: int) -> timedelta:
    """1, 2, 4 … minutes, at most 6 hours."""
    return min(FIRST_PAUSE * 2 ** min(attempts - 1, 10), LONGEST_PAUSE)


def is_permanent(problem: Exception) -> bool:
    """Whether the mail server said that trying again is of no use (a 5xx answer), or we say so ourselves."""
    if isinstance(problem, NotSent):
        return True
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _said in problem.recipients.values())
    if isinstance(problem, smtplib.SMTPAuthenticationError | smtplib.SMTPConnectError | smtplib.SMTPHeloError):
        return False  # our own set-up, not the mail
    return isinstance(problem, smtplib.SMTPResponseException) and problem.smtp_code >= 500


def _refuse_real_addresses(mail: Mail) -> None:
    if settings.DEMO and not mail.address.lower().endswith(DEMO_SUFFIX):
        raise NotSent(_("A demonstration sends only to invented addresses, which end in “.invalid”."))


def _note_sent(mail: Mail) -> None:
    """Sent is sent, even where the lease ran out meanwhile."""
    Mail.objects.filter(pk=mail.pk).exclude(state=MailState.SENT).update(
        state=MailState.SENT, sent_at=clock.now(), lease_until=None, error=""
    )


def _note_failure(mail: Mail, problem: Exception) -> None:
    over = isinstance(problem, NotSent) or (is_permanent(problem) and mail.attempts >= REFUSED_FOR_GOOD)
    at = clock.now()
    log.warning("mail_not_sent", mail=str(mail.pk), attempts=mail.attempts, over=over, problem=str(problem))
    Mail.objects.filter(pk=mail.pk, lease_until=mail.lease_until, state=MailState.WAITING).update(
        state=MailState.FAILED if over else MailState.WAITING,
        error=(str(problem) or type(problem).__name__).replace("\x00", "")[:ERROR_LENGTH],
        next_try_at=at + pause_after(mail.attempts),
        lease_until=at if mail.may_be_sent else None,
    )


def _hang_up(connection) -> None:
    try:
        connection.close()
    except (OSError, smtplib.SMTPException):
        connection.connection = None
