"""What is asked when a round is posted, and at each of its moves. Quantities are tonnes."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from geography.names import name_key
from institutions import clock
from institutions.models import Post
from products.models import Facility, FacilityKind, IdentifiedProduct
from strategies.mechanisms.aggregation.sums import standing_lots, sums_of
from strategies.models import FirmKind, Intervention, Mechanism, Plan
from workflow.engine import Inputs
from workflow.fields import ahead, day, prose
from workflow.inputs import SHORTEST_REASON

LONGEST_WINDOW = timedelta(days=366)
DRY_PORTS = (FacilityKind.ICD, FacilityKind.CFS)


def tonnes(label, *, least=Decimal("0.001"), required=True, hint="") -> forms.DecimalField:
    return forms.DecimalField(
        label=label, min_value=least, max_value=Decimal(10_000_000), max_digits=12, decimal_places=3,
        required=required, help_text=hint,
    )  # fmt: skip


class Posting(Inputs):
    """A round as the district's committee posts it. subject: the plan."""

    title = forms.CharField(label=lazy("Title"), max_length=200, min_length=5)
    intervention = forms.ModelChoiceField(Intervention.objects.none(), label=lazy("Intervention"))
    product = forms.ModelChoiceField(IdentifiedProduct.objects.none(), label=lazy("Product"))
    quality = forms.CharField(
        label=lazy("Quality asked for"), max_length=300,
        help_text=lazy("Grade, moisture, residues, packing: what the buyer’s contract says."),
    )  # fmt: skip
    quantity = tonnes(lazy("Quantity, in tonnes"))
    closes_on = day(lazy("Pledges until"))
    aggregator = forms.ModelChoiceField(
        Post.objects.none(), label=lazy("Aggregator"),
        help_text=lazy("The post that records what was offered, procured, rejected and dispatched."),
    )  # fmt: skip
    dry_port = forms.ModelChoiceField(Facility.objects.none(), label=lazy("Dry port"), required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        plan: Plan = self.subject
        place = plan.case
        mine = Intervention.objects.current().filter(plan=plan, mechanism=Mechanism.AGGREGATION)
        self.fields["intervention"].queryset = mine.order_by("code")
        products = IdentifiedProduct.objects.filter(case__district=place.district_id).select_related("case")
        self.fields["product"].queryset = products.order_by("case__title")
        posts = Post.objects.active().filter(body__district=place.district_id).select_related("body")
        self.fields["aggregator"].queryset = posts.order_by("body__name", "pk")
        ports = Facility.objects.open_on(clock.today()).filter(kind__in=DRY_PORTS, district__state=place.state_id)
        self.fields["dry_port"].queryset = ports.order_by("name")
        self.fields["dry_port"].empty_label = _("Not decided yet")

    def clean_closes_on(self):
        return ahead(self.cleaned_data["closes_on"], LONGEST_WINDOW)


class PledgeOfAFirm(Inputs):
    """What one firm pledges; entered again it replaces the firm's pledge, 0 withdraws it."""

    firm = forms.CharField(label=lazy("Firm"), max_length=160, min_length=3)
    firm_kind = forms.ChoiceField(label=lazy("Kind"), choices=FirmKind)
    tonnes = tonnes(lazy("Tonnes"), least=Decimal(0), hint=lazy("0 withdraws the firm’s pledge."))

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data["key"] = name_key(data.get("firm", ""))
        if data.get("firm") and not data["key"]:
            self.add_error("firm", _("Write the firm’s name in letters."))
        return data


class LotOfAFirm(Inputs):
    """What a firm that pledged brought, and how much of it was taken."""

    firm = forms.ChoiceField(label=lazy("Firm"))
    offered = tonnes(lazy("Offered, in tonnes"))
    procured = tonnes(lazy("Procured, in tonnes"), least=Decimal(0))
    rejected = tonnes(lazy("Rejected, in tonnes"), least=Decimal(0))
    why_rejected = forms.CharField(label=lazy("Why it was rejected"), max_length=200, required=False)
    on = day(lazy("On"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["firm"].choices = [(firm.key, firm.name) for firm in sums_of(self.subject).firms]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        offered, procured, rejected = (data.get(name) for name in ("offered", "procured", "rejected"))
        if None not in (offered, procured, rejected) and procured + rejected > offered:
            self.add_error("procured", _("Procured and rejected together are more than was offered."))
        if rejected and not data.get("why_rejected"):
            self.add_error("why_rejected", _("Say why it was rejected: the firm has to know what to change."))
        return data

    def clean_on(self):
        return not_ahead(self.cleaned_data["on"])


class Reversal(Inputs):
    """A lot that was entered in error."""

    words = "reason"
    number = forms.TypedChoiceField(label=lazy("Lot"), coerce=int)
    reason = prose(lazy("Reason"), shortest=SHORTEST_REASON)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["number"].choices = [
            (row.number, _("%(number)d: %(tonnes)s t on %(day)s") % {
                "number": row.number, "tonnes": f"{row.offered.normalize():f}", "day": row.on.isoformat(),
            })
            for row in standing_lots(self.subject)
        ]  # fmt: skip


class ToTheDryPort(Inputs):
    """Tonnes that left for a dry port, with the paper that shows it."""

    tonnes = tonnes(lazy("Tonnes"))
    to = forms.ModelChoiceField(Facility.objects.none(), label=lazy("Dry port"))
    paper = forms.CharField(label=lazy("Number of the lorry receipt or railway receipt"), max_length=120)
    on = day(lazy("On"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        ports = Facility.objects.filter(kind__in=DRY_PORTS).open_on(clock.today())
        self.fields["to"].queryset = ports.order_by("name")
        self.fields["to"].initial = self.subject.dry_port_id

    def clean_on(self):
        return not_ahead(self.cleaned_data["on"])


def not_ahead(on):
    if on > clock.today():
        raise forms.ValidationError(_("This day has not come yet."))
    return on
