"""Saying by hand what a published name means: once, for every table that uses it, before and after."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from geography.models import Country, District
from institutions import clock, roles
from institutions.actors import Actor
from products.models import HSCode
from trade.importer import nudge
from trade.indicators.compute import compute
from trade.models import PlaceKind, PublishedItem, PublishedPartner, PublishedPlace, Slice


class WrongName(Exception):
    """The name cannot mean that; the message says why."""


def _settled(by: Actor) -> dict:
    if not by.may(roles.IMPORT):
        raise PermissionDenied(_("Your post does not say what published names mean."))
    return {"mapped_by": by.post, "mapped_at": clock.now()}


@transaction.atomic
def map_place(*, by: Actor, place: PublishedPlace, district: District | None) -> PublishedPlace:
    """A name means a district, or nothing yet (None). Names the resolver is certain of are not for mapping."""
    settled = _settled(by)
    place = PublishedPlace.objects.select_for_update(of=["self"]).get(pk=place.pk)
    if place.kind not in (PlaceKind.UNRESOLVED, PlaceKind.DISTRICT) or (
        place.kind == "district" and not place.mapped_at
    ):
        raise WrongName(_("What this name means was not settled by hand, and is not changed by hand."))
    if district and place.state_id and district.state_id != place.state_id:
        raise WrongName(_("%(district)s is not in %(state)s.") % {"district": district, "state": place.state})
    place.kind = PlaceKind.DISTRICT if district else PlaceKind.UNRESOLVED
    place.district = district
    return _save(place, settled)


@transaction.atomic
def map_item(*, by: Actor, item: PublishedItem, hs: HSCode | None) -> PublishedItem:
    """A published code means a code of the classification, of the same length: levels never mix."""
    settled = _settled(by)
    item = PublishedItem.objects.select_for_update(of=["self"]).get(pk=item.pk)
    if item.level == 0 or (item.hs_id and not item.mapped_at):
        raise WrongName(_("What this name means was not settled by hand, and is not changed by hand."))
    if hs and hs.level != item.level:
        raise WrongName(_("The code must have %(level)d digits, as the published one.") % {"level": item.level})
    item.hs = hs
    return _save(item, settled)


@transaction.atomic
def map_partner(*, by: Actor, partner: PublishedPartner, country: Country | None) -> PublishedPartner:
    settled = _settled(by)
    partner = PublishedPartner.objects.select_for_update(of=["self"]).get(pk=partner.pk)
    if partner.is_world or (partner.country_id and not partner.mapped_at):
        raise WrongName(_("What this name means was not settled by hand, and is not changed by hand."))
    partner.country = country
    return _save(partner, settled)


def _save(name, settled: dict):
    for field, value in settled.items():
        setattr(name, field, value)
    name.save()
    nudge.after_commit()
    return name


UNRESOLVED = {
    "places": (PublishedPlace, Q(kind=PlaceKind.UNRESOLVED)),
    "items": (PublishedItem, Q(hs=None, sector=None)),
    "partners": (PublishedPartner, Q(country=None, is_world=False)),
}


def unresolved(kind: str) -> QuerySet:
    model, condition = UNRESOLVED[kind]
    return model.objects.filter(condition)


def mapped(kind: str) -> QuerySet:
    """Names settled by hand, latest first."""
    model, condition = UNRESOLVED[kind]
    return model.objects.exclude(condition).exclude(mapped_at=None).order_by(F("mapped_at").desc(), "pk")


def stale() -> list[Slice]:
    """Slices in force whose figures are missing, or older than what one of their names was said to mean."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT slice.id FROM trade_slice slice LEFT JOIN trade_computation made ON made.slice_id = slice.id"
            " WHERE slice.is_current AND (made.slice_id IS NULL"
            " OR EXISTS (SELECT FROM trade_publishedplace name WHERE name.mapped_at > made.computed_at AND EXISTS"
            "   (SELECT FROM trade_flow flow WHERE flow.slice_id = slice.id AND flow.place_id = name.id))"
            " OR EXISTS (SELECT FROM trade_publisheditem name WHERE name.mapped_at > made.computed_at AND EXISTS"
            "   (SELECT FROM trade_flow flow WHERE flow.slice_id = slice.id AND flow.item_id = name.id)))"
        )
        return list(Slice.objects.filter(pk__in=[pk for (pk,) in cursor.fetchall()]))


def compute_stale() -> int:
    """Compute what `stale` finds; how many slices."""
    waiting = stale()
    for slice in waiting:
        compute(slice)
    return len(waiting)
