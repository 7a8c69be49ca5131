"""Which clock runs after a move of a product: the `clock` column of the transition table, carried out."""

from __future__ import annotations

from escalations import clocks
from escalations.firing import note_fired
from escalations.models import DeadlineKind
from products.identified import posts
from workflow.engine import Move


def settle(move: Move) -> None:
    """Record what fired, then start the clock the table names."""
    if "deadline" in move.inputs:
        note_fired(move)
    if move.transition.clock:
        STARTERS[move.transition.clock](move)


def run(kind: str):
    """The time the level that has the product now has for something; by hand where the rules give it no days."""

    def start(move: Move) -> None:
        policy, holder = posts.rung(move.case.level), move.case.holder
        if policy is None or policy.act_days is None or holder is None:
            return clocks.stop(case=move.case)
        clocks.start(
            case=move.case, kind=kind, post=holder, body=holder.body, started_at=move.at, days=policy.act_days,
            policy=policy,
        )  # fmt: skip

    return start


def again(move: Move) -> None:
    """The same clock once more, at the level that has it now."""
    run(move.inputs["deadline"].kind)(move)


def stop(move: Move) -> None:
    clocks.stop(case=move.case)


STARTERS = {
    "endorse": run(DeadlineKind.ENDORSE),
    "publish": run(DeadlineKind.PUBLISH),
    "revise": run(DeadlineKind.REVISE),
    "again": again,
    "stop": stop,
}
