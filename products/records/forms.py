"""What is asked for each kind of record of a product."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from geography.models import Country
from institutions import clock
from institutions.actors import Actor
from products.models import Certificate, IdentifiedProduct, Opportunity, QualityRecord
from products.models.records import financial_year
from workflow.fields import day

YEARS = 15  # financial years a record may reach back
FIRST = date(1990, 1, 1)  # no record of a product is older
LONGEST = 30  # years a certificate may run
SOURCE = lazy("Which paper, register or office the figures are from.")
EXPORTERS = lazy("Figures of fewer than three exporters are not shown to the public.")


def happened(day: date) -> date:
    """Check that a day lies in the past, and not absurdly far back."""
    if day > clock.today():
        raise forms.ValidationError(_("This day has not come yet."))
    if day < FIRST:
        raise forms.ValidationError(_("This day is too long ago. Look at the year."))
    return day


def markets() -> Any:
    return Country.objects.filter(retired_on=None).exclude(iso2="IN").order_by("name")


class Entry(forms.ModelForm):
    """A row of a product; `name` stands in its address, `title` heads its form."""

    name: ClassVar[str]
    title: ClassVar[Promise]
    page: ClassVar[str] = "quality"  # url name of the page that lists it

    as_of = day(lazy("As of"), hint=lazy("The day on which the source said so."))

    @classmethod
    def of(cls, product: IdentifiedProduct, data: Any = None, *, by: Actor, instance: Any = None, token: str = "",
           **kwargs: Any) -> Entry:  # fmt: skip
        """The form of a new row of a product, or of one to be corrected."""
        row = instance or cls._meta.model(product=product)
        if instance is None and hasattr(row, "row_key"):
            row.row_key = f"form:{token}" if token else f"form:{by.post.pk}:{clock.now().isoformat()}"
        if instance is None:
            kwargs.setdefault("initial", {})
            kwargs["initial"] = {"as_of": clock.today()} | dict(kwargs["initial"] or {})
        return cls(data, instance=row, **kwargs)

    def clean_as_of(self):
        return happened(self.cleaned_data["as_of"])


class QualityForm(Entry):
    name, title = "quality", lazy("Samples and rejections of a year")

    year = forms.TypedChoiceField(label=lazy("Financial year"), coerce=int)
    market = forms.ModelChoiceField(
        Country.objects.none(), label=lazy("Market"), to_field_name="iso2", required=False,
        empty_label=lazy("All markets together"),
    )  # fmt: skip

    class Meta:
        model = QualityRecord
        fields = (
            "year", "market", "samples_tested", "samples_failed", "consignments", "rejections", "exporters", "source",
            "as_of", "is_published", "note",
        )  # fmt: skip
        help_texts: ClassVar = {
            "samples_tested": lazy("Leave it empty where it is not known; 0 means none."),
            "exporters": EXPORTERS,
            "source": SOURCE,
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        today = clock.today()
        last = today.year if today.month >= 4 else today.year - 1
        first = min(last - YEARS, self.instance.year or last)
        self.fields["year"].choices = [(year, financial_year(year)) for year in range(last, first - 1, -1)]
        self.fields["market"].queryset = markets()
        if self.instance.market_id and not self.is_bound:
            self.initial["market"] = self.instance.market.iso2

    def clean(self):
        said = super().clean()
        tested, failed = said.get("samples_tested"), said.get("samples_failed")
        if failed is not None and tested is None:
            self.add_error("samples_tested", _("Say how many were tested, since some failed."))
        elif failed is not None and failed > tested:
            self.add_error("samples_failed", _("More cannot fail than were tested."))
        shipped, rejected = said.get("consignments"), said.get("rejections")
        if shipped is not None and rejected is not None and rejected > shipped:
            self.add_error("rejections", _("More cannot be rejected than were shipped."))
        if tested is None and failed is None and said.get("rejections") is None:
            self.add_error("samples_tested", _("Say how many samples were tested, or how many were rejected."))
        return said


class CertificateForm(Entry):
    name, title = "certificate", lazy("Certificate")

    issued_on = day(lazy("Issued on"))
    expires_on = day(lazy("Expires on"), hint=lazy("Your convener is told 90 and 30 days before."))

    class Meta:
        model = Certificate
        fields = ("kind", "number", "issuer", "holder_kind", "issued_on", "expires_on", "renewed_by", "source", "as_of")
        help_texts: ClassVar = {
            "holder_kind": lazy("Never a name of a person or firm."),
            "renewed_by": lazy("The certificate that replaces it, once you entered that one."),
            "source": SOURCE,
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        others = Certificate.objects.counted().filter(product=self.instance.product_id).exclude(pk=self.instance.pk)
        self.fields["renewed_by"].queryset = others
        self.fields["renewed_by"].empty_label = _("Not renewed yet")
        if self.instance.pk is None:
            del self.fields["renewed_by"]

    def clean_issued_on(self):
        return happened(self.cleaned_data["issued_on"])

    def clean(self):
        said = super().clean()
        issued, expires, renewed = (said.get(name) for name in ("issued_on", "expires_on", "renewed_by"))
        if issued and expires and expires <= issued:
            self.add_error("expires_on", _("It expires after the day of issue."))
        if issued and expires and expires.year > issued.year + LONGEST:
            self.add_error("expires_on", _("No certificate runs for more than %(n)d years.") % {"n": LONGEST})
        if renewed and expires and renewed.expires_on <= expires:
            self.add_error("renewed_by", _("That certificate does not last longer than this one."))
        return said


class OpportunityForm(Entry):
    name, title, page = "opportunity", lazy("Step towards a market"), "opportunities"

    market = forms.ModelChoiceField(Country.objects.none(), label=lazy("Market"), to_field_name="iso2")
    happened_on = day(lazy("Date"))

    class Meta:
        model = Opportunity
        fields = (
            "kind", "market", "is_existing", "happened_on", "value_usd", "exporters", "source", "as_of", "is_published",
            "note",
        )  # fmt: skip
        help_texts: ClassVar = {
            "value_usd": lazy("Whole dollars; leave it empty where nothing was sold."),
            "exporters": EXPORTERS,
            "source": SOURCE,
            "note": lazy("No names of persons or firms."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["market"].queryset = markets()
        if self.instance.market_id and not self.is_bound:
            self.initial["market"] = self.instance.market.iso2

    def clean_happened_on(self):
        return happened(self.cleaned_data["happened_on"])


class Withdrawal(forms.Form):
    """Why a row was entered in error; kept with the row."""

    reason = forms.CharField(
        label=lazy("Why it was entered in error"),
        min_length=8,
        max_length=300,
        help_text=lazy("The entry stays in the history with this reason, and counts no more."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


ENTRIES: dict[str, type[Entry]] = {form.name: form for form in (QualityForm, CertificateForm, OpportunityForm)}
