"""Who is told of a move of a document: the `notify` column of the transition table."""

from __future__ import annotations

from collections.abc import Iterator

from escalations import clocks
from institutions.models import Post
from notices.models import Purpose
from notices.outbox import NoticeTo
from strategies.life import posts
from strategies.life.signing import signing_of
from workflow.engine import Move


def the_holder_to_act(move: Move) -> Iterator[NoticeTo]:
    """Whoever has it now has to act, by a date; those its rung names read along."""
    yield _to(move, move.case.holder, Purpose.FOR_ACTION)
    for post in posts.copied(move.case.level, move.subject):
        yield NoticeTo(post, Purpose.COPIED)


def the_approvers(move: Move) -> Iterator[NoticeTo]:
    """Every post of the holding committee whose approval is missing; without a rule, whoever has it."""
    signing = signing_of(move.case, move.case.holder.body)
    if signing is None:
        yield from the_holder_to_act(move)
        return
    wanted = frozenset().union(*signing.missing)
    for post in signing.body.posts.filter(role__in=wanted, retired_on=None).select_related("body"):
        yield _to(move, post, Purpose.FOR_ACTION)


def the_committee(move: Move) -> Iterator[NoticeTo]:
    """Every seat of the committee whose document it is."""
    for post in move.subject.body.posts.filter(retired_on=None).exclude(pk=move.by.post.pk).select_related("body"):
        yield _to(move, post, Purpose.FOR_ACTION)


def the_submitter(move: Move) -> Iterator[NoticeTo]:
    """The convener of the committee whose document it is learns what became of it."""
    yield NoticeTo(posts.accountable(0, move.subject), Purpose.ANSWERED)


def the_level(move: Move) -> Iterator[NoticeTo]:
    """A formal notice to the level that has it now; the one that let the date pass reads along."""
    yield _to(move, move.case.holder, Purpose.ESCALATION)
    for post in posts.copied(move.case.level, move.subject):
        yield NoticeTo(post, Purpose.COPIED)
    if move.data.get("from_post"):
        yield NoticeTo(Post.objects.select_related("body").get(pk=move.data["from_post"]), Purpose.COPIED)


def the_reminded(move: Move) -> Iterator[NoticeTo]:
    """Whoever let the date pass, and those its rung names."""
    yield _to(move, move.case.holder, Purpose.REMINDER)
    for post in posts.copied(move.case.level, move.subject):
        yield NoticeTo(post, Purpose.COPIED)


def both_committees(move: Move) -> Iterator[NoticeTo]:
    """The district's committee and the State's."""
    for resolver in ("depc.convener", "sepc.convener"):
        if post := posts.resolve(resolver, move.subject):
            yield NoticeTo(post, Purpose.COPIED)


def the_centre_to_note(move: Move) -> Iterator[NoticeTo]:
    """DGFT headquarters has the adopted strategy to note."""
    yield _to(move, move.case.holder, Purpose.FOR_ACTION)


def _to(move: Move, post: Post, purpose: str) -> NoticeTo:
    due = clocks.running(move.case)
    return NoticeTo(post, purpose, reply_by=due.due_at if due else None)
