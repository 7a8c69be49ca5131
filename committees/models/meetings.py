"""Meetings: when and how, what is on the agenda, who came, what was decided."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.appendonly import AppendOnly
from cases.models import Case, Event, Evidence
from committees.models.constitution import Constitution
from institutions.actors import Actor
from institutions.models import Appointment, Body, Post


class Mode(models.TextChoices):
    IN_PERSON = "in_person", _("In person")
    ONLINE = "online", _("Online")
    HYBRID = "hybrid", _("Hybrid")


class MeetingKind(models.TextChoices):
    ORDINARY = "ordinary", _("Ordinary meeting")
    SPECIAL = "special", _("Special meeting")
    ADJOURNED = "adjourned", _("Adjourned meeting")


class Series(models.Model):
    """Meetings planned to recur: each is a meeting of its own, moved to a working day where it falls on a holiday."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="meeting_series")
    every_months = models.PositiveSmallIntegerField()
    first_at = models.DateTimeField()
    until = models.DateField()
    by_post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(every_months__gt=0), name="series_recurs")]

    def __str__(self) -> str:
        return f"{self.body} / {self.every_months}"


class MeetingStatus(models.TextChoices):
    PLANNED = "planned", _("Planned")
    NOTIFIED = "notified", _("Notice given")
    IN_SESSION = "in_session", _("In session")
    ADJOURNED = "adjourned", _("Adjourned without quorum")
    HELD = "held", _("Held, minutes being written")
    CIRCULATED = "circulated", _("Minutes circulated")
    CONFIRMED = "confirmed", _("Minutes confirmed")
    CANCELLED = "cancelled", _("Cancelled")


HELD = (MeetingStatus.HELD, MeetingStatus.CIRCULATED, MeetingStatus.CONFIRMED)


class MeetingQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> MeetingQuerySet:
        """By the one rule, that of its case."""
        return self.filter(case__in=Case.objects.visible_to(actor))

    def held(self) -> MeetingQuerySet:
        """Opened and closed by whoever chaired it, with or without quorum."""
        return self.filter(case__status__in=HELD)

    def ahead(self) -> MeetingQuerySet:
        return self.filter(case__status__in=[MeetingStatus.PLANNED, MeetingStatus.NOTIFIED])

    def for_list(self) -> MeetingQuerySet:
        return self.select_related("case__district", "case__state", "body__state", "body__district", "chaired_by__body")


