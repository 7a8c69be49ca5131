"""Which facilities serve goods of a code on a day, by what they are recognised for."""

from __future__ import annotations

from datetime import date

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, Value
from django.db.models.expressions import Combinable

from products.models import FacilityScope
from products.models.facilities import RECOGNISED


def covers(codes: tuple[str, ...], on: date) -> Combinable:
    """Whether a facility certainly serves one of the codes; without codes every facility of use does.

    One without any scope serves all goods, unless its kind is of use by its recognition only.
    """
    if not codes:
        return Value(True)
    scopes = FacilityScope.objects.filter(facility=OuterRef("pk"))
    fits = Q(hs_prefix="", words="")
    for code in codes:
        fits |= Q(hs_prefix__in=_prefixes(code))
    certain = Q(Exists(scopes.in_force(on).filter(fits))) | (~Q(kind__in=RECOGNISED) & ~Q(Exists(scopes)))
    return ExpressionWrapper(certain, output_field=BooleanField())


def perhaps(codes: tuple[str, ...], on: date) -> Exists:
    """Whether it has a scope in force in words only, or one narrower than a code asked for."""
    fits = Q(hs_prefix="") & ~Q(words="")
    for code in codes:
        fits |= Q(hs_prefix__startswith=code)
    return Exists(FacilityScope.objects.filter(fits, facility=OuterRef("pk")).in_force(on))


def _prefixes(code: str) -> list[str]:
    """The prefixes that cover a code: 09, 0910, 091030 for 091030."""
    return [code[:length] for length in range(2, len(code) + 1, 2)]
