"""Notices as their readers see them: those of the posts one acts through, and what became of each mail."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from institutions import clock
from institutions.models import Appointment
from notices.models import Delivery, DeliveryState, MailState, Notice, NoticeQuerySet


def notices_of(appointments: Iterable[Appointment]) -> NoticeQuerySet:
    return Notice.objects.for_posts([appointment.post_id for appointment in appointments])


def unread_count(appointments: Iterable[Appointment]) -> int:
    return notices_of(appointments).unread().count()


def for_list(notices: NoticeQuerySet) -> NoticeQuerySet:
    """Everything a row of the list shows, in one query."""
    return notices.select_related(
        "case", "event__actor_post__body", "recipient__body", "delivery__mail", "delivery__fallback_post__body"
    )


def mark_read(notices: NoticeQuerySet) -> int:
    """Note that they were opened; the first time counts."""
    return notices.unread().update(read_at=clock.now())


def result_of(delivery: Delivery | None) -> tuple[str, str]:
    """(tone code, what became of a notice's mail in a few words)."""
    if delivery is None:
        return "neutral", _("In the portal only")
    if delivery.state == DeliveryState.UNREACHABLE:
        return "failed", _("Nobody to mail it to")
    if delivery.mail is None or delivery.mail.state == MailState.WAITING:
        tried = delivery.mail is not None and delivery.mail.attempts > 0 and delivery.mail.error
        return "pending", _("Not sent yet, will be tried again") if tried else _("Waiting to be sent")
    if delivery.mail.state == MailState.FAILED:
        return "failed", _("Not delivered")
    return "sent", _("Sent by e-mail")


def remark_on(delivery: Delivery | None) -> str:
    """When it was sent and to whom else it went, or the error of the last attempt."""
    if delivery is None or delivery.mail is None:
        return ""
    mail, parts = delivery.mail, []
    if mail.sent_at:
        parts.append(_("Sent on %(when)s.") % {"when": f"{mail.sent_at.astimezone(clock.INDIA):%d.%m.%Y, %H:%M}"})
    if delivery.fallback_post:
        parts.append(_("The post has no holder; it went to %(post)s.") % {"post": delivery.fallback_post})
    if mail.error and mail.state != MailState.SENT:
        parts.append(_("Last attempt: %(error)s") % {"error": mail.error})
    return " ".join(parts)
