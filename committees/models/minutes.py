"""Minutes: texts kept revision by revision, objections, the sealed document, and errata after it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.appendonly import AppendOnly
from cases.models import Event, Evidence
from committees.models.meetings import AgendaItem, Meeting
from institutions.models import Post


class MinuteText(AppendOnly):
    """The words of the minutes under an item (or of the meeting as a whole), one row per saved revision."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="minute_texts")
    item = models.ForeignKey(AgendaItem, models.PROTECT, null=True, blank=True, related_name="minute_texts")
    revision = models.PositiveIntegerField()
    text = models.TextField()
    by_post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "item", "revision"], name="one_text_per_revision", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(revision__gt=0), name="revisions_count_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting} r{self.revision}"


class Objection(models.Model):
    """What a member finds wrong in the circulated minutes, and what became of it."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="objections")
    item = models.ForeignKey(AgendaItem, models.PROTECT, null=True, blank=True, related_name="objections")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:80]


class Seal(models.Model):
    """The confirmed minutes in one language: the record they were made from, and the file once it is made.

    `record_sha256` is over the canonical JSON of the record at the moment of confirmation; `sha256` over the PDF.
    """

    class Language(models.TextChoices):
        ENGLISH = "en", "English"
        HINDI = "hi", "हिन्दी"

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="seals")
    language = models.CharField(max_length=2, choices=Language)
    code = models.CharField(max_length=16, unique=True)  # printed on the document, for the page that verifies it
    record = models.JSONField()
    record_sha256 = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()
    evidence = models.OneToOneField(Evidence, models.PROTECT, null=True, blank=True, related_name="seal")
    sha256 = models.CharField(max_length=64, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        verbose_name = _("sealed minutes")
        verbose_name_plural = _("sealed minutes")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "language"], name="one_seal_per_language"),
            models.CheckConstraint(condition=Q(evidence=None) | ~Q(sha256=""), name="sealed_file_has_its_hash"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting} {self.language}"


class Erratum(AppendOnly):
    """A correction after confirmation: the sealed text stays as it is, the erratum stands beside it."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="errata")
    item = models.ForeignKey(AgendaItem, models.PROTECT, null=True, blank=True, related_name="+")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    event = models.OneToOneField(Event, models.PROTECT, related_name="erratum")
    by_post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="one_erratum_per_number")]
