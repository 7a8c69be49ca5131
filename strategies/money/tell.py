"""Who is told of a move of money: the `notify` column of its transition table."""

from __future__ import annotations

from collections.abc import Iterator

from escalations import clocks
from institutions.models import Post
from notices.models import Purpose
from notices.outbox import NoticeTo
from strategies.money import posts
from workflow.engine import Move


def the_holder(move: Move) -> Iterator[NoticeTo]:
    """Whoever has it now has to act."""
    due = clocks.running(move.case)
    yield NoticeTo(move.case.holder, Purpose.FOR_ACTION, reply_by=due.due_at if due else None)


def the_district(move: Move) -> Iterator[NoticeTo]:
    """The convener who asked; and whoever has to release, when that is still to come."""
    yield NoticeTo(posts.convener(move.subject), Purpose.ANSWERED)
    if move.case.holder not in (posts.convener(move.subject), move.by.post):
        yield from the_holder(move)


def the_level(move: Move) -> Iterator[NoticeTo]:
    """A formal notice to the level that has it now; those its rung names and the one that was late read along."""
    due = clocks.running(move.case)
    yield NoticeTo(move.case.holder, Purpose.ESCALATION, reply_by=due.due_at if due else None)
    yield from _along(move)
    if move.data.get("from_post"):
        yield NoticeTo(Post.objects.select_related("body").get(pk=move.data["from_post"]), Purpose.COPIED)


def the_reminded(move: Move) -> Iterator[NoticeTo]:
    yield NoticeTo(move.case.holder, Purpose.REMINDER)
    yield from _along(move)


def _along(move: Move) -> Iterator[NoticeTo]:
    for post in [*posts.copied(move.case.level, move.subject), posts.convener(move.subject)]:
        yield NoticeTo(post, Purpose.COPIED)
