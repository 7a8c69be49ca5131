"""The signed link in a notice: one notice, one appointment, one verb, until a date. Opening it does nothing."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from institutions import clock
from institutions.models import Appointment
from notices.models import Notice

SALT = "notices.links"
GRACE = timedelta(days=7)  # past the reply-by date: late is better than never
WITHOUT_DATE = timedelta(days=21)


class BadLink(Exception):
    """The link is not one of ours, or was damaged on its way."""


class ExpiredLink(Exception):
    """The link was ours and its time is over."""


@dataclass(frozen=True)
class Link:
    """What a token stands for."""

    notice: Notice
    appointment: Appointment
    verb: str


def token_for(notice: Notice, appointment: Appointment) -> str:
    """The same token for the same notice and appointment, however often the mail is made up."""
    until = notice.reply_by + GRACE if notice.reply_by else notice.created_at + WITHOUT_DATE
    said = {"n": notice.pk, "a": appointment.pk, "v": notice.verb, "u": int(until.timestamp())}
    return _signer().sign_object(said)


def url_for(notice: Notice, appointment: Appointment) -> str:
    return settings.SITE_URL + reverse("notice-link", args=[token_for(notice, appointment)])


def read(token: str) -> Link:
    """What a token stands for. Raises BadLink, ExpiredLink; whether it may be used is for the reader to check."""
    try:
        said = _signer().unsign_object(token)
        notice = Notice.objects.select_related("case", "event", "recipient__body").get(pk=said["n"])
        appointment = Appointment.objects.with_place().get(pk=said["a"])
    except (BadSignature, ValueError, KeyError, Notice.DoesNotExist, Appointment.DoesNotExist) as problem:
        raise BadLink from problem
    if notice.verb != said["v"]:
        raise BadLink
    if clock.now() >= datetime.fromtimestamp(said["u"], UTC):
        raise ExpiredLink
    return Link(notice, appointment, said["v"])


def _signer() -> Signer:
    return Signer(salt=SALT, sep=".")
