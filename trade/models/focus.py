"""Special focus: a district that makes most of India's exports of a product, and what its committee says to that."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from institutions.actors import Actor
from institutions.models import Body
from products.models import HSCode, IdentifiedProduct
from trade.models.flows import Slice
from trade.models.names import PublishedItem
from trade.money import dollars, period_in_words


class FocusStatus(models.TextChoices):
    WAITING = "waiting", _("To be answered")
    OVERDUE = "overdue", _("Overdue")
    ADDED = "added", _("Added to the district's products")
    LEFT = "left", _("Not taken up, with a reason")
    WITHDRAWN = "withdrawn", _("Withdrawn: newer data do not bear it out")


STANDING = (FocusStatus.WAITING, FocusStatus.OVERDUE)


class SpecialFocusQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> SpecialFocusQuerySet:
        """By the one rule, that of its case."""
        return self.filter(case__in=Case.objects.visible_to(actor))

    def standing(self) -> SpecialFocusQuerySet:
        """Asked and not answered."""
        return self.filter(is_standing=True)

    def for_list(self) -> SpecialFocusQuerySet:
        return self.select_related("case__district", "case__state", "case__holder__body", "hs", "slice", "item")


class SpecialFocus(models.Model):
    """One product of one district with a share of India's exports above the bar, as one slice says.

    `code` and `edition` stand for the product from period to period; `hs` is its code where the classification has it.
    `share` is of all of India's exports of the product, those of no stated district included.
    """

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="special_focus")
    body = models.ForeignKey(Body, models.PROTECT, related_name="special_focuses")
    slice = models.ForeignKey(Slice, models.PROTECT, related_name="special_focuses")
    item = models.ForeignKey(PublishedItem, models.PROTECT, related_name="special_focuses")
    hs = models.ForeignKey(HSCode, models.PROTECT, null=True, related_name="special_focuses")
    edition = models.CharField(_("edition"), max_length=24)
    code = models.CharField(_("code"), max_length=8)
    period = models.CharField(_("period"), max_length=12)
    usd = models.DecimalField(_("exports in US dollars"), max_digits=18, decimal_places=2)
    share = models.FloatField(_("share of India's exports"))
    is_standing = models.BooleanField(default=True)
    product = models.ForeignKey(
        IdentifiedProduct, models.PROTECT, null=True, blank=True, related_name="special_focuses",
        verbose_name=_("identified product"),
    )  # fmt: skip

    objects = SpecialFocusQuerySet.as_manager()

    class Meta:
        verbose_name = _("special focus")
        verbose_name_plural = _("special focus")
        constraints = [
            models.UniqueConstraint(
                fields=["body", "edition", "code"], condition=Q(is_standing=True), name="one_standing_focus_per_product"
            ),
            models.CheckConstraint(condition=Q(share__gt=0, share__lte=1.000001), name="focus_share_is_a_share"),
        ]
        indexes = [models.Index(fields=["edition", "code"])]

    def __str__(self) -> str:
        return str(self.case)

    @property
    def status_label(self) -> str:
        return FocusStatus(self.case.status).label

    @property
    def money(self) -> str:
        return dollars(self.usd)

    @property
    def in_words(self) -> str:
        """The period as official tables print it."""
        return period_in_words(self.period)

    @property
    def percent(self) -> float:
        return 100 * self.share

    @property
    def name(self) -> str:
        """What the product is called in the reader's language."""
        return self.hs.text if self.hs_id else self.item.description or self.item.label
