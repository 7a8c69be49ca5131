"""What the API's list of bottlenecks can be narrowed by."""

from django import forms
from django.utils.translation import gettext_lazy as lazy

from bottlenecks.models import Area, Bottleneck, Category, Severity, Status
from cases.models import CaseQuerySet
from institutions import clock
from institutions.models import Body
from workflow.listing import CaseFilters, Codes

YES = (("true", "true"), ("false", "false"))


def code_of(model, **kwargs) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(model.objects.all(), to_field_name="code", required=False, **kwargs)


class BottleneckFilters(CaseFilters):
    """Every filter narrows further; several values of one filter widen it."""

    kind = None
    status = Codes(Status.choices)
    severity = Codes(Severity.choices)
    area = code_of(Area)
    category = code_of(Category)
    answering = code_of(Body, help_text=lazy("Code of the body that has to answer."))
    overdue = forms.ChoiceField(choices=YES, required=False, help_text=lazy("Unanswered although a clock has run out."))
    live = forms.ChoiceField(choices=YES, required=False, help_text=lazy("Logged and not ended."))

    def narrow(self, cases: CaseQuerySet) -> CaseQuerySet:
        cases, wanted = super().narrow(cases), self.cleaned_data
        for name, column in (("area", "area"), ("category", "category"), ("answering", "routed_to")):
            if wanted[name]:
                cases = cases.filter(**{f"bottleneck__{column}": wanted[name]})
        if wanted["severity"]:
            cases = cases.filter(bottleneck__severity__in=wanted["severity"])
        for name, rows in (("overdue", Bottleneck.objects.overdue(clock.now())), ("live", Bottleneck.objects.live())):
            if wanted[name]:
                which = {"bottleneck__in": rows}
                cases = cases.filter(**which) if wanted[name] == "true" else cases.exclude(**which)
        return cases
