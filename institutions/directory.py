"""The directory of bodies: what it can be narrowed by, how many posts are vacant, and a State at a glance."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as lazy

from geography.models import State
from institutions.actors import Actor
from institutions.models import (
    Appointment,
    Body,
    BodyKind,
    BodyQuerySet,
    Jurisdiction,
    Post,
    PostRole,
)

LEADING = (PostRole.CHAIR, PostRole.CONVENER, PostRole.NODAL_OFFICER, PostRole.HEAD)
COLUMNS = {BodyKind.STATE_DEPARTMENT: (PostRole.NODAL_OFFICER, PostRole.HEAD)}


class Search(forms.Form):
    """Filters of the directory; all of them stand in the address."""

    q = forms.CharField(label=lazy("Name or code"), required=False, max_length=80)
    kind = forms.ChoiceField(label=lazy("Kind"), required=False, choices=[("", lazy("All")), *BodyKind.choices])
    state = forms.ModelChoiceField(
        State.objects.all(), label=lazy("State"), to_field_name="code", required=False, empty_label=lazy("All")
    )
    vacant = forms.BooleanField(label=lazy("With vacant posts only"), required=False)
    authority = forms.ModelChoiceField(
        Body.objects.filter(kind=BodyKind.REGIONAL_AUTHORITY),
        to_field_name="code",
        required=False,
        widget=forms.HiddenInput,
    )

    def narrow(self, on: date) -> BodyQuerySet:
        """The bodies that fit every filter given; a wrong value filters nothing."""
        self.is_valid()
        wanted, rows = self.cleaned_data, Body.objects.active()
        if wanted.get("kind"):
            rows = rows.filter(kind=wanted["kind"])
        if wanted.get("state"):
            rows = rows.filter(state=wanted["state"])
        if wanted.get("q"):
            words = wanted["q"].strip()
            rows = rows.filter(
                Q(name__icontains=words)
                | Q(name_hi__icontains=words)
                | Q(abbreviation__icontains=words)
                | Q(code__istartswith=words)
            )
        if wanted.get("authority"):
            charge = Jurisdiction.objects.in_force(on).filter(body=wanted["authority"], district=OuterRef("district"))
            rows = rows.filter(Exists(charge))
        if wanted.get("vacant"):
            rows = rows.filter(Exists(Post.objects.vacant(on).filter(body=OuterRef("pk"))))
        return rows.select_related("state", "district").order_by("name", "pk")


def own_filters(actor: Actor) -> dict[str, str]:
    """Where one's own post belongs: the State of a committee, the confirmed districts of a Regional Authority."""
    if actor.body is None:
        return {}
    if actor.body.kind == BodyKind.REGIONAL_AUTHORITY:
        return {"authority": actor.body.code}
    return {"state": actor.body.state.code} if actor.body.state_id else {}


def vacancies(bodies, on: date) -> dict[int, int]:
    """How many posts of each body nobody holds: body id -> number, in one query."""
    rows = Post.objects.vacant(on).filter(body__in=bodies).order_by().values("body")
    return dict(rows.annotate(n=Count("pk")).values_list("body", "n"))


def holders(posts, on: date) -> dict[int, Appointment]:
    """Who holds each post, regularly or acting: post id -> appointment."""
    return {row.post_id: row for row in Appointment.objects.holders(on).filter(post__in=posts).select_related("user")}


def of_state(state: State, on: date) -> list[dict[str, Any]]:
    """The committee, the departments and the district committees of a State, each with its two leading posts."""
    kinds = (BodyKind.SEPC, BodyKind.STATE_DEPARTMENT, BodyKind.DEPC)
    bodies = Body.objects.active().filter(state=state, kind__in=kinds).select_related("district")
    leading: dict[int, dict[str, Post]] = {}
    posts = list(Post.objects.active().filter(body__in=bodies, role__in=LEADING).order_by("-pk"))
    for post in posts:
        leading.setdefault(post.body_id, {})[post.role] = post  # the first seat of a role
    held, empty = holders([post.pk for post in posts], on), vacancies(bodies, on)
    groups = {kind: {"kind": kind, "label": kind.label, "roles": _roles(kind), "rows": []} for kind in kinds}
    for body in bodies:
        seats = leading.get(body.pk, {})
        cells = [_cell(seats.get(role), held) for role in COLUMNS.get(body.kind, (PostRole.CHAIR, PostRole.CONVENER))]
        groups[body.kind]["rows"].append({"body": body, "cells": cells, "vacant": empty.get(body.pk, 0)})
    return [group for group in groups.values() if group["rows"]]


def _roles(kind: str) -> list[str]:
    return [role.label for role in COLUMNS.get(kind, (PostRole.CHAIR, PostRole.CONVENER))]


def _cell(post: Post | None, held: dict[int, Appointment]) -> dict[str, Any]:
    appointment = held.get(post.pk) if post else None
    return {"post": post, "holder": appointment, "vacant": post is not None and appointment is None}
