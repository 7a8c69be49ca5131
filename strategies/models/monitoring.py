"""Progress: what an adoption promised (measures), and what was achieved of it by quarter."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.appendonly import AppendOnly
from cases.models import Case, Evidence
from institutions.actors import Actor
from institutions.models import Post
from strategies.models.documents import Adoption
from strategies.models.plans import FIGURE, Intervention, Target


class Progress(AppendOnly):
    """What was planned and what was achieved in a quarter, for an intervention or a target; the latest entry counts.

    quarter: 1 is April to June. planned and actual are cumulative, in the indicator's unit: from the start of the
    intervention; of exports from 1 April of the financial year. planned is empty where the default path holds.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="progress")  # of the plan or strategy
    intervention = models.ForeignKey(Intervention, models.PROTECT, null=True, related_name="progress")
    target = models.ForeignKey(Target, models.PROTECT, null=True, related_name="progress")
    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField()
    planned = models.DecimalField(null=True, **FIGURE)
    actual = models.DecimalField(null=True, **FIGURE)
    note = models.TextField(blank=True)
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")
    number = models.PositiveIntegerField()  # 1 for the first entry of the quarter; a correction is the next one
    by_post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    by_user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("progress")
        verbose_name_plural = _("progress")
        ordering = ["year", "quarter", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["intervention", "target", "year", "quarter", "number"], nulls_distinct=False,
                name="one_progress_per_number",
            ),
            models.CheckConstraint(
                condition=Q(intervention__isnull=False, target=None) | Q(intervention=None, target__isnull=False),
                name="progress_of_one_thing",
            ),
            models.CheckConstraint(condition=Q(quarter__range=(1, 4)), name="progress_quarter_in_range"),
        ]  # fmt: skip


class MeasureQuerySet(models.QuerySet):
    def in_force(self) -> MeasureQuerySet:
        """Of the adoptions in force: each intervention and target of a document once."""
        return self.filter(adoption__ended_at=None)

    def visible_to(self, actor: Actor) -> MeasureQuerySet:
        return self.filter(adoption__case__in=Case.objects.visible_to(actor))

    def of_year(self, year: int) -> MeasureQuerySet:
        """Interventions, and of each target the figure a financial year is judged by: its own, else the nearest."""
        return self.filter(judged_from__lte=year, judged_to__gte=year)


class Measure(models.Model):
    """What an adoption promised, by which progress is judged: an intervention's indicator, or a target for one year.

    Taken from the adopted version, so that drafting a revision moves no traffic light. A target has a measure for
    each financial year. Quarters are counted as 4 × financial year + quarter − 1 (strategies/monitoring/quarters.py).
    """

    adoption = models.ForeignKey(Adoption, models.CASCADE, related_name="measures")
    intervention = models.ForeignKey(Intervention, models.PROTECT, null=True, related_name="measures")
    target = models.ForeignKey(Target, models.PROTECT, null=True, related_name="measures")
    year = models.PositiveSmallIntegerField(null=True)  # of a target's figure
    position = models.PositiveSmallIntegerField()  # as in the version
    code = models.CharField(max_length=12, blank=True)
    title = models.CharField(max_length=200)
    indicator = models.CharField(max_length=160, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    baseline = models.DecimalField(null=True, **FIGURE)
    goal = models.DecimalField(null=True, **FIGURE)
    starts_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    first_quarter = models.PositiveSmallIntegerField(null=True)
    last_quarter = models.PositiveSmallIntegerField(null=True)
    asked_from = models.PositiveSmallIntegerField(null=True)  # the first quarter asked for; None: from its beginning
    judged_from = models.PositiveSmallIntegerField(default=0)  # financial years it stands for
    judged_to = models.PositiveSmallIntegerField(default=9999)
    latest = models.ForeignKey(Progress, models.PROTECT, null=True, related_name="+")  # the last quarter with a figure

    objects = MeasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ["adoption", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["adoption", "intervention", "target", "year"], nulls_distinct=False,
                name="one_measure_per_promise",
            ),
            models.CheckConstraint(
                condition=Q(intervention__isnull=False, target=None, year=None)
                | Q(intervention=None, target__isnull=False, year__isnull=False),
                name="measure_of_one_thing",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.code} {self.title}".strip()
