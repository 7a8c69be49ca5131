"""The track to local leadership [brief]: a trainee member learns with a mentor, then a responsibility passes over."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cases.appendonly import AppendOnly
from cases.models import Case, Event
from institutions.models import Body, Post


class Competency(models.Model):
    """What a local leader can do: reference data, disabled and never deleted."""

    code = models.SlugField(max_length=24, unique=True)
    name = models.CharField(max_length=120)
    name_hi = models.CharField(max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("competency")
        verbose_name_plural = _("competencies")
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name_hi if get_language() == "hi" and self.name_hi else self.name


class TraineeStatus(models.TextChoices):
    LEARNING = "learning", _("Trainee member")
    SHADOW = "shadow", _("Shadows the work")
    JOINT = "joint", _("Does it jointly")
    LEAD = "lead", _("Leads it")
    ENDED = "ended", _("Ended")


class Traineeship(models.Model):
    """A seat on its way to leading a responsibility that a mentor's post has today."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="traineeship")
    body = models.ForeignKey(Body, models.PROTECT, related_name="traineeships")
    trainee = models.ForeignKey(Post, models.PROTECT, related_name="traineeships")
    mentor = models.ForeignKey(Post, models.PROTECT, related_name="mentored")
    responsibility = models.CharField(_("the responsibility that passes over"), max_length=200)
    began_on = models.DateField()

    class Meta:
        verbose_name = _("traineeship")
        verbose_name_plural = _("traineeships")

    def __str__(self) -> str:
        return str(self.case)


class SignOff(AppendOnly):
    """A mentor's word that the trainee has a competency, and on what it rests."""

    traineeship = models.ForeignKey(Traineeship, models.PROTECT, related_name="sign_offs")
    competency = models.ForeignKey(Competency, models.PROTECT, related_name="+")
    basis = models.CharField(max_length=300)
    event = models.OneToOneField(Event, models.PROTECT, related_name="sign_off")
    by_post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["traineeship", "competency"], name="one_sign_off_per_competency")
        ]
