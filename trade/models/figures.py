"""Figures computed once per slice, so that pages read rows. Every one names its slice, hence period and source.

Shares lie between 0 and 1. Values are in US dollars. Formulae and their sources stand in trade/indicators/.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from geography.models import District
from trade.models.flows import Slice
from trade.models.names import PublishedItem, PublishedPlace, Sector


class Computation(models.Model):
    """That a slice was computed: by which version of the method, with what floor, against which other slices."""

    slice = models.OneToOneField(Slice, models.CASCADE, primary_key=True, related_name="computation")
    method_version = models.CharField(max_length=12)
    value_floor_usd = models.DecimalField(max_digits=14, decimal_places=2)
    previous = models.ForeignKey(Slice, models.SET_NULL, null=True, related_name="+")
    india = models.ForeignKey(Slice, models.SET_NULL, null=True, related_name="+")
    world = models.ForeignKey(Slice, models.SET_NULL, null=True, related_name="+")
    computed_at = models.DateTimeField()
    seconds = models.FloatField()

    class Meta:
        verbose_name = _("computation")
        verbose_name_plural = _("computations")


class FlowSum(models.Model):
    """Flows of a slice summed over partners, kept once: what figures are computed from, again when names are settled.

    Where a slice tells no partners apart there are none: its flows are what would stand here.
    Flows of a slice never change after it was filled; the sums go when the slice is no longer in force.
    """

    pk = models.CompositePrimaryKey("slice_id", "place_id", "item_id")
    slice = models.ForeignKey(Slice, models.CASCADE, related_name="sums", db_constraint=False, db_index=False)
    place = models.ForeignKey(PublishedPlace, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    item = models.ForeignKey(PublishedItem, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    usd = models.DecimalField(max_digits=20, decimal_places=2)

    class Meta:
        verbose_name = _("sum of flows")
        verbose_name_plural = _("sums of flows")


class NationalFigures(models.Model):
    """India in a slice. Shares are of `named_usd`, the value with a district, unless their name says otherwise."""

    slice = models.OneToOneField(Slice, models.CASCADE, primary_key=True, related_name="national")
    total_usd = models.DecimalField(max_digits=20, decimal_places=2)
    named_usd = models.DecimalField(max_digits=20, decimal_places=2)
    unspecified_usd = models.DecimalField(max_digits=20, decimal_places=2)
    unresolved_usd = models.DecimalField(max_digits=20, decimal_places=2)
    districts = models.PositiveIntegerField()
    lines = models.PositiveIntegerField()
    top10_share = models.FloatField(null=True)
    top100_share = models.FloatField(null=True)
    districts_for_half = models.PositiveIntegerField(null=True)
    hhi = models.FloatField(null=True)
    theil = models.FloatField(null=True)
    effective_number = models.FloatField(null=True)
    growth = models.FloatField(null=True)

    class Meta:
        verbose_name = _("figures of India")
        verbose_name_plural = _("figures of India")


class DistrictFigures(models.Model):
    """A district in a slice, over its products."""

    slice = models.ForeignKey(Slice, models.CASCADE, related_name="districts")
    district = models.ForeignKey(District, models.PROTECT, related_name="figures")
    total_usd = models.DecimalField(max_digits=20, decimal_places=2)
    rank = models.PositiveIntegerField()
    share = models.FloatField()
    share_of_state = models.FloatField(null=True)
    lines = models.PositiveIntegerField()
    top_item = models.ForeignKey(PublishedItem, models.PROTECT, null=True, related_name="+")
    top_item_share = models.FloatField(null=True)
    hhi = models.FloatField(null=True)
    theil = models.FloatField(null=True)
    effective_number = models.FloatField(null=True)
    growth = models.FloatField(null=True)

    class Meta:
        verbose_name = _("figures of a district")
        verbose_name_plural = _("figures of districts")
        constraints = [models.UniqueConstraint(fields=["slice", "district"], name="one_district_figures")]
        indexes = [models.Index(fields=["slice", "rank"])]


class ItemFigures(models.Model):
    """A product in a slice, over the districts that export it.

    No foreign keys in the database: thousands of rows are written at once, of products and districts just joined.
    """

    slice = models.ForeignKey(Slice, models.CASCADE, related_name="items", db_constraint=False, db_index=False)
    item = models.ForeignKey(PublishedItem, models.PROTECT, related_name="figures", db_constraint=False, db_index=False)
    total_usd = models.DecimalField(max_digits=20, decimal_places=2)
    share = models.FloatField()
    districts = models.PositiveIntegerField()
    top_district = models.ForeignKey(
        District, models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    top_district_share = models.FloatField(null=True)
    hhi = models.FloatField(null=True)
    effective_number = models.FloatField(null=True)
    growth = models.FloatField(null=True)

    class Meta:
        verbose_name = _("figures of a product")
        verbose_name_plural = _("figures of products")
        constraints = [models.UniqueConstraint(fields=["slice", "item"], name="one_item_figures")]


class PairFigures(models.Model):
    """A product of a district in a slice; partitioned as flows are (docs/adr/0023), no foreign keys in the database.

    rca_india: specialisation within India. rca_world: competitiveness in the world. Both empty below the value floor.
    """

    pk = models.CompositePrimaryKey("slice_id", "district_id", "item_id")
    slice = models.ForeignKey(Slice, models.PROTECT, related_name="pairs", db_constraint=False, db_index=False)
    district = models.ForeignKey(District, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    item = models.ForeignKey(PublishedItem, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    usd = models.DecimalField(max_digits=18, decimal_places=2)
    share_of_district = models.FloatField()
    share_of_item = models.FloatField()
    rca_india = models.FloatField(null=True)
    rca_world = models.FloatField(null=True)
    growth = models.FloatField(null=True)

    class Meta:
        verbose_name = _("figures of a product of a district")
        verbose_name_plural = _("figures of products of districts")


class SectorShare(models.Model):
    """A broad sector's part of a slice, by value and by number of lines, with the grouping that was used."""

    slice = models.ForeignKey(Slice, models.CASCADE, related_name="sector_shares")
    broad = models.CharField(max_length=16, choices=Sector.Broad)
    grouping = models.CharField(max_length=40)
    usd = models.DecimalField(max_digits=20, decimal_places=2)
    share_by_value = models.FloatField()
    lines = models.PositiveIntegerField()
    share_by_lines = models.FloatField()

    class Meta:
        verbose_name = _("share of a broad sector")
        verbose_name_plural = _("shares of broad sectors")
        constraints = [models.UniqueConstraint(fields=["slice", "broad", "grouping"], name="one_sector_share")]
