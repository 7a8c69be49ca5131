"""Flows: what left a place, of which product, to which partner, in which period. Partitioned by slice."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trade.models.batches import Batch
from trade.models.names import PublishedItem, PublishedPartner, PublishedPlace


class SliceLevel(models.IntegerChoices):
    SECTOR = 0, _("Sectors")
    CHAPTER = 2, _("HS chapters")
    HEADING = 4, _("HS headings")
    SUBHEADING = 6, _("HS subheadings")
    TARIFF_LINE = 8, _("Indian tariff lines")


class Direction(models.TextChoices):
    EXPORT = "export", _("Export")
    IMPORT = "import", _("Import")


class SliceQuerySet(models.QuerySet):
    def current(self) -> SliceQuerySet:
        return self.filter(is_current=True)


class Slice(models.Model):
    """One period at one level in one edition, from one batch: the unit that is computed, superseded and revoked.

    Levels, editions and periods never mix within a slice, and a computation reads one slice.
    period: "FY2025" is the Indian financial year ending in March 2025, "CY2021" a calendar year, "2025-03" a month.
    grain: "district", "state" or "india", each with "+partner" where partners are told apart.
    """

    id = models.AutoField(primary_key=True)  # a key of four bytes stands in every flow
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="slices")
    series = models.CharField(max_length=200)
    period = models.CharField(_("period"), max_length=12)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    level = models.PositiveSmallIntegerField(_("level"), choices=SliceLevel)
    edition = models.CharField(_("edition"), max_length=24)
    direction = models.CharField(_("direction"), max_length=6, choices=Direction)
    grain = models.CharField(_("grain"), max_length=20)
    is_current = models.BooleanField(_("in force"), default=True)
    is_synthetic = models.BooleanField(_("synthetic"), default=False)
    row_count = models.PositiveBigIntegerField(_("rows"), default=0)
    total_usd = models.DecimalField(_("total in US dollars"), max_digits=20, decimal_places=2, null=True)
    total_inr = models.DecimalField(_("total in rupees"), max_digits=22, decimal_places=2, null=True)

    objects = SliceQuerySet.as_manager()

    class Meta:
        verbose_name = _("slice of trade data")
        verbose_name_plural = _("slices of trade data")
        ordering = ["-ends_on", "level", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "period", "level", "edition", "direction", "grain"],
                condition=Q(is_current=True),
                name="one_current_slice",
            ),
            models.CheckConstraint(condition=Q(ends_on__gt=models.F("starts_on")), name="slice_lasts"),
        ]

    def __str__(self) -> str:
        return f"{self.period} · {self.get_level_display()} · {self.series}"


class Flow(models.Model):
    """One row of a slice. Values are whole-period totals; `usd` in US dollars, `inr` in rupees.

    The table is partitioned by slice (docs/adr/0023) and has no foreign keys in the database: the importer joins.
    """

    pk = models.CompositePrimaryKey("slice_id", "place_id", "item_id", "partner_id")
    slice = models.ForeignKey(Slice, models.PROTECT, related_name="flows", db_constraint=False, db_index=False)
    place = models.ForeignKey(PublishedPlace, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    item = models.ForeignKey(PublishedItem, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    partner = models.ForeignKey(PublishedPartner, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    usd = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    inr = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    quantity = models.DecimalField(max_digits=20, decimal_places=3, null=True)
    unit = models.CharField(max_length=12, blank=True)

    class Meta:
        verbose_name = _("flow")
        verbose_name_plural = _("flows")