class Meeting(models.Model):
    """A meeting of a committee. Where it stands is on its case; `number` is given when it is held."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="meeting")
    body = models.ForeignKey(Body, models.PROTECT, related_name="meetings")
    kind = models.CharField(_("kind"), max_length=12, choices=MeetingKind, default=MeetingKind.ORDINARY)
    number = models.PositiveIntegerField(null=True, blank=True)
    series = models.ForeignKey(Series, models.PROTECT, null=True, blank=True, related_name="meetings")
    adjourned_from = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="adjourned_to")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    mode = models.CharField(_("mode"), max_length=12, choices=Mode, default=Mode.IN_PERSON)
    venue = models.CharField(_("venue"), max_length=200, blank=True)
    online_link = models.URLField(_("link for those online"), max_length=300, blank=True)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveSmallIntegerField(default=0)  # of the invitation: rises when time or place changes
    notified_at = models.DateTimeField(null=True, blank=True)
    short_notice = models.CharField(max_length=300, blank=True)  # why the notice was shorter than the rules ask
    constitution = models.ForeignKey(Constitution, models.PROTECT, null=True, blank=True, related_name="meetings")
    chaired_by = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="chaired_meetings")
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    quorate = models.BooleanField(null=True)  # as found when the meeting ended
    counted = models.PositiveSmallIntegerField(null=True)
    needed = models.PositiveSmallIntegerField(null=True)
    file_number = models.CharField(_("e-Office file or receipt number"), max_length=80, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["body", "number"], name="one_meeting_per_number"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="meeting_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(mode="in_person") | ~Q(online_link="") | Q(notified_at=None),
                name="online_meeting_has_a_link",
            ),
        ]
        indexes = [models.Index(fields=["body", "-starts_at"])]

    def __str__(self) -> str:
        return str(self.case)


class ItemKind(models.TextChoices):
    ACTION_TAKEN = "action_taken", _("Action taken on the last minutes")
    RATIFY = "ratify", _("Decisions to ratify")
    OVERDUE = "overdue", _("Overdue bottleneck")
    WAITING = "waiting", _("Waits for the committee")
    NEW = "new", _("New bottleneck")
    COMMITMENT = "commitment", _("Commitment due")
    CIRCULATION = "circulation", _("Decision by circulation")
    PLAN = "plan", _("Plan awaiting a decision")
    PRODUCT = "product", _("Product awaiting a decision")
    PROPOSAL = "proposal", _("Proposal of a member")
    OTHER = "other", _("Other")


class AgendaItem(models.Model):
    """A point of the agenda; `about` is the case it is about, on which a decision can act."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=16, choices=ItemKind)
    title = models.CharField(_("title"), max_length=200)
    note = models.TextField(_("note"), blank=True)
    about = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="agenda_items")
    ratifies = models.ForeignKey("Decision", models.PROTECT, null=True, blank=True, related_name="ratifying_items")
    proposed_by = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "about"],
                condition=Q(dropped_at=None, about__isnull=False),
                name="one_item_per_case_and_meeting",
            ),
            models.UniqueConstraint(
                fields=["meeting", "ratifies"],
                condition=Q(dropped_at=None, ratifies__isnull=False),
                name="one_item_per_decision_to_ratify",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Paper(models.Model):
    """A document before the committee under an item of the agenda."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="papers")
    evidence = models.OneToOneField(Evidence, models.PROTECT, related_name="paper")

    def __str__(self) -> str:
        return str(self.evidence)


class AttendanceState(models.TextChoices):
    PRESENT = "present", _("Present")
    ONLINE = "online", _("Online")
    SUBSTITUTE = "substitute", _("Substitute")
    REPRESENTED = "represented", _("Represented")
    APOLOGY = "apology", _("Apologies")
    ABSENT = "absent", _("Absent")


COUNTED = (AttendanceState.PRESENT, AttendanceState.ONLINE, AttendanceState.SUBSTITUTE)


class Attendance(models.Model):
    """How a seat was filled at a meeting, and by whose appointment: at most one row per seat."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendance")
    post = models.ForeignKey(Post, models.PROTECT, related_name="attendance")
    state = models.CharField(max_length=12, choices=AttendanceState)
    appointment = models.ForeignKey(Appointment, models.PROTECT, null=True, blank=True, related_name="attendance")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "post"], name="a_seat_attends_once")]

    def __str__(self) -> str:
        return f"{self.post}: {self.get_state_display()}"


class Recusal(AppendOnly):
    """A member who leaves an item to the others because of an interest in it."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="recusals")
    post = models.ForeignKey(Post, models.PROTECT, related_name="recusals")
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "post"], name="one_recusal_per_item")]


class DecisionKind(models.TextChoices):
    INFORMATION = "information", _("Noted")
    DECISION = "decision", _("Decided")
    REFERRAL = "referral", _("Referred")


class Decision(models.Model):
    """What the committee settled under an item; provisional when there was no quorum for it.

    `act` is what it does to the case of the item (a verb of that case's workflow) or "action_point"; `acted` is the
    event of that case, written in the same step. A provisional decision acts when a quorate meeting ratifies it.
    """

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="decisions")
    kind = models.CharField(_("kind"), max_length=12, choices=DecisionKind)
    text = models.TextField(_("text"))
    act = models.CharField(max_length=40, blank=True)
    act_inputs = models.JSONField(default=dict, blank=True)
    acted = models.OneToOneField(Event, models.PROTECT, null=True, blank=True, related_name="committee_decision")
    event = models.OneToOneField(Event, models.PROTECT, null=True, related_name="decision")
    provisional = models.BooleanField(default=False)
    counted = models.PositiveSmallIntegerField()
    needed = models.PositiveSmallIntegerField()
    lacking = models.CharField(max_length=200, blank=True)  # why there was no quorum, as codes
    made_at = models.DateTimeField()
    ratified_in = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="ratified")
    ratified_at = models.DateTimeField(null=True, blank=True)
    set_aside_at = models.DateTimeField(null=True, blank=True)  # a quorate meeting did not ratify it

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(provisional=True, ratified_at=None) | Q(provisional=False), name="ratified_is_final"
            ),
            models.CheckConstraint(
                condition=Q(acted=None) | Q(provisional=False), name="provisional_decision_has_not_acted"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]
