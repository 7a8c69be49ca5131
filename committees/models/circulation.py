"""Decisions by circulation: a text, a date, an answer per member. Silence is not consent."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.appendonly import AppendOnly
from cases.models import Case, Event
from committees.models.meetings import Meeting
from institutions.models import Body, Post


class CirculationStatus(models.TextChoices):
    OPEN = "open", _("Answers awaited")
    PASSED = "passed", _("Agreed, to be ratified")
    NOT_PASSED = "not_passed", _("Not agreed")
    CALLED = "called", _("Called to a meeting")
    RATIFIED = "ratified", _("Ratified")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Circulation(models.Model):
    """A decision put to the members in writing; what it came to is counted when it ends."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="circulation")
    body = models.ForeignKey(Body, models.PROTECT, related_name="circulations")
    text = models.TextField(_("text of the decision"))
    background = models.TextField(_("background"), blank=True)
    closes_on = models.DateField(_("answers until"))
    silence_is_consent = models.BooleanField(default=False)  # as the rules stood when it was sent
    agreed = models.PositiveSmallIntegerField(null=True)
    against = models.PositiveSmallIntegerField(null=True)
    silent = models.PositiveSmallIntegerField(null=True)
    ratified_in = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="ratified_circulations"
    )

    class Meta:
        verbose_name = _("decision by circulation")
        verbose_name_plural = _("decisions by circulation")

    def __str__(self) -> str:
        return str(self.case)


class Reply(models.TextChoices):
    AGREE = "agree", _("Agree")
    DISAGREE = "disagree", _("Do not agree")
    ABSTAIN = "abstain", _("Abstain")


class Answer(AppendOnly):
    """What a member answered; until it closes a later answer takes the place of an earlier one."""

    circulation = models.ForeignKey(Circulation, models.PROTECT, related_name="answers")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    reply = models.CharField(max_length=8, choices=Reply)
    remark = models.CharField(max_length=300, blank=True)
    event = models.OneToOneField(Event, models.PROTECT, related_name="answer")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
