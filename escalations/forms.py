"""What is asked when a State adds a day off or suspends its clocks."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from escalations.models import PauseReason
from escalations.suspensions import REASONS


def a_day(label) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class AddHoliday(forms.Form):
    """A day off which the published list does not have, or has under another name."""

    day = a_day(lazy("Day"))
    name = forms.CharField(label=lazy("Name of the holiday"), max_length=160)


class Suspend(forms.Form):
    """The mandatory reason, days and order of a suspension."""

    reason = forms.ChoiceField(
        label=lazy("Reason"), choices=[(code, PauseReason(code).label) for code in REASONS], widget=forms.RadioSelect
    )
    starts_on = a_day(lazy("First day that does not count"))
    last_day = a_day(lazy("Last day that does not count"))
    order_reference = forms.CharField(label=lazy("Number of the order"), max_length=200)

    def clean(self) -> dict[str, Any]:
        wanted = super().clean()
        first, last = wanted.get("starts_on"), wanted.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day is before the first."))
        return wanted

    @property
    def ends_on(self):
        return self.cleaned_data["last_day"] + timedelta(days=1)
