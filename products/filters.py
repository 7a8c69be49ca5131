"""What the API's list of identified products can be narrowed by."""

from __future__ import annotations

from django import forms
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as lazy

from cases.models import CaseQuerySet
from products.models import ProductCode, ProductKind, ProductStatus
from workflow.listing import CaseFilters, Codes

YES_NO = [("true", "true"), ("false", "false")]


class ProductFilters(CaseFilters):
    """Filters of `/api/v1/products/`."""

    kind = None
    status = Codes(ProductStatus.choices)
    product_kind = forms.ChoiceField(choices=ProductKind.choices, required=False)
    hs = forms.RegexField(
        r"^\d{2}(\d{2}){0,3}$", required=False, help_text=lazy("A code, or the first 2, 4 or 6 digits of one.")
    )
    odop = forms.ChoiceField(choices=YES_NO, required=False)
    unconfirmed = forms.ChoiceField(
        choices=YES_NO, required=False, help_text=lazy("Has codes that are only suggested.")
    )

    def narrow(self, cases: CaseQuerySet) -> CaseQuerySet:
        cases, wanted = super().narrow(cases), self.cleaned_data
        if wanted["product_kind"]:
            cases = cases.filter(product__kind=wanted["product_kind"])
        if wanted["odop"]:
            cases = cases.filter(product__is_odop=wanted["odop"] == "true")
        codes = ProductCode.objects.filter(product=OuterRef("pk"))
        if wanted["hs"]:
            cases = cases.filter(Exists(codes.filter(code__code__startswith=wanted["hs"])))
        if wanted["unconfirmed"]:
            only_suggested = Exists(codes.filter(confirmed_at=None))
            cases = cases.filter(only_suggested if wanted["unconfirmed"] == "true" else ~only_suggested)
        return cases
