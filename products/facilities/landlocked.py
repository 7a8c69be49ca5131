"""Whether a district is landlocked, by a rule that is said with the answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from geography.models import District
from products.facilities.nearest import Nearest, nearest
from products.models import FacilityKind

# States and Union Territories with a sea coast, by their two-letter codes.
ON_THE_SEA = frozenset({"AN", "AP", "DH", "GA", "GJ", "KA", "KL", "LD", "MH", "OD", "PY", "TN", "WB"})
ISLANDS = frozenset({"AN", "LD"})  # far from a port of the register, yet surrounded by the sea


@dataclass(frozen=True)
class Access:
    """How a district reaches the sea. `why` is a sentence; empty where it is not landlocked."""

    port: Nearest
    without_coast: bool
    is_island: bool = False

    @property
    def is_far(self) -> bool:
        return not self.port.is_near

    @property
    def is_landlocked(self) -> bool:
        return self.without_coast or (self.is_far and not self.is_island)

    @property
    def why(self) -> str:
        """The rule with its figures: no coast in the State, or no sea port within the reach of a sea port."""
        reasons = []
        if self.without_coast:
            reasons.append(_("its State has no sea coast"))
        if self.is_far:
            reasons.append(
                _("no sea port of the register lies within %(km)s km in a straight line") % {"km": self.port.within_km}
            )
        return _(" and ").join(reasons)


def access_of(district: District, *, on: date, port: Nearest | None = None) -> Access:
    """Landlocked is a district whose State has no coast, or whose nearest sea port lies beyond the reach of one.

    port: the answer for sea ports, where the page has it already.
    """
    return Access(
        port=port or nearest(district, FacilityKind.SEA_PORT, on=on),
        without_coast=district.state.code not in ON_THE_SEA,
        is_island=district.state.code in ISLANDS,
    )
