"""Where things happen: the States of India, their districts (by LGD code), and the countries of the world.

A table of facts (see data/README.md) loaded by `manage.py load_geography`. Districts split, merge and change their
names; a row is retired then, never deleted, because references and papers go on naming it.
"""

from __future__ import annotations

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from geography.names import name_key


def _tracked(model: type[models.Model]) -> type[models.Model]:
    """Keep the history of corrections; a fresh tracker for each model, since pghistory binds it to the model."""
    return pghistory.track(pghistory.UpdateEvent(), exclude=["row_digest"])(model)


_tracked_aliases = pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())


def _refuse(name: str, sentence: str, *, fixed: str = "") -> pgtrigger.Trigger:
    """A trigger that refuses to delete a row or, given a column, to change what is in it."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Update if fixed else pgtrigger.Delete,
        condition=pgtrigger.Q(**{f"old__{fixed}__df": pgtrigger.F(f"new__{fixed}")}) if fixed else None,
        func=f"RAISE EXCEPTION '{sentence}' USING ERRCODE = 'integrity_constraint_violation';",
    )


def _never_deleted(noun: str, sentence: str) -> pgtrigger.Trigger:
    return _refuse(f"{noun}_never_deleted", sentence)


class Named(models.Model):
    """A place with a name in English and, where it is surely known, in Hindi."""

    name = models.CharField(_("name"), max_length=80)
    name_hi = models.CharField(_("name in Hindi"), max_length=80, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name_in(get_language())

    def name_in(self, language: str | None) -> str:
        return self.name_hi if language == "hi" and self.name_hi else self.name

    @property
    def label(self) -> str:
        """The name in the language of the page."""
        return str(self)


class StateKind(models.TextChoices):
    STATE = "state", _("State")
    UT = "ut", _("Union Territory")


@_tracked
class State(Named):
    """A State or Union Territory. `code` is the ISO 3166-2 suffix that opens every reference number ("MH")."""

    lgd_code = models.CharField(_("LGD code"), max_length=3, unique=True)
    code = models.CharField(_("code"), max_length=2, unique=True)
    iso_3166_2 = models.CharField("ISO 3166-2", max_length=5, unique=True)
    kind = models.CharField(_("kind"), max_length=5, choices=StateKind)
    zone = models.CharField(_("zone"), max_length=20)
    capital = models.CharField(_("capital"), max_length=80)
    census2011_code = models.CharField(_("Census 2011 code"), max_length=2, blank=True)
    row_digest = models.CharField(max_length=16, blank=True, editable=False)

    class Meta:
        verbose_name = _("State or Union Territory")
        verbose_name_plural = _("States and Union Territories")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["name"], name="one_state_per_name"),
            models.CheckConstraint(condition=Q(lgd_code__regex=r"^[1-9][0-9]{0,2}$"), name="state_lgd_code_format"),
            models.CheckConstraint(condition=Q(code__regex=r"^[A-Z]{2}$"), name="state_code_format"),
            models.CheckConstraint(condition=Q(kind__in=StateKind.values), name="state_kind_is_known"),
        ]
        triggers = [
            _refuse("state_code_fixed", "The code of a State is part of references and never changes.", fixed="code"),
            _never_deleted("state", "A State is never deleted: references go on naming it."),
        ]


class DistrictQuerySet(models.QuerySet):
    def active(self) -> DistrictQuerySet:
        return self.filter(retired_on=None)

    def retired(self) -> DistrictQuerySet:
        return self.exclude(retired_on=None)


@_tracked
class District(Named):
    """A district of the Local Government Directory.

    `code` is chosen once, by hand, unique within the State, and stands in references: MH-PUNE-2026-00042.
    `lat` and `lon` are the centroid in degrees; `area_sq_km` is computed from the published shape.
    """

    lgd_code = models.CharField(_("LGD code"), max_length=5, unique=True)
    state = models.ForeignKey(State, models.PROTECT, related_name="districts", verbose_name=_("State"))
    code = models.CharField(
        _("code"), max_length=12, help_text=_("Capital letters and digits; part of every reference, never changed.")
    )
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    area_sq_km = models.FloatField(_("area in sq km"), null=True, blank=True)
    census2011_code = models.CharField(_("Census 2011 code"), max_length=4, blank=True)
    census2001_code = models.CharField(_("Census 2001 code"), max_length=4, blank=True)
    formed_year = models.PositiveSmallIntegerField(_("formed in"), null=True, blank=True)
    formed_from = models.CharField(_("formed from"), max_length=200, blank=True)
    predecessors = models.ManyToManyField(
        "self",
        symmetrical=False,
        through="DistrictLineage",
        through_fields=("successor", "predecessor"),
        related_name="successors",
        verbose_name=_("predecessors"),
    )
    retired_on = models.DateField(_("retired on"), null=True, blank=True)
    row_digest = models.CharField(max_length=16, blank=True, editable=False)

    objects = DistrictQuerySet.as_manager()

    class Meta:
        verbose_name = _("district")
        verbose_name_plural = _("districts")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["state", "code"], name="one_district_per_code_in_state"),
            models.UniqueConstraint(
                fields=["state", "name"], condition=Q(retired_on=None), name="one_active_district_per_name_in_state"
            ),
            models.CheckConstraint(condition=Q(lgd_code__regex=r"^[1-9][0-9]{0,4}$"), name="district_lgd_code_format"),
            models.CheckConstraint(condition=Q(code__regex=r"^[A-Z][A-Z0-9]{1,11}$"), name="district_code_format"),
            models.CheckConstraint(condition=Q(lat__range=(6, 38), lon__range=(68, 98)), name="district_lies_in_india"),
            models.CheckConstraint(condition=Q(area_sq_km__gt=0), name="district_area_is_positive"),
            models.CheckConstraint(condition=Q(formed_year__range=(1700, 2100)), name="district_formed_year_is_a_year"),
        ]
        triggers = [
            _refuse(
                "district_code_fixed", "The code of a district is part of references and never changes.", fixed="code"
            ),
            _refuse(
                "district_lgd_code_fixed", "The LGD code is the key of a district and never changes.", fixed="lgd_code"
            ),
            _never_deleted("district", "A district is never deleted: retire it by a date."),
        ]

    @property
    def is_active(self) -> bool:
        return self.retired_on is None


class DistrictLineage(models.Model):
    """One district (or a part of it) went into another: a split, a merger or a redrawing."""

    predecessor = models.ForeignKey(District, models.PROTECT, related_name="lineage_forward")
    successor = models.ForeignKey(District, models.PROTECT, related_name="lineage_back")
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)

    class Meta:
        verbose_name = _("lineage")
        verbose_name_plural = _("lineage")
        ordering = ["successor", "predecessor"]
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="one_lineage_per_pair"),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")), name="district_is_not_its_own_predecessor"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class DistrictAliasQuerySet(models.QuerySet):
    def in_use(self) -> DistrictAliasQuerySet:
        return self.filter(withdrawn_on=None)


@_tracked_aliases
class DistrictAlias(models.Model):
    """Another spelling or former name of a district, valid within its State only.

    One alias may belong to two districts of a State; the resolver then names both and decides nothing.
    A wrong alias is withdrawn, not deleted: the loader would bring a deleted one back.
    """

    district = models.ForeignKey(District, models.PROTECT, related_name="aliases", verbose_name=_("district"))
    alias = models.CharField(_("alias"), max_length=120)
    key = models.CharField(_("key"), max_length=120, editable=False, help_text=_("The alias as it is compared."))
    source = models.CharField(_("source"), max_length=80, blank=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)

    objects = DistrictAliasQuerySet.as_manager()

    class Meta:
        verbose_name = _("alias of a district")
        verbose_name_plural = _("aliases of districts")
        ordering = ["alias", "pk"]
        indexes = [models.Index(fields=["key"], name="district_alias_key")]
        constraints = [
            models.UniqueConstraint(fields=["district", "key"], name="one_alias_per_key"),
            models.CheckConstraint(condition=~Q(key=""), name="alias_has_a_key"),
        ]
        triggers = [_never_deleted("alias", "An alias is never deleted: withdraw it by a date.")]

    def __str__(self) -> str:
        return self.alias

    def save(self, **kwargs) -> None:
        self.key = name_key(self.alias)
        super().save(**kwargs)

    def clean(self) -> None:
        """Say on the form what the database would refuse: `key` is not on it, so forms do not check it themselves."""
        self.key = name_key(self.alias)
        if not self.key:
            raise ValidationError({"alias": _("Write a name; signs alone are none.")})
        if DistrictAlias.objects.filter(district=self.district_id, key=self.key).exclude(pk=self.pk).exists():
            raise ValidationError({"alias": _("The district has this alias already.")})


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class Country(Named):
    """A country or territory of ISO 3166-1; `aliases` are other ways sources write its name, as they are compared."""

    iso2 = models.CharField("ISO 3166-1 alpha-2", max_length=2, unique=True)
    iso3 = models.CharField("ISO 3166-1 alpha-3", max_length=3, unique=True)
    aliases = ArrayField(models.CharField(max_length=80), default=list, blank=True, verbose_name=_("aliases"))
    retired_on = models.DateField(_("retired on"), null=True, blank=True)

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(iso2__regex=r"^[A-Z]{2}$"), name="country_iso2_format"),
            models.CheckConstraint(condition=Q(iso3__regex=r"^[A-Z]{3}$"), name="country_iso3_format"),
        ]
