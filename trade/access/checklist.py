"""The checklist of a product in its markets: what each asks, and what the district's committee says of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from geography.models import Country
from institutions import clock, roles
from institutions.actors import Actor
from institutions.models import BodyKind, Post
from products.models import IdentifiedProduct
from products.records.forms import happened
from trade.models import Readiness, Requirement, RequirementKind, RequirementMark, RequirementMarkWithdrawal
from workflow.errors import Invalid, NotNow, NotPermitted
from workflow.fields import day


def may_mark(actor: Actor, product: IdentifiedProduct) -> bool:
    """Whoever acts for the district's committee on its products: its convener and its chair."""
    return actor.may(roles.IDENTIFY) and actor.body is not None and actor.body.pk == product.body_id


def owners(product: IdentifiedProduct) -> QuerySet:
    """The posts that can own a gap: of the committee, and of the offices of its district."""
    own = Q(body=product.body_id) | Q(body__kind=BodyKind.DISTRICT_OFFICE, body__district=product.body.district_id)
    return (
        Post.objects.filter(own, retired_on=None, body__retired_on=None)
        .select_related("body")
        .order_by("body", "title")
    )


def codes_of(product: IdentifiedProduct) -> list[str]:
    """The confirmed HS codes of a product; what is only suggested says nothing about its markets."""
    rows = product.product_codes.filter(confirmed_at__isnull=False)
    return list(rows.values_list("code__code", flat=True).order_by("code__code"))


@dataclass(frozen=True)
class Item:
    """One requirement with the mark in force."""

    requirement: Requirement
    mark: RequirementMark | None
    marks: tuple[RequirementMark, ...] = ()  # every word said of it, the latest first

    @property
    def state(self) -> str:
        return self.mark.state if self.mark else ""

    @property
    def is_gap(self) -> bool:
        return self.state == Readiness.GAP


def checklist(product: IdentifiedProduct, codes: list[str], *, with_marks: bool) -> dict[int, list[Item]]:
    """The requirements of a product by market, each sentence once; two queries."""
    rows = Requirement.objects.of_product(product, codes).select_related("market").order_by("-source_on", "-pk")
    once: dict[str, Requirement] = {}
    for requirement in rows:
        once.setdefault(requirement.key, requirement)
    marks = history(product) if with_marks and once else {}
    lists: dict[int, list[Item]] = {}
    kinds = list(RequirementKind)
    for requirement in sorted(once.values(), key=lambda row: (kinds.index(RequirementKind(row.kind)), row.sentence)):
        said = tuple(marks.get(requirement.key, ()))
        lists.setdefault(requirement.market_id, []).append(Item(requirement, _in_force(said), said))
    return lists


def _in_force(said: Iterable[RequirementMark]) -> RequirementMark | None:
    return next((mark for mark in said if not hasattr(mark, "withdrawal")), None)


def latest_marks(product: IdentifiedProduct) -> dict[str, RequirementMark]:
    """The mark in force of each requirement of a product, by what the requirement says."""
    rows = RequirementMark.objects.counted().filter(product=product).order_by("requirement_key", "-id")
    rows = rows.distinct("requirement_key").select_related("owner__body", "marked_post__body")
    return {mark.requirement_key: mark for mark in rows}


def history(product: IdentifiedProduct) -> dict[str, list[RequirementMark]]:
    """Every mark of a product, those withdrawn among them, the latest first, by what the requirement says.

    Marks of a requirement that was withdrawn itself are not here: where it is added anew, its list begins anew.
    """
    rows = RequirementMark.objects.filter(product=product, requirement__withdrawn_at=None).order_by("-id")
    found: dict[str, list[RequirementMark]] = {}
    for mark in rows.select_related("owner__body", "marked_post__body", "withdrawal__withdrawn_post__body"):
        found.setdefault(mark.requirement_key, []).append(mark)
    return found


