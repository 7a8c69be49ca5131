"""Writing the items of a strategy: entered by hand, changed, merged, split and dropped."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bottlenecks.models import Category, ChainStage
from institutions import clock
from institutions.actors import Actor
from institutions.models import Body, BodyKind, Post
from strategies.assembly import parts
from strategies.assembly.pulling import held, note_sources
from strategies.editing import Conflict, Saved
from strategies.models import DocumentKind, ItemSource, Scheme, SectionKind, Strategy, StrategyItem
from workflow.errors import Invalid, NotNow
from workflow.fields import day

OWNERS = (BodyKind.SEPC, BodyKind.STATE_DEPARTMENT)
AGENCIES = (BodyKind.CENTRAL_AGENCY, BodyKind.APEX)


class ItemForm(forms.ModelForm):
    """The fields of an item. Whoever is asked, the scheme and the owner are of those there are today."""

    due_on = day(lazy("Due on"), required=False)

    class Meta:
        model = StrategyItem
        fields = (
            "title", "section", "text", "stage", "category", "owner", "due_on", "asks_centre", "ask", "scheme",
            "state_share", "indicator", "unit", "baseline", "target", "evidence_type",
        )  # fmt: skip
        labels: ClassVar = {
            "section": lazy("Section"),
            "stage": lazy("Value-chain stage"),
            "category": lazy("Challenge sub-category"),
            "owner": lazy("Owner"),
            "asks_centre": lazy("Asked of the Central agency"),
            "scheme": lazy("Scheme"),
        }
        help_texts: ClassVar = {
            "state_share": lazy("In rupees, beside what the districts' plans cost."),
            "ask": lazy("What the agency is asked to do."),
            "indicator": lazy("For the State as a whole; each district's stands in its row."),
            "due_on": lazy("When the whole item is done."),
        }
        widgets: ClassVar = {"text": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, strategy: Strategy, **kwargs):
        super().__init__(*args, **kwargs)
        item = self.instance
        kinds = SectionKind.objects.filter(document=DocumentKind.STRATEGY)
        self._offer("section", kinds.filter(retired_on=None, committee_only=False), item.section_id)
        self._offer("stage", ChainStage.objects.filter(retired_on=None), item.stage_id)
        self._offer("category", Category.objects.filter(retired_on=None), item.category_id)
        self._offer("scheme", Scheme.objects.open_on(clock.today()), item.scheme_id)
        agencies = Body.objects.active().filter(kind__in=AGENCIES)
        self._offer("asks_centre", agencies, item.asks_centre_id)
        posts = Post.objects.active().filter(body__state=strategy.case.state_id, body__kind__in=OWNERS)
        self._offer("owner", posts.select_related("body").order_by("body__name", "pk"), item.owner_id)

    def _offer(self, name: str, rows: Any, current: int | None) -> None:
        """What can be chosen, and what stands there already even if it is not offered any more."""
        field = self.fields[name]
        field.queryset = (rows | rows.model.objects.filter(pk=current)).distinct() if current else rows
        field.empty_label = "–"
        field.to_field_name = parts.REFERENCES[name][0]
        self.initial.setdefault(name, None)
        if current and self.initial[name] == current:
            self.initial[name] = getattr(self.instance, name)

    def clean_state_share(self) -> Decimal | None:
        share = self.cleaned_data["state_share"]
        if share is not None and share < 0:
            raise forms.ValidationError(_("An amount is not negative."))
        return share

    @classmethod
    def of(cls, item: StrategyItem, said: dict[str, Any] | None = None) -> ItemForm:
        """The form of an item as it stands, or filled with what an edit would keep."""
        data = None if said is None else {name: "" if value is None else value for name, value in said.items()}
        return cls(data, instance=item, strategy=item.strategy)

    def said(self) -> dict[str, Any]:
        """What was filled in, as an edit keeps it (after `is_valid`)."""
        return parts.content(self.instance)


@transaction.atomic
def enter(strategy: Strategy, data: Any, *, by: Actor) -> StrategyItem:
    """An item of the State's own, without district rows. Raises Invalid (422) with the bound form."""
    strategy = held(strategy, by)
    item = StrategyItem(strategy=strategy, code=parts.next_code(strategy))
    form = ItemForm(data, instance=item, strategy=strategy)
    if not form.is_valid():
        raise Invalid(form)
    item.due_by_hand = item.due_on is not None
    item.save()
    parts.keep_sources(item, by=by)
    return item


