"""What a page of a product or district shows of the facilities near it (templates/products/facilities_near.html)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import prefetch_related_objects

from geography.models import District
from institutions import clock, roles
from institutions.actors import Actor
from products.facilities.landlocked import Access, access_of
from products.facilities.nearest import Nearest, nearest_of
from products.models import Facility, FacilityKind, FacilityScope, IdentifiedProduct


@dataclass(frozen=True)
class Near:
    """rows: one per kind. access: how the district reaches the sea. codes: what the scopes were compared with.

    may_log: whether the reader's post may log what is missing as a bottleneck of this district. listed: the kinds the
    register has any of; that a kind it has no list of is not near says nothing.
    """

    district: District
    rows: list[Nearest]
    access: Access
    codes: tuple[str, ...]
    on: date
    may_log: bool
    listed: frozenset[str]


def near_district(district: District, *, actor: Actor, on: date | None = None) -> Near:
    """The nearest facility of each kind, whatever the goods; four queries. `district` comes with its State."""
    return _near(district, actor=actor, on=on or clock.today(), codes=(), about=f"district-{district.lgd_code}")


def near_product(product: IdentifiedProduct, codes: Iterable[str], *, actor: Actor, on: date | None = None) -> Near:
    """The nearest facility of each kind that serves one of a product's codes."""
    case = product.case
    return _near(case.district, actor=actor, on=on or clock.today(), codes=tuple(codes), about=case.handle)


def _near(district: District, *, actor: Actor, on: date, codes: tuple[str, ...], about: str) -> Near:
    rows = nearest_of(district, codes=codes, on=on, about=about)
    prefetch_related_objects([row.facility for row in rows if row.facility], "scopes")
    rows = [replace(row, scope=serving_scope(row, codes, on)) for row in rows]
    port = next(row for row in rows if row.kind == FacilityKind.SEA_PORT)
    own = actor.body is not None and actor.body.district_id == district.pk
    access = access_of(district, on=on, port=port)
    listed = frozenset(Facility.objects.order_by().values_list("kind", flat=True).distinct())
    return Near(district, rows, access, codes, on, own and actor.may(roles.REPORT), listed)


def serving_scope(nearest: Nearest, codes: tuple[str, ...], on: date) -> FacilityScope | None:
    """The scope in force that serves the codes and lasts longest; None where there is none, or none is needed."""
    scopes = nearest.facility.scopes.all() if nearest.facility else []
    fitting = [scope for scope in scopes if scope.in_force_on(on) and scope.serves(codes)]
    return max(fitting, key=lambda scope: (scope.valid_until is None, scope.valid_until or on), default=None)
