"""When somebody last opened a document, as far as its comments are concerned."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models import Case


class Reading(models.Model):
    """A person's last look at a document that had open comments, and when they were last told of further ones."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="readings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("reading of a document")
        verbose_name_plural = _("readings of documents")
        constraints = [models.UniqueConstraint(fields=["case", "user"], name="one_reading_per_person")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.user_id}"
