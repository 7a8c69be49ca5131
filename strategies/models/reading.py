"""When somebody last opened the comments of a document, and when they were last told of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from institutions.models import Post


class Reading(models.Model):
    """A person's last look at the comments of a document."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="readings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("reading of a document")
        verbose_name_plural = _("readings of documents")
        constraints = [models.UniqueConstraint(fields=["case", "user"], name="one_reading_per_person")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.user_id}"


class Telling(models.Model):
    """When a person was last told of what concerns one of their posts in a document's comments."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="tellings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    post = models.ForeignKey(Post, models.CASCADE, related_name="+")
    told_at = models.DateTimeField()

    class Meta:
        verbose_name = _("telling of comments")
        verbose_name_plural = _("tellings of comments")
        constraints = [models.UniqueConstraint(fields=["case", "user", "post"], name="one_telling_per_post")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.user_id} {self.post_id}"


class TellingRound(models.Model):
    """When the round that tells of comments last came to a document, and when it last got through with it."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="telling_round")
    tried_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("round of comments")
        verbose_name_plural = _("rounds of comments")

    def __str__(self) -> str:
        return str(self.case_id)
