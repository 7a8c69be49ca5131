"""What the portal says of States with a strategy, beside the figure of the policy brief."""

from __future__ import annotations

from django.utils.translation import gettext as _

from institutions import clock
from strategies.funnel.reached import funnel
from strategies.funnel.stages import Scope
from trade.brief.computed import Computed, Loaded, figure, today
from trade.money import whole


@figure("strategies")
def strategies(loaded: Loaded) -> Computed:
    """States whose strategy is on record here as adopted, in this portal or before it."""
    found = funnel(clock.today())
    adopted = found.places(Scope.STATES, "adopted")
    said = {"states": whole(found.of(Scope.STATES)), "date": today()}
    source = _("States and Union Territories, of %(states)s, with the order of a strategy on record here · %(date)s")
    why = _("The portal counts a strategy once its order is on record here; older ones count when they are brought in.")
    if not adopted:
        return Computed(why=why)
    return Computed(whole(len(adopted)), len(adopted), source % said, why)