class Mark(forms.Form):
    """Ready, gap or not applicable; a gap names the post that has to close it."""

    state = forms.ChoiceField(label=lazy("Where is the district?"), choices=Readiness, widget=forms.RadioSelect)
    owner = forms.ModelChoiceField(
        Post.objects.none(), label=lazy("Who closes the gap"), required=False, help_text=lazy("A gap needs an owner.")
    )
    note = forms.CharField(
        label=lazy("Note"), max_length=300, required=False, help_text=lazy("Stays within the committee and its State.")
    )

    def __init__(self, *args, product: IdentifiedProduct, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners(product)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("state") == Readiness.GAP and not data.get("owner"):
            self.add_error("owner", _("Say which post closes the gap."))
        return data


@transaction.atomic
def mark(*, by: Actor, product: IdentifiedProduct, requirement: Requirement, data: Any) -> RequirementMark:
    """Say how far the district is with a requirement; appended, so that the earlier word stays.

    Raises NotPermitted (403) for others than the committee's convener and chair, Invalid (422) with the bound form,
    NotNow (409) where the requirement was withdrawn meanwhile. The same word said twice is kept once.
    """
    if not may_mark(by, product):
        raise NotPermitted(_("Mark what is ready"))
    form = Mark(data, product=product, auto_id=f"mark-{requirement.pk}-%s")
    if not form.is_valid():
        raise Invalid(form)
    IdentifiedProduct.objects.select_for_update(of=("self",)).get(pk=product.pk)
    if not Requirement.objects.in_force().filter(pk=requirement.pk).exists():
        raise NotNow(_("This requirement is withdrawn already."))
    said = form.cleaned_data
    said = {**said, "owner": said["owner"] if said["state"] == Readiness.GAP else None}
    before = latest_marks(product).get(requirement.key)
    if before and all(getattr(before, name) == value for name, value in said.items()):
        return before
    return RequirementMark.objects.create(
        product=product,
        requirement=requirement,
        requirement_key=requirement.key,
        marked_user=by.user,
        marked_post=by.post,
        marked_at=clock.now(),
        **said,
    )


class MarkWithdrawal(forms.Form):
    """Why a mark was made in error; kept with the mark."""

    reason = forms.CharField(
        label=lazy("Why the mark was an error"),
        min_length=8,
        max_length=300,
        help_text=lazy("The mark stays in the history with this reason; the one before it counts again."),
    )


@transaction.atomic
def withdraw_mark(*, by: Actor, mark: RequirementMark, data: Any) -> RequirementMarkWithdrawal:
    """Take back a mark made in error: it stays, with the reason, and the mark before it counts again.

    Raises NotPermitted (403), Invalid (422) with the bound form, NotNow (409) where it is not the mark in force.
    """
    if not may_mark(by, mark.product):
        raise NotPermitted(_("Withdraw a mark"))
    form = MarkWithdrawal(data, auto_id=f"withdraw-{mark.pk}-%s")
    if not form.is_valid():
        raise Invalid(form)
    IdentifiedProduct.objects.select_for_update(of=("self",)).get(pk=mark.product_id)
    if latest_marks(mark.product).get(mark.requirement_key) != mark:
        raise NotNow(_("This mark does not count any more: another one came after it, or it was withdrawn."))
    return RequirementMarkWithdrawal.objects.create(
        mark=mark,
        reason=form.cleaned_data["reason"],
        withdrawn_user=by.user,
        withdrawn_post=by.post,
        withdrawn_at=clock.now(),
    )


class NewRequirement(forms.Form):
    """A requirement of the product itself, found by the committee, with the source it was read in."""

    market = forms.ModelChoiceField(Country.objects.none(), label=lazy("Market"), to_field_name="iso3", empty_label="–")
    kind = forms.ChoiceField(label=lazy("Kind"), choices=RequirementKind)
    sentence = forms.CharField(
        label=lazy("What is required"),
        min_length=8,
        max_length=300,
        help_text=lazy("One sentence that can be answered with ready or gap."),
    )
    limit = forms.DecimalField(label=lazy("Limit"), max_digits=16, decimal_places=6, min_value=0, required=False)
    unit = forms.CharField(
        label=lazy("Unit"), max_length=24, required=False, help_text=lazy("Of the limit, such as mg/kg.")
    )
    source = forms.CharField(label=lazy("Where it is written"), min_length=4, max_length=200)
    source_on = day(lazy("Date of that text"))

    def __init__(self, *args, markets: Iterable[Country] = (), **kwargs):
        super().__init__(*args, **kwargs)
        known = list(markets)
        self.fields["market"].queryset = Country.objects.filter(pk__in=[market.pk for market in known])
        self.fields["market"].initial = known[0].iso3 if len(known) == 1 else None

    def clean_source_on(self):
        return happened(self.cleaned_data["source_on"])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("limit") is not None and not data.get("unit"):
            self.add_error("unit", _("A limit needs its unit, for example mg/kg."))
        if data.get("kind") == RequirementKind.LIMIT and "limit" in data and data["limit"] is None:
            self.add_error("limit", _("A limit needs its value. Write it, or choose another kind."))
        return data


def add(*, by: Actor, product: IdentifiedProduct, markets: Iterable[Country], data: Any) -> Requirement:
    """Keep a requirement of one product. Raises NotPermitted (403); Invalid (422), also where it is there already."""
    if not may_mark(by, product):
        raise NotPermitted(_("Add a requirement"))
    form = NewRequirement(data, markets=markets, auto_id="new-requirement-%s")
    if not form.is_valid():
        raise Invalid(form)
    said = form.cleaned_data
    said["unit"] = said["unit"] if said["limit"] is not None else ""
    made = Requirement(product=product, added_post=by.post, **said)
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as refusal:
        if refusal.__cause__.diag.constraint_name != "one_requirement":
            raise
        form.add_error("sentence", _("This requirement is on the list already."))
        raise Invalid(form) from refusal
    return made


class RequirementWithdrawal(forms.Form):
    """Why a requirement does not belong on the list; kept with it."""

    reason = forms.CharField(
        label=lazy("Why it does not belong on the list"),
        min_length=8,
        max_length=300,
        help_text=lazy("It stays in the history with this reason; it and its marks count no more."),
    )


@transaction.atomic
def withdraw(*, by: Actor, product: IdentifiedProduct, requirement: Requirement, data: Any) -> Requirement:
    """Take a requirement off the list that was added in error: it stays, with the reason, and counts no more.

    Raises NotPermitted (403), NotNow (409) where it was not added to the product by hand or is withdrawn already,
    Invalid (422) with the bound form.
    """
    if not may_mark(by, product):
        raise NotPermitted(_("Withdraw a requirement"))
    IdentifiedProduct.objects.select_for_update(of=("self",)).get(pk=product.pk)
    row = Requirement.objects.select_for_update(of=("self",)).get(pk=requirement.pk)
    if row.batch_id:
        raise NotNow(_("This requirement is of an imported table: it goes when that table is revoked."))
    if row.product_id != product.pk:
        raise NotNow(_("This requirement is of an HS code, for every district: the Ministry's posts retire it."))
    if row.withdrawn_at:
        raise NotNow(_("This requirement is withdrawn already."))
    form = RequirementWithdrawal(data, auto_id=f"withdraw-requirement-{row.pk}-%s")
    if not form.is_valid():
        raise Invalid(form)
    row.withdrawn_post, row.withdrawn_at = by.post, clock.now()
    row.withdrawn_reason = form.cleaned_data["reason"]
    row.save()
    return row
