"""Changing who may sit: further seats for local leaders, exporters and others, and sub-groups."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from committees.models import SubGroup, SubGroupSeat
from committees.procedure import posts_of
from institutions import clock
from institutions.actions import may_appoint
from institutions.actors import Actor
from institutions.models import Body, Post, PostRole, SeatCategory
from workflow.engine import Inputs
from workflow.errors import Invalid


class AddSeat(Inputs):
    """A seat beside the likely composition: a local leader, an exporter, a further department."""

    category = forms.ChoiceField(label=lazy("Speaks for"), choices=SeatCategory.choices)
    title = forms.CharField(label=lazy("Title of the seat"), max_length=160, help_text=lazy("Not the person's name."))
    title_hi = forms.CharField(label=lazy("Title in Hindi"), max_length=160, required=False)


class FormGroup(Inputs):
    """A sub-group: what for, who leads it, who sits on it."""

    kind = forms.ChoiceField(label=lazy("For"), choices=SubGroup.Kind.choices)
    name = forms.CharField(label=lazy("Name"), max_length=120)
    purpose = forms.CharField(label=lazy("What it does"), max_length=300)
    lead = forms.ModelChoiceField(Post.objects.none(), label=lazy("Led by"))
    members = forms.ModelMultipleChoiceField(
        Post.objects.none(), label=lazy("Members"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.subject is not None:
            seats = Post.objects.filter(pk__in=[post.pk for post in posts_of(self.subject, clock.today())])
            for name in ("lead", "members"):
                self.fields[name].queryset = seats.select_related("body").order_by("pk")


def _refuse_unless_theirs(by: Actor, body: Body) -> None:
    if not may_appoint(by, body):
        raise PermissionDenied(_("Only the committee itself or the level above changes its seats."))


@transaction.atomic
def add_seat(*, by: Actor, body: Body, data: Any) -> Post:
    """Give a committee a further member's seat; somebody is appointed to it afterwards."""
    _refuse_unless_theirs(by, body)
    form = AddSeat(data, subject=body, actor=by)
    if not form.is_valid():
        raise Invalid(form)
    fields = form.cleaned_data
    Body.objects.select_for_update().get(pk=body.pk)
    taken = set(body.posts.filter(role=PostRole.MEMBER).values_list("seat", flat=True))
    stem = slugify(fields["title"])[:30] or fields["category"].replace("_", "-")
    seat = next(name for number in range(1, 1000) if (name := stem if number == 1 else f"{stem}-{number}") not in taken)
    return Post.objects.create(body=body, role=PostRole.MEMBER, seat=seat, **fields)


@transaction.atomic
def retire_seat(*, by: Actor, post: Post) -> None:
    """Take away a seat that nobody holds; its history stays."""
    _refuse_unless_theirs(by, post.body)
    if post.appointments.current(clock.today()).exists():
        raise PermissionDenied(_("Somebody holds this seat; end the appointment first."))
    post.retired_on = clock.today()
    post.save(update_fields=["retired_on"])


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
    """End a sub-group; those who sat on it stay on record."""
    _refuse_unless_theirs(by, group.body)
    group.dissolved_on = on or clock.today()
    group.save(update_fields=["dissolved_on"])
