"""Which open schemes can pay for something: by stage of the value chain, challenge area and State.

A scheme fits where it is open today, the State can have it, and it names the stage or the area; one that names both
comes first, then the one that pays the larger share in that State.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from geography.models import State
from institutions import clock
from strategies.models import Scheme
from strategies.schemes.standing import Standing, is_for, share_in, standing_of


@dataclass(frozen=True)
class Suggestion:
    """An open scheme, what it pays in the State, and by what it fits."""

    scheme: Scheme
    share: Decimal | None
    standing: Standing
    fits_both: bool


def suggest(*, state: State, stage: str = "", area: str = "", schemes: list[Scheme] | None = None) -> list[Suggestion]:
    """Open schemes for a stage (code) and an area (code); `schemes` where they were read already."""
    today = clock.today()
    rows = Scheme.objects.open_on(today) if schemes is None else schemes
    found = []
    for scheme in rows:
        by_stage, by_area = stage in scheme.stages, area in scheme.areas
        standing = standing_of(scheme, today)
        if standing.code in ("open", "soon") and (by_stage or by_area) and is_for(scheme, state):
            found.append(Suggestion(scheme, share_in(scheme, state), standing, by_stage and by_area))
    return sorted(found, key=lambda one: (not one.fits_both, -(one.share or 0), one.scheme.code))
