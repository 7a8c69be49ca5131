"""What a bottleneck was drafted from: a measure of a market, a gap in a checklist, a facility that is missing."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bottlenecks.models.register import Bottleneck
from geography.models import District
from institutions.models import Post
from products.models import IdentifiedProduct
from trade.models import Measure, Requirement


class OriginKind(models.TextChoices):
    MEASURE = "measure", _("Non-tariff measure")
    REQUIREMENT = "requirement", _("Gap in a checklist")
    FACILITY = "facility", _("Missing facility")


class Origin(models.Model):
    """A link that stays with its bottleneck. `gap` names what is missing, over later editions of the same table.

    One bottleneck may come from several gaps; one gap may be logged by several districts. `code` is the HS code the
    measure or facility is missing for, `product` whose gap it is.
    """

    bottleneck = models.ForeignKey(Bottleneck, models.PROTECT, related_name="origins")
    kind = models.CharField(_("kind"), max_length=12, choices=OriginKind)
    gap = models.CharField(max_length=120)
    district = models.ForeignKey(District, models.PROTECT, related_name="+")
    measure = models.ForeignKey(Measure, models.PROTECT, null=True, blank=True, related_name="origins")
    requirement = models.ForeignKey(Requirement, models.PROTECT, null=True, blank=True, related_name="origins")
    facility = models.CharField(_("kind of facility"), max_length=16, blank=True)
    product = models.ForeignKey(IdentifiedProduct, models.PROTECT, null=True, blank=True, related_name="origins")
    code = models.CharField(_("HS code"), max_length=8, blank=True)
    added_post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = _("origin of a bottleneck")
        verbose_name_plural = _("origins of bottlenecks")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["bottleneck", "gap"], name="one_origin_per_gap"),
            models.CheckConstraint(
                condition=Q(kind="measure", measure__isnull=False, requirement=None, facility="")
                | Q(kind="requirement", requirement__isnull=False, product__isnull=False, measure=None, facility="")
                | Q(kind="facility", measure=None, requirement=None) & ~Q(facility=""),
                name="origin_names_one_thing",
            ),
        ]
        indexes = [models.Index(fields=["gap", "district"])]

    def __str__(self) -> str:
        return f"{self.bottleneck_id} ← {self.gap}"
