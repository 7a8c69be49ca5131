"""Action points: who does what by when, followed by the same clock as everything else."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from committees.models.meetings import Decision, Meeting
from institutions import clock
from institutions.actors import Actor
from institutions.models import Body, Post


class ActionPointStatus(models.TextChoices):
    OPEN = "open", _("To be done")
    OVERDUE = "overdue", _("Overdue")
    REPORTED = "reported", _("Reported done")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


UNDONE = (ActionPointStatus.OPEN, ActionPointStatus.OVERDUE)


class ActionPointQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> ActionPointQuerySet:
        """By the one rule, that of its case."""
        return self.filter(case__in=Case.objects.visible_to(actor))

    def live(self) -> ActionPointQuerySet:
        return self.filter(case__closed_at=None)

    def overdue(self, on: date) -> ActionPointQuerySet:
        """Their date has passed and nobody reported them done."""
        return self.filter(case__status__in=UNDONE, due_on__lt=on)

    def for_list(self) -> ActionPointQuerySet:
        return self.select_related("case__district", "case__state", "body", "owner__body", "meeting__case")


class ActionPoint(models.Model):
    """One thing a post has to do by a date; its title is on its case."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="action_point")
    body = models.ForeignKey(Body, models.PROTECT, related_name="action_points")
    owner = models.ForeignKey(Post, models.PROTECT, related_name="action_points")
    due_on = models.DateField()
    decision = models.OneToOneField(Decision, models.PROTECT, null=True, blank=True, related_name="action_point")
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="action_points")
    about = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="actions_about")
    extensions = models.PositiveSmallIntegerField(default=0)
    result = models.CharField(max_length=300, blank=True)

    objects = ActionPointQuerySet.as_manager()

    class Meta:
        verbose_name = _("action point")
        verbose_name_plural = _("action points")
        indexes = [models.Index(fields=["body", "due_on"]), models.Index(fields=["owner"])]

    def __str__(self) -> str:
        return str(self.case)

    @property
    def status_label(self) -> str:
        return ActionPointStatus(self.case.status).label

    @property
    def is_late(self) -> bool:
        """The same rule as `overdue()`."""
        return self.case.status in UNDONE and self.due_on < clock.today()
