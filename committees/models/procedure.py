"""How a committee works: how often it meets, with what notice and quorum. No such rule is laid down in [HBP]."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.tracking import tracked
from committees.models.constitution import COMMITTEES
from institutions.models import Body

GROUPS = RegexValidator(r"^([a-z_]+(\|[a-z_]+)*)(,[a-z_]+(\|[a-z_]+)*)*$", _("Such as chair|co_chair,convener."))
MINIMA = RegexValidator(r"^[a-z_]+:[1-9]\d*(,[a-z_]+:[1-9]\d*)*$", _("Such as trade_body:1,bank:1."))


class ProcedureRuleQuerySet(models.QuerySet):
    def in_force(self, on: date) -> ProcedureRuleQuerySet:
        return self.filter(during__contains=on)


@tracked
class ProcedureRule(models.Model):
    """The working rules of one committee, or the defaults of its kind, citing the order they rest on.

    Quorum is a fraction of the seats, or a number, rounded up; `required` names groups of roles of which one must be
    present each; `minima` the least number of members of a category. Days are working days.
    """

    kind = models.CharField(max_length=20, choices=COMMITTEES)
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="procedure_rules")
    during = DateRangeField(_("in force"))
    source = models.CharField(_("order or source"), max_length=200)

    interval_months = models.PositiveSmallIntegerField(_("meets every … months"))
    dormant_months = models.PositiveSmallIntegerField(_("dormant after … months of silence"))
    notice_days = models.PositiveSmallIntegerField(_("notice of a meeting"))
    special_notice_days = models.PositiveSmallIntegerField(_("notice of a special meeting"))
    minutes_days = models.PositiveSmallIntegerField(_("minutes circulated within"))
    objection_days = models.PositiveSmallIntegerField(_("objections to minutes within"))
    confirm_days = models.PositiveSmallIntegerField(_("minutes confirmed within"))
    circulation_days = models.PositiveSmallIntegerField(_("answers to a circulation within"))
    silence_is_consent = models.BooleanField(_("silence counts as consent"), default=False)

    quorum_numerator = models.PositiveSmallIntegerField(default=1)
    quorum_denominator = models.PositiveSmallIntegerField(default=3)
    quorum_number = models.PositiveSmallIntegerField(null=True, blank=True, help_text=_("Instead of the fraction."))
    required = models.CharField(max_length=120, blank=True, validators=[GROUPS])
    minima = models.CharField(max_length=120, blank=True, validators=[MINIMA])
    counts_vacant = models.BooleanField(_("vacant posts count as seats"), default=False)
    counts_online = models.BooleanField(_("members online count as present"), default=True)
    adjourned_number = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("Quorum of an adjourned meeting; empty: as before.")
    )
    trainee_meetings = models.PositiveSmallIntegerField(_("meetings a trainee attends first"), default=2)

    objects = ProcedureRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rules of procedure")
        verbose_name_plural = _("rules of procedure")
        ordering = ["kind", "body"]
        constraints = [
            ExclusionConstraint(
                name="one_procedure_at_a_time",
                expressions=[
                    (F("kind"), RangeOperators.EQUAL),
                    (models.functions.Coalesce(F("body"), 0), RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(condition=Q(during__isempty=False), name="procedure_lasts"),
            models.CheckConstraint(condition=Q(interval_months__gt=0), name="procedure_meets_sometime"),
            models.CheckConstraint(
                condition=Q(quorum_denominator__gt=0, quorum_numerator__lte=F("quorum_denominator")),
                name="procedure_quorum_is_a_fraction",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body or self.get_kind_display()}: {self.source}"
