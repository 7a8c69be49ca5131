"""Documents asked for as PDF: made by a worker, kept as long as somebody reads them."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from strategies.models.documents import Version


class Audience(models.TextChoices):
    COMMITTEE = "committee", _("For the committees")
    PUBLIC = "public", _("For everybody")


class PrintState(models.TextChoices):
    WAITING = "waiting", _("Waiting for a worker")
    DRAWING = "drawing", _("Being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")


PENDING = (PrintState.WAITING, PrintState.DRAWING)


class Printout(models.Model):
    """One PDF: of a version or (version empty) of the draft, for one audience, in one language.

    edition: the hash of all that it says; a document that says something else is another one. attempts: how often a
    worker began it. pages: how many are set so far.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="printouts")
    version = models.ForeignKey(Version, models.PROTECT, null=True, related_name="printouts")
    audience = models.CharField(_("for"), max_length=12, choices=Audience)
    language = models.CharField(_("language"), max_length=2)
    edition = models.CharField(max_length=64)
    state = models.CharField(_("state"), max_length=12, choices=PrintState, default=PrintState.WAITING)
    asked_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(_("times begun"), default=0)
    pages = models.PositiveIntegerField(_("pages"), default=0)
    finished_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField()
    path = models.CharField(max_length=200, blank=True)
    size = models.PositiveIntegerField(_("size in bytes"), default=0)
    problem = models.CharField(_("why it failed"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("printed document")
        verbose_name_plural = _("printed documents")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "edition", "audience", "language"], name="one_printout_per_edition"
            ),
            models.CheckConstraint(condition=~Q(state="ready") | ~Q(path=""), name="printout_ready_has_its_file"),
        ]
        indexes = [
            models.Index(fields=["asked_at"], condition=Q(state__in=["waiting", "drawing"]), name="printout_pending")
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.version.number if self.version else ''} {self.audience} {self.language}"

    @property
    def is_pending(self) -> bool:
        return self.state in PENDING
