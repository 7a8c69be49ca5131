"""What the search field for codes inside another form needs: what was ticked, what was searched, what was found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.http import QueryDict

from products.codes import is_code
from products.hs.search import Hit, search
from products.models import HSCode

MOST = 30  # codes one product may have
FIND = "hs_find"  # name of the button that searches without JavaScript


@dataclass(frozen=True)
class Picker:
    """For templates/products/hs_picker.html; `name` is the name of the checkboxes, their values are codes."""

    name: str
    asked: str = ""
    level: int | None = None
    chosen: list[HSCode] = field(default_factory=list)
    hits: list[Hit] = field(default_factory=list)
    suggested: list[Hit] = field(default_factory=list)


def picker(
    data: QueryDict | None,
    name: str = "codes",
    *,
    initial: Iterable[HSCode] = (),
    suggested: Iterable[Hit] = (),
    level: int | None = None,
) -> Picker:
    """Read the state of the picker from what a form sent, or begin with `initial` (codes kept before).

    suggested: hits of `products.hs.suggest`, offered unticked beside what is found.
    level: only codes of so many digits.
    """
    chosen = list(initial) if data is None else chosen_codes(data, name)
    asked = "" if data is None else data.get("hs_q", "").strip()
    taken = {code.code for code in chosen}
    hits = [hit for hit in search(asked, level=level, limit=12) if hit.code.code not in taken] if asked else []
    found = {hit.code.code for hit in hits} | taken
    return Picker(name, asked, level, chosen, hits, [hit for hit in suggested if hit.code.code not in found])


def wants_search(data: QueryDict) -> bool:
    """Whether a form was sent only to search for codes: show it again with everything typed, and check nothing."""
    return FIND in data


def chosen_codes(data: QueryDict, name: str = "codes") -> list[HSCode]:
    """The codes ticked in a form, in force, in their order; what is no code is left out."""
    codes = [code for code in data.getlist(name)[:MOST] if is_code(code)]
    return list(HSCode.objects.current().filter(code__in=codes).order_by("code")) if codes else []
