"""Adopted plans and strategies by place, as the public pages of districts and States name them."""

from __future__ import annotations

from django.db.models import QuerySet
from django.db.models.fields.json import KeyTextTransform

from geography.models import District, State
from strategies.models import Adoption, DocumentKind


def adopted_of_district(district: District) -> QuerySet[Adoption]:
    """Its plan in force, with the title of the version that was adopted."""
    return _adopted().filter(case__kind=DocumentKind.PLAN, case__district=district)


def adopted_of_state(state: State) -> QuerySet[Adoption]:
    """Its strategy in force."""
    return _adopted().filter(case__kind=DocumentKind.STRATEGY, case__state=state)


def _adopted() -> QuerySet[Adoption]:
    rows = Adoption.objects.filter(ended_at=None).select_related("case").defer("version__content")
    return rows.annotate(title=KeyTextTransform("title", "version__content")).order_by("case__reference")
