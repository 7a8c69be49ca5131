"""How the map of India is drawn: a schematic of our own, or a file of boundaries an operator brought."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from geography.models.places import District, State


class DrawingKind(models.TextChoices):
    SCHEMATIC = "schematic", _("Schematic map")
    BOUNDARIES = "boundaries", _("Map of boundaries")


class DrawingQuerySet(models.QuerySet):
    def shown(self) -> Drawing | None:
        """The drawing every page shows; None before geography was loaded."""
        return self.defer("ground", "no_data").filter(is_shown=True).first()


class Drawing(models.Model):
    """One way to draw India. Coordinates are whole numbers, x to the right and y down, `unit_km` km each.

    `ground` is the land beneath the cells and `no_data` the areas that belong to no district of the table; both are
    paths of SVG. `digest` is that of what it was drawn from: the same input is not drawn again.
    """

    kind = models.CharField(_("kind"), max_length=12, choices=DrawingKind, unique=True)
    source = models.CharField(_("source"), max_length=200)
    licence = models.CharField(_("licence"), max_length=120, blank=True)
    digest = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    unit_km = models.FloatField()
    ground = models.TextField(blank=True)
    no_data = models.TextField(blank=True)
    is_shown = models.BooleanField(_("shown"), default=False)

    objects = DrawingQuerySet.as_manager()

    class Meta:
        verbose_name = _("drawing of the map")
        verbose_name_plural = _("drawings of the map")
        constraints = [
            models.UniqueConstraint(fields=["is_shown"], condition=Q(is_shown=True), name="one_drawing_is_shown")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.source}"


class Shape(models.Model):
    """A path of SVG, the point where its label stands, and the box around it."""

    path = models.TextField()
    x = models.IntegerField()
    y = models.IntegerField()
    left = models.IntegerField()
    top = models.IntegerField()
    right = models.IntegerField()
    bottom = models.IntegerField()

    class Meta:
        abstract = True


class Cell(Shape):
    """A district on a drawing."""

    drawing = models.ForeignKey(Drawing, models.CASCADE, related_name="cells")
    district = models.ForeignKey(District, models.PROTECT, related_name="cells")

    class Meta:
        verbose_name = _("district on the map")
        verbose_name_plural = _("districts on the map")
        constraints = [models.UniqueConstraint(fields=["drawing", "district"], name="one_cell_per_district")]

    def __str__(self) -> str:
        return str(self.district)


class Outline(Shape):
    """A State or Union Territory on a drawing: its districts taken together."""

    drawing = models.ForeignKey(Drawing, models.CASCADE, related_name="outlines")
    state = models.ForeignKey(State, models.PROTECT, related_name="outlines")

    class Meta:
        verbose_name = _("State on the map")
        verbose_name_plural = _("States on the map")
        constraints = [models.UniqueConstraint(fields=["drawing", "state"], name="one_outline_per_state")]

    def __str__(self) -> str:
        return str(self.state)
