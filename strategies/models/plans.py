"""The District Export Action Plan: its products, its interventions and its quantified targets."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bottlenecks.models import Bottleneck, Category, ChainStage
from cases.models import Case
from institutions.actors import Actor
from institutions.models import Body, Post
from products.models import IdentifiedProduct
from strategies.models.documents import Adoption
from strategies.models.schemes import Scheme

MONEY = {"max_digits": 16, "decimal_places": 2}  # rupees
FIGURE = {"max_digits": 20, "decimal_places": 4}


class DocumentStatus(models.TextChoices):
    DRAFT = "draft", _("Being drafted")
    CONSULTATION = "consultation", _("In consultation")
    SIGNING = "signing", _("With its approvers")
    SUBMITTED = "submitted", _("Submitted")
    REVIEW = "review", _("Under review")
    RETURNED = "returned", _("Returned for changes")
    APPROVED = "approved", _("Approved")
    ADOPTED = "adopted", _("Adopted")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class StrategyStatus(models.TextChoices):
    """As a plan's, without a review above the State: the Centre notes what the State adopted."""

    DRAFT = DocumentStatus.DRAFT.value, DocumentStatus.DRAFT.label
    CONSULTATION = DocumentStatus.CONSULTATION.value, DocumentStatus.CONSULTATION.label
    SIGNING = DocumentStatus.SIGNING.value, DocumentStatus.SIGNING.label
    RETURNED = DocumentStatus.RETURNED.value, DocumentStatus.RETURNED.label
    APPROVED = DocumentStatus.APPROVED.value, DocumentStatus.APPROVED.label
    ADOPTED = DocumentStatus.ADOPTED.value, DocumentStatus.ADOPTED.label
    NOTED = "noted", _("Adopted and noted by the Centre")
    WITHDRAWN = DocumentStatus.WITHDRAWN.value, DocumentStatus.WITHDRAWN.label


S = DocumentStatus
WRITABLE = (S.DRAFT, S.CONSULTATION, S.RETURNED)  # its text, interventions and targets can be changed


class DocumentQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> DocumentQuerySet:
        """By the one rule, that of its case."""
        return self.filter(case__in=Case.objects.visible_to(actor))

    def public(self) -> DocumentQuerySet:
        """With an adoption in force: everybody may read that version, less what is for the committee only."""
        in_force = Adoption.objects.filter(case=models.OuterRef("pk"), ended_at=None)
        return self.filter(models.Exists(in_force))

    def for_list(self) -> DocumentQuerySet:
        return self.select_related("case__district", "case__state", "case__holder__body", "body")


class Plan(models.Model):
    """A District Export Action Plan. Its title, district and State are those of its case; years are financial years.

    While a revision is being drafted the adopted version (Adoption) stays in force.
    """

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="plan")
    body = models.ForeignKey(Body, models.PROTECT, related_name="plans")
    first_year = models.PositiveSmallIntegerField(_("first financial year"))  # 2026 is April 2026 to March 2027
    last_year = models.PositiveSmallIntegerField(_("last financial year"))
    bringing_in = models.BooleanField(default=False)  # adopted on paper, until that is confirmed (PaperAdoption)
    products = models.ManyToManyField(IdentifiedProduct, through="PlanProduct", related_name="plans")

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("District Export Action Plan")
        verbose_name_plural = _("District Export Action Plans")
        constraints = [
            models.CheckConstraint(condition=Q(last_year__gte=F("first_year")), name="plan_years_in_order"),
        ]

    def __str__(self) -> str:
        return self.case.title

    @property
    def is_writable(self) -> bool:
        return self.case.status in WRITABLE


