"""Which clock runs after a move: the `clock` column of the transition table, carried out."""

from bottlenecks import ladder
from escalations import clocks
from escalations.firing import note_fired
from escalations.models import DeadlineKind as K
from workflow.engine import Move

DISTRICT_ALLOWANCES = {K.VIEW: "view-days", K.CONFIRM: "confirm-days"}


def settle(move: Move) -> None:
    """Record what fired, then start the clock the table names."""
    if "deadline" in move.inputs:
        note_fired(move)
    if move.transition.clock:
        STARTERS[move.transition.clock](move)


def receive(move: Move) -> None:
    """A level has just received the case: first to acknowledge, or where the rung has no such clock, to act."""
    policy = ladder.rung(move.subject, move.case.level)
    if policy.acknowledge_days:
        _run(move, K.ACKNOWLEDGE, days=policy.acknowledge_days, policy=policy)
    elif policy.act_days:
        _run(move, K.ACT, days=policy.act_days, policy=policy)
    else:
        review(move)


def act(move: Move) -> None:
    """The level's time to act, counted from the day it received the case."""
    policy = ladder.rung(move.subject, move.case.level)
    if policy.act_days:
        _run(move, K.ACT, days=policy.act_days, policy=policy)


def promised(kind: str):
    """A clock that runs to the date named in the move's `due_on`."""

    def start(move: Move) -> None:
        policy = ladder.rung(move.subject, move.case.level)
        _run(move, kind, promised_on=move.inputs["due_on"], policy=policy)

    return start


def review(move: Move) -> None:
    """Inter-ministerial items are followed by hand: the date is the one named, or the allowance for reviews."""
    promised_on = move.inputs.get("review_on")
    days = None if promised_on else ladder.allowance("review-days")
    _run(move, K.REVIEW, days=days, promised_on=promised_on)


def for_district(kind: str):
    """The committee's own time, to give its view or to confirm."""

    def start(move: Move) -> None:
        _run(move, kind, days=ladder.allowance(DISTRICT_ALLOWANCES[kind]))

    return start


def watch(move: Move) -> None:
    _run(move, K.WATCH, promised_on=move.subject.watch_until)


def again(move: Move) -> None:
    """The same clock of the district once more, from now: a reminder, not a climb."""
    kind = move.inputs["deadline"].kind
    move.case.holder_since = move.at
    _run(move, kind, days=ladder.allowance(DISTRICT_ALLOWANCES.get(kind, "review-days")))


def stop(move: Move) -> None:
    clocks.stop(case=move.case)


def _run(move: Move, kind: str, **measure) -> None:
    case = move.case
    clocks.start(case=case, kind=kind, post=case.holder, body=case.holder.body, started_at=case.holder_since, **measure)


STARTERS = {
    "receive": receive,
    "act": act,
    "interim": promised(K.INTERIM),
    "commitment": promised(K.COMMITMENT),
    "view": for_district(K.VIEW),
    "confirm": for_district(K.CONFIRM),
    "watch": watch,
    "review": review,
    "again": again,
    "stop": stop,
}
