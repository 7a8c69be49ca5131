"""The trade classification of goods (HS, with India's 8-digit lines) and the portal's own one of services."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from products.codes import HS_CODE, dotted


class HSLevel(models.IntegerChoices):
    CHAPTER = 2, _("Chapter (2 digits)")
    HEADING = 4, _("Heading (4 digits)")
    SUBHEADING = 6, _("Subheading (6 digits)")
    TARIFF_LINE = 8, _("Indian tariff line (8 digits)")


class HSCodeQuerySet(models.QuerySet):
    def current(self, on: date | None = None) -> HSCodeQuerySet:
        """In force now, or on a day; a code retired later was in force then."""
        return self.filter(Q(retired_on=None) | Q(retired_on__gt=on)) if on else self.filter(retired_on=None)


class HSCode(models.Model):
    """One code of one edition of the classification; retired by a date, never deleted.

    Chapters, headings and subheadings are the Harmonized System's; lines of 8 digits are India's ITC(HS).
    `section` is the roman number of the HS section. `search_text` is what searching compares: words in small letters.
    Its index, like those of the words, takes new rows at once: rows waiting in it made every search read the table.
    """

    edition = models.CharField(_("edition"), max_length=12)
    code = models.CharField(_("code"), max_length=8)
    level = models.PositiveSmallIntegerField(_("level"), choices=HSLevel)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    section = models.CharField(_("section"), max_length=5, blank=True)
    description = models.TextField(_("description"))
    description_hi = models.TextField(_("description in Hindi"), blank=True)
    unit = models.CharField(_("unit of quantity"), max_length=12, blank=True)
    source = models.CharField(_("source"), max_length=120)
    retired_on = models.DateField(_("retired on"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    search_text = models.TextField(editable=False, default="")

    objects = HSCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("HS code")
        verbose_name_plural = _("HS codes")
        ordering = ["code", "edition"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="one_hs_code_per_edition"),
            models.CheckConstraint(condition=Q(code__regex=HS_CODE), name="hs_code_is_well_formed"),
            models.CheckConstraint(
                condition=Q(level=models.functions.Length("code")), name="hs_level_is_the_length_of_the_code"
            ),
        ]
        indexes = [
            models.Index(F("code"), name="hs_code_prefix", include=["edition"]),
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], fastupdate=False, name="hs_search_trigram"),
        ]

    def __str__(self) -> str:
        return f"{self.dotted} {self.text}"

    @property
    def text(self) -> str:
        return self.description_hi if get_language() == "hi" and self.description_hi else self.description

    @property
    def dotted(self) -> str:
        return dotted(self.code)

    @property
    def is_retired(self) -> bool:
        return self.retired_on is not None


class HSTerm(models.Model):
    """A word people use for what a code stands for: "haldi" for 0910.30. `key` is the word as it is compared."""

    term = models.CharField(_("word"), max_length=80)
    key = models.CharField(max_length=80, editable=False)
    language = models.CharField(_("language"), max_length=8, default="en")
    code = models.ForeignKey(HSCode, models.PROTECT, related_name="terms", verbose_name=_("HS code"))
    source = models.CharField(_("source"), max_length=120, blank=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)

    class Meta:
        verbose_name = _("word for an HS code")
        verbose_name_plural = _("words for HS codes")
        ordering = ["key", "code"]
        constraints = [
            models.UniqueConstraint(fields=["key", "code"], name="one_term_per_code"),
            models.CheckConstraint(condition=~Q(key=""), name="term_has_a_key"),
        ]
        indexes = [GinIndex(fields=["key"], opclasses=["gin_trgm_ops"], fastupdate=False, name="hs_term_trigram")]

    def __str__(self) -> str:
        return self.term


class HSWord(models.Model):
    """A word that stands in the text of a code: what a word typed wrong is compared with. Made from the texts."""

    word = models.CharField(max_length=80, unique=True)

    class Meta:
        verbose_name = _("word of the classification")
        verbose_name_plural = _("words of the classification")
        indexes = [GinIndex(fields=["word"], opclasses=["gin_trgm_ops"], fastupdate=False, name="hs_word_trigram")]

    def __str__(self) -> str:
        return self.word


class Relation(models.TextChoices):
    """How many codes of the first edition stand against how many of the second, as UNSD and the WCO write it."""

    ONE_TO_ONE = "1:1", _("One to one")
    ONE_TO_MANY = "1:n", _("One to several")
    MANY_TO_ONE = "n:1", _("Several to one")
    MANY_TO_MANY = "n:n", _("Several to several")


class ConcordanceQuerySet(models.QuerySet):
    def in_force(self) -> ConcordanceQuerySet:
        """Rows of tables that are neither revoked nor replaced, and those entered by hand and not retired."""
        return self.filter(retired_on=None)


class Concordance(models.Model):
    """A code of one edition and a code of another that cover the same goods, wholly or in part.

    It says what became of a code; it is no key for figures, which stay under the code and edition they were published
    in. Codes are text: the portal need not have the code of an earlier edition. `batch` is the key of the import that
    brought the row, empty where an officer entered it; a revoked table's rows are retired.
    """

    from_edition = models.CharField(_("from edition"), max_length=12)
    from_code = models.CharField(_("from code"), max_length=8)
    to_edition = models.CharField(_("to edition"), max_length=12)
    to_code = models.CharField(_("to code"), max_length=8)
    relation = models.CharField(_("relation"), max_length=3, choices=Relation)
    source = models.CharField(_("source"), max_length=200)
    as_of = models.DateField(_("as of"), null=True, blank=True)
    batch = models.UUIDField(null=True, blank=True, editable=False)
    retired_on = models.DateField(_("retired on"), null=True, blank=True)

    objects = ConcordanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("concordance")
        verbose_name_plural = _("concordance")
        ordering = ["from_edition", "from_code", "to_edition", "to_code"]
        constraints = [
            models.UniqueConstraint(
                fields=["from_edition", "from_code", "to_edition", "to_code"],
                condition=Q(retired_on=None),
                name="one_concordance_per_pair",
            ),
            models.CheckConstraint(
                condition=~Q(from_edition=F("to_edition"), from_code=F("to_code")),
                name="concordance_changes_edition_or_code",
            ),
            models.CheckConstraint(
                condition=Q(from_code__regex=HS_CODE, to_code__regex=HS_CODE), name="concordance_codes_are_well_formed"
            ),
            models.CheckConstraint(condition=Q(relation__in=Relation.values), name="concordance_relation_is_known"),
        ]
        indexes = [
            models.Index(fields=["from_code"], condition=Q(retired_on=None), name="concordance_from"),
            models.Index(fields=["to_code"], condition=Q(retired_on=None), name="concordance_to"),
            models.Index(fields=["batch"], name="concordance_of_a_table"),
        ]

    def __str__(self) -> str:
        return f"{self.from_edition} {dotted(self.from_code)} → {self.to_edition} {dotted(self.to_code)}"


class ServiceClass(models.Model):
    """A class of services (the twelve sectors of the WTO's list W/120); a service never has an HS code."""

    code = models.CharField(_("code"), max_length=12, unique=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    name = models.CharField(_("name"), max_length=160)
    name_hi = models.CharField(_("name in Hindi"), max_length=160, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    retired_on = models.DateField(_("retired on"), null=True, blank=True)

    class Meta:
        verbose_name = _("class of services")
        verbose_name_plural = _("classes of services")
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name_hi if get_language() == "hi" and self.name_hi else self.name
