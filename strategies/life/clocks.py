"""Which clock runs after a move of a document: the `clock` column of the transition table, carried out."""

from __future__ import annotations

from escalations import clocks
from escalations.firing import note_fired
from escalations.models import Deadline, DeadlineKind
from strategies.life import posts
from workflow.engine import Move


def settle(move: Move) -> None:
    """Record what fired, then start the clock the table names."""
    if "deadline" in move.inputs:
        note_fired(move)
    if move.transition.clock:
        STARTERS[move.transition.clock](move)


def run(kind: str, days: str = "act_days"):
    """The days the level that has the document now is given; by hand where the rules give it none."""

    def start(move: Move) -> None:
        policy, holder = posts.rung(move.case.kind, move.case.level), move.case.holder
        allowed = policy and getattr(policy, days)
        if not allowed or holder is None:
            return clocks.stop(case=move.case)
        clocks.start(
            case=move.case, kind=kind, post=holder, body=holder.body, started_at=move.at, days=allowed, policy=policy
        )

    return start


def consult(move: Move) -> None:
    """Until the day the convener named."""
    holder = move.case.holder
    clocks.start(
        case=move.case, kind=DeadlineKind.CONSULT, post=holder, body=holder.body, started_at=move.at,
        promised_on=move.inputs["until"],
    )  # fmt: skip


def submitted(move: Move) -> None:
    """Approvers of the own committee sign; where none are set the State accepts."""
    (STARTERS["accept"] if move.case.level == posts.STATE else STARTERS["sign"])(move)


def pass_on(move: Move) -> None:
    """The clock runs on; it is the next approver's now."""
    Deadline.objects.running().filter(case=move.case).update(post=move.case.holder)


def again(move: Move) -> None:
    """The same clock once more, at the level that has it now."""
    kind = move.inputs["deadline"].kind
    if kind == DeadlineKind.CONSULT:
        return clocks.stop(case=move.case)
    first_asked = kind == DeadlineKind.ACCEPT and move.case.level == posts.STATE
    run(kind, "acknowledge_days" if first_asked else "act_days")(move)


def stop(move: Move) -> None:
    clocks.stop(case=move.case)


STARTERS = {
    "consult": consult,
    "submitted": submitted,
    "sign": run(DeadlineKind.SIGN),
    "accept": run(DeadlineKind.ACCEPT, "acknowledge_days"),
    "assess": run(DeadlineKind.ASSESS),
    "redraft": run(DeadlineKind.REDRAFT),
    "notify": run(DeadlineKind.NOTIFY),
    "note": run(DeadlineKind.NOTE),
    "pass_on": pass_on,
    "again": again,
    "stop": stop,
}
