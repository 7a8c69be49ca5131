from django.db import models

from cases.models import Case


class Permit(models.Model):
    """A permit somebody asks for and an agency grants: the smallest kind of case."""

    class Status(models.TextChoices):
        ASKED = "asked", "Asked"
        GRANTED = "granted", "Granted"
        REFUSED = "refused", "Refused"

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True)
    answer = models.CharField(max_length=100, blank=True)
