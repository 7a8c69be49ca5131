"""Whether committees meet as often as their rules say: the monthly list to the level above, and revival plans."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from institutions.models import Body


class ReviewStatus(models.TextChoices):
    OPEN = "open", _("To be looked at")
    ACKNOWLEDGED = "acknowledged", _("Being followed up")
    CLOSED = "closed", _("Closed")


class MeetingReview(models.Model):
    """The committees below one body that missed their meeting, listed once a month."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="meeting_review")
    body = models.ForeignKey(Body, models.PROTECT, related_name="meeting_reviews")
    month = models.DateField()  # its first day

    class Meta:
        verbose_name = _("list of missed meetings")
        verbose_name_plural = _("lists of missed meetings")
        constraints = [models.UniqueConstraint(fields=["body", "month"], name="one_review_per_month")]

    def __str__(self) -> str:
        return str(self.case)


class MissedMeeting(models.Model):
    """One committee on such a list, as it stood that day."""

    review = models.ForeignKey(MeetingReview, models.PROTECT, related_name="missed")
    body = models.ForeignKey(Body, models.PROTECT, related_name="missed_meetings")
    due_on = models.DateField()
    last_held_on = models.DateField(null=True)

    class Meta:
        ordering = ["due_on"]
        constraints = [models.UniqueConstraint(fields=["review", "body"], name="one_row_per_committee")]


class RevivalStatus(models.TextChoices):
    ASKED = "asked", _("Plan asked for")
    SUBMITTED = "submitted", _("Plan submitted")
    ACCEPTED = "accepted", _("Plan accepted")
    REVIVED = "revived", _("Revived")


class Revival(models.Model):
    """A one-page plan of a dormant committee: why it fell silent, when it meets, what it does first."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="revival")
    body = models.ForeignKey(Body, models.PROTECT, related_name="revivals")
    silent_since = models.DateField(null=True)
    cause = models.TextField(blank=True)
    meets_on = models.DateField(null=True, blank=True)
    steps = models.TextField(blank=True)

    class Meta:
        verbose_name = _("revival plan")
        verbose_name_plural = _("revival plans")

    def __str__(self) -> str:
        return str(self.case)
