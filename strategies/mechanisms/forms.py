"""What is asked for each kind of record an intervention's mechanism keeps."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from institutions import clock
from strategies.models import (
    Intervention,
    Mechanism,
    PackagingService,
    Plan,
    Recognition,
    RecognitionRule,
    TrainingBatch,
)
from workflow.fields import day

MOST_PERSONS = 100_000  # of one batch or service: more is a slip of the finger


class MechanismForm(forms.ModelForm):
    """A record of one mechanism; `name` stands in its address, `title` heads its form."""

    name: ClassVar[str]
    title: ClassVar[Promise]
    mechanism: ClassVar[str]
    not_ahead: ClassVar[tuple[str, ...]] = ()  # dates of what has happened

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any):
        super().__init__(*args, **kwargs)
        mine = Intervention.objects.current().filter(plan=plan, mechanism=self.mechanism).order_by("code")
        self.fields["intervention"].queryset = mine
        self.fields["intervention"].empty_label = None if mine.count() == 1 else lazy("Choose")

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        for name in self.not_ahead:
            if (on := said.get(name)) and on > clock.today():
                self.add_error(name, _("This day has not come yet."))
        return said


class PackagingForm(MechanismForm):
    name, title, mechanism = "packaging", lazy("Shared packaging service"), Mechanism.PACKAGING
    not_ahead = ("standard_met_on", "first_consignment_on")

    standard_met_on = day(lazy("Standard met on"), required=False)
    first_consignment_on = day(lazy("First accepted consignment on"), required=False)
    users = forms.IntegerField(label=lazy("Exporters that use it"), min_value=0, max_value=MOST_PERSONS)

    class Meta:
        model = PackagingService
        fields = (
            "intervention", "provider", "unit_cost", "unit", "users", "standard", "standard_met_on",
            "first_consignment_on", "consignment_paper", "source",
        )  # fmt: skip
        help_texts: ClassVar = {
            "unit": lazy("For example: box of 5 kg."),
            "standard": lazy("For example: ISPM-15, BRCGS Packaging."),
            "consignment_paper": lazy("Number of the shipping bill."),
        }

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if said.get("first_consignment_on") and not said.get("consignment_paper"):
            self.add_error("consignment_paper", _("Name the paper that shows the consignment."))
        if said.get("standard_met_on") and not said.get("standard"):
            self.add_error("standard", _("Say which standard was met."))
        if (cost := said.get("unit_cost")) is not None and cost <= 0:
            self.add_error("unit_cost", _("A cost is more than nothing; leave it empty where it is not known."))
        return said


class TrainingForm(MechanismForm):
    name, title, mechanism = "training", lazy("Training batch"), Mechanism.TRAINING
    not_ahead = ("ended_on", "counted_on")

    began_on = day(lazy("Began on"))
    ended_on = day(lazy("Ended on"))
    trained = forms.IntegerField(label=lazy("Persons trained"), min_value=1, max_value=MOST_PERSONS)
    counted_on = day(
        lazy("Counted on"), required=False, hint=lazy("When it was looked up who has an IEC or shipped.")
    )  # fmt: skip

    class Meta:
        model = TrainingBatch
        fields = (
            "intervention", "title", "stage", "began_on", "ended_on", "trained", "certified", "exporting",
            "counted_on", "source",
        )  # fmt: skip
        help_texts: ClassVar = {
            "exporting": lazy("Of those trained. Leave it empty until it was looked up; 0 means none."),
        }

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        began, ended, counted = (said.get(name) for name in ("began_on", "ended_on", "counted_on"))
        trained, certified, exporting = (said.get(name) for name in ("trained", "certified", "exporting"))
        if began and ended and ended < began:
            self.add_error("ended_on", _("It ended before it began."))
        if trained and certified and certified > trained:
            self.add_error("certified", _("More cannot be certified than were trained."))
        if trained and exporting is not None and exporting > trained:
            self.add_error("exporting", _("More cannot export than were trained."))
        if (exporting is None) != (counted is None):
            self.add_error("counted_on", _("Say both how many, and when they were counted."))
        if ended and counted and counted < ended:
            self.add_error("counted_on", _("That was before the training ended."))
        return said


class RecognitionForm(MechanismForm):
    name, title, mechanism = "recognition", lazy("Recognition of a local leader"), Mechanism.LEADERS
    not_ahead = ("recognised_on",)

    rule = forms.ModelChoiceField(
        RecognitionRule.objects.filter(retired_on=None), to_field_name="code", label=lazy("Rule")
    )
    recognised_on = day(lazy("Recognised on"))
    agreed = forms.BooleanField(label=lazy("The person agreed to be named here"))

    class Meta:
        model = Recognition
        fields = ("intervention", "rule", "leader", "outcome", "paper", "recognised_on", "source")
        help_texts: ClassVar = {
            "outcome": lazy("What happened, as the paper shows it: not how good the person is."),
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["rule"] = self.instance.rule.code


FORMS: dict[str, type[MechanismForm]] = {form.name: form for form in (PackagingForm, TrainingForm, RecognitionForm)}
