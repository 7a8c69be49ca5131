"""What the API's lists of plans, strategies and conditions can be narrowed by."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as lazy

from cases.models import CaseQuerySet
from institutions import clock
from strategies.models import ConditionStatus, DocumentKind, DocumentStatus, StrategyStatus
from workflow.listing import CaseFilters, Codes

YES_NO = [("true", "true"), ("false", "false")]


class DocumentFilters(CaseFilters):
    """Of both kinds; for cases with `with_clock_and_adoption`."""

    kind = None
    document = ""
    year = forms.IntegerField(
        min_value=2000, max_value=2100, required=False,
        help_text=lazy("A financial year it covers, by the year it begins in."),
    )  # fmt: skip
    overdue = forms.ChoiceField(choices=YES_NO, required=False, help_text=lazy("Its clock has run out."))
    in_force = forms.ChoiceField(choices=YES_NO, required=False, help_text=lazy("Has an adoption in force."))

    def narrow(self, cases: CaseQuerySet) -> CaseQuerySet:
        cases, wanted = super().narrow(cases), self.cleaned_data
        if year := wanted["year"]:
            within = {f"{self.document}__first_year__lte": year, f"{self.document}__last_year__gte": year}
            cases = cases.filter(**within)
        if wanted["overdue"]:
            late = {"due_at__lte": clock.now()}
            cases = cases.filter(**late) if wanted["overdue"] == "true" else cases.exclude(**late)
        if wanted["in_force"]:
            cases = cases.filter(adopted_at__isnull=wanted["in_force"] == "false")
        return cases


class PlanFilters(DocumentFilters):
    """Filters of `/api/v1/plans/`."""

    document = DocumentKind.PLAN.value
    status = Codes(DocumentStatus.choices)


class StrategyFilters(DocumentFilters):
    """Filters of `/api/v1/strategies/`."""

    document = DocumentKind.STRATEGY.value
    district = None
    status = Codes(StrategyStatus.choices)


class ConditionFilters(CaseFilters):
    """Filters of `/api/v1/conditions/`."""

    kind = None
    status = Codes(ConditionStatus.choices)
    about = forms.CharField(max_length=40, required=False, help_text=lazy("Reference of the plan."))

    def narrow(self, cases: CaseQuerySet) -> CaseQuerySet:
        cases = super().narrow(cases)
        about = self.cleaned_data["about"]
        return cases.filter(condition__about__reference=about.upper()) if about else cases
