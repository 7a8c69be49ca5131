"""What the portal adds up beside the sections of a strategy: what plans have in common, asks, and the budget."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from institutions.actors import Actor
from strategies.assembly.asks import asking, asks_of
from strategies.assembly.listing import totals
from strategies.assembly.rollup import roll_up
from strategies.facts import OF_STRATEGIES, Facts, Row
from strategies.models import Strategy
from strategies.templatetags.assembly import rupees_short


def common(strategy: Strategy, actor: Actor) -> list[Facts]:
    """What the adopted plans of the districts have in common."""
    found = roll_up(strategy)
    rows = [Row(one.label, _districts(one.districts), note=rupees_short(one.amount)) for one in found.kinds]
    named = {"n": found.adopted, "all": found.districts}
    return [
        Facts(
            _("What the districts' plans have in common"), rows,
            source=_("%(n)s of %(all)s districts have an adopted plan.") % named,
            empty=_("No district of the State has an adopted plan yet."),
            more_url=reverse("strategy-pull", args=[strategy.case.handle]),
            more_label=_("Take from the districts' plans"),
        )
    ]  # fmt: skip


def asks(strategy: Strategy, actor: Actor) -> list[Facts]:
    """What is asked of each Central agency."""
    url = reverse("strategy-asks", args=[strategy.case.handle])
    rows = [
        Row(group.agency.short, str(len(group.asks)), f"{url}?agency={group.agency.code}", rupees_short(group.amount))
        for group in asks_of(asking(strategy), actor)
    ]
    return [
        Facts(
            _("Asks of the Centre"), rows, empty=_("No item asks anything of a Central agency."), more_url=url,
            more_label=_("All asks, with the districts behind them"),
        )
    ]  # fmt: skip


def budget(strategy: Strategy, actor: Actor) -> list[Facts]:
    """The sums of the items."""
    sums = totals(strategy)
    rows = [
        Row(_("In the districts' plans"), rupees_short(sums.amount), note=_districts(sums.districts)),
        Row(_("The State's own money"), rupees_short(sums.own)),
        Row(_("In all"), rupees_short(sums.total)),
    ]
    url = reverse("strategy-budget", args=[strategy.case.handle])
    return [Facts(_("Sums of the items"), rows, more_url=url, more_label=_("By scheme, source, year and district"))]


def monitoring(strategy: Strategy, actor: Actor) -> list[Facts]:
    """The way to the matrix."""
    rows = [Row(_("Items"), str(totals(strategy).items))]
    url = reverse("strategy-matrix", args=[strategy.case.handle])
    return [Facts(_("Monitoring matrix"), rows, more_url=url, more_label=_("Items with indicators, dates and owners"))]


def _districts(count: int) -> str:
    return ngettext("%(n)s district", "%(n)s districts", count) % {"n": count}


OF_STRATEGIES |= {"district-rollup": common, "asks": asks, "budget": budget, "monitoring": monitoring}