class PlanProduct(models.Model):
    """A product the plan is about, with what the committee says of it."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="plan_products")
    product = models.ForeignKey(IdentifiedProduct, models.PROTECT, related_name="in_plans")
    analysis = models.TextField(_("analysis"), blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("product of a plan")
        verbose_name_plural = _("products of plans")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["plan", "product"], name="one_product_in_a_plan")]


class Mechanism(models.TextChoices):
    """What an intervention sets up; those the policy brief asks for have records of their own."""

    OTHER = "other", _("Other")
    PACKAGING = "packaging", _("Shared packaging service")
    AGGREGATION = "aggregation", _("Aggregation round")
    TRAINING = "training", _("Training")
    LEADERS = "leaders", _("Recognition of local leaders")


class Delivery(models.TextChoices):
    PUBLIC = "public", _("Public")
    PPP = "ppp", _("Public–private partnership")
    PRIVATE = "private", _("Private")


class EvidenceType(models.TextChoices):
    ORDER = "order", _("Order or sanction letter")
    CERTIFICATE = "certificate", _("Certificate")
    REPORT = "report", _("Inspection or completion report")
    STATISTICS = "statistics", _("Official statistics")
    INVOICE = "invoice", _("Shipping bill or invoice")
    PHOTOGRAPH = "photograph", _("Photograph")


class InterventionQuerySet(models.QuerySet):
    def current(self) -> InterventionQuerySet:
        """Those the draft has: what was taken out stays on record for older versions."""
        return self.filter(dropped_at=None)

    def visible_to(self, actor: Actor) -> InterventionQuerySet:
        return self.filter(plan__case__in=Case.objects.visible_to(actor))


class Intervention(models.Model):
    """One thing the plan undertakes: where in the value chain, by whom, until when, with what money, shown by what.

    code: its number in the plan ("I-07"), kept for life. Amounts in rupees. Before adoption it has a stage, an owner,
    dates, a budget line and an indicator with baseline, target and unit [HBP 3.05]. `edited` is the number of its
    latest Edit.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="interventions")
    code = models.CharField(max_length=12)
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    mechanism = models.CharField(_("mechanism"), max_length=16, choices=Mechanism, default=Mechanism.OTHER)
    stage = models.ForeignKey(
        ChainStage, models.PROTECT, null=True, blank=True, related_name="interventions",
        verbose_name=_("value-chain stage"),
    )  # fmt: skip
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="interventions",
        verbose_name=_("challenge sub-category"),
    )  # fmt: skip
    owner = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="interventions", verbose_name=_("owner")
    )
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    delivery = models.CharField(_("delivery"), max_length=8, choices=Delivery, default=Delivery.PUBLIC)
    investor = models.CharField(_("investor"), max_length=160, blank=True)  # a firm or fund: committee only
    private_committed = models.DecimalField(_("private money committed"), null=True, blank=True, **MONEY)
    private_spent = models.DecimalField(_("private money spent"), null=True, blank=True, **MONEY)
    budget_head = models.CharField(_("budget head"), max_length=120, blank=True)
    amount = models.DecimalField(_("amount"), null=True, blank=True, **MONEY)  # the whole cost, from all sources
    own_contribution = models.DecimalField(_("own contribution"), null=True, blank=True, **MONEY)
    scheme = models.ForeignKey(
        Scheme, models.PROTECT, null=True, blank=True, related_name="interventions", verbose_name=_("scheme")
    )
    scheme_share = models.DecimalField(_("share asked of the scheme, per cent"), max_digits=5, decimal_places=2,
                                       null=True, blank=True)  # fmt: skip
    indicator = models.CharField(_("indicator"), max_length=160, blank=True)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    baseline = models.DecimalField(_("baseline"), null=True, blank=True, **FIGURE)
    target = models.DecimalField(_("target"), null=True, blank=True, **FIGURE)
    evidence_type = models.CharField(_("shown by"), max_length=16, choices=EvidenceType, blank=True)
    asks_centre = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="asked_interventions",
        verbose_name=_("asked of the Central agency"),
    )  # fmt: skip
    ask = models.CharField(_("what is asked"), max_length=300, blank=True)
    products = models.ManyToManyField(IdentifiedProduct, blank=True, related_name="interventions")
    bottlenecks = models.ManyToManyField(Bottleneck, blank=True, related_name="interventions")
    edited = models.PositiveIntegerField(default=0)
    dropped_at = models.DateTimeField(null=True, blank=True)

    objects = InterventionQuerySet.as_manager()

    class Meta:
        verbose_name = _("intervention")
        verbose_name_plural = _("interventions")
        ordering = ["plan", "code"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="one_intervention_per_code"),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(due_on=None) | Q(due_on__gte=F("starts_on")),
                name="intervention_dates_in_order",
            ),
            models.CheckConstraint(
                condition=(Q(amount=None) | Q(amount__gte=Decimal(0)))
                & (Q(scheme_share=None) | Q(scheme_share__range=(Decimal(0), Decimal(100)))),
                name="intervention_money_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def part(self) -> str:
        return f"intervention:{self.pk}"


class TargetKind(models.TextChoices):
    EXPORT_VALUE = "export_value", _("Value of exports")
    EXPORT_VOLUME = "export_volume", _("Quantity of exports")
    EXPORTERS = "exporters", _("Number of exporters")
    MARKETS = "markets", _("Number of markets")
    OTHER = "other", _("Other")


EXPORT_TARGETS = (TargetKind.EXPORT_VALUE, TargetKind.EXPORT_VOLUME)


class Target(models.Model):
    """A quantified target of a plan or strategy, with a figure for each financial year [HBP 3.05].

    unit: "USD", "INR crore", "tonnes", "exporters"… `values` is on TargetYear. `edited` as for an intervention.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="targets")
    kind = models.CharField(_("kind"), max_length=16, choices=TargetKind)
    title = models.CharField(_("title"), max_length=160)
    product = models.ForeignKey(
        IdentifiedProduct, models.PROTECT, null=True, blank=True, related_name="targets", verbose_name=_("product")
    )
    unit = models.CharField(_("unit"), max_length=40)
    baseline = models.DecimalField(_("baseline"), null=True, blank=True, **FIGURE)
    baseline_year = models.PositiveSmallIntegerField(_("year of the baseline"), null=True, blank=True)
    source = models.CharField(_("source of the baseline"), max_length=200, blank=True)
    edited = models.PositiveIntegerField(default=0)
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["case", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def part(self) -> str:
        return f"target:{self.pk}"


class TargetYear(models.Model):
    """The figure a target sets for one financial year (2026: April 2026 to March 2027)."""

    target = models.ForeignKey(Target, models.CASCADE, related_name="years")
    year = models.PositiveSmallIntegerField()
    value = models.DecimalField(**FIGURE)

    class Meta:
        ordering = ["year"]
        constraints = [models.UniqueConstraint(fields=["target", "year"], name="one_figure_per_target_year")]


class Overlap(models.Model):
    """One product and purpose of a district under two schemes: it needs one decision, which is kept here."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="overlaps")
    interventions = models.ManyToManyField(Intervention, related_name="overlaps")
    key = models.CharField(max_length=200)  # what they share, as the check finds it again
    decision = models.TextField(blank=True)
    decided_by = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("overlap of schemes")
        verbose_name_plural = _("overlaps of schemes")
        constraints = [models.UniqueConstraint(fields=["plan", "key"], name="one_overlap_per_key")]
