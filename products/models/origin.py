"""Where a product comes from: its geographical indication and its cluster."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from geography.models import District, State


class GeographicalIndication(models.Model):
    """A name in the register of geographical indications (GI Registry, Chennai), by its number there."""

    number = models.CharField(_("GI number"), max_length=12, unique=True)
    name = models.CharField(_("name"), max_length=160)
    goods_type = models.CharField(_("kind of goods"), max_length=40, blank=True)
    country = models.CharField(_("country"), max_length=40, default="India")
    states = models.ManyToManyField(State, blank=True, related_name="indications", verbose_name=_("States"))
    districts = models.ManyToManyField(District, blank=True, related_name="indications", verbose_name=_("districts"))
    districts_are_certain = models.BooleanField(
        _("districts are certain"), default=False, help_text=_("No: placed by a coordinate, for a person to confirm.")
    )
    source = models.CharField(_("source"), max_length=160)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)

    class Meta:
        verbose_name = _("geographical indication")
        verbose_name_plural = _("geographical indications")
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name} (GI {self.number})"


class ClusterKind(models.TextChoices):
    AGRICULTURE = "agriculture", _("Agriculture export cluster")
    TOY = "toy", _("Toy cluster")
    HANDICRAFT = "handicraft", _("Handicraft cluster")
    HANDLOOM = "handloom", _("Handloom cluster")
    TEXTILE = "textile", _("Textile cluster")
    LEATHER = "leather", _("Leather cluster")
    FISHERY = "fishery", _("Fishery cluster")
    INDUSTRIAL = "industrial", _("Industrial cluster")
    OTHER = "other", _("Other cluster")


class Cluster(models.Model):
    """A notified cluster of producers; it may reach over several districts."""

    kind = models.CharField(_("kind"), max_length=12, choices=ClusterKind)
    name = models.CharField(_("name"), max_length=160)
    districts = models.ManyToManyField(District, related_name="clusters", verbose_name=_("districts"))
    source = models.CharField(_("source"), max_length=160)
    notified_on = models.DateField(_("notified on"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)

    class Meta:
        verbose_name = _("cluster")
        verbose_name_plural = _("clusters")
        ordering = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "name"], condition=Q(ended_on=None), name="one_cluster_of_a_name")
        ]

    def __str__(self) -> str:
        return self.name
