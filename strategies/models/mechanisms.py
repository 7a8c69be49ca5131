"""What the interventions of the policy brief set up: shared packaging, aggregation rounds, training, recognition."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bottlenecks.models import ChainStage
from cases.appendonly import AppendOnly
from cases.models import Case, Event
from cases.tracking import tracked
from institutions.models import Post
from products.models import Facility, IdentifiedProduct
from strategies.models.plans import MONEY, Intervention

TONNES = {"max_digits": 12, "decimal_places": 3}


class MechanismRecord(models.Model):
    """A row a committee keeps of what an intervention set up; withdrawn when entered in error, never deleted."""

    intervention = models.ForeignKey(Intervention, models.PROTECT, related_name="%(class)s_set")
    source = models.CharField(_("source"), max_length=200)
    entered_post = models.ForeignKey(Post, models.PROTECT, related_name="+", editable=False)
    entered_at = models.DateTimeField(editable=False)
    corrected_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", editable=False)
    corrected_at = models.DateTimeField(null=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawn_reason = models.CharField(max_length=300, blank=True, editable=False)

    class Meta:
        abstract = True


@tracked
class PackagingService(MechanismRecord):
    """A packaging service several exporters share: who provides it, at what cost, to whom, to which standard.

    unit_cost: rupees per `unit`. The first accepted consignment is what shows that it works [DOMAIN §4, packaging].
    """

    provider = models.CharField(_("provider"), max_length=160)
    unit_cost = models.DecimalField(_("cost of a unit, in rupees"), null=True, blank=True, **MONEY)
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    users = models.PositiveIntegerField(_("exporters that use it"), default=0)
    standard = models.CharField(_("standard"), max_length=120, blank=True)
    standard_met_on = models.DateField(_("standard met on"), null=True, blank=True)
    first_consignment_on = models.DateField(_("first accepted consignment on"), null=True, blank=True)
    consignment_paper = models.CharField(_("paper that shows the consignment"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("shared packaging service")
        verbose_name_plural = _("shared packaging services")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_consignment_on=None) | ~Q(consignment_paper=""), name="first_consignment_has_a_paper"
            ),
            models.CheckConstraint(condition=Q(standard_met_on=None) | ~Q(standard=""), name="standard_met_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.provider


@tracked
class TrainingBatch(MechanismRecord):
    """One batch of training for a stage of the value chain, and what came of it.

    exporting: of those trained, how many got an IEC or shipped within twelve months of its end, as of `counted_on`.
    """

    title = models.CharField(_("title"), max_length=160)
    stage = models.ForeignKey(ChainStage, models.PROTECT, related_name="+", verbose_name=_("value-chain stage"))
    began_on = models.DateField(_("began on"))
    ended_on = models.DateField(_("ended on"))
    trained = models.PositiveIntegerField(_("persons trained"))
    certified = models.PositiveIntegerField(_("persons certified"), default=0)
    exporting = models.PositiveIntegerField(_("with an IEC or a shipment within 12 months"), null=True, blank=True)
    counted_on = models.DateField(_("counted on"), null=True, blank=True)

    class Meta:
        verbose_name = _("training batch")
        verbose_name_plural = _("training batches")
        ordering = ["-ended_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ended_on__gte=F("began_on")), name="training_ends_after_it_began"),
            models.CheckConstraint(condition=Q(certified__lte=F("trained")), name="certified_were_trained"),
            models.CheckConstraint(
                condition=Q(exporting=None, counted_on=None)
                | Q(exporting__lte=F("trained"), counted_on__gte=F("ended_on")),
                name="exporting_were_trained_and_counted",
            ),
        ]

    def __str__(self) -> str:
        return self.title


@tracked
class RecognitionRule(models.Model):
    """The published rule by which committees recognise local leaders: which outcome, shown by which paper."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=160)
    name_hi = models.CharField(_("name in Hindi"), max_length=160, blank=True)
    outcome = models.CharField(_("outcome asked for"), max_length=300)
    outcome_hi = models.CharField(max_length=300, blank=True)
    paper = models.CharField(_("shown by"), max_length=200)
    paper_hi = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=200)
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("rule of recognition")
        verbose_name_plural = _("rules of recognition")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name_hi if get_language() == "hi" and self.name_hi else self.name

    @property
    def outcome_text(self) -> str:
        return self.outcome_hi if get_language() == "hi" and self.outcome_hi else self.outcome

    @property
    def paper_text(self) -> str:
        return self.paper_hi if get_language() == "hi" and self.paper_hi else self.paper


