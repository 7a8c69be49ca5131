"""What is asked about a bottleneck: four fields that open one, and the rest before it is raised."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bottlenecks.fields import HSCodesField
from bottlenecks.models import Area, Bottleneck, Category, ChainStage, Severity, Tag
from cases.evidence import EvidenceField
from institutions import clock
from workflow.engine import Inputs
from workflow.fields import ModelByCode, day, prose


class Opening(Inputs):
    """The four fields that open a bottleneck: what, area, who is hit, how bad."""

    title = forms.CharField(
        label=lazy("What is the bottleneck?"),
        help_text=lazy("One sentence, for example: no laboratory in the State tests agarwood oil for residues."),
        max_length=200,
        min_length=8,
    )
    area = ModelByCode(
        Area.objects.filter(retired_on=None), label=lazy("Area"), empty_label=None, widget=forms.RadioSelect
    )
    affected = forms.CharField(
        label=lazy("Who is hit?"),
        help_text=lazy("Growers, processors or exporters, and roughly how many."),
        max_length=200,
    )
    severity = forms.ChoiceField(label=lazy("How bad is it?"), choices=Severity, widget=forms.RadioSelect)


class Details(Opening):
    """The rest, asked before it is raised."""

    RAISING = ("category", "description", "stage")  # what must be known before it is raised

    category = ModelByCode(
        Category.objects.filter(retired_on=None).select_related("area"),
        label=lazy("Sub-category"),
        required=False,
        help_text=lazy("It decides which agency answers."),
    )
    description = prose(lazy("What happens, since when, what was tried?"), required=False)
    hs_codes = HSCodesField(
        label=lazy("HS codes of the products"),
        required=False,
        help_text=lazy("2 to 8 digits, separated by commas, for example 0910, 1211.90.80."),
    )
    stage = ModelByCode(
        ChainStage.objects.filter(retired_on=None), label=lazy("Stage of the value chain"), required=False
    )
    exporters_affected = forms.IntegerField(
        label=lazy("Exporters affected"), required=False, min_value=0, max_value=1_000_000
    )
    rupees_at_stake = forms.IntegerField(
        label=lazy("₹ at stake in a year"),
        required=False,
        min_value=0,
        max_value=10**15,
        help_text=lazy("In whole rupees."),
    )
    stake_basis = forms.CharField(
        label=lazy("How that figure was reached"),
        required=False,
        max_length=200,
        help_text=lazy("For example: orders refused in 2025-26, by the exporters' association."),
    )
    tags = forms.ModelMultipleChoiceField(
        Tag.objects.filter(retired_on=None),
        to_field_name="code",
        label=lazy("Also concerns"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    noticed_on = day(lazy("First noticed on"), required=False)
    evidence = EvidenceField(label=lazy("Evidence"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.subject is not None:
            self.initial = _facts(self.subject) | (self.initial or {})

    def clean_noticed_on(self):
        value = self.cleaned_data["noticed_on"]
        if value and value > clock.today():
            raise forms.ValidationError(_("This date lies in the future."))
        return value

    def clean(self):
        data = super().clean()
        category, area = data.get("category"), data.get("area")
        if category and area and category.area_id != area.pk:
            self.add_error("category", _("This sub-category does not belong to the area “%(area)s”.") % {"area": area})
        if data.get("rupees_at_stake") is not None and not data.get("stake_basis"):
            self.add_error("stake_basis", _("Say how the figure was reached."))
        return data


class Drafted(Details):
    """What is asked when a bottleneck is drafted from what is missing: the rest of Details comes later."""

    exporters_affected = rupees_at_stake = stake_basis = noticed_on = evidence = None


def _facts(bottleneck: Bottleneck) -> dict:
    """What is known so far, as the fields of Details show it."""
    known = {name: getattr(bottleneck, name) for name in Details.base_fields if hasattr(bottleneck, name)}
    return known | {
        "title": bottleneck.case.title,
        "hs_codes": [row.code for row in bottleneck.hs_codes.all()],
        "tags": list(bottleneck.tags.all()),
    }


def missing_details(bottleneck: Bottleneck) -> list:
    """The labels of what must still be filled in before a bottleneck is raised."""
    return [Details.base_fields[name].label for name in Details.RAISING if not getattr(bottleneck, name)]
