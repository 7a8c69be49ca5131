"""Who answers a bottleneck: the most specific dated rule, never an inference."""

from collections.abc import Iterable
from dataclasses import dataclass

from bottlenecks.models import Area, Category, Ladder, RoutingRule
from geography.models import State
from institutions import clock
from institutions.models import Body, BodyKind


@dataclass(frozen=True)
class Route:
    """Where a bottleneck goes: the answering body, its ladder, and the rule that says so (None: chosen by a person)."""

    body: Body
    ladder: str
    rule: RoutingRule | None = None


def ladder_of(body: Body) -> str:
    """State departments climb within the State; everything else is the Centre's."""
    state_owned = body.kind in (BodyKind.STATE_DEPARTMENT, BodyKind.DISTRICT_OFFICE)
    return Ladder.STATE if state_owned else Ladder.CENTRE


def route(*, area: Area, category: Category | None, hs_codes: Iterable[str], state: State) -> Route | None:
    """The route by the most specific rule in force today: sub-category before HS prefix before State.

    None when no rule holds; then a person has to choose.
    """
    codes = list(hs_codes)
    rules = RoutingRule.objects.in_force(clock.today()).filter(area=area).select_related("agency")
    fitting = [rule for rule in rules if _fits(rule, category, codes, state)]
    for rule in sorted(fitting, key=_specificity, reverse=True):
        body = (
            rule.agency
            or Body.objects.active()
            .filter(kind=BodyKind.STATE_DEPARTMENT, state=state, function=rule.department)
            .first()
        )
        if body is not None and body.retired_on is None:
            return Route(body, ladder_of(body), rule)
    return None


def _fits(rule: RoutingRule, category: Category | None, codes: list[str], state: State) -> bool:
    if rule.category_id and (category is None or rule.category_id != category.pk):
        return False
    if rule.state_id and rule.state_id != state.pk:
        return False
    return not rule.hs_prefix or any(code.startswith(rule.hs_prefix) for code in codes)


def _specificity(rule: RoutingRule) -> tuple[bool, int, bool]:
    return bool(rule.category_id), len(rule.hs_prefix), bool(rule.state_id)
