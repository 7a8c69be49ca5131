"""Going up a level, and the time a level has: what action points, lists of missed meetings and revival plans share."""

from __future__ import annotations

from collections.abc import Iterator

from bottlenecks.ladder import allowance
from cases.models import InvolvementRole
from cases.record import involve
from committees import ladder
from escalations import clocks
from escalations.models import DeadlineKind
from institutions.models import Post
from notices.models import Purpose
from notices.outbox import NoticeTo
from workflow.engine import Move


def climb(move: Move) -> None:
    """One level up, never more; at the top it stays and is reminded of."""
    above = ladder.rung(move.case, move.case.level + 1)
    if above is None:
        return
    post = ladder.accountable(above, body=move.subject.body, owner=owner_of(move))
    move.data = {"from_post": move.case.holder_id, "to_post": post.pk}
    move.hand_to(post, above.level)
    if post.body_id != move.subject.body_id:
        involve(case=move.case, body=post.body, role=InvolvementRole.SUPERVISING)


def start_follow_up(move: Move, kind: str = DeadlineKind.FOLLOW_UP) -> None:
    """The time the level that has it now has to see to it."""
    policy, holder = ladder.rung(move.case, move.case.level), move.case.holder
    days = (policy.act_days if policy else None) or allowance("committee-reminder-days")
    clocks.start(case=move.case, kind=kind, post=holder, body=holder.body, started_at=move.at, days=days, policy=policy)


def tell_the_level(move: Move) -> Iterator[NoticeTo]:
    """A formal notice to the level that has it now; those its rung names read along."""
    yield to_the_holder(move, Purpose.ESCALATION)
    policy = ladder.rung(move.case, move.case.level)
    for post in ladder.copied(policy, body=move.subject.body, owner=owner_of(move)) if policy else ():
        yield NoticeTo(post, Purpose.COPIED)


def tell_the_holder(move: Move) -> Iterator[NoticeTo]:
    """Whoever has it now has to act, by a date."""
    yield to_the_holder(move, Purpose.FOR_ACTION)


def to_the_holder(move: Move, purpose: str) -> NoticeTo:
    due = clocks.running(move.case)
    return NoticeTo(move.case.holder, purpose, reply_by=due.due_at if due else None)


def owner_of(move: Move) -> Post | None:
    """The post that has to do it, where the kind of case has one."""
    return getattr(move.subject, "owner", None)
