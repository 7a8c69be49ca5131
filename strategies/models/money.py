"""The money of an intervention, by source and financial year, and how far it has got."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.appendonly import AppendOnly
from cases.models import Case, Event
from institutions.actors import Actor
from institutions.models import Post
from strategies.models.plans import MONEY, Intervention
from strategies.models.schemes import Scheme


class SourceKind(models.TextChoices):
    CENTRE = "centre", _("Scheme of the Centre")
    STATE = "state", _("State budget")
    DISTRICT = "district", _("District funds")
    BANK = "bank", _("Bank loan")
    PRIVATE = "private", _("Private investment")
    OWN = "own", _("Own contribution")


SUBSIDY = (SourceKind.CENTRE, SourceKind.STATE, SourceKind.DISTRICT)


class FundingStatus(models.TextChoices):
    """How far the money has got: the furthest step that has any, less what was reversed (strategies/money/sums.py)."""

    REQUESTED = "requested", _("Requested")
    SANCTIONED = "sanctioned", _("Sanctioned, nothing released yet")
    RELEASED = "released", _("Released")
    UTILISED = "utilised", _("In use")
    CERTIFYING = "certifying", _("Certificate to be accepted")
    CERTIFIED = "certified", _("Utilisation certified")
    REFUSED = "refused", _("Refused")
    LAPSED = "lapsed", _("Lapsed")
    TAKEN_BACK = "taken_back", _("Request taken back")


class FundingQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> FundingQuerySet:
        """By the one rule, that of its case."""
        return self.filter(case__in=Case.objects.visible_to(actor))

    def for_list(self) -> FundingQuerySet:
        return self.select_related("case__holder__body", "scheme", "releasing__body", "intervention")


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

    objects = FundingQuerySet.as_manager()

    class Meta:
        verbose_name = _("source of money")
        verbose_name_plural = _("sources of money")
        constraints = [
            models.UniqueConstraint(
                fields=["intervention", "source", "scheme", "year"], nulls_distinct=False, name="one_funding_per_year"
            )
        ]

    def __str__(self) -> str:
        return str(self.scheme or self.get_source_display())

    @property
    def is_subsidy(self) -> bool:
        return self.source in SUBSIDY


class Step(models.TextChoices):
    REQUESTED = "requested", _("Requested")
    SANCTIONED = "sanctioned", _("Sanctioned")
    RELEASED = "released", _("Released")
    UTILISED = "utilised", _("Utilised")
    CERTIFIED = "certified", _("Utilisation certified")


class MoneyEntry(AppendOnly):
    """One step of the money: rupees, date and paper. An entry made in error is reversed by another of its negative.

    What lapses is a negative entry of what was sanctioned. The database refuses an entry after which more were released
    than sanctioned, used than released or certified than used (trigger `money_in_order`).
    """

    funding = models.ForeignKey(Funding, models.PROTECT, related_name="entries")
    event = models.ForeignKey(Event, models.PROTECT, related_name="money")
    step = models.CharField(_("step"), max_length=12, choices=Step)
    amount = models.DecimalField(_("amount"), **MONEY)
    on = models.DateField(_("on"))
    paper = models.CharField(_("order or certificate number"), max_length=120, blank=True)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversal")

    class Meta:
        verbose_name = _("entry of money")
        verbose_name_plural = _("entries of money")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(amount=0), name="money_entry_moves_money")]
