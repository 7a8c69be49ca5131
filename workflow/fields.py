"""The fields of which the inputs of moves are made, whatever the kind of case."""

from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext as _

from institutions import clock


def prose(label, *, hint="", required=True, shortest=0) -> forms.CharField:
    """A text of some sentences, kept as the event's remark."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        min_length=shortest or None,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


def day(label, *, hint="", required=True, **kwargs) -> forms.DateField:
    """A date, ISO everywhere: the browser's own picker shows it in the reader's way."""
    return forms.DateField(
        label=label,
        help_text=hint,
        required=required,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        **kwargs,
    )


def ahead(value: date | None, longest: timedelta) -> date | None:
    """Check that a promised or planned date lies ahead, and not absurdly far."""
    today = clock.today()
    if value is None:
        return value
    if value <= today:
        raise forms.ValidationError(_("Choose a date after today."))
    if value > today + longest:
        raise forms.ValidationError(
            _("Choose a date not later than %(date)s.") % {"date": (today + longest).isoformat()}
        )
    return value


class ModelByCode(forms.ModelChoiceField):
    """A choice of reference data by its natural key."""

    def __init__(self, queryset, **kwargs):
        super().__init__(queryset, to_field_name="code", **kwargs)
