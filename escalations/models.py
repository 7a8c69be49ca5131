"""Clocks: the rules that set them (policies, calendars), the rows that run, and what happened when they ran out."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cases.appendonly import AppendOnly
from cases.models import Case, Event
from cases.tracking import tracked
from geography.models import State
from institutions.models import Body, Post


class PolicyQuerySet(models.QuerySet):
    def in_force(self, on: date) -> PolicyQuerySet:
        return self.filter(during__contains=on)


@tracked
class Policy(models.Model):
    """One rung of a ladder: who is accountable at a level and how many working days they have [DOMAIN §5].

    ladder: "district", "state" or "centre". holder and copied name posts by a resolver such as "agency.head".
    severity "" holds for every severity; a row that names one wins. Days empty: no such clock (by hand).
    """

    kind = models.CharField(max_length=24)
    ladder = models.CharField(max_length=12)
    level = models.PositiveSmallIntegerField()
    severity = models.CharField(max_length=12, blank=True)
    title = models.CharField(max_length=120)
    title_hi = models.CharField(max_length=120, blank=True)
    holder = models.CharField(max_length=40)
    copied = models.CharField(max_length=120, blank=True)  # resolvers, comma separated
    acknowledge_days = models.PositiveSmallIntegerField(null=True, blank=True)
    act_days = models.PositiveSmallIntegerField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    source = models.CharField(max_length=200)
    during = DateRangeField(_("in force"))

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("escalation policy")
        verbose_name_plural = _("escalation policies")
        ordering = ["kind", "ladder", "level", "severity"]
        constraints = [
            ExclusionConstraint(
                name="one_policy_per_rung",
                expressions=[
                    (F("kind"), RangeOperators.EQUAL),
                    (F("ladder"), RangeOperators.EQUAL),
                    (F("level"), RangeOperators.EQUAL),
                    (F("severity"), RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(condition=Q(during__isempty=False), name="policy_lasts"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.ladder} L{self.level} {self.severity}".strip()

    @property
    def label(self) -> str:
        return self.title_hi if get_language() == "hi" and self.title_hi else self.title


@tracked
class Allowance(models.Model):
    """A number of the working rules that is not a rung: days to give a view, days to confirm, how often one may ask."""

    code = models.SlugField(max_length=40, unique=True)
    value = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    source = models.CharField(max_length=200)

    class Meta:
        verbose_name = _("allowance")
        verbose_name_plural = _("allowances")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} = {self.value}"


class WeekendRule(models.TextChoices):
    FIVE_DAY = "five_day", _("Saturdays and Sundays off")
    SIX_DAY = "six_day", _("Sundays off")
    SECOND_FOURTH = "second_fourth", _("Sundays, second and fourth Saturdays off")


@tracked
class Calendar(models.Model):
    """Working days of the Centre (no state, no body), of a State, or of one body that keeps its own.

    `version` rises with every change, so that a due date can say by which calendar it was counted.
    """

    name = models.CharField(max_length=120)
    state = models.OneToOneField(State, models.PROTECT, null=True, blank=True, related_name="calendar")
    body = models.OneToOneField(Body, models.PROTECT, null=True, blank=True, related_name="calendar")
    weekend = models.CharField(max_length=16, choices=WeekendRule, default=WeekendRule.FIVE_DAY)
    closes_at = models.TimeField()
    version = models.PositiveIntegerField(default=1)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("calendar")
        verbose_name_plural = _("calendars")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__isnull=True) | Q(body__isnull=True), name="calendar_of_one_owner"
            ),
            models.UniqueConstraint(
                models.Value(1), condition=Q(state__isnull=True, body__isnull=True), name="one_central_calendar"
            ),
        ]

    def __str__(self) -> str:
        if get_language() != "hi":
            return self.name
        return str(self.state or self.body or _("Central Government"))


class HolidayState(models.TextChoices):
    SEEDED = "seeded", _("From the published list, not yet confirmed")
    CONFIRMED = "confirmed", _("Confirmed")
    CANCELLED = "cancelled", _("Not a holiday here")


@tracked
class Holiday(models.Model):
    """A day off in a calendar: seeded from a published list, then confirmed or cancelled by the State's officers."""

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="holidays")
    day = models.DateField()
    name = models.CharField(max_length=160)
    state = models.CharField(max_length=12, choices=HolidayState, default=HolidayState.SEEDED)
    source = models.CharField(max_length=160, blank=True)

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["calendar", "day"], name="one_holiday_per_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class PauseReason(models.TextChoices):
    INFORMATION = "information", _("Information awaited from the district")
    COURT = "court", _("Stayed by a court")
    CONDUCT = "conduct", _("Model code of conduct")
    DISASTER = "disaster", _("Disaster")


class PauseQuerySet(models.QuerySet):
    def touching(self, case: Case) -> PauseQuerySet:
        """Pauses of a case, and suspensions of its whole State."""
        state_wide = Q(case=None, state=case.state_id) if case.state_id else Q(pk=None)
        return self.filter(Q(case=case) | state_wide)


class Pause(models.Model):
    """Days [starts_on, ends_on) that do not count, for one case or a whole State; the end is mandatory.

    A pause never erases a breach: a clock that had already run out stays run out.
    """

    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="pauses")
    state = models.ForeignKey(State, models.PROTECT, null=True, blank=True, related_name="suspensions")
    reason = models.CharField(max_length=12, choices=PauseReason)
    starts_on = models.DateField()
    ends_on = models.DateField()
    order_reference = models.CharField(max_length=200, blank=True)
    by_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    objects = PauseQuerySet.as_manager()

    class Meta:
        verbose_name = _("pause")
        verbose_name_plural = _("pauses")
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="pause_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(case__isnull=False, state__isnull=True) | Q(case__isnull=True, state__isnull=False),
                name="pause_of_a_case_or_a_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} {self.starts_on}–{self.ends_on}"


