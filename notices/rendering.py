"""From a mail's notices to its message: text and simple HTML, in the recipient's language."""

from collections.abc import Iterable
from email import encoders
from email.mime.base import MIMEBase
from email.utils import format_datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

from institutions import clock
from notices import briefs, links
from notices.briefs import Attached
from notices.models import Delivery, Mail, Notice, Purpose

NAMED_IN_SUBJECT = 3
LONGEST_SUBJECT = 180

ASKED = {
    Purpose.ESCALATION: gettext_lazy("It is with your post now. Please answer it; silence takes it to the next level."),
    Purpose.FOR_ACTION: gettext_lazy("Please act on it."),
    Purpose.ASSIGNED: gettext_lazy("It was assigned to you. Please report what was done."),
    Purpose.COPIED: gettext_lazy("For your information; nothing is asked of you."),
    Purpose.ANSWERED: gettext_lazy("An answer has come. Please read it."),
    Purpose.REMINDER: gettext_lazy("A date has passed. Please act on it now."),
    Purpose.MEETING: gettext_lazy("Please attend, or send the substitute your order names."),
    Purpose.COMMENTS: gettext_lazy("Please read them in the portal; this is told once a day at most."),
    Purpose.ALERT: gettext_lazy("Your attention is asked for: the usual way has not led to an answer."),
}
ACKNOWLEDGE_FIRST = gettext_lazy(
    "It is with your post now. Please acknowledge it, then answer it; silence takes it to the next level."
)


def message_of(mail: Mail, connection=None) -> EmailMultiAlternatives:
    """The message of a mail; the same headers at every attempt."""
    deliveries = list(
        mail.deliveries.select_related(
            "notice__case__district__state",
            "notice__case__state",
            "notice__case__origin",
            "notice__event__actor_post__body",
            "notice__recipient__body",
            "appointment__post__body",
            "fallback_post__body",
        ).order_by("notice__reply_by", "notice_id")
    )
    with override(mail.language):
        items = [_item(delivery) for delivery in deliveries]
        context = {"items": items, "site_url": settings.SITE_URL, "DEMO": settings.DEMO, "language": mail.language}
        message = EmailMultiAlternatives(
            subject=_subject([delivery.notice for delivery in deliveries]),
            body=render_to_string("mail/notices.txt", context),
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[mail.address],
            headers={
                "Message-ID": mail.message_id,
                "Date": format_datetime(mail.created_at),
                "Auto-Submitted": "auto-generated",
                "Content-Language": mail.language,
            },
            connection=connection,
        )
        message.attach_alternative(render_to_string("mail/notices.html", context), "text/html")
    for part in _parts(file for item in items for file in item["attached"]):
        message.attach(part)
    return message


def _parts(files: Iterable[Attached]) -> list[MIMEBase]:
    """The files as parts of the mail, each once: several notices of a bundle may bring the same."""
    parts = []
    for file in dict.fromkeys(files):
        part = MIMEBase("application", "octet-stream")
        part.replace_header("Content-Type", file.content_type)
        part.set_payload(file.content)
        encoders.encode_base64(part)
        part.add_header("Content-Disposition", "attachment", filename=file.name)
        parts.append(part)
    return parts


def _item(delivery: Delivery) -> dict:
    """What the templates show of one notice."""
    notice = delivery.notice
    brief = briefs.brief_of(notice)
    asked = ACKNOWLEDGE_FIRST if notice.verb == "acknowledge" else ASKED.get(notice.purpose, "")
    return {
        "number": notice.number,
        "purpose": notice.get_purpose_display(),
        "reference": notice.case.handle,
        "title": notice.case.title,
        "what": brief.what,
        "asked": asked,
        "standing": brief.standing,
        "reply_by": day_and_time(notice.reply_by) if notice.reply_by else "",
        "facts": [(_("District"), place_of(notice)), (_("Raised by"), str(notice.case.origin)), *brief.facts],
        "to": str(notice.recipient),
        "instead": str(delivery.fallback_post) if delivery.fallback_post else "",
        "page": briefs.address_of(notice.case),
        "attached": brief.attached,
        "acknowledge": links.url_for(notice, delivery.appointment) if offers_link(delivery) else "",
    }


def offers_link(delivery: Delivery) -> bool:
    """A signed link goes to somebody in the body that is asked, not to whoever reads along for an empty one."""
    notice = delivery.notice
    reader = delivery.appointment
    return bool(notice.verb and reader and reader.post.body_id == notice.recipient.body_id)


def place_of(notice: Notice) -> str:
    case = notice.case
    return ", ".join(str(place) for place in (case.district, case.state) if place)


def day_and_time(instant) -> str:
    return _("%(time)s (India)") % {"time": date_format(localtime(instant, clock.INDIA), "j M Y, H:i")}


def _subject(notices: list[Notice]) -> str:
    names = [notice.number or notice.case.handle for notice in notices]
    if len(notices) == 1:
        notice = notices[0]
        reference = f"{notice.number} · {notice.case.handle}" if notice.number else notice.case.handle
        subject = f"{reference}: {notice.case.title}"
        if notice.reply_by:
            by = date_format(localtime(notice.reply_by, clock.INDIA), "j M Y")
            subject = _("Reply by %(date)s: %(subject)s") % {"date": by, "subject": subject}
    else:
        shown = ", ".join(names[:NAMED_IN_SUBJECT]) + (" …" if len(names) > NAMED_IN_SUBJECT else "")
        count = ngettext("%(count)s notice", "%(count)s notices", len(notices)) % {"count": len(notices)}
        subject = f"{count}: {shown}"
    prefix = "[DEMO] " if settings.DEMO else ""
    return prefix + " ".join(subject.split())[:LONGEST_SUBJECT]
