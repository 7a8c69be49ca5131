"""What is asked for an intervention: pages show this form, rows of a sheet are checked by it.

Its cleaned fields, as plain data (`content()`), are what an edit keeps and what colleagues' changes are merged with.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from institutions import clock
from strategies.interventions.choices import Choices
from strategies.interventions.fields import OwnerField, ReferencesField
from strategies.interventions.money import subsidy_of
from strategies.models import Delivery, EvidenceType, Intervention, Mechanism
from strategies.schemes.standing import closed_on, is_for, said, share_in, standing_of
from strategies.versions.content import figure, iso
from trade.money import whole
from workflow.fields import day, prose

GROUPS = [  # how the form is laid out: heading, fields
    (lazy("What is done"), ("title", "description", "mechanism", "stage", "category", "products", "bottlenecks")),
    (lazy("Who, and until when"), ("owner", "starts_on", "due_on")),
    (
        lazy("Money"),
        ("amount", "budget_head", "scheme", "scheme_share", "own_contribution", "delivery", "investor",
         "private_committed", "private_spent"),
    ),
    (lazy("What shows that it worked"), ("indicator", "unit", "baseline", "target", "evidence_type")),
    (lazy("Asked of the Centre"), ("asks_centre", "ask")),
]  # fmt: skip
LISTS = ("products", "bottlenecks")
CODED = {
    "stage": "stages",
    "category": "categories",
    "scheme": "schemes",
    "asks_centre": "agencies",
}  # field -> Choices


LABELS = {"mechanism": Mechanism, "delivery": Delivery, "evidence_type": EvidenceType}  # fields of fixed choices


def rupees(label: Any, *, hint: Any = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=label, help_text=hint, required=False, max_digits=16, decimal_places=2, min_value=0,
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
    )  # fmt: skip


def number(label: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, required=False, max_digits=20, decimal_places=4,
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
    )  # fmt: skip


class InterventionForm(forms.Form):
    """One intervention. Only the title is asked at once; what else is needed, the check of completeness says."""

    title = forms.CharField(label=lazy("Title"), max_length=200, min_length=5)
    description = prose(lazy("Description"), required=False)
    mechanism = forms.ChoiceField(
        label=lazy("Mechanism"), choices=Mechanism.choices, required=False,
        help_text=lazy("A shared service, an aggregation round, training or recognition gets records of its own."),
    )  # fmt: skip
    stage = forms.ChoiceField(label=lazy("Value-chain stage"), required=False)
    category = forms.ChoiceField(label=lazy("Challenge sub-category"), required=False)
    products = forms.MultipleChoiceField(
        label=lazy("Products"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=lazy("Of the plan’s products. Others are added to the plan first."),
    )  # fmt: skip
    bottlenecks = ReferencesField(
        label=lazy("Bottlenecks it removes"), required=False,
        help_text=lazy("References of the district’s register, separated by commas. They can be searched for later."),
        unknown=lazy("%(references)s: there is no such bottleneck in the district’s register."),
    )  # fmt: skip
    owner = OwnerField(
        label=lazy("Owner"), required=False,
        help_text=lazy("The post that answers for it. Type a part of the body’s name and choose."),
    )  # fmt: skip
    starts_on = day(lazy("Starts on"), required=False)
    due_on = day(lazy("Due on"), required=False)
    amount = rupees(lazy("Amount (₹)"), hint=lazy("The whole cost from all sources, in rupees."))
    budget_head = forms.CharField(label=lazy("Budget head"), max_length=120, required=False)
    scheme = forms.ChoiceField(label=lazy("Scheme"), required=False)
    scheme_share = forms.DecimalField(
        label=lazy("Share asked of the scheme (per cent)"), required=False, min_value=0, max_value=100, max_digits=5,
        decimal_places=2, widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
    )  # fmt: skip
    own_contribution = rupees(
        lazy("Own contribution (₹)"), hint=lazy("What the district’s producers and firms bring. 0 means nothing.")
    )
    delivery = forms.ChoiceField(label=lazy("Delivery"), choices=Delivery.choices, required=False)
    investor = forms.CharField(
        label=lazy("Investor"), max_length=160, required=False,
        help_text=lazy("For the committees only: left out of the public version."),
    )  # fmt: skip
    private_committed = rupees(lazy("Private money committed (₹)"))
    private_spent = rupees(lazy("Private money spent (₹)"))
    indicator = forms.CharField(
        label=lazy("Indicator"), max_length=160, required=False, help_text=lazy("For example: samples tested in a year")
    )
    unit = forms.CharField(label=lazy("Unit"), max_length=40, required=False)
    baseline = number(lazy("Baseline"))
    target = number(lazy("Target"))
    evidence_type = forms.ChoiceField(
        label=lazy("Shown by"), choices=[("", "–"), *EvidenceType.choices], required=False
    )
    asks_centre = forms.ChoiceField(label=lazy("Central agency"), required=False)
    ask = forms.CharField(label=lazy("What is asked of it"), max_length=300, required=False)

    def __init__(self, *args: Any, choices: Choices, kept_scheme: str = "", **kwargs: Any) -> None:
        """kept_scheme: the one the intervention has already, which is not refused for being closed by now."""
        super().__init__(*args, **kwargs)
        self.among, self.kept_scheme = choices, kept_scheme
        self.fields["owner"].among = choices
        self.fields["bottlenecks"].known = choices.bottlenecks
        self.fields["stage"].choices = [("", "–"), *((code, str(row)) for code, row in choices.stages.items())]
        self.fields["category"].choices = _by_area(choices)
        self.fields["scheme"].choices = _by_standing(choices)
        self.fields["asks_centre"].choices = [("", "–"), *((code, str(row)) for code, row in choices.agencies.items())]
        self.fields["products"].choices = self._products()

    def _products(self) -> list[tuple[str, str]]:
        asked = self.data.getlist("products") if hasattr(self.data, "getlist") else self.data.get("products", [])
        wanted = [*self.among.planned, *(asked or []), *(self.initial.get("products") or [])]
        return [(key, str(self.among.products[key])) for key in dict.fromkeys(wanted) if key in self.among.products]

    @property
    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        return [(heading, [self[name] for name in names]) for heading, names in GROUPS]

    def clean_mechanism(self) -> str:
        return self.cleaned_data["mechanism"] or Mechanism.OTHER.value

    def clean_delivery(self) -> str:
        return self.cleaned_data["delivery"] or Delivery.PUBLIC.value

    def clean_scheme(self) -> str:
        code = self.cleaned_data["scheme"]
        scheme = self.among.schemes.get(code)
        if scheme and code != self.kept_scheme and closed_on(scheme, clock.today()):
            raise forms.ValidationError(
                _("“%(scheme)s” closed on %(day)s: nothing can be asked of it any more. Choose a scheme that is open.")
                % {"scheme": scheme, "day": said(scheme.closes_on)}
            )
        return code

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        starts, due = data.get("starts_on"), data.get("due_on")
        if starts and due and due < starts:
            self.add_error("due_on", _("It is due before it starts: choose %(day)s or later.") % {"day": said(starts)})
        if data.get("scheme_share") and not data.get("scheme") and "scheme" not in self.errors:
            self.add_error("scheme", _("Say of which scheme this share is asked."))
        if data.get("ask") and not data.get("asks_centre"):
            self.add_error("asks_centre", _("Say of which agency this is asked."))
        self._clean_money(data)
        return data

    def _clean_money(self, data: dict[str, Any]) -> None:
        amount = data.get("amount")
        if amount is None:
            return
        scheme = self.among.schemes.get(data.get("scheme") or "")
        asked = subsidy_of(amount, data.get("scheme_share"), scheme.ceiling if scheme else None)
        borne = asked + (data.get("own_contribution") or 0) + (data.get("private_committed") or 0)
        if borne > amount:
            sentence = _("Scheme, own contribution and private money come to ₹ %(borne)s, more than the whole amount.")
            self.add_error("amount", sentence % {"borne": whole(borne)})

    def content(self) -> dict[str, Any]:
        """The cleaned fields as plain data: codes, ISO dates, figures as decimal strings, sorted lists."""
        return {name: _plain(self.cleaned_data.get(name)) for name in self.fields}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return figure(value)
    if isinstance(value, date):
        return iso(value)
    return sorted(value) if isinstance(value, list) else value or ""


def _by_area(choices: Choices) -> list[tuple[str, Any]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for code, row in choices.categories.items():
        groups.setdefault(str(row.area), []).append((code, str(row)))
    return [("", "–"), *groups.items()]


def _by_standing(choices: Choices) -> list[tuple[str, Any]]:
    """Open schemes first, with what they pay here; closed ones with their last day, so that nobody wonders."""
    today, state = clock.today(), choices.plan.case.state
    open_, closed = [], []
    for code, row in choices.schemes.items():
        standing, share = standing_of(row, today), share_in(row, state)
        pays = _("%(share)s %% here") % {"share": figure(share)} if share is not None else ""
        words = " · ".join(part for part in (str(row), pays, standing.words) if part)
        (closed if standing.code == "closed" else open_).append((code, words))
    return [("", "–"), (_("Open"), open_), (_("Closed"), closed)]


def content_of_row(row: Intervention) -> dict[str, Any]:
    """What an intervention says, as the form's plain data; needs its products, bottlenecks and their cases."""
    return {
        "title": row.title, "description": row.description, "mechanism": row.mechanism,
        "stage": row.stage.code if row.stage else "", "category": row.category.code if row.category else "",
        "products": sorted(one.case.reference for one in row.products.all()),
        "bottlenecks": sorted(one.case.reference for one in row.bottlenecks.all() if one.case.reference),
        "owner": str(row.owner_id or ""), "starts_on": iso(row.starts_on) or "", "due_on": iso(row.due_on) or "",
        "amount": figure(row.amount) or "", "budget_head": row.budget_head,
        "scheme": row.scheme.code if row.scheme else "", "scheme_share": figure(row.scheme_share) or "",
        "own_contribution": figure(row.own_contribution) or "", "delivery": row.delivery, "investor": row.investor,
        "private_committed": figure(row.private_committed) or "", "private_spent": figure(row.private_spent) or "",
        "indicator": row.indicator, "unit": row.unit, "baseline": figure(row.baseline) or "",
        "target": figure(row.target) or "", "evidence_type": row.evidence_type,
        "asks_centre": row.asks_centre.code if row.asks_centre else "", "ask": row.ask,
    }  # fmt: skip


def warnings_of(row: Intervention, state: Any) -> list[str]:
    """What is odd about the scheme an intervention asks, in sentences; nothing of it forbids saving."""
    scheme = row.scheme
    if scheme is None:
        return []
    found, share = [], share_in(scheme, state)
    named = {"scheme": scheme}
    if row.starts_on and closed_on(scheme, row.starts_on):
        found.append(
            _("“%(scheme)s” closes on %(day)s, before this starts on %(start)s.")
            % (named | {"day": said(scheme.closes_on), "start": said(row.starts_on)})
        )
    if row.due_on and scheme.opens_on and scheme.opens_on > row.due_on:
        found.append(_("“%(scheme)s” opens on %(day)s, after this is due.") % (named | {"day": said(scheme.opens_on)}))
    if row.scheme_share and share is not None and row.scheme_share > share:
        found.append(
            _("“%(scheme)s” pays at most %(share)s per cent in this State.") % (named | {"share": figure(share)})
        )
    if not is_for(scheme, state):
        found.append(_("“%(scheme)s” is not for this State.") % named)
    return found
