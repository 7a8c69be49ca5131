"""The names a source uses, each once, with what it means: mapped by hand once, remembered for every table."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from geography.models import Country, District, State
from institutions.models import Post
from products.codes import dotted
from products.models import HSCode


class Sector(models.Model):
    """A group of HS chapters; `broad` is the grouping of the policy brief (agriculture, manufacturing, mineral)."""

    class Broad(models.TextChoices):
        AGRICULTURE = "agriculture", _("Agriculture")
        MANUFACTURING = "manufacturing", _("Manufacturing")
        MINERAL = "mineral", _("Mineral")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    name_hi = models.CharField(_("name in Hindi"), max_length=80, blank=True)
    chapters = ArrayField(models.CharField(max_length=2), verbose_name=_("HS chapters"))
    broad = models.CharField(_("broad sector"), max_length=16, choices=Broad)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name_hi if get_language() == "hi" and self.name_hi else self.name


class Mapped(models.Model):
    """A published name is never changed; what it means may be settled by hand."""

    mapped_by = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    mapped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class PlaceKind(models.TextChoices):
    DISTRICT = "district", _("District")
    UNSPECIFIED = "unspecified", _("District not stated")
    STATE = "state", _("State")
    COUNTRY = "country", _("India")
    UNRESOLVED = "unresolved", _("Not resolved yet")


class PublishedPlace(Mapped):
    """A place as a source writes it: State and district, or State alone.

    Several spellings may mean one district. "Unspecified" is a place of its own within a State; nothing is spread.
    """

    id = models.AutoField(primary_key=True)  # a key of four bytes stands in every flow
    state_name = models.CharField(_("State as published"), max_length=120)
    district_name = models.CharField(_("district as published"), max_length=120, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=PlaceKind)
    state = models.ForeignKey(State, models.PROTECT, null=True, blank=True, related_name="published_as")
    district = models.ForeignKey(District, models.PROTECT, null=True, blank=True, related_name="published_as")

    class Meta:
        verbose_name = _("published place")
        verbose_name_plural = _("published places")
        ordering = ["state_name", "district_name"]
        constraints = [
            models.UniqueConstraint(fields=["state_name", "district_name"], name="one_published_place_per_name"),
            models.CheckConstraint(
                condition=Q(kind="district", district__isnull=False) | ~Q(kind="district") & Q(district=None),
                name="published_district_is_resolved",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state_name} / {self.district_name}" if self.district_name else self.state_name


class PublishedItem(Mapped):
    """A product as a source writes it: an HS code of an edition, or a sector; `level` 0 is a sector.

    `code` is the code as it counts (leading zero restored); what is not in the classification keeps `hs` empty.
    """

    id = models.AutoField(primary_key=True)  # a key of four bytes stands in every flow
    edition = models.CharField(_("edition"), max_length=24)
    code = models.CharField(_("code"), max_length=40)
    level = models.PositiveSmallIntegerField(_("level"))
    description = models.TextField(_("as published"), blank=True)
    hs = models.ForeignKey(HSCode, models.PROTECT, null=True, blank=True, related_name="published_as")
    sector = models.ForeignKey(Sector, models.PROTECT, null=True, blank=True, related_name="published_as")

    class Meta:
        verbose_name = _("published product")
        verbose_name_plural = _("published products")
        ordering = ["edition", "code"]
        constraints = [models.UniqueConstraint(fields=["edition", "code"], name="one_published_item_per_code")]

    def __str__(self) -> str:
        return self.code

    @property
    def label(self) -> str:
        if self.sector_id:
            return str(self.sector)
        return str(self.hs) if self.hs_id else f"{dotted(self.code)} {self.description}".strip()


class PublishedPartner(Mapped):
    """A trading partner as a source writes it; the row named "WORLD" stands for all partners together."""

    id = models.AutoField(primary_key=True)  # a key of four bytes stands in every flow
    name = models.CharField(_("partner as published"), max_length=120, unique=True)
    country = models.ForeignKey(Country, models.PROTECT, null=True, blank=True, related_name="published_as")
    is_world = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("published partner")
        verbose_name_plural = _("published partners")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["is_world"], condition=Q(is_world=True), name="one_row_for_the_world")
        ]

    def __str__(self) -> str:
        return str(self.country) if self.country_id else self.name
