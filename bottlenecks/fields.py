"""The fields of which the forms about bottlenecks are made."""

import re
from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext as _

from bottlenecks.models import HS_CODE
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


class HSCodesField(forms.CharField):
    """HS codes of 2, 4, 6 or 8 digits, separated by commas or spaces; always text, "0303" is not 303."""

    many = True  # a list in JSON
    most = 60

    def to_python(self, value) -> list[str]:
        if isinstance(value, list | tuple):
            value = " ".join(str(part) for part in value)
        codes = [re.sub(r"\.", "", part) for part in re.split(r"[\s,;]+", super().to_python(value)) if part]
        wrong = [code[:20] for code in codes if not re.match(HS_CODE, code, re.ASCII)]
        if wrong:
            raise forms.ValidationError(
                _("%(codes)s: an HS code has 2, 4, 6 or 8 digits and keeps its leading zero: 0910, 09103020.")
                % {"codes": ", ".join(wrong)}
            )
        if len(set(codes)) > self.most:
            raise forms.ValidationError(_("Name at most %(most)s codes.") % {"most": self.most})
        return sorted(set(codes))

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list | tuple) else value


class ModelByCode(forms.ModelChoiceField):
    """A choice of reference data by its natural key."""

    def __init__(self, queryset, **kwargs):
        super().__init__(queryset, to_field_name="code", **kwargs)
