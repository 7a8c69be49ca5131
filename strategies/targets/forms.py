"""What is asked for a target, and the grid in which the figures of all of them are entered by year."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from institutions import clock
from strategies.interventions.forms import number
from strategies.life.years import financial_year, in_words
from strategies.models import DocumentKind, Plan, Strategy, Target, TargetKind
from strategies.targets.gaps import years_of
from strategies.versions.content import figure

OLDEST_BASELINE = 15  # financial years back
UNITS = ("USD million", "INR crore", "tonnes", "exporters", "markets")


class TargetForm(forms.Form):
    """One target; the figure of each year of the document has a field of its own."""

    kind = forms.ChoiceField(label=lazy("Kind"), choices=TargetKind.choices)
    title = forms.CharField(
        label=lazy("Title"), min_length=3, max_length=160, help_text=lazy("For example: exports of ground turmeric")
    )
    product = forms.ChoiceField(label=lazy("Product"), required=False)
    unit = forms.CharField(
        label=lazy("Unit"), max_length=40, help_text=lazy("For example: USD million, INR crore, tonnes, exporters."),
        widget=forms.TextInput(attrs={"list": "units"}),
    )  # fmt: skip
    baseline = number(lazy("Baseline"))
    baseline_year = forms.TypedChoiceField(
        label=lazy("Year of the baseline"), required=False, coerce=int, empty_value=None
    )
    source = forms.CharField(
        label=lazy("Source of the baseline"), max_length=200, required=False,
        help_text=lazy("Which table, register or office the figure is from."),
    )  # fmt: skip

    def __init__(self, *args: Any, document: Plan | Strategy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.years = list(years_of(document.case))
        last = max(financial_year(clock.today()), self.years[0])
        asked = self.initial.get("baseline_year")
        first = min(last - OLDEST_BASELINE, int(asked) if str(asked or "").isdigit() else last)
        first = max(first, last - 4 * OLDEST_BASELINE)
        self.fields["baseline_year"].choices = [
            ("", "–"), *((year, in_words(year)) for year in range(last, first - 1, -1))
        ]  # fmt: skip
        if document.case.kind == DocumentKind.PLAN:
            rows = document.plan_products.select_related("product__case")
            self.products = {row.product.case.reference: row.product for row in rows}
            names = [(key, str(one)) for key, one in self.products.items()]
            self.fields["product"].choices = [("", _("All products together")), *names]
        else:
            self.products = {}
            del self.fields["product"]
        for year in self.years:
            self.fields[f"year_{year}"] = number(_("Target for %(year)s") % {"year": in_words(year)})

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("baseline") is not None:
            if not data.get("baseline_year") and "baseline_year" not in self.errors:
                self.add_error("baseline_year", _("Say of which year the baseline is."))
            if not data.get("source") and "source" not in self.errors:
                self.add_error("source", _("Say where the baseline is from."))
        for year in self.years:
            if (value := data.get(f"year_{year}")) is not None and value < 0:
                self.add_error(f"year_{year}", _("A target is not below zero."))
        return data

    def content(self) -> dict[str, Any]:
        """The cleaned fields as plain data; the figures by year as one table, which is merged entry by entry."""
        data = self.cleaned_data
        return {
            "kind": data["kind"], "title": data["title"], "product": data.get("product") or "", "unit": data["unit"],
            "baseline": figure(data.get("baseline")) or "", "baseline_year": str(data.get("baseline_year") or ""),
            "source": data["source"],
            "years": {
                str(year): figure(value) for year in self.years if (value := data.get(f"year_{year}")) is not None
            },
        }  # fmt: skip


def content_of_row(row: Target) -> dict[str, Any]:
    """What a target says, as the form's plain data; needs its years, and its product's case."""
    return {
        "kind": row.kind, "title": row.title, "product": row.product.case.reference if row.product else "",
        "unit": row.unit, "baseline": figure(row.baseline) or "", "baseline_year": str(row.baseline_year or ""),
        "source": row.source, "years": {str(one.year): figure(one.value) for one in row.years.all()},
    }  # fmt: skip


def typed(content: dict[str, Any]) -> dict[str, Any]:
    """Plain data as the fields of the form take it."""
    flat = {name: value for name, value in content.items() if name != "years"}
    return flat | {f"year_{year}": value for year, value in content.get("years", {}).items()}


class Grid(forms.Form):
    """The figures of all targets by year, one row each; `base_<pk>` is the state of the row its writer saw."""

    def __init__(self, *args: Any, targets: list[Target], years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.targets, self.years = targets, years
        for row in targets:
            given = {one.year: one.value for one in row.years.all()}
            self.fields[f"base_{row.pk}"] = forms.IntegerField(
                initial=row.edited, required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput
            )
            for year in years:
                field = number(_("%(title)s, %(year)s") % {"title": row.title, "year": in_words(year)})
                field.initial, field.year = figure(given.get(year)), in_words(year)
                field.widget = forms.TextInput(attrs={"inputmode": "decimal", "aria-label": field.label})
                field.validators.append(_not_below_zero)
                self.fields[f"figure_{row.pk}_{year}"] = field

    @property
    def rows(self) -> list[tuple[Target, forms.BoundField, list[forms.BoundField]]]:
        return [
            (row, self[f"base_{row.pk}"], [self[f"figure_{row.pk}_{year}"] for year in self.years])
            for row in self.targets
        ]

    def content(self, row: Target) -> dict[str, Any]:
        """The figures of one row; years outside the document stay as they are."""
        given = {str(one.year): figure(one.value) for one in row.years.all() if one.year not in self.years}
        for year in self.years:
            if (value := self.cleaned_data[f"figure_{row.pk}_{year}"]) is not None:
                given[str(year)] = figure(value)
        return {"years": given}


def _not_below_zero(value: Decimal) -> None:
    if value < 0:
        raise forms.ValidationError(_("A target is not below zero."))
