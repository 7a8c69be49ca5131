"""What is known of a product beyond its name: its quality record, its certificates, its openings in markets."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from cases.models import Event
from cases.tracking import tracked
from geography.models import Country
from institutions.models import Post
from products.models.identified import IdentifiedProduct

MOST_COUNTED = 10_000_000  # samples, consignments or exporters of one product in a year
MOST_USD = 10_000_000_000  # no single order or consignment of a product comes near it
TOO_MANY = _("This is more than one product can have. Look for a digit too many.")


def _no_more_than(most: int) -> list[MaxValueValidator]:
    return [MaxValueValidator(most, TOO_MANY)]


def _sane(*fields: str) -> Q:
    """No number of a row is beyond what one product can have."""
    most = {name: MOST_USD if name == "value_usd" else MOST_COUNTED for name in fields}
    return Q(*(Q(**{name: None}) | Q(**{f"{name}__lte": number}) for name, number in most.items()))


def _withdrawn_with_a_reason() -> Q:
    return Q(withdrawn_at=None, withdrawn_reason="") | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason=""))


class EnteredQuerySet(models.QuerySet):
    def counted(self) -> EnteredQuerySet:
        """Rows that say something still: those entered in error and withdrawn are history."""
        return self.filter(withdrawn_at=None)

    def withdrawn(self) -> EnteredQuerySet:
        """Rows entered in error, the last withdrawn first."""
        return self.exclude(withdrawn_at=None).order_by("-withdrawn_at")


class Entered(models.Model):
    """A row a committee keeps: who wrote, who last corrected and who withdrew it (as posts), and its source.

    `batch` is the key of the import that last brought it. A withdrawn row stays, with the reason, and counts no more.
    """

    source = models.CharField(_("source"), max_length=200)
    as_of = models.DateField(_("as of"))
    is_published = models.BooleanField(
        _("published by the source itself"), default=False, help_text=_("Then it is shown to everybody as it is.")
    )
    entered_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", editable=False)
    entered_at = models.DateTimeField(editable=False)
    corrected_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", editable=False)
    corrected_at = models.DateTimeField(null=True, editable=False)
    withdrawn_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawn_reason = models.CharField(_("withdrawn because"), max_length=300, blank=True, editable=False)
    batch = models.UUIDField(null=True, blank=True, editable=False)

    objects = EnteredQuerySet.as_manager()

    class Meta:
        abstract = True


def financial_year(first: int) -> str:
    """2025 → "2025-26"."""
    return f"{first}-{(first + 1) % 100:02d}"


def _count(label) -> models.PositiveIntegerField:
    return models.PositiveIntegerField(label, null=True, blank=True, validators=_no_more_than(MOST_COUNTED))


@tracked
class QualityRecord(Entered):
    """Samples and border rejections of a product in one financial year, in one market or (no market) in all.

    `year` is the calendar year in which the financial year begins. Numbers are counts; None: not known, which is not 0.
    `exporters` is how many exporters the figures are of.
    """

    product = models.ForeignKey(IdentifiedProduct, models.PROTECT, related_name="quality_records")
    year = models.PositiveSmallIntegerField(_("financial year"))
    market = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="quality_records", verbose_name=_("market")
    )
    samples_tested = _count(_("samples tested"))
    samples_failed = _count(_("samples that failed"))
    consignments = _count(_("consignments shipped"))
    rejections = _count(_("consignments rejected at the border"))
    exporters = _count(_("exporters behind these figures"))
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("quality record")
        verbose_name_plural = _("quality records")
        ordering = ["-year", F("market__name").asc(nulls_first=True), "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "year", "market"],
                condition=Q(withdrawn_at=None),
                nulls_distinct=False,
                name="one_quality_record_per_year_and_market",
            ),
            models.CheckConstraint(
                condition=Q(samples_failed__lte=F("samples_tested")) | Q(samples_failed=None),
                name="no_more_samples_fail_than_are_tested",
            ),
            models.CheckConstraint(
                condition=Q(samples_failed=None) | Q(samples_tested__isnull=False),
                name="failed_samples_were_tested",
            ),
            models.CheckConstraint(condition=Q(year__range=(1990, 2100)), name="quality_year_is_a_year"),
            models.CheckConstraint(
                condition=Q(samples_tested__isnull=False) | Q(rejections__isnull=False),
                name="quality_record_says_something",
            ),
            models.CheckConstraint(
                condition=Q(rejections__lte=F("consignments")) | Q(rejections=None) | Q(consignments=None),
                name="no_more_is_rejected_than_was_shipped",
            ),
            models.CheckConstraint(
                condition=_sane("samples_tested", "samples_failed", "consignments", "rejections", "exporters"),
                name="quality_numbers_are_sane",
            ),
            models.CheckConstraint(condition=_withdrawn_with_a_reason(), name="quality_withdrawn_with_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} {self.year_label}"

    @property
    def says(self) -> str:
        """The row in one line, as its page and its history name it."""
        counts = ("samples_tested", "samples_failed", "consignments", "rejections")
        known = [(self._meta.get_field(name).verbose_name, getattr(self, name)) for name in counts]
        figures = ", ".join(f"{label} {n}" for label, n in known if n is not None)
        return f"{self.year_label}, {self.market or _('All markets together')}: {figures}"

    @property
    def year_label(self) -> str:
        return financial_year(self.year)

    @property
    def failure_rate(self) -> Decimal | None:
        """Samples that failed of samples tested, in per cent, one decimal; None where nothing was tested or known."""
        if not self.samples_tested or self.samples_failed is None:
            return None
        return (Decimal(100) * self.samples_failed / self.samples_tested).quantize(Decimal("0.1"))


class CertificateKind(models.TextChoices):
    FOOD_SAFETY = "food_safety", _("Food safety")
    ORGANIC = "organic", _("Organic")
    QUALITY = "quality", _("Quality management")
    SANITARY = "sanitary", _("Health or phytosanitary")
    PRODUCT = "product", _("Product certificate")
    SOCIAL = "social", _("Social or environmental")
    GI_USER = "gi_user", _("Authorised user of a GI")
    OTHER = "other", _("Other")


class HolderKind(models.TextChoices):
    EXPORTER = "exporter", _("An exporter")
    PRODUCERS = "producers", _("A producers' organisation")
    PROCESSOR = "processor", _("A processor or packhouse")
    GROUP = "group", _("A group of several")
    COMMITTEE = "committee", _("The committee or an office")


@tracked
class Certificate(Entered):
    """A certificate the exports of a product rest on; its holder is named by kind only, never as a person or firm.

    `renewed_by` is the certificate that replaces it: then nobody is reminded of its end any more.
    """

    product = models.ForeignKey(IdentifiedProduct, models.PROTECT, related_name="certificates")
    kind = models.CharField(_("kind"), max_length=12, choices=CertificateKind)
    number = models.CharField(_("number"), max_length=80)
    issuer = models.CharField(_("issued by"), max_length=120)
    holder_kind = models.CharField(_("held by"), max_length=12, choices=HolderKind)
    issued_on = models.DateField(_("issued on"))
    expires_on = models.DateField(_("expires on"))
    renewed_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="renews", verbose_name=_("renewed by")
    )

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["expires_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "number", "issuer"],
                condition=Q(withdrawn_at=None),
                name="one_certificate_of_a_number",
            ),
            models.CheckConstraint(condition=_withdrawn_with_a_reason(), name="certificate_withdrawn_with_a_reason"),
            models.CheckConstraint(condition=Q(expires_on__gt=F("issued_on")), name="certificate_expires_after_issue"),
            models.CheckConstraint(condition=~Q(renewed_by=F("id")), name="certificate_does_not_renew_itself"),
        ]
        indexes = [models.Index(fields=["expires_on"], condition=Q(renewed_by=None), name="certificate_expiring")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    @property
    def says(self) -> str:
        return f"{self}, {self.issuer}"


class CertificateAlert(models.Model):
    """That the committee was told, once, that a certificate ends within so many days."""

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="alerts")
    days = models.PositiveSmallIntegerField()
    expires_on = models.DateField()  # a corrected date is told of again
    event = models.OneToOneField(Event, models.PROTECT, related_name="certificate_alert")

    class Meta:
        verbose_name = _("alert of a certificate")
        verbose_name_plural = _("alerts of certificates")
        constraints = [
            models.UniqueConstraint(fields=["certificate", "days", "expires_on"], name="one_alert_per_threshold")
        ]

    def __str__(self) -> str:
        return f"{self.certificate} {self.days}"


class OpportunityKind(models.TextChoices):
    ENQUIRY = "enquiry", _("Enquiry of a buyer")
    FAIR = "fair", _("Trade fair or buyer-seller meet")
    SAMPLES = "samples", _("Samples sent")
    ORDER = "order", _("Order")
    CONSIGNMENT = "consignment", _("Consignment shipped")


@tracked
class Opportunity(Entered):
    """One step of a product towards a market; `value_usd` is in whole US dollars where there is a value at all."""

    product = models.ForeignKey(IdentifiedProduct, models.PROTECT, related_name="opportunities")
    market = models.ForeignKey(Country, models.PROTECT, related_name="opportunities", verbose_name=_("market"))
    kind = models.CharField(_("kind"), max_length=12, choices=OpportunityKind)
    is_existing = models.BooleanField(_("the product is sold there already"), default=False)
    happened_on = models.DateField(_("date"))
    value_usd = models.PositiveBigIntegerField(
        _("value in US dollars"), null=True, blank=True, validators=_no_more_than(MOST_USD)
    )
    exporters = _count(_("exporters behind this"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    row_key = models.CharField(max_length=120, editable=False)  # the form's token, or the row of a file

    class Meta:
        verbose_name = _("market opportunity")
        verbose_name_plural = _("market opportunities")
        ordering = ["-happened_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "row_key"], condition=Q(withdrawn_at=None), name="one_opportunity_per_row"
            ),
            models.CheckConstraint(condition=_sane("value_usd", "exporters"), name="opportunity_numbers_are_sane"),
            models.CheckConstraint(condition=_withdrawn_with_a_reason(), name="opportunity_withdrawn_with_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.market_id} {self.happened_on}"

    @property
    def says(self) -> str:
        value = "" if self.value_usd is None else f", US$ {self.value_usd}"
        return f"{self.get_kind_display()}, {self.market}, {date_format(self.happened_on, 'j M Y')}{value}"
