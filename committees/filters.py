"""What the API's lists of meetings and action points can be narrowed by."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as lazy

from cases.models import CaseQuerySet
from committees.models import ActionPointStatus, MeetingStatus
from committees.models.action_points import UNDONE
from institutions import clock
from institutions.models import Body, BodyKind
from workflow.listing import CaseFilters, Codes

COMMITTEES = Body.objects.filter(kind__in=[BodyKind.DEPC, BodyKind.SEPC])


def body_field(queryset, text) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(queryset, to_field_name="code", required=False, help_text=text)


class MeetingFilters(CaseFilters):
    """Days are days in India, both ends included."""

    kind = None
    level = None
    status = Codes(MeetingStatus.choices)
    body = body_field(COMMITTEES, lazy("Code of the committee."))

    def narrow(self, cases: CaseQuerySet) -> CaseQuerySet:
        cases, wanted = super().narrow(cases), self.cleaned_data
        if wanted["body"]:
            cases = cases.filter(meeting__body=wanted["body"])
        if wanted["from"]:
            cases = cases.filter(meeting__starts_at__gte=clock.at(wanted["from"]))
        if wanted["to"]:
            cases = cases.filter(meeting__starts_at__lt=clock.at(wanted["to"] + timedelta(days=1)))
        return cases


class ActionPointFilters(CaseFilters):
    """Days are those the action points are due on, both ends included."""

    kind = None
    status = Codes(ActionPointStatus.choices)
    body = body_field(COMMITTEES, lazy("Code of the committee that set it."))
    owner = body_field(Body.objects.all(), lazy("Code of the body whose post has to do it."))
    overdue = forms.ChoiceField(
        choices=[("true", "true"), ("false", "false")], required=False,
        help_text=lazy("Not done although its date has passed."),
    )  # fmt: skip

    def narrow(self, cases: CaseQuerySet) -> CaseQuerySet:
        cases, wanted = super().narrow(cases), self.cleaned_data
        for name, column in (("body", "body"), ("owner", "owner__body")):
            if wanted[name]:
                cases = cases.filter(**{f"action_point__{column}": wanted[name]})
        if wanted["from"]:
            cases = cases.filter(action_point__due_on__gte=wanted["from"])
        if wanted["to"]:
            cases = cases.filter(action_point__due_on__lte=wanted["to"])
        if wanted["overdue"]:
            late = {"status__in": UNDONE, "action_point__due_on__lt": clock.today()}
            cases = cases.filter(**late) if wanted["overdue"] == "true" else cases.exclude(**late)
        return cases


class Day(forms.DateField):
    """A date as the API writes it, within reason: the next day exists too."""

    def __init__(self, **kwargs):
        super().__init__(input_formats=["%Y-%m-%d"], required=False, **kwargs)

    def clean(self, value):
        day = super().clean(value)
        if day and not 2000 <= day.year <= 2100:
            raise forms.ValidationError(lazy("Choose a year between 2000 and 2100."), code="invalid")
        return day


for _filters in (MeetingFilters, ActionPointFilters):  # "from" is no name Python lets a class body use
    _filters.base_fields |= {"from": Day(help_text=lazy("First day, for example 2026-04-01.")),
                             "to": Day(help_text=lazy("Last day."))}  # fmt: skip
