"""Market access as published: what a country charges on a product, and what else it asks of it.

A row counts while its batch is in force, so a table is superseded or revoked without touching its rows. Codes are
text of 2, 4 or 6 digits as the source writes them; a code of two digits stands for everything below it.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cases.tracking import tracked
from geography.models import Country
from products.codes import EDITION, HS_CODE
from trade.models.batches import Batch, BatchState

HS6 = r"^(0[1-9]|[1-6][0-9]|7[0-68-9]|[89][0-9])\d{4}$"


class Published(models.QuerySet):
    """Rows of tables that were taken in."""

    def in_force(self) -> Published:
        return self.filter(batch__state=BatchState.APPLIED)


class Regime(models.TextChoices):
    MFN = "mfn", _("Most favoured nation (MFN)")
    PREFERENTIAL = "preferential", _("Preferential")


class Tariff(models.Model):
    """The duty of one importer on one HS subheading under one regime in one year, over its national lines.

    Percentages are of the customs value, over the lines that bear one. They are empty where every line bears a duty
    by weight or number only: no percentage is known then, and such a product is not duty-free. `origin` is whose goods
    the row was made for; empty: those of every member of the WTO. A preferential row names its agreement.
    """

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="tariffs")
    importer = models.ForeignKey(Country, models.PROTECT, related_name="tariffs", verbose_name=_("importer"))
    origin = models.ForeignKey(
        Country,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tariffs_met",
        verbose_name=_("origin of the goods"),
    )
    regime = models.CharField(_("regime"), max_length=12, choices=Regime)
    agreement = models.CharField(_("agreement"), max_length=80, blank=True)
    year = models.PositiveSmallIntegerField(_("year"))
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    edition = models.CharField(_("HS edition"), max_length=12, default=EDITION)
    code = models.CharField(_("HS code"), max_length=6)
    lines = models.PositiveSmallIntegerField(_("national lines"))
    average = models.DecimalField(_("average, per cent"), max_digits=8, decimal_places=3, null=True, blank=True)
    lowest = models.DecimalField(_("lowest, per cent"), max_digits=8, decimal_places=3, null=True, blank=True)
    highest = models.DecimalField(_("highest, per cent"), max_digits=8, decimal_places=3, null=True, blank=True)
    duty_free_lines = models.PositiveSmallIntegerField(_("lines without a percentage"), default=0)
    specific_lines = models.PositiveSmallIntegerField(_("lines with a duty by weight or number"), default=0)

    objects = Published.as_manager()

    class Meta:
        verbose_name = _("tariff")
        verbose_name_plural = _("tariffs")
        ordering = ["code", "regime", "agreement"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "importer", "origin", "regime", "agreement", "year", "edition", "code"],
                nulls_distinct=False,
                name="one_tariff_per_subheading",
            ),
            models.CheckConstraint(
                condition=Q(regime=Regime.MFN, agreement="") | Q(regime=Regime.PREFERENTIAL) & ~Q(agreement=""),
                name="preference_names_its_agreement",
            ),
            models.CheckConstraint(condition=Q(code__regex=HS6), name="tariff_has_a_subheading"),
            models.CheckConstraint(
                condition=Q(lines__gte=1, duty_free_lines__lte=F("lines"), specific_lines__lte=F("lines")),
                name="tariff_lines_add_up",
            ),
            models.CheckConstraint(
                condition=Q(average=None, lowest=None, highest=None)
                | Q(lowest__gte=0, lowest__lte=F("average"), average__lte=F("highest")),
                name="tariff_average_lies_between",
            ),
        ]
        indexes = [models.Index(fields=["importer", "code"], name="tariff_of_market")]

    def __str__(self) -> str:
        return f"{self.importer_id} {self.code} {self.regime_label} {self.year}"

    @property
    def regime_label(self) -> str:
        return self.agreement or self.get_regime_display()

    @property
    def is_free(self) -> bool:
        """Nothing is charged on any line: a duty by weight or number is a duty."""
        return self.specific_lines == 0 and self.highest == 0


@tracked
class NTMCode(models.Model):
    """A code of UNCTAD's classification of non-tariff measures (2019): chapters A to P and what lies below.

    `plain` says in plain words what a chapter asks; the chapters are the portal's own table, the rest is imported.
    """

    code = models.CharField(_("code"), max_length=5, unique=True)
    chapter = models.CharField(_("chapter"), max_length=1)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    name = models.CharField(_("name"), max_length=240)
    name_hi = models.CharField(_("name in Hindi"), max_length=240, blank=True)
    plain = models.CharField(_("in plain words"), max_length=240, blank=True)
    plain_hi = models.CharField(_("in plain words, Hindi"), max_length=240, blank=True)
    source = models.CharField(_("source"), max_length=160)
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, blank=True, related_name="ntm_codes")
    retired_on = models.DateField(_("retired on"), null=True, blank=True)

    class Meta:
        verbose_name = _("code of non-tariff measures")
        verbose_name_plural = _("codes of non-tariff measures")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[A-P]\d{0,4}$"), name="ntm_code_is_well_formed"),
            models.CheckConstraint(condition=Q(code__startswith=F("chapter")), name="ntm_code_lies_in_its_chapter"),
            models.CheckConstraint(
                condition=Q(parent=None) & Q(code=F("chapter")) | Q(parent__isnull=False) & ~Q(code=F("chapter")),
                name="ntm_chapters_have_no_parent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"

    @property
    def text(self) -> str:
        return self.name_hi if get_language() == "hi" and self.name_hi else self.name

    @property
    def plain_text(self) -> str:
        return self.plain_hi if get_language() == "hi" and self.plain_hi else self.plain


class Measure(models.Model):
    """A rule of a country beside its tariff, as a source recorded it; read-only, quoted under its source.

    `key` joins a measure with its codes and with what became of it over later editions of the same table.
    `met_by_india` says whether goods of India fall under it; empty where the source does not say whom it touches.
    Chapter P holds what a country asks of its own exporters, which goods of India do not meet.
    """

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="measures")
    importer = models.ForeignKey(Country, models.PROTECT, related_name="measures", verbose_name=_("country"))
    number = models.CharField(_("number in the source"), max_length=40)
    key = models.CharField(max_length=48, editable=False)
    ntm = models.CharField(_("code of the classification"), max_length=5)
    ntm_text = models.CharField(_("name of the code in the source"), max_length=240, blank=True)
    affected = models.TextField(_("whose goods"), blank=True)
    met_by_india = models.BooleanField(_("goods of India fall under it"), null=True)
    text = models.TextField(_("as the source words it"), blank=True)
    products = models.TextField(_("products"), blank=True)
    agency = models.CharField(_("agency"), max_length=240, blank=True)
    regulation = models.TextField(_("regulation"), blank=True)
    symbol = models.TextField(_("published in"), blank=True)
    objective = models.CharField(_("objective"), max_length=400, blank=True)
    implemented_on = models.DateField(_("in force since"), null=True, blank=True)

    objects = Published.as_manager()

    class Meta:
        verbose_name = _("non-tariff measure")
        verbose_name_plural = _("non-tariff measures")
        ordering = ["ntm", "number"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "key"], name="one_measure_per_number"),
            models.CheckConstraint(condition=Q(ntm__regex=r"^[A-P]\d{0,4}$"), name="measure_has_a_code"),
        ]
        indexes = [models.Index(fields=["key"]), models.Index(fields=["importer", "ntm"])]

    def __str__(self) -> str:
        return f"{self.ntm} {self.ntm_text}".strip()

    @property
    def chapter(self) -> str:
        return self.ntm[0]


class MeasureCode(models.Model):
    """A product a measure touches; `partial` says which part of the code it is, where it is not all of it."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="measure_codes")
    measure_key = models.CharField(max_length=48)
    code = models.CharField(_("HS code"), max_length=8)
    partial = models.CharField(_("only a part"), max_length=240, blank=True)

    objects = Published.as_manager()

    class Meta:
        verbose_name = _("product of a measure")
        verbose_name_plural = _("products of measures")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "measure_key", "code", "partial"], name="one_product_per_measure"),
            models.CheckConstraint(condition=Q(code__regex=HS_CODE), name="measure_code_is_well_formed"),
        ]
        indexes = [
            models.Index(fields=["code", "measure_key"], name="measures_of_code"),
            models.Index(fields=["measure_key"]),
        ]

    def __str__(self) -> str:
        return self.code
