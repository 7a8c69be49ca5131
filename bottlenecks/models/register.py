"""The bottleneck register: what stands between a district's product and its export, and who has to answer.

The seven challenge areas are those of the policy brief [DOMAIN §4].
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cases.appendonly import AppendOnly
from cases.models import Case, Event
from cases.tracking import tracked
from escalations.models import LADDER_KINDS, Deadline, DeadlineState
from geography.models import State
from institutions.actors import Actor
from institutions.models import Body, Post
from products.codes import HS_CODE


class Named(models.Model):
    """A row of reference data with a natural key: disabled, never deleted."""

    code = models.CharField(max_length=24, unique=True)
    name = models.CharField(max_length=120)
    name_hi = models.CharField(max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name_hi if get_language() == "hi" and self.name_hi else self.name


@tracked
class Area(Named):
    """One of the seven challenge areas, with what has to be shown before a bottleneck in it is closed."""

    closure = models.TextField(help_text=_("What proves that the bottleneck is gone."))
    closure_hi = models.TextField(blank=True)

    class Meta(Named.Meta):
        verbose_name = _("challenge area")
        verbose_name_plural = _("challenge areas")

    @property
    def closure_text(self) -> str:
        return self.closure_hi if get_language() == "hi" and self.closure_hi else self.closure


@tracked
class Category(Named):
    """A sub-category of an area, such as Q1 testing lab."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="categories")
    hint = models.CharField(max_length=240, blank=True)
    hint_hi = models.CharField(max_length=240, blank=True)
    closure = models.TextField(blank=True, help_text=_("What proves it gone, where it is narrower than for the area."))
    closure_hi = models.TextField(blank=True)

    class Meta(Named.Meta):
        verbose_name = _("sub-category")
        verbose_name_plural = _("sub-categories")

    def __str__(self) -> str:
        return f"{self.code} {super().__str__()}"

    @property
    def hint_text(self) -> str:
        return self.hint_hi if get_language() == "hi" and self.hint_hi else self.hint

    @property
    def closure_text(self) -> str:
        own = self.closure_hi if get_language() == "hi" and self.closure_hi else self.closure
        return own or self.area.closure_text


class Tag(Named):
    """A theme that cuts across areas: finance, tariff and non-tariff measures, e-commerce."""

    class Meta(Named.Meta):
        verbose_name = _("tag")
        verbose_name_plural = _("tags")


class ChainStage(Named):
    """A stage of the value chain, from input to market access."""

    class Meta(Named.Meta):
        verbose_name = _("value-chain stage")
        verbose_name_plural = _("value-chain stages")


class RoutingRuleQuerySet(models.QuerySet):
    def in_force(self, on: date) -> RoutingRuleQuerySet:
        return self.filter(during__contains=on)


