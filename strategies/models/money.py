"""The money of an intervention, by source and financial year, and how far it has got."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.appendonly import AppendOnly
from cases.models import Case, Event, Evidence
from institutions.models import Post
from strategies.models.plans import FIGURE, MONEY, Intervention, Target
from strategies.models.schemes import Scheme


class SourceKind(models.TextChoices):
    CENTRE = "centre", _("Scheme of the Centre")
    STATE = "state", _("State budget")
    DISTRICT = "district", _("District funds")
    BANK = "bank", _("Bank loan")
    PRIVATE = "private", _("Private investment")
    OWN = "own", _("Own contribution")


SUBSIDY = (SourceKind.CENTRE, SourceKind.STATE, SourceKind.DISTRICT)


class Funding(models.Model):
    """One source of an intervention's money in one financial year: a case, since a late release has a clock.

    The steps it took are MoneyEntry rows; what stands here is only what it is about.
    """

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="funding")
    intervention = models.ForeignKey(Intervention, models.PROTECT, related_name="fundings")
    source = models.CharField(_("source"), max_length=12, choices=SourceKind)
    scheme = models.ForeignKey(Scheme, models.PROTECT, null=True, blank=True, related_name="fundings")
    year = models.PositiveSmallIntegerField(_("financial year"))
    release_due_on = models.DateField(_("release due on"), null=True, blank=True)
    releasing = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("source of money")
        verbose_name_plural = _("sources of money")
        constraints = [
            models.UniqueConstraint(
                fields=["intervention", "source", "scheme", "year"], nulls_distinct=False, name="one_funding_per_year"
            )
        ]


class Step(models.TextChoices):
    REQUESTED = "requested", _("Requested")
    SANCTIONED = "sanctioned", _("Sanctioned")
    RELEASED = "released", _("Released")
    UTILISED = "utilised", _("Utilised")
    CERTIFIED = "certified", _("Utilisation certified")


class MoneyEntry(AppendOnly):
    """One step of the money: rupees, date and paper. An entry made in error is reversed by another (negative)."""

    funding = models.ForeignKey(Funding, models.PROTECT, related_name="entries")
    event = models.ForeignKey(Event, models.PROTECT, related_name="money")
    step = models.CharField(_("step"), max_length=12, choices=Step)
    amount = models.DecimalField(_("amount"), **MONEY)
    on = models.DateField(_("on"))
    paper = models.CharField(_("order or certificate number"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("entry of money")
        verbose_name_plural = _("entries of money")
        ordering = ["on", "pk"]


class Progress(AppendOnly):
    """What was planned and what was achieved in a quarter, for an intervention or a target; the latest entry counts.

    quarter: 1 is April to June. planned and actual are cumulative from the plan's start, in the indicator's unit.
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
