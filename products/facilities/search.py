"""What the register of facilities can be narrowed by; everything stands in the address."""

from __future__ import annotations

import re

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as lazy

from geography.models import District, State
from institutions import clock
from products.facilities.scope import covers, perhaps
from products.models import FacilityKind
from products.models.facilities import FacilityQuerySet

VALID, INVALID, TO_CONFIRM = "valid", "invalid", "unconfirmed"
EVERY = [("", lazy("All"))]
STANDINGS = [
    *EVERY,
    (VALID, lazy("Valid today")),
    (INVALID, lazy("Closed, or recognition over")),
    (TO_CONFIRM, lazy("To be confirmed")),
]


class Search(forms.Form):
    """Filters of the register; an empty field filters nothing, a wrong value is ignored."""

    q = forms.CharField(label=lazy("Name, operator or code"), required=False, max_length=120)
    kind = forms.ChoiceField(label=lazy("Kind"), required=False, choices=[*EVERY, *FacilityKind.choices])
    state = forms.ModelChoiceField(
        State.objects.all(), label=lazy("State"), to_field_name="code", required=False, empty_label=lazy("All")
    )
    standing = forms.ChoiceField(label=lazy("Standing"), required=False, choices=STANDINGS)
    code = forms.CharField(label=lazy("Serves HS code"), required=False, max_length=12)
    district = forms.ModelChoiceField(
        District.objects.all(), to_field_name="lgd_code", required=False, widget=forms.HiddenInput
    )

    def narrow(self, rows: FacilityQuerySet) -> FacilityQuerySet:
        """The facilities that fit every filter given."""
        self.is_valid()
        wanted, today = self.cleaned_data, clock.today()
        columns = {"kind": "kind", "state": "district__state", "district": "district"}
        rows = rows.filter(**{column: wanted[name] for name, column in columns.items() if wanted.get(name)})
        if words := wanted.get("q", "").strip():
            rows = rows.filter(
                Q(name__icontains=words) | Q(name_hi__icontains=words) | Q(operator__icontains=words)
                | Q(code__iexact=words) | Q(district__name__icontains=words)
            )  # fmt: skip
        if wanted.get("standing") == VALID:
            rows = rows.valid_on(today)
        elif wanted.get("standing") == INVALID:
            rows = rows.exclude(pk__in=rows.model.objects.valid_on(today).values("pk"))
        elif wanted.get("standing") == TO_CONFIRM:
            rows = rows.filter(is_confirmed=False)
        if code := re.sub(r"\D", "", wanted.get("code") or "")[:8]:
            serving = Q(covers=True) | perhaps((code,), today)
            rows = rows.annotate(covers=covers((code,), today)).filter(serving)
        return rows
