"""One file taken in: where it came from, what was wrong with it, whether it counts."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from institutions import roles
from institutions.actors import Actor
from institutions.models import Body, Post


class BatchState(models.TextChoices):
    UPLOADED = "uploaded", _("Waiting")
    WORKING = "working", _("Being read")
    REFUSED = "refused", _("Refused: rows are wrong")
    APPLIED = "applied", _("In force")
    SUPERSEDED = "superseded", _("Superseded by a later file")
    REVOKED = "revoked", _("Revoked")


class BatchQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> BatchQuerySet:
        """All of them to who brings tables of trade; to a committee those it brought itself."""
        if actor.is_system or actor.may(roles.IMPORT):
            return self
        return self.filter(body=actor.body) if actor.body else self.none()

    def waiting(self) -> BatchQuerySet:
        """Those to be taken: not begun, or begun by a worker that may be gone."""
        return self.filter(state__in=[BatchState.UPLOADED, BatchState.WORKING])


MOST_ATTEMPTS = 3  # a table on which so many workers died is tried no more


class Batch(models.Model):
    """One table given to the portal: all of it counts, or nothing.

    `layout` names what kind of table it is (trade.layouts). `series` is what a later batch supersedes: the layout with
    the source's own name and period. Progress is in `rows_read`, written while the file is read.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    layout = models.SlugField(_("kind of table"), max_length=40)
    series = models.CharField(max_length=200, blank=True)
    source = models.CharField(_("source"), max_length=200)
    source_url = models.URLField(_("address of the source"), blank=True)
    licence = models.CharField(_("licence"), max_length=120, blank=True)
    as_of = models.DateField(_("as of"))
    options = models.JSONField(default=dict, blank=True)
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="batches")
    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    path = models.CharField(max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=BatchState, default=BatchState.UPLOADED)
    rows_read = models.PositiveBigIntegerField(_("rows read"), default=0)
    rows_taken = models.PositiveBigIntegerField(_("rows taken"), default=0)
    problem_count = models.PositiveIntegerField(_("problems"), default=0)
    problems_cut = models.JSONField(default=list, blank=True, editable=False)  # [column, how many] of kinds cut short
    refusal = models.CharField(_("why it was refused"), max_length=500, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    uploaded_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("times begun"), default=0)
    finished_at = models.DateTimeField(null=True, blank=True)
    superseded_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="supersedes")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    revoked_why = models.CharField(_("why it was revoked"), max_length=300, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["layout", "sha256", "body"],
                condition=Q(state__in=["uploaded", "working", "applied"]),
                nulls_distinct=False,
                name="one_batch_per_file",
            ),
            models.CheckConstraint(
                condition=~Q(state="revoked") | Q(revoked_at__isnull=False) & ~Q(revoked_why=""),
                name="batch_revoked_with_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["layout", "state"]), models.Index(fields=["series"])]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.source})"


class Severity(models.TextChoices):
    ERROR = "error", _("Error")
    WARNING = "warning", _("Warning")


class RowProblem(models.Model):
    """What is wrong with one cell of a file: `code` and `params` become a sentence in the reader's language."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="problems")
    row = models.PositiveBigIntegerField(_("row"))
    column = models.CharField(_("column"), max_length=80, blank=True)
    value = models.CharField(_("what it says"), max_length=200, blank=True)
    severity = models.CharField(max_length=8, choices=Severity, default=Severity.ERROR)
    code = models.SlugField(max_length=40)
    suggestion = models.CharField(_("suggestion"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("problem of a row")
        verbose_name_plural = _("problems of rows")
        ordering = ["batch", "row", "pk"]

    def __str__(self) -> str:
        return f"{self.row} {self.column}: {self.code}"
