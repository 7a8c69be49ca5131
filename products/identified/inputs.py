"""What is asked about an identified product: the facts, and what each move asks for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from products.identified.fields import CountriesField, HSCodeField, HSCodesField
from products.identified.names import same_name
from products.models import (
    Cluster,
    GeographicalIndication,
    HSCode,
    IdentifiedProduct,
    ProductKind,
    ServiceClass,
    TargetMarket,
)
from workflow.engine import Inputs
from workflow.fields import ModelByCode, prose
from workflow.inputs import SHORTEST_REASON, Reason

PLAIN = ("name_hi", "sector", "service_class", "is_odop", "indication", "cluster", "value_chain")  # kept as they are
MARKETS = ("existing_markets", "new_markets")


class Facts(Inputs):
    """What a product is, where it comes from and where it goes. All of it is published with the product."""

    title = forms.CharField(
        label=lazy("Name of the product"), max_length=200, min_length=3,
        help_text=lazy("As specific as trade is: “Lakadong turmeric, ground” says more than “spices”."),
    )  # fmt: skip
    name_hi = forms.CharField(label=lazy("Name in Hindi"), max_length=200, required=False)
    sector = forms.CharField(
        label=lazy("Sector"), max_length=80, required=False, help_text=lazy("For example: spices, handicrafts, marine.")
    )
    service_class = ModelByCode(
        ServiceClass.objects.filter(retired_on=None), label=lazy("Class of service"), required=False,
        help_text=lazy("For a service only; a service never has an HS code."),
    )  # fmt: skip
    is_odop = forms.BooleanField(label=lazy("One District One Product (ODOP)"), required=False)
    existing_markets = CountriesField(
        label=lazy("Sold already to"), required=False, max_length=2000,
        help_text=lazy("Countries, separated by commas: United Arab Emirates, Nepal."),
    )  # fmt: skip
    new_markets = CountriesField(
        label=lazy("New markets to reach"), required=False, max_length=2000,
        help_text=lazy("Countries, separated by commas."),
    )  # fmt: skip
    indication = forms.ModelChoiceField(
        GeographicalIndication.objects.filter(withdrawn_on=None), to_field_name="number", required=False,
        label=lazy("Geographical indication (GI)"), help_text=lazy("Those registered for the State."),
    )  # fmt: skip
    cluster = forms.ModelChoiceField(Cluster.objects.filter(ended_on=None), label=lazy("Cluster"), required=False)
    value_chain = prose(
        lazy("Notes on the value chain"), required=False,
        hint=lazy("Who grows or makes it, processes and ships it, and where it stops. Published with the product."),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        place = getattr(self.subject, "case", None)
        if place is not None and place.state_id:
            near = Q(states=place.state_id) | Q(districts__state=place.state_id)
            for name, rows in (("indication", near), ("cluster", Q(districts=place.district_id))):
                if name in self.fields:
                    self.fields[name].queryset = self.fields[name].queryset.filter(rows).distinct()

    def clean_title(self) -> str:
        title, place = self.cleaned_data["title"], getattr(self.subject, "case", None)
        first = same_name(place.district_id, title).exclude(pk=self.subject.pk).first() if place else None
        if first is not None:
            sentence = _("The district has a product of this name already: %(reference)s. Work on that one.")
            raise forms.ValidationError(sentence % {"reference": first.case.reference})
        return title

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("service_class") and self.kind_of(data) == ProductKind.GOOD:
            self.add_error("service_class", _("Goods have HS codes, not a class of service."))
        existing = {country.pk for country in data.get("existing_markets") or ()}
        if twice := [str(one) for one in data.get("new_markets") or () if one.pk in existing]:
            self.add_error(
                "new_markets", _("%(names)s: a market is sold to already or new.") % {"names": ", ".join(twice)}
            )
        return data

    def kind_of(self, data: dict[str, Any]) -> str:
        return self.subject.kind


class Proposal(Facts):
    """A district's own proposal in one step: what it is, and its codes as far as they are known."""

    product_kind = forms.ChoiceField(
        label=lazy("Goods or a service?"), choices=ProductKind, initial=ProductKind.GOOD, widget=forms.RadioSelect
    )
    hs_codes = HSCodesField(
        label=lazy("HS codes"), required=False, max_length=400,
        help_text=lazy("4, 6 or 8 digits, separated by commas: 0910.30. Left empty, the portal suggests some."),
    )  # fmt: skip

    field_order = ("title", "product_kind", "hs_codes", "service_class", "is_odop", *MARKETS)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("hs_codes") and self.kind_of(data) == ProductKind.SERVICE:
            self.add_error("hs_codes", _("A service never has an HS code: choose its class instead."))
        return data

    def kind_of(self, data: dict[str, Any]) -> str:
        return data.get("product_kind", "")


class InBrief(Proposal):
    """What a meeting settles when it proposes a product; the rest is filled in afterwards."""

    name_hi = sector = service_class = is_odop = indication = cluster = value_chain = None
    existing_markets = new_markets = None


class Describe(Facts):
    """The facts as they are now, to be corrected."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if isinstance(self.subject, IdentifiedProduct):
            self.initial = facts_of(self.subject) | (self.initial or {})
            if not self.subject.is_service:
                del self.fields["service_class"]


def facts_of(product: IdentifiedProduct) -> dict[str, Any]:
    """What is known so far, as the fields show it."""
    known = {name: getattr(product, name) for name in PLAIN}
    for name in ("indication", "cluster", "service_class"):
        row = getattr(product, name)
        known[name] = row and (row.pk if name == "cluster" else row.number if name == "indication" else row.code)
    markets: dict[bool, list[str]] = {True: [], False: []}
    for row in TargetMarket.objects.filter(product=product.pk).select_related("country"):
        markets[row.is_existing].append(str(row.country))
    return {"title": product.case.title, "existing_markets": markets[True], "new_markets": markets[False]} | known


class Revise(Describe):
    """A published product changes: the facts, and why."""

    words = "reason"
    reason = prose(lazy("What changes, and why"), shortest=SHORTEST_REASON)


class Resubmit(Inputs):
    words = "note"
    note = prose(lazy("What was changed"), shortest=SHORTEST_REASON)


class RequiredChanges(Reason):
    """Why it goes back, and what has to change."""

    reason = prose(lazy("What has to change"), shortest=SHORTEST_REASON)


class ConfirmCode(Inputs):
    code = HSCodeField(
        label=lazy("HS code"), max_length=20, help_text=lazy("4, 6 or 8 digits: 0910, 0910.30, 0910.30.20.")
    )


class RemoveCode(Inputs):
    """A code the product has; one of an edition that is over can go too."""

    code = forms.CharField(label=lazy("HS code"), max_length=20)

    def clean_code(self) -> HSCode:
        wanted = "".join(sign for sign in self.cleaned_data["code"] if sign.isdigit())
        row = HSCode.objects.filter(products=self.subject.pk, code=wanted).first()
        if row is None:
            raise forms.ValidationError(_("The product does not have this code."))
        return row