@tracked
class RoutingRule(models.Model):
    """Who answers: sub-category × HS prefix × State → a Central agency, or a department of the State. Dated data."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="routing")
    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True, related_name="routing")
    hs_prefix = models.CharField(max_length=8, blank=True, validators=[RegexValidator(HS_CODE)])
    state = models.ForeignKey(State, models.PROTECT, null=True, blank=True, related_name="routing")
    agency = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="routing")
    department = models.CharField(max_length=40, blank=True, help_text=_("A function such as “energy”, in each State."))
    during = DateRangeField(_("in force"))
    source = models.CharField(max_length=200)
    note = models.CharField(max_length=300, blank=True)

    objects = RoutingRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("routing rule")
        verbose_name_plural = _("routing rules")
        ordering = ["area", "category", "hs_prefix"]
        constraints = [
            models.CheckConstraint(
                condition=Q(agency__isnull=False, department="") | Q(agency__isnull=True) & ~Q(department=""),
                name="routing_names_one_target",
            ),
            models.CheckConstraint(condition=Q(hs_prefix="") | Q(hs_prefix__regex=HS_CODE), name="routing_hs_format"),
            ExclusionConstraint(
                name="one_rule_at_a_time",
                expressions=[
                    (F("area"), RangeOperators.EQUAL),
                    (models.functions.Coalesce(F("category"), 0), RangeOperators.EQUAL),
                    (F("hs_prefix"), RangeOperators.EQUAL),
                    (models.functions.Coalesce(F("state"), 0), RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category or self.area} {self.hs_prefix} {self.state or ''} → {self.agency or self.department}"


class Status(models.TextChoices):
    DRAFT = "draft", _("Draft")
    OPEN = "open", _("With the district committee")
    RAISED = "raised", _("Raised, waiting for acknowledgement")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    INFORMATION_ASKED = "information_asked", _("Information asked of the district")
    INTERIM = "interim", _("Interim reply given")
    COMMITTED = "committed", _("Committed")
    DECLINED = "declined", _("Declined, waiting for the district's view")
    RESOLVED = "resolved", _("Resolution reported, waiting for confirmation")
    WATCHED = "watched", _("Resolved, outcome being watched")
    CLOSED = "closed", _("Closed")
    NOT_MET = "not_met", _("Answered, not met")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    DUPLICATE = "duplicate", _("Duplicate")


TERMINAL = frozenset({Status.CLOSED, Status.NOT_MET, Status.WITHDRAWN, Status.DUPLICATE})
WITH_AUTHORITY = (
    Status.RAISED,
    Status.ACKNOWLEDGED,
    Status.INFORMATION_ASKED,
    Status.INTERIM,
    Status.COMMITTED,
)
UNANSWERED = (Status.OPEN, Status.RAISED, Status.ACKNOWLEDGED, Status.INFORMATION_ASKED)
LIVE = (Status.OPEN, *WITH_AUTHORITY, Status.DECLINED, Status.RESOLVED, Status.WATCHED)


# Days since a bottleneck was logged: from (inclusive) and to (exclusive), None without end.
AGES: dict[str, tuple[int, int | None]] = {"0-30": (0, 31), "31-90": (31, 91), "91-180": (91, 181), "181-": (181, None)}


class Severity(models.TextChoices):
    NORMAL = "normal", _("Slows exports")
    HIGH = "high", _("Costs orders")
    CRITICAL = "critical", _("Stops exports")


class Ladder(models.TextChoices):
    """Who owns the cause: it decides which bodies the case climbs through."""

    STATE = "state", _("State")
    CENTRE = "centre", _("Centre")


class BottleneckQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> BottleneckQuerySet:
        """By the one rule, that of its case."""
        return self.filter(case__in=Case.objects.visible_to(actor))

    def live(self) -> BottleneckQuerySet:
        """Logged and not ended."""
        return self.filter(case__status__in=LIVE)

    def overdue(self, at: datetime) -> BottleneckQuerySet:
        """Unanswered although a clock has run out: in this cycle, or just now and not yet swept.

        A commitment or an interim reply is an answer until its own date has passed.
        """
        ladder_clocks = Deadline.objects.filter(case=OuterRef("case"), kind__in=LADDER_KINDS)
        ran_out = ladder_clocks.filter(state=DeadlineState.FIRED, cycle=OuterRef("case__cycle"))
        late = ladder_clocks.running().filter(due_at__lte=at)
        return self.filter(
            Q(Exists(late), case__status__in=[Status.OPEN, *WITH_AUTHORITY])
            | Q(Exists(ran_out), case__status__in=UNANSWERED)
        )

    def aged(self, bucket: str, at: datetime) -> BottleneckQuerySet:
        """Opened so many days ago: a bucket of AGES."""
        youngest, oldest = AGES[bucket]
        rows = self.filter(case__opened_at__lte=at - timedelta(days=youngest))
        return rows if oldest is None else rows.filter(case__opened_at__gt=at - timedelta(days=oldest))

    def for_list(self) -> BottleneckQuerySet:
        """Everything a list row shows, in one query."""
        return self.select_related(
            "case__district", "case__state", "case__holder__body", "case__origin", "area", "category", "routed_to"
        )


class Bottleneck(models.Model):
    """A bottleneck of a district: its facts. Where it stands (status, level, holder) is on its case."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="bottleneck")
    area = models.ForeignKey(Area, models.PROTECT, verbose_name=_("area"), related_name="bottlenecks")
    affected = models.CharField(_("who is hit"), max_length=200)
    severity = models.CharField(_("how bad is it"), max_length=12, choices=Severity)
    description = models.TextField(_("description"), blank=True)
    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True, related_name="bottlenecks")
    stage = models.ForeignKey(ChainStage, models.PROTECT, null=True, blank=True, related_name="bottlenecks")
    exporters_affected = models.PositiveIntegerField(null=True, blank=True)
    rupees_at_stake = models.PositiveBigIntegerField(null=True, blank=True)  # whole ₹ a year
    stake_basis = models.CharField(max_length=200, blank=True)
    tags = models.ManyToManyField(Tag, blank=True, related_name="bottlenecks")
    noticed_on = models.DateField(null=True, blank=True)
    historical = models.BooleanField(default=False)  # entered at onboarding, as reported; nothing is sent back in time

    ladder = models.CharField(max_length=8, choices=Ladder, blank=True)
    routed_to = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="routed_bottlenecks")
    routing_rule = models.ForeignKey(RoutingRule, models.PROTECT, null=True, blank=True, related_name="+")
    routing_reason = models.CharField(max_length=300, blank=True)  # why a person chose another body than the rule
    transfers = models.PositiveSmallIntegerField(default=0)  # in this cycle
    questions = models.PositiveSmallIntegerField(default=0)  # times information was asked, in this cycle
    assigned_to = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="assigned_bottlenecks")
    assigned_until = models.DateField(null=True, blank=True)
    watch_until = models.DateField(null=True, blank=True)
    proof = models.CharField(max_length=300, blank=True)  # the number or figure on which it was closed

    objects = BottleneckQuerySet.as_manager()

    class Meta:
        verbose_name = _("bottleneck")
        verbose_name_plural = _("bottlenecks")
        constraints = [
            models.CheckConstraint(
                condition=Q(rupees_at_stake=None) | ~Q(stake_basis=""), name="stake_names_its_basis"
            ),
            models.CheckConstraint(
                condition=Q(assigned_to=None) | Q(assigned_until__isnull=False), name="assignment_has_a_date"
            ),
        ]
        indexes = [models.Index(fields=["area", "severity"]), models.Index(fields=["routed_to"])]

    def __str__(self) -> str:
        return str(self.case)

    @property
    def closure_text(self) -> str:
        """What has to be shown before it is closed."""
        return (self.category or self.area).closure_text