class DeadlineKind(models.TextChoices):
    ACKNOWLEDGE = "acknowledge", _("Acknowledge")
    ACT = "act", _("Act or reply")
    INTERIM = "interim", _("Final reply promised")
    COMMITMENT = "commitment", _("Keep the commitment")
    VIEW = "view", _("The district's view on a declined case")
    CONFIRM = "confirm", _("The district's confirmation")
    WATCH = "watch", _("Look at the outcome")
    REVIEW = "review", _("Review at inter-ministerial level")
    NOTICE = "notice", _("Give notice of the meeting")
    HOLD = "hold", _("Hold the meeting, or say what became of it")
    MINUTES = "minutes", _("Circulate the minutes")
    OBJECTIONS = "objections", _("Objections to the minutes")
    SEAL = "seal", _("Confirm the minutes")
    ANSWERS = "answers", _("Answers to the circulation")
    ACTION = "action", _("Complete the action")
    FOLLOW_UP = "follow_up", _("Follow up what is overdue")
    REVIVAL = "revival", _("Submit the revival plan")
    ENDORSE = "endorse", _("Endorse or return the product")
    PUBLISH = "publish", _("Publish the endorsed product")
    REVISE = "revise", _("Revise the returned product")
    FOCUS = "focus", _("Answer the special focus")
    CONSULT = "consult", _("Comment on the draft")
    SIGN = "sign", _("Approve the document")
    ACCEPT = "accept", _("Accept the submission for review")
    ASSESS = "assess", _("Decide on the submission")
    REDRAFT = "redraft", _("Change what was returned")
    NOTIFY = "notify", _("Notify the approved document")
    NOTE = "note", _("Note the strategy")
    CONDITION = "condition", _("Meet the condition")
    RELEASE = "release", _("Release the money")
    PLEDGE = "pledge", _("Pledges until")


LADDER_KINDS = frozenset({DeadlineKind.ACKNOWLEDGE, DeadlineKind.ACT, DeadlineKind.INTERIM, DeadlineKind.COMMITMENT})


class DeadlineState(models.TextChoices):
    RUNNING = "running", _("Running")
    MET = "met", _("Met")
    FIRED = "fired", _("Ran out")
    CLOSED = "closed", _("Closed with the case")


class DeadlineQuerySet(models.QuerySet):
    def running(self) -> DeadlineQuerySet:
        return self.filter(state=DeadlineState.RUNNING)

    def due(self, at: datetime) -> DeadlineQuerySet:
        """What the sweep has to look at: one partial index serves it."""
        return self.running().filter(next_try_at__lte=at).order_by("next_try_at", "id")

    def overdue(self, at: datetime) -> DeadlineQuerySet:
        return self.running().filter(due_at__lte=at)


class Deadline(models.Model):
    """The next due instant of something that can be late. The database is the scheduler: the sweep polls these rows."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="deadlines")
    kind = models.CharField(max_length=12, choices=DeadlineKind)
    level = models.PositiveSmallIntegerField()
    cycle = models.PositiveSmallIntegerField()
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="deadlines")
    started_at = models.DateTimeField()
    allowed_days = models.PositiveSmallIntegerField(null=True)  # working days; empty: due on a promised date
    promised_on = models.DateField(null=True)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=DeadlineState, default=DeadlineState.RUNNING)
    ended_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    error = models.TextField(blank=True)
    policy = models.ForeignKey(Policy, models.PROTECT, null=True, related_name="+")
    policy_version = models.PositiveIntegerField(null=True)
    calendar = models.ForeignKey(Calendar, models.PROTECT, related_name="deadlines")
    calendar_version = models.PositiveIntegerField()

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(state="running"), name="one_running_clock_per_case"),
            models.CheckConstraint(
                condition=Q(allowed_days__isnull=False) | Q(promised_on__isnull=False), name="deadline_has_a_measure"
            ),
            models.CheckConstraint(
                condition=~Q(state="running") | Q(ended_at=None), name="running_clock_has_not_ended"
            ),
        ]
        indexes = [
            models.Index(fields=["next_try_at", "id"], condition=Q(state="running"), name="deadline_next"),
            models.Index(fields=["due_at"], condition=Q(state="running"), name="deadline_due"),
            models.Index(fields=["case", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} L{self.level} {self.due_at:%Y-%m-%d}"

    @property
    def is_ladder(self) -> bool:
        return self.kind in LADDER_KINDS


class Escalation(AppendOnly):
    """What happened when a deadline ran out: exactly one per deadline that fired, never changed."""

    deadline = models.OneToOneField(Deadline, models.PROTECT, related_name="escalation")
    case = models.ForeignKey(Case, models.PROTECT, related_name="escalations")
    event = models.OneToOneField(Event, models.PROTECT, related_name="escalation")
    from_level = models.PositiveSmallIntegerField()
    to_level = models.PositiveSmallIntegerField()
    to_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    fired_at = models.DateTimeField()

    class Meta:
        verbose_name = _("escalation")
        verbose_name_plural = _("escalations")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_level=F("from_level")) | Q(to_level=F("from_level") + 1), name="one_level_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["fired_at"])]


class SweepRun(models.Model):
    """The outcome of a sweep: the age of the last clean one is shown to the Ministry and in /healthz."""

    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    due = models.PositiveIntegerField(default=0)
    fired = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["-finished_at"], condition=Q(failed=0), name="sweep_clean")]
