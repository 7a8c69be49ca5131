"""The outbox: what must be told to whom, written with its event; sent later, outside any transaction."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models import Case, Event
from institutions.models import Appointment, Post


class Purpose(models.TextChoices):
    ESCALATION = "escalation", _("Formal escalation notice")
    FOR_ACTION = "for_action", _("For your action")
    ASSIGNED = "assigned", _("Assigned to you")
    COPIED = "copied", _("For information")
    ANSWERED = "answered", _("Answer received")
    REMINDER = "reminder", _("Reminder")
    MEETING = "meeting", _("Notice of a meeting")
    ALERT = "alert", _("Alert")
    COMMENTS = "comments", _("Comments to read")


class NoticeQuerySet(models.QuerySet):
    def for_posts(self, posts) -> NoticeQuerySet:
        return self.filter(recipient__in=posts)

    def unread(self) -> NoticeQuerySet:
        return self.filter(read_at=None)


class Notice(models.Model):
    """One thing told to one post about one event. The row is the in-app notice: exactly once."""

    dedupe_key = models.CharField(max_length=80, unique=True)
    number = models.CharField(max_length=32, unique=True, null=True, blank=True)  # formal notices only
    case = models.ForeignKey(Case, models.PROTECT, related_name="notices")
    event = models.ForeignKey(Event, models.PROTECT, related_name="notices")
    recipient = models.ForeignKey(Post, models.PROTECT, related_name="notices")
    purpose = models.CharField(max_length=16, choices=Purpose)
    verb = models.CharField(max_length=40, blank=True)  # what the signed link in the mail offers, if anything
    reply_by = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-id"]
        indexes = [models.Index(fields=["recipient", "-id"]), models.Index(fields=["case", "-id"])]

    def __str__(self) -> str:
        return self.number or self.dedupe_key


class MailState(models.TextChoices):
    WAITING = "waiting", _("Waiting to be sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Not delivered")


class Mail(models.Model):
    """One message on its way to one address, carrying one or more notices under one Message-ID for ever."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    address = models.EmailField()  # frozen when the mail is made up
    language = models.CharField(max_length=5, default="en")
    message_id = models.CharField(max_length=120, unique=True)
    state = models.CharField(max_length=8, choices=MailState, default=MailState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField()
    may_be_sent = False  # whether an attempt ended without a result, as the worker that leased it found

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(state="waiting"), name="mail_due"),
            models.Index(fields=["address", "-created_at"]),
        ]

    def __str__(self) -> str:
        return self.message_id


class DeliveryState(models.TextChoices):
    PENDING = "pending", _("Waiting for a mail")
    MAILED = "mailed", _("In a mail")
    UNREACHABLE = "unreachable", _("Nobody reachable in the post")


class Delivery(models.Model):
    """The e-mail side of a notice: whom it was addressed to, and the mail that carries it."""

    notice = models.OneToOneField(Notice, models.PROTECT, related_name="delivery")
    appointment = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    fallback_post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    mail = models.ForeignKey(Mail, models.PROTECT, null=True, related_name="deliveries")
    state = models.CharField(max_length=12, choices=DeliveryState, default=DeliveryState.PENDING)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        indexes = [models.Index(fields=["created_at"], condition=Q(state="pending"), name="delivery_pending")]

    def __str__(self) -> str:
        return f"{self.notice} {self.state}"


class CaughtMail(models.Model):
    """A mail received by the local catcher of a demo installation, to be read on a page."""

    message_id = models.CharField(max_length=200, db_index=True)
    sender = models.CharField(max_length=254)
    recipients = models.JSONField(default=list)
    subject = models.CharField(max_length=500)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    raw = models.TextField()
    received_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