class BottleneckHSCode(models.Model):
    """A product a bottleneck concerns: an HS code of 2, 4, 6 or 8 digits, as text."""

    bottleneck = models.ForeignKey(Bottleneck, models.CASCADE, related_name="hs_codes")
    code = models.CharField(max_length=8)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["bottleneck", "code"], name="one_row_per_hs_code"),
            models.CheckConstraint(condition=Q(code__regex=HS_CODE), name="hs_code_format"),
        ]
        indexes = [models.Index(fields=["code"], opclasses=["varchar_pattern_ops"], name="bottleneck_hs_prefix")]

    def __str__(self) -> str:
        return self.code


class Commitment(AppendOnly):
    """What an agency promised: a date, a deliverable, the officer's designation. Revisions are appended.

    It has no status: kept or missed is an event.
    """

    bottleneck = models.ForeignKey(Bottleneck, models.PROTECT, related_name="commitments")
    event = models.OneToOneField(Event, models.PROTECT, related_name="commitment")
    cycle = models.PositiveSmallIntegerField()
    body = models.ForeignKey(Body, models.PROTECT, related_name="commitments")
    designation = models.CharField(max_length=200)
    deliverable = models.CharField(max_length=300)
    due_on = models.DateField()
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.due_on}: {self.deliverable}"
