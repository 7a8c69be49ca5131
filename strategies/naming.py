"""The name of a place or body in the reader's language, as the database gives it."""

from __future__ import annotations

from django.db.models import F, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import get_language


def named(path: str) -> Coalesce | F:
    """The name of the row a lookup leads to: named("case__district"); in English where it has no Hindi one."""
    english = F(f"{path}__name")
    return Coalesce(NullIf(F(f"{path}__name_hi"), Value("")), english) if get_language() == "hi" else english
