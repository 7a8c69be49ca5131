"""Who should sit on a committee, by which order it exists, and its sub-groups."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from cases.tracking import tracked
from institutions.models import Body, BodyKind, Post, PostRole, SeatCategory

COMMITTEES = ((BodyKind.DEPC, BodyKind.DEPC.label), (BodyKind.SEPC, BodyKind.SEPC.label))


@tracked
class CompositionRow(models.Model):
    """An office the likely composition names [HBP 3.03, 3.06]: a template to compare with, not a rule.

    A post fills a row when it has its role and its seat; an invited row is never missing.
    """

    committee = models.CharField(max_length=20, choices=COMMITTEES)
    position = models.PositiveSmallIntegerField()
    office = models.CharField(max_length=200)
    office_hi = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=16, choices=PostRole)
    seat = models.SlugField(max_length=40)
    category = models.CharField(max_length=16, choices=SeatCategory)
    invited = models.BooleanField(
        default=False, help_text=_("Comes when asked; it is not missing when it is not there.")
    )
    source = models.CharField(max_length=200)
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("row of the likely composition")
        verbose_name_plural = _("likely composition")
        ordering = ["committee", "position"]
        constraints = [
            models.UniqueConstraint(fields=["committee", "role", "seat"], name="one_composition_row_per_seat")
        ]

    def __str__(self) -> str:
        return self.office_hi if get_language() == "hi" and self.office_hi else self.office


class ConstitutionStatus(models.TextChoices):
    IN_FORCE = "in_force", _("In force")
    SUPERSEDED = "superseded", _("Superseded")


class Constitution(models.Model):
    """An order by which a committee exists or is reconstituted; a later one supersedes it from its first day."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="constitution")
    body = models.ForeignKey(Body, models.PROTECT, related_name="constitutions")
    order_number = models.CharField(max_length=120)
    ordered_on = models.DateField()
    during = DateRangeField(_("in force"))
    file_number = models.CharField(max_length=80, blank=True)
    note = models.CharField(max_length=300, blank=True)
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="superseded_by")

    class Meta:
        verbose_name = _("constitution order")
        verbose_name_plural = _("constitution orders")
        ordering = ["-during"]
        constraints = [
            ExclusionConstraint(
                name="one_constitution_at_a_time",
                expressions=[(F("body"), RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(condition=Q(during__isempty=False), name="constitution_lasts"),
        ]

    def __str__(self) -> str:
        return self.order_number


class SubGroup(models.Model):
    """A group of a committee for a product or a cluster; it prepares, the committee decides."""

    class Kind(models.TextChoices):
        PRODUCT = "product", _("Product")
        CLUSTER = "cluster", _("Cluster")
        SUBJECT = "subject", _("Subject")

    body = models.ForeignKey(Body, models.PROTECT, related_name="sub_groups")
    kind = models.CharField(_("for"), max_length=8, choices=Kind)
    name = models.CharField(_("name"), max_length=120)
    purpose = models.CharField(_("what it does"), max_length=300)
    lead = models.ForeignKey(Post, models.PROTECT, related_name="led_sub_groups", verbose_name=_("led by"))
    formed_on = models.DateField()
    dissolved_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("sub-group")
        verbose_name_plural = _("sub-groups")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "name"], condition=Q(dissolved_on=None), name="one_sub_group_of_a_name"
            ),
            models.CheckConstraint(
                condition=Q(dissolved_on=None) | Q(dissolved_on__gte=F("formed_on")), name="sub_group_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SubGroupSeat(models.Model):
    """A post's time in a sub-group, half-open [from, to)."""

    group = models.ForeignKey(SubGroup, models.PROTECT, related_name="seats")
    post = models.ForeignKey(Post, models.PROTECT, related_name="sub_group_seats")
    during = DateRangeField(_("in force"))

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_seat_in_a_sub_group",
                expressions=[
                    (F("group"), RangeOperators.EQUAL),
                    (F("post"), RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post} · {self.group}"