@transaction.atomic
def change(item: StrategyItem, data: Any, *, base: int, by: Actor) -> Saved | Conflict:
    """Save the fields of an item, merged with what colleagues saved since `base`. Raises Invalid (422)."""
    strategy = held(item.strategy, by)
    item = _living(strategy, item.pk)
    due_on = item.due_on
    form = ItemForm(data, instance=item, strategy=strategy)
    if not form.is_valid():
        raise Invalid(form)
    result = parts.keep(item, form.said(), base=base, by=by)
    if isinstance(result, Saved) and item.due_on != due_on:
        item.due_by_hand = item.due_on != parts.latest_date(item)
        item.save(update_fields=["due_by_hand"])
    return result


@transaction.atomic
def drop(item: StrategyItem, *, by: Actor) -> None:
    """Take an item out of the strategy; its district rows can be pulled again. Older versions keep it."""
    strategy = held(item.strategy, by)
    item = _living(strategy, item.pk)
    ItemSource.objects.filter(item=item).delete()
    _drop(item, by=by)


@transaction.atomic
def merge(into: StrategyItem, other: StrategyItem, *, by: Actor) -> StrategyItem:
    """Move everything of another item into this one: its district rows and the State's money; the other is dropped."""
    strategy = held(into.strategy, by)
    into, other = _living(strategy, into.pk), _living(strategy, other.pk)
    if into.pk == other.pk:
        raise NotNow(_("An item cannot be merged with itself."))
    ItemSource.objects.filter(item=other).update(item=into)
    if other.state_share is not None:
        into.state_share = (into.state_share or Decimal(0)) + other.state_share
        into.save(update_fields=["state_share"])
    if other.text and other.text not in into.text:
        into.text = f"{into.text}\n\n{other.text}".strip()
        into.save(update_fields=["text"])
    parts.keep_sources(into, by=by)
    _drop(other, by=by, merged_into=into.code)
    return into


@transaction.atomic
def split(item: StrategyItem, sources: Collection[int], title: str, *, by: Actor) -> StrategyItem:
    """Move some district rows of an item into a new one of the same kind. Raises NotNow for none or for all of them."""
    strategy = held(item.strategy, by)
    item = _living(strategy, item.pk)
    rows = ItemSource.objects.filter(item=item)
    moved = rows.filter(pk__in=sources)
    if not moved.exists():
        raise NotNow(_("Tick the districts' rows that the new item takes."))
    if moved.count() == rows.count():
        raise NotNow(_("All rows were ticked: rename the item instead."))
    title = title.strip()[:200]
    if not title:
        raise NotNow(_("The new item needs a title."))
    new = StrategyItem.objects.create(
        strategy=strategy, code=parts.next_code(strategy), title=title, section=item.section, stage=item.stage,
        category=item.category, owner=item.owner, asks_centre=item.asks_centre, ask=item.ask, scheme=item.scheme,
        due_on=item.due_on, due_by_hand=item.due_by_hand,
    )  # fmt: skip
    moved.update(item=new)
    note_sources(strategy, [item.pk, new.pk], by=by)
    return new


def _living(strategy: Strategy, pk: int) -> StrategyItem:
    """An item as it stands under the lock; refused when a colleague dropped it meanwhile (409)."""
    rows = StrategyItem.objects.select_related("section", "stage", "category", "owner", "scheme", "asks_centre")
    item = rows.get(strategy=strategy, pk=pk)
    if item.dropped_at:
        raise NotNow(_("%(item)s was dropped meanwhile.") % {"item": item})
    item.strategy = strategy
    return item


def living(strategy: Strategy) -> Any:
    """The items a strategy has now."""
    return StrategyItem.objects.filter(strategy=strategy, dropped_at=None)


def others(item: StrategyItem) -> Any:
    """The items one can be merged with: those nearest in kind first."""
    rows = living(item.strategy).exclude(pk=item.pk)
    near = Q(stage=item.stage_id) & Q(category=item.category_id)
    return rows.alias(near=near).order_by("-near", "code").only("pk", "code", "title", "strategy")


def _drop(item: StrategyItem, *, by: Actor, **more: Any) -> None:
    at = clock.now()
    parts.keep_sources(item, by=by, dropped=at.isoformat(), **more)
    item.dropped_at = at
    item.save(update_fields=["dropped_at"])
