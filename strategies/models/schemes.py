"""Schemes that can pay for an intervention: each with validity, so that no one proposes a closed one [DOMAIN §4]."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cases.tracking import tracked
from institutions.models import Body


class SchemeQuerySet(models.QuerySet):
    def open_on(self, day: date) -> SchemeQuerySet:
        """Open on a day: from its first day to its last, both included."""
        return self.filter(Q(opens_on=None) | Q(opens_on__lte=day)).filter(
            Q(closes_on=None) | Q(closes_on__gte=day), retired_on=None
        )


@tracked
class Scheme(models.Model):
    """A scheme of the Centre or a State: what it pays for, where, how much of it, and until when.

    stages: codes of value-chain stages; areas: codes of challenge areas; state_classes: "ne", "himalayan"…, empty for
    all. share and share_special: per cent of the cost it pays, in general and in the `state_classes_special`.
    ceiling: rupees for one project.
    """

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    name_hi = models.CharField(_("name in Hindi"), max_length=200, blank=True)
    owner = models.CharField(_("run by"), max_length=160, blank=True)
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="schemes")
    opens_on = models.DateField(_("opens on"), null=True, blank=True)
    closes_on = models.DateField(_("closes on"), null=True, blank=True)
    stages = ArrayField(models.CharField(max_length=24), default=list, blank=True)
    areas = ArrayField(models.CharField(max_length=24), default=list, blank=True)
    state_classes = ArrayField(models.CharField(max_length=24), default=list, blank=True)
    share = models.DecimalField(_("share, per cent"), max_digits=5, decimal_places=2, null=True, blank=True)
    share_special = models.DecimalField(
        _("share in special States, per cent"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    special_classes = ArrayField(models.CharField(max_length=24), default=list, blank=True)
    ceiling = models.DecimalField(_("ceiling"), max_digits=16, decimal_places=2, null=True, blank=True)
    eligibility = models.TextField(_("who can apply"), blank=True)
    eligibility_hi = models.TextField(blank=True)
    source = models.CharField(max_length=300)
    retired_on = models.DateField(null=True, blank=True)

    objects = SchemeQuerySet.as_manager()

    class Meta:
        verbose_name = _("scheme")
        verbose_name_plural = _("schemes")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_on=None) | Q(closes_on=None) | Q(closes_on__gte=F("opens_on")),
                name="scheme_dates_in_order",
            )
        ]

    def __str__(self) -> str:
        return self.name_hi if get_language() == "hi" and self.name_hi else self.name

    @property
    def eligibility_text(self) -> str:
        return self.eligibility_hi if get_language() == "hi" and self.eligibility_hi else self.eligibility
