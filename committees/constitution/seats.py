"""Changing who may sit: further seats for local leaders, exporters and others, and sub-groups."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from committees.constitution.composition import compare
from committees.models import CompositionRow, SubGroup, SubGroupSeat
from committees.procedure import posts_of
from institutions import clock
from institutions.actions import may_appoint
from institutions.actors import Actor
from institutions.models import Body, Post, PostRole, SeatCategory
from workflow.engine import Inputs
from workflow.errors import Invalid, NotNow

LASTING = (PostRole.CHAIR, PostRole.CONVENER)


class AddSeat(Inputs):
    """A seat of the likely composition that is missing, or one beside it: a local leader, an exporter, a department."""

    office = forms.ModelChoiceField(
        CompositionRow.objects.none(), label=lazy("Seat of the likely composition"), required=False,
        empty_label=lazy("None: a further seat"),
    )  # fmt: skip
    title = forms.CharField(
        label=lazy("Title of the seat"), max_length=160, required=False,
        help_text=lazy("Not the person's name. Empty: as the likely composition calls it."),
    )  # fmt: skip
    title_hi = forms.CharField(label=lazy("Title in Hindi"), max_length=160, required=False)
    category = forms.ChoiceField(
        label=lazy("Speaks for"), choices=[("", "–"), *SeatCategory.choices], required=False,
        help_text=lazy("For a further seat."),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.subject is not None:
            self.fields["office"].queryset = CompositionRow.objects.filter(pk__in=missing_rows(self.subject))

    def clean(self):
        data = super().clean()
        if not data.get("office"):
            for name in ("title", "category"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("A further seat needs this."))
        return data


def missing_rows(body: Body) -> list[int]:
    """The rows of the likely composition the committee has no seat for."""
    return [line.row.pk for line in compare(body) if line.post is None]


class SeatField(forms.ModelChoiceField):
    """A seat of the committee by its designation alone."""

    def label_from_instance(self, obj: Post) -> str:
        return obj.label


class SeatsField(SeatField, forms.ModelMultipleChoiceField):
    """Several seats."""


class FormGroup(Inputs):
    """A sub-group: what for, who leads it, who sits on it."""

    kind = forms.ChoiceField(label=lazy("For"), choices=SubGroup.Kind.choices)
    name = forms.CharField(label=lazy("Name"), max_length=120)
    purpose = forms.CharField(label=lazy("What it does"), max_length=300)
    lead = SeatField(Post.objects.none(), label=lazy("Led by"))
    members = SeatsField(Post.objects.none(), label=lazy("Members"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.subject is not None:
            seats = Post.objects.filter(pk__in=[post.pk for post in posts_of(self.subject, clock.today())])
            for name in ("lead", "members"):
                self.fields[name].queryset = seats.select_related("body").order_by("pk")


def may_change(actor: Actor, body: Body) -> bool:
    """Whoever appoints to a committee also says which seats it has."""
    return may_appoint(actor, body)


def _refuse_unless_theirs(by: Actor, body: Body) -> None:
    if not may_change(by, body):
        raise PermissionDenied(_("Only the committee itself or the level above changes its seats."))


@transaction.atomic
def add_seat(*, by: Actor, body: Body, data: Any) -> Post:
    """Give a committee a seat; somebody is appointed to it afterwards. A retired seat comes back with its history."""
    _refuse_unless_theirs(by, body)
    Body.objects.select_for_update().get(pk=body.pk)
    form = AddSeat(data, subject=body, actor=by)
    if not form.is_valid():
        raise Invalid(form)
    fields = dict(form.cleaned_data)
    row = fields.pop("office")
    if row is None:
        seat = _free_seat(body, fields["title"], fields["category"])
        return Post.objects.create(body=body, role=PostRole.MEMBER, seat=seat, **fields)
    named = {
        "category": row.category, "retired_on": None,
        "title": fields["title"] or row.office[:160], "title_hi": fields["title_hi"] or row.office_hi[:160],
    }  # fmt: skip
    post, _new = Post.objects.update_or_create(body=body, role=row.role, seat=row.seat, defaults=named)
    return post


def _free_seat(body: Body, title: str, category: str) -> str:
    """A name for a further seat that no seat of the committee has or had."""
    taken = set(body.posts.filter(role=PostRole.MEMBER).values_list("seat", flat=True))
    stem = slugify(title)[:30] or category.replace("_", "-")
    return next(name for n in range(1, 1000) if (name := stem if n == 1 else f"{stem}-{n}") not in taken)


@transaction.atomic
def retire_seat(*, by: Actor, post: Post) -> None:
    """Take away a seat that nobody holds and nothing waits for; its history stays. Doing it again changes nothing.

    Raises PermissionDenied (403), NotNow (409) with the reason.
    """
    _refuse_unless_theirs(by, post.body)
    post = Post.objects.select_for_update(of=("self",)).select_related("body").get(pk=post.pk)
    reason = why_it_stays(post)
    if reason:
        raise NotNow(reason)
    if post.retired_on is None:
        post.retired_on = clock.today()
        post.save(update_fields=["retired_on"])


def why_it_stays(post: Post) -> str:
    """Why a seat cannot be taken away now, in a sentence; empty when it can."""
    if post.role in LASTING:
        return _("A committee always has a chair and a convener.")
    if post.appointments.filter(Q(during__contains=clock.today()) | Q(during__startswith__gt=clock.today())).exists():
        return _("Somebody holds this seat, or will; end the appointment first.")
    if post.held_cases.filter(closed_at=None).exists() or post.action_points.filter(case__closed_at=None).exists():
        return _("Open work is with this seat; give it to another post first.")
    if post.led_sub_groups.filter(dissolved_on=None).exists():
        return _("This seat leads a sub-group; dissolve that first.")
    return ""


@transaction.atomic
def form_group(*, by: Actor, body: Body, data: Any) -> SubGroup:
    """Form a sub-group of a committee from today."""
    _refuse_unless_theirs(by, body)
    form = FormGroup(data, subject=body, actor=by)
    if not form.is_valid():
        raise Invalid(form)
    fields = dict(form.cleaned_data)
    members = fields.pop("members")
    try:
        with transaction.atomic():
            group = SubGroup.objects.create(body=body, formed_on=clock.today(), **fields)
    except IntegrityError:
        form.add_error("name", _("There is a sub-group of this name."))
        raise Invalid(form) from None
    seated = {post.pk for post in members} | {fields["lead"].pk}
    SubGroupSeat.objects.bulk_create(
        SubGroupSeat(group=group, post_id=pk, during=DateRange(clock.today(), None)) for pk in sorted(seated)
    )
    return group


@transaction.atomic
def dissolve_group(*, by: Actor, group: SubGroup, on: date | None = None) -> None:
    """End a sub-group; those who sat on it stay on record. Doing it again changes nothing."""
    _refuse_unless_theirs(by, group.body)
    group = SubGroup.objects.select_for_update().get(pk=group.pk)
    if group.dissolved_on is None:
        group.dissolved_on = on or clock.today()
        group.save(update_fields=["dissolved_on"])
