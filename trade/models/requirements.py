"""What a buyer's country asks of a product, one checkable sentence each, and how far a district is with it."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.appendonly import AppendOnly
from cases.tracking import tracked
from geography.models import Country
from institutions.models import Post
from products.codes import HS_CODE
from products.models import IdentifiedProduct
from trade.models.batches import Batch, BatchState


class RequirementKind(models.TextChoices):
    LIMIT = "limit", _("Limit")
    CERTIFICATE = "certificate", _("Certificate")
    LABEL = "label", _("Label")
    PACKING = "packing", _("Packing")
    REGISTRATION = "registration", _("Registration")
    OTHER = "other", _("Other")


class RequirementQuerySet(models.QuerySet):
    def in_force(self) -> RequirementQuerySet:
        """What an imported table in force says, and what was entered by hand and neither retired nor withdrawn."""
        return self.filter(Q(batch=None) | Q(batch__state=BatchState.APPLIED), retired_on=None, withdrawn_at=None)

    def of_product(self, product: IdentifiedProduct, codes: list[str]) -> RequirementQuerySet:
        """Those of the product itself, and those of the codes it goes by: a code stands for everything below it."""
        above = {code[:length] for code in codes for length in (2, 4, 6, 8) if len(code) >= length}
        return self.in_force().filter(Q(product=product) | Q(code__in=above))

    def withdrawn_from(self, product: IdentifiedProduct) -> RequirementQuerySet:
        """Those a committee added to the product in error, the last withdrawn first."""
        rows = self.filter(product=product).exclude(withdrawn_at=None).order_by("-withdrawn_at", "-pk")
        return rows.select_related("market", "withdrawn_post__body")


def _withdrawn_with_a_reason() -> Q:
    reason = ~Q(withdrawn_reason="") & Q(withdrawn_post__isnull=False)
    return Q(withdrawn_at=None, withdrawn_reason="") | (Q(withdrawn_at__isnull=False) & reason)


@tracked
class Requirement(models.Model):
    """One thing a market asks: a sentence a district can answer with "ready" or "gap", with its source and date.

    It belongs to an HS code, or to one identified product of a district. `key` is what it says: the same sentence with
    the same limit in a later table is the same requirement, and keeps its marks; a new limit is a new one. What a
    committee added in error it withdraws: the row stays, with the reason, and neither it nor a mark of it counts.
    """

    batch = models.ForeignKey(Batch, models.PROTECT, null=True, blank=True, related_name="requirements")
    market = models.ForeignKey(Country, models.PROTECT, related_name="requirements", verbose_name=_("market"))
    code = models.CharField(_("HS code"), max_length=8, blank=True)
    product = models.ForeignKey(
        IdentifiedProduct, models.PROTECT, null=True, blank=True, related_name="requirements", verbose_name=_("product")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=RequirementKind)
    sentence = models.CharField(_("what is required"), max_length=300)
    limit = models.DecimalField(_("limit"), max_digits=16, decimal_places=6, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=24, blank=True)
    measure_key = models.CharField(_("follows from the measure"), max_length=48, blank=True)
    source = models.CharField(_("source"), max_length=200)
    source_on = models.DateField(_("date of the source"))
    key = models.CharField(max_length=40, editable=False)
    added_post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    retired_on = models.DateField(_("retired on"), null=True, blank=True)
    withdrawn_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawn_reason = models.CharField(_("withdrawn because"), max_length=300, blank=True, editable=False)

    objects = RequirementQuerySet.as_manager()

    class Meta:
        verbose_name = _("requirement of a market")
        verbose_name_plural = _("requirements of markets")
        ordering = ["market", "kind", "sentence"]
        constraints = [
            models.CheckConstraint(
                condition=Q(product=None) & ~Q(code="") | Q(product__isnull=False, code=""),
                name="requirement_is_of_a_code_or_a_product",
            ),
            models.CheckConstraint(
                condition=Q(code="") | Q(code__regex=HS_CODE), name="requirement_code_is_well_formed"
            ),
            models.CheckConstraint(condition=Q(limit=None) | ~Q(unit=""), name="limit_names_its_unit"),
            models.UniqueConstraint(
                fields=["batch", "key"],
                nulls_distinct=False,
                condition=Q(retired_on=None, withdrawn_at=None),
                name="one_requirement",
            ),
            models.CheckConstraint(condition=_withdrawn_with_a_reason(), name="requirement_withdrawn_with_a_reason"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(batch=None, product__isnull=False),
                name="only_what_was_added_by_hand_is_withdrawn",
            ),
        ]
        indexes = [models.Index(fields=["code", "market"]), models.Index(fields=["key"])]

    def __str__(self) -> str:
        return self.sentence

    def save(self, *args, **kwargs) -> None:
        self.key = self.key_now()
        super().save(*args, **kwargs)

    @property
    def says(self) -> str:
        """The row in one line, as its history names it."""
        limit = "" if self.limit is None else f" {self.limit.normalize():f} {self.unit}"
        return f"{self.market}, {self.get_kind_display()}: {self.sentence}{limit}"

    def key_now(self) -> str:
        """What the requirement says, as one short text."""
        limit = "" if self.limit is None else f"{self.limit.normalize():f}"
        said = [
            self.market_id,
            self.code,
            self.product_id,
            self.kind,
            " ".join(self.sentence.casefold().split()),
            limit,
        ]
        return hashlib.sha256("|".join(map(str, [*said, self.unit])).encode()).hexdigest()[:40]


class Readiness(models.TextChoices):
    READY = "ready", _("Ready")
    GAP = "gap", _("Gap")
    NOT_APPLICABLE = "not_applicable", _("Does not apply")


class RequirementMarkQuerySet(models.QuerySet):
    def counted(self) -> RequirementMarkQuerySet:
        """Marks that were not withdrawn, of requirements that were not either."""
        return self.filter(withdrawal=None, requirement__withdrawn_at=None)


class RequirementMark(AppendOnly):
    """What a district's committee says of one requirement for one product; the latest counts, none is rewritten.

    The note is the committee's own and is not public.
    """

    product = models.ForeignKey(IdentifiedProduct, models.PROTECT, related_name="marks")
    requirement = models.ForeignKey(Requirement, models.PROTECT, related_name="marks")
    requirement_key = models.CharField(max_length=40)
    state = models.CharField(_("state"), max_length=16, choices=Readiness)
    owner = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    marked_user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    marked_post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    marked_at = models.DateTimeField()

    objects = RequirementMarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("mark of a requirement")
        verbose_name_plural = _("marks of requirements")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(state=Readiness.GAP) | Q(owner__isnull=False), name="gap_has_an_owner")
        ]
        indexes = [models.Index(fields=["product", "requirement_key", "-id"], name="latest_mark")]

    def __str__(self) -> str:
        return f"{self.requirement_id}: {self.state}"


class RequirementMarkWithdrawal(AppendOnly):
    """That a mark was made in error: it stays in the history, and the mark before it counts again."""

    mark = models.OneToOneField(RequirementMark, models.PROTECT, related_name="withdrawal")
    reason = models.CharField(_("reason"), max_length=300)
    withdrawn_user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField()

    class Meta:
        verbose_name = _("withdrawal of a mark")
        verbose_name_plural = _("withdrawals of marks")
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="mark_withdrawn_with_a_reason")]

    def __str__(self) -> str:
        return f"{self.mark_id}: {self.reason}"