@tracked
class Recognition(MechanismRecord):
    """A local leader recognised for an outcome that a paper shows: no score, no order of merit.

    leader: as the person agreed to be named, on the committee's pages only.
    """

    rule = models.ForeignKey(RecognitionRule, models.PROTECT, related_name="recognitions", verbose_name=_("rule"))
    leader = models.CharField(_("leader, as they agreed to be named"), max_length=120)
    outcome = models.CharField(_("outcome"), max_length=300)
    paper = models.CharField(_("paper that shows it"), max_length=160)
    recognised_on = models.DateField(_("recognised on"))

    class Meta:
        verbose_name = _("recognition")
        verbose_name_plural = _("recognitions")
        ordering = ["-recognised_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["intervention", "rule", "leader", "paper"], condition=Q(withdrawn_at=None),
                name="one_recognition_of_an_outcome",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.rule} · {self.outcome}"


class RoundStatus(models.TextChoices):
    PLEDGING = "pledging", _("Open for pledges")
    PROCURING = "procuring", _("Being procured")
    SETTLED = "settled", _("Settled")
    CANCELLED = "cancelled", _("Cancelled")


class AggregationRound(models.Model):
    """What a district's committee asks its producers for: a product of a quality, so many tonnes, within a window.

    The aggregator is the post that buys or bulks it, as a star export house would, and sends it to a dry port.
    """

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="aggregation_round")
    intervention = models.ForeignKey(Intervention, models.PROTECT, related_name="rounds")
    product = models.ForeignKey(IdentifiedProduct, models.PROTECT, related_name="rounds", verbose_name=_("product"))
    quality = models.CharField(_("quality asked for"), max_length=300)
    quantity = models.DecimalField(_("quantity, in tonnes"), **TONNES)
    closes_on = models.DateField(_("pledges until"))
    aggregator = models.ForeignKey(Post, models.PROTECT, related_name="rounds", verbose_name=_("aggregator"))
    dry_port = models.ForeignKey(Facility, models.PROTECT, null=True, related_name="rounds", verbose_name=_("dry port"))

    class Meta:
        verbose_name = _("aggregation round")
        verbose_name_plural = _("aggregation rounds")
        constraints = [models.CheckConstraint(condition=Q(quantity__gt=Decimal(0)), name="round_asks_for_something")]

    def __str__(self) -> str:
        return self.case.title


class FirmKind(models.TextChoices):
    FPO = "fpo", _("Farmer producer organisation")
    SHG = "shg", _("Self-help group")
    COOPERATIVE = "cooperative", _("Co-operative")
    SME = "sme", _("Small or medium enterprise")


class Pledge(AppendOnly):
    """What a firm pledges to a round, seen by those who run it only: its latest counts, 0 tonnes withdraw it."""

    round = models.ForeignKey(AggregationRound, models.PROTECT, related_name="pledges")
    event = models.ForeignKey(Event, models.PROTECT, related_name="+")
    firm = models.CharField(max_length=160)
    key = models.CharField(max_length=160)  # the name as it is compared
    firm_kind = models.CharField(_("kind"), max_length=12, choices=FirmKind)
    tonnes = models.DecimalField(**TONNES)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("pledge")
        verbose_name_plural = _("pledges")
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=Q(tonnes__gte=Decimal(0)), name="pledge_is_not_negative")]


class Lot(AppendOnly):
    """What a firm brought, and how much of it the aggregator took; an error is reversed by another row."""

    round = models.ForeignKey(AggregationRound, models.PROTECT, related_name="lots")
    event = models.ForeignKey(Event, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=160)  # of the firm's pledge
    offered = models.DecimalField(_("offered"), **TONNES)
    procured = models.DecimalField(_("procured"), **TONNES)
    rejected = models.DecimalField(_("rejected"), **TONNES)
    why_rejected = models.CharField(max_length=200, blank=True)
    on = models.DateField(_("on"))
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")

    class Meta:
        verbose_name = _("lot")
        verbose_name_plural = _("lots")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="one_lot_per_number"),
            models.CheckConstraint(
                condition=Q(procured__gte=Decimal(0), rejected__gte=Decimal(0))
                & Q(offered__gte=F("procured") + F("rejected")),
                name="no_more_is_taken_than_offered",
            ),
            models.CheckConstraint(
                condition=Q(rejected=Decimal(0)) | ~Q(why_rejected=""), name="rejection_has_a_reason"
            ),
        ]


class Dispatch(AppendOnly):
    """Tonnes of a round sent to a dry port, with the paper that shows it."""

    round = models.ForeignKey(AggregationRound, models.PROTECT, related_name="dispatches")
    event = models.ForeignKey(Event, models.PROTECT, related_name="+")
    tonnes = models.DecimalField(**TONNES)
    to = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    paper = models.CharField(max_length=120)
    on = models.DateField()

    class Meta:
        verbose_name = _("dispatch")
        verbose_name_plural = _("dispatches")
        ordering = ["on", "pk"]
        constraints = [models.CheckConstraint(condition=Q(tonnes__gt=Decimal(0)), name="dispatch_of_something")]
