"""The ladder of one bottleneck, level by level: who had it, who has it, who gets it if nobody answers."""

from bottlenecks import ladder
from bottlenecks.models import Bottleneck

HIGHEST = 5


def rungs(bottleneck: Bottleneck) -> list[dict]:
    """Rows for the ladder component, from the district to the top."""
    level, found = bottleneck.case.level, []
    for number in range(HIGHEST + 1):
        policy = ladder.rung(bottleneck, number)
        if policy is None:
            break
        by_hand = number > level and ladder.is_by_hand(policy)
        state = "done" if number < level else "current" if number == level else "ahead"
        if number == level + 1 and not by_hand and bottleneck.case.closed_at is None:
            state = "next"
        holder = bottleneck.case.holder if number == level else ladder.accountable(policy, bottleneck)
        found.append({"level": number, "holder": holder, "note": "" if by_hand else _days(policy), "state": state})
    return found


def _days(policy) -> str:
    return "" if policy.act_days is None else policy.label
