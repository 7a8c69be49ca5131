"""The register of facilities an exporter needs: where they are, what they are recognised for, and until when."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cases.tracking import tracked
from geography.models import District


class FacilityKind(models.TextChoices):
    LAB = "lab", _("Testing laboratory")
    CERTIFIER = "certifier", _("Certification body")
    PACKHOUSE = "packhouse", _("Packhouse")
    COLD_STORE = "cold_store", _("Cold store")
    WAREHOUSE = "warehouse", _("Warehouse")
    ICD = "icd", _("Inland container depot")
    CFS = "cfs", _("Container freight station")
    AIRPORT = "airport", _("Airport with international cargo")
    SEA_PORT = "sea_port", _("Sea port")
    OTHER = "other", _("Other facility")


RECOGNISED = (FacilityKind.LAB, FacilityKind.CERTIFIER, FacilityKind.PACKHOUSE)  # of use with a valid recognition only


class FacilityQuerySet(models.QuerySet):
    def open_on(self, day: date) -> FacilityQuerySet:
        """In operation on a day, as far as the register knows; a missing date says nothing against it."""
        opened = Q(opened_on=None) | Q(opened_on__lte=day)
        return self.filter(opened, Q(closed_on=None) | Q(closed_on__gt=day))

    def valid_on(self, day: date) -> FacilityQuerySet:
        """Open, and where its kind needs a recognition, with one in force on the day."""
        in_force = FacilityScope.objects.filter(facility=models.OuterRef("pk")).in_force(day)
        return self.open_on(day).filter(~Q(kind__in=RECOGNISED) | models.Exists(in_force))

    def for_list(self) -> FacilityQuerySet:
        return self.select_related("district__state")


@tracked
class Facility(models.Model):
    """One laboratory, depot, port or store, as a named source tells of it; closed by a date, never deleted.

    `lat` and `lon` are degrees; without them distances are counted from the centroid of its district.
    `is_confirmed` is no where the row still has to be compared with the authority's own list. `source` with `row_key`
    lets the same list be brought again; `batch` is the key of the import that last brought the row.
    """

    kind = models.CharField(_("kind"), max_length=12, choices=FacilityKind)
    name = models.CharField(_("name"), max_length=160)
    name_hi = models.CharField(_("name in Hindi"), max_length=160, blank=True)
    district = models.ForeignKey(District, models.PROTECT, related_name="facilities", verbose_name=_("district"))
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    is_approximate = models.BooleanField(_("coordinates are approximate"), default=False)
    operator = models.CharField(_("operator"), max_length=160, blank=True)
    address = models.CharField(
        _("address"), max_length=200, blank=True, help_text=_("Of the facility; no names of persons, no numbers.")
    )
    code = models.CharField(_("code with customs"), max_length=12, blank=True)
    capacity = models.DecimalField(_("capacity"), max_digits=14, decimal_places=2, null=True, blank=True)
    capacity_unit = models.CharField(_("unit of capacity"), max_length=24, blank=True)
    system = models.CharField(_("system used"), max_length=60, blank=True, help_text=_("For example ICEGATE (EDI)."))
    issues_receipts = models.BooleanField(_("electronic warehouse receipts (WDRA)"), null=True, blank=True)
    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    is_confirmed = models.BooleanField(_("confirmed"), default=False)
    note = models.CharField(_("note"), max_length=300, blank=True)
    source = models.CharField(_("source"), max_length=160)
    as_of = models.DateField(_("as of"))
    row_key = models.CharField(_("row in the source"), max_length=120)
    batch = models.UUIDField(null=True, blank=True, editable=False)

    objects = FacilityQuerySet.as_manager()

    class Meta:
        verbose_name = _("facility")
        verbose_name_plural = _("facilities")
        ordering = ["kind", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["source", "row_key"], name="one_facility_per_row_of_a_source"),
            models.CheckConstraint(condition=Q(kind__in=FacilityKind.values), name="facility_kind_is_known"),
            models.CheckConstraint(condition=Q(lat__range=(6, 38), lon__range=(68, 98)), name="facility_lies_in_india"),
            models.CheckConstraint(
                condition=Q(lat=None, lon=None) | Q(lat__isnull=False, lon__isnull=False),
                name="facility_has_both_coordinates_or_none",
            ),
            models.CheckConstraint(condition=Q(closed_on__gte=F("opened_on")), name="facility_closes_after_it_opens"),
            models.CheckConstraint(condition=Q(capacity__gte=0), name="facility_capacity_is_no_debt"),
        ]
        indexes = [models.Index(fields=["kind", "district"], name="facility_kind_district")]

    def __str__(self) -> str:
        return self.name_hi if get_language() == "hi" and self.name_hi else self.name

    @property
    def is_placed(self) -> bool:
        """Whether it has a point of its own."""
        return self.lat is not None

    @property
    def needs_recognition(self) -> bool:
        return self.kind in RECOGNISED


class FacilityScopeQuerySet(models.QuerySet):
    def in_force(self, day: date) -> FacilityScopeQuerySet:
        """From its first to its last day; an open end is in force until somebody writes one."""
        began = Q(valid_from=None) | Q(valid_from__lte=day)
        return self.filter(began, Q(valid_until=None) | Q(valid_until__gte=day))


@tracked
class FacilityScope(models.Model):
    """What a facility is recognised for, by whom, until when.

    An `hs_prefix` covers every code that begins with it. A scope in words only covers no code for certain: somebody has
    to read it. A scope with neither covers all goods.
    """

    facility = models.ForeignKey(Facility, models.CASCADE, related_name="scopes")
    hs_prefix = models.CharField(_("HS codes beginning with"), max_length=8, blank=True)
    words = models.CharField(_("scope in words"), max_length=300, blank=True)
    standard = models.CharField(_("standard"), max_length=80, blank=True)
    body = models.CharField(_("recognised by"), max_length=80, blank=True)
    certificate_number = models.CharField(_("certificate number"), max_length=80, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    batch = models.UUIDField(null=True, blank=True, editable=False)

    objects = FacilityScopeQuerySet.as_manager()

    class Meta:
        verbose_name = _("scope of a facility")
        verbose_name_plural = _("scopes of facilities")
        ordering = ["facility", "hs_prefix", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(hs_prefix="") | Q(hs_prefix__regex=r"^(\d{2}){1,4}$"), name="facility_scope_prefix_format"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")), name="facility_scope_ends_after_it_begins"
            ),
            models.UniqueConstraint(
                fields=["facility", "hs_prefix", "words", "standard", "body", "certificate_number"],
                name="one_scope_of_a_facility",
            ),
        ]

    def __str__(self) -> str:
        if self.words:
            return self.words
        return f"HS {self.hs_prefix}…" if self.hs_prefix else str(_("all goods"))

    def serves(self, codes: tuple[str, ...]) -> bool:
        """Whether it certainly covers one of the codes; without codes any scope does."""
        if not codes or not (self.hs_prefix or self.words):
            return True
        return bool(self.hs_prefix) and any(code.startswith(self.hs_prefix) for code in codes)

    def in_force_on(self, day: date) -> bool:
        began = self.valid_from is None or self.valid_from <= day
        return began and (self.valid_until is None or self.valid_until >= day)


@tracked
class FacilityReach(models.Model):
    """Within how many kilometres (straight line) a facility of a kind counts as near; set by the apex, no law."""

    kind = models.CharField(_("kind"), max_length=12, choices=FacilityKind, unique=True)
    within_km = models.PositiveSmallIntegerField(_("near within km"))
    source = models.CharField(_("source"), max_length=160)

    class Meta:
        verbose_name = _("reach of a kind of facility")
        verbose_name_plural = _("reach of kinds of facilities")
        ordering = ["kind"]
        constraints = [models.CheckConstraint(condition=Q(within_km__gt=0), name="facility_reach_is_positive")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.within_km} km"
