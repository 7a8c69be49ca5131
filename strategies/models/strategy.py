"""The State Export Strategy: assembled from adopted plans, each item linked to the district rows behind it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from bottlenecks.models import Category, ChainStage
from cases.models import Case
from institutions.models import Body, Post
from strategies.models.documents import SectionKind
from strategies.models.plans import FIGURE, MONEY, DocumentQuerySet, EvidenceType, Intervention
from strategies.models.plans import WRITABLE as WRITABLE_STATUSES
from strategies.models.schemes import Scheme


class Strategy(models.Model):
    """A State Export Strategy. Its title and State are those of its case; years are financial years."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="strategy")
    body = models.ForeignKey(Body, models.PROTECT, related_name="strategies")
    first_year = models.PositiveSmallIntegerField(_("first financial year"))
    last_year = models.PositiveSmallIntegerField(_("last financial year"))
    bringing_in = models.BooleanField(default=False)  # adopted on paper, until that is confirmed (PaperAdoption)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("State Export Strategy")
        verbose_name_plural = _("State Export Strategies")
        constraints = [
            models.CheckConstraint(condition=Q(last_year__gte=F("first_year")), name="strategy_years_in_order"),
        ]

    def __str__(self) -> str:
        return self.case.title

    @property
    def is_writable(self) -> bool:
        return self.case.status in WRITABLE_STATUSES


class StrategyItem(models.Model):
    """One line of the strategy, standing for like interventions of several districts (ItemSource), or the State's own.

    code: its number in the strategy ("S-007"), kept for life. Indicator, figures and date are the State's for the whole
    item; each district's stand in its row. `edited` is the number of its latest Edit.
    """

    strategy = models.ForeignKey(Strategy, models.CASCADE, related_name="items")
    code = models.CharField(max_length=12)
    section = models.ForeignKey(SectionKind, models.PROTECT, null=True, blank=True, related_name="items")
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"), blank=True)
    stage = models.ForeignKey(ChainStage, models.PROTECT, null=True, blank=True, related_name="strategy_items")
    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True, related_name="strategy_items")
    owner = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="strategy_items")
    asks_centre = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="asked_items")
    ask = models.CharField(_("what is asked"), max_length=300, blank=True)
    scheme = models.ForeignKey(Scheme, models.PROTECT, null=True, blank=True, related_name="strategy_items")
    state_share = models.DecimalField(_("State's own money"), null=True, blank=True, **MONEY)  # beside the districts'
    indicator = models.CharField(_("indicator"), max_length=160, blank=True)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    baseline = models.DecimalField(_("baseline"), null=True, blank=True, **FIGURE)
    target = models.DecimalField(_("target"), null=True, blank=True, **FIGURE)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    due_by_hand = models.BooleanField(default=False)  # else it is the latest date of its district rows
    evidence_type = models.CharField(_("shown by"), max_length=16, choices=EvidenceType, blank=True)
    interventions = models.ManyToManyField(Intervention, through="ItemSource", related_name="strategy_items")
    edited = models.PositiveIntegerField(default=0)
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("item of a strategy")
        verbose_name_plural = _("items of strategies")
        ordering = ["strategy", "code"]
        constraints = [
            models.UniqueConstraint(fields=["strategy", "code"], name="one_strategy_item_per_code"),
            models.CheckConstraint(
                condition=Q(state_share=None) | Q(state_share__gte=0), name="state_share_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def part(self) -> str:
        return f"item:{self.pk}"


class ItemSource(models.Model):
    """The district row behind an item: an intervention stands in one item of a strategy, so sums count it once.

    said: the row as the adopted version `version_number` of its plan has it (`strategies.versions.content`). What a
    district writes afterwards changes nothing here until it is adopted and pulled again (docs/adr/0031).
    """

    item = models.ForeignKey(StrategyItem, models.CASCADE, related_name="sources")
    strategy = models.ForeignKey(Strategy, models.CASCADE, related_name="+")
    intervention = models.ForeignKey(Intervention, models.PROTECT, related_name="item_sources")
    version_number = models.PositiveSmallIntegerField()  # of the plan when it was pulled
    said = models.JSONField()
    amount = models.GeneratedField(
        expression=Cast(KT("said__amount"), models.DecimalField(**MONEY)),
        output_field=models.DecimalField(**MONEY), db_persist=True,
    )  # fmt: skip

    class Meta:
        verbose_name = _("source of a strategy item")
        verbose_name_plural = _("sources of strategy items")
        constraints = [models.UniqueConstraint(fields=["strategy", "intervention"], name="one_item_per_intervention")]


class ConditionStatus(models.TextChoices):
    PROPOSED = "proposed", _("Proposed in the review")
    OPEN = "open", _("To be met")
    REPORTED = "reported", _("Reported as met")
    MET = "met", _("Met")
    DROPPED = "dropped", _("Dropped")


class Condition(models.Model):
    """Something an approval was made subject to: a case with a clock of its own, tracked until it is met."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="condition")
    about = models.ForeignKey(Case, models.PROTECT, related_name="conditions")
    text = models.TextField(_("condition"))
    due_on = models.DateField(_("due on"))

    class Meta:
        verbose_name = _("condition")
        verbose_name_plural = _("conditions")

    def __str__(self) -> str:
        return self.case.title
