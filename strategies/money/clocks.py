"""Which clock runs after a move of money: an answer to the request, then each release by its day."""

from __future__ import annotations

from escalations import clocks
from escalations.firing import note_fired
from escalations.models import DeadlineKind
from strategies.life.posts import rung
from strategies.models import FundingStatus
from strategies.money import posts
from strategies.money.sums import sums_of
from workflow.engine import Move


def settle(move: Move) -> None:
    """Record what fired, then start the clock the table names."""
    if "deadline" in move.inputs:
        note_fired(move)
    if move.transition.clock:
        STARTERS[move.transition.clock](move)


def answer(move: Move) -> None:
    """The days a request may wait; none where the rules name none."""
    policy = rung(posts.KIND, posts.RELEASING)
    _days(move, DeadlineKind.ACT, policy, policy and policy.acknowledge_days)


def release(move: Move) -> None:
    """Until the day of the sanction, or of the rest of a part; a clock that has climbed for the same day runs on."""
    funding, case = move.subject, move.case
    if case.status == FundingStatus.REQUESTED:
        return answer(move)
    if sums_of(funding).to_release == 0:
        return clocks.stop(case=case)
    runs = clocks.running(case)
    same = runs and (runs.kind, runs.level) == (DeadlineKind.RELEASE, case.level)
    if same and runs.promised_on in (None, funding.release_due_on):
        return None
    clocks.start(
        case=case, kind=DeadlineKind.RELEASE, post=case.holder, body=case.holder.body, started_at=move.at,
        promised_on=funding.release_due_on,
    )  # fmt: skip


def again(move: Move) -> None:
    """The days of the rung that has it now."""
    policy = rung(posts.KIND, move.case.level)
    _days(move, move.inputs["deadline"].kind, policy, policy and policy.act_days)


def stop(move: Move) -> None:
    clocks.stop(case=move.case)


def _days(move: Move, kind: str, policy, days: int | None) -> None:
    holder = move.case.holder
    if not days or holder is None:
        return clocks.stop(case=move.case)
    clocks.start(case=move.case, kind=kind, post=holder, body=holder.body, started_at=move.at, days=days, policy=policy)


STARTERS = {"answer": answer, "release": release, "again": again, "stop": stop}
