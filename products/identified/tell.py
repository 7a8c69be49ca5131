"""Who is told of a move of a product: the `notify` column of the transition table."""

from __future__ import annotations

from collections.abc import Iterator

from escalations import clocks
from institutions.models import Post
from notices.models import Purpose
from notices.outbox import NoticeTo
from products.identified import posts
from workflow.engine import Move


def the_holder_to_act(move: Move) -> Iterator[NoticeTo]:
    """Whoever has it now has to act, by a date; those its rung names read along."""
    yield _to_the_holder(move, Purpose.FOR_ACTION)
    for post in posts.copied(move.case.level, move.subject):
        yield NoticeTo(post, Purpose.COPIED)


def the_level(move: Move) -> Iterator[NoticeTo]:
    """A formal notice to the level that has it now; the one that let the date pass reads along."""
    yield _to_the_holder(move, Purpose.ESCALATION)
    for post in posts.copied(move.case.level, move.subject):
        yield NoticeTo(post, Purpose.COPIED)
    if move.data.get("from_post"):
        yield NoticeTo(Post.objects.select_related("body").get(pk=move.data["from_post"]), Purpose.COPIED)


def the_reminded(move: Move) -> Iterator[NoticeTo]:
    """Whoever let the date pass; at the highest level DGFT headquarters is alerted."""
    yield _to_the_holder(move, Purpose.REMINDER)
    if move.case.level == posts.CHIEF_SECRETARY:
        yield NoticeTo(posts.resolve("apex.nodal_officer", move.subject), Purpose.ALERT)
    for post in posts.copied(move.case.level, move.subject):
        yield NoticeTo(post, Purpose.COPIED)


def the_district(move: Move) -> Iterator[NoticeTo]:
    """The committee that proposed it learns what became of it."""
    yield NoticeTo(posts.resolve("depc.convener", move.subject), Purpose.ANSWERED)


def the_state(move: Move) -> Iterator[NoticeTo]:
    """The State's committee learns that it need not act any more."""
    yield NoticeTo(posts.resolve("sepc.convener", move.subject), Purpose.COPIED)


def both_committees(move: Move) -> Iterator[NoticeTo]:
    """The district's and the State's committee."""
    yield NoticeTo(posts.resolve("depc.convener", move.subject), Purpose.COPIED)
    yield NoticeTo(posts.resolve("sepc.convener", move.subject), Purpose.COPIED)


def _to_the_holder(move: Move, purpose: str) -> NoticeTo:
    due = clocks.running(move.case)
    return NoticeTo(move.case.holder, purpose, reply_by=due.due_at if due else None)
