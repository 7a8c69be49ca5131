"""Who is told of a move of a meeting: the `notify` column."""

from __future__ import annotations

from collections.abc import Iterator

from committees import ladder
from committees.procedure import members_of
from escalations import clocks
from notices.models import Purpose
from notices.outbox import NoticeTo
from workflow.engine import Move


def the_members(move: Move) -> Iterator[NoticeTo]:
    """Everybody with a seat gets the notice of the meeting, with an entry for their calendar."""
    for post in members_of(move.subject.body):
        yield NoticeTo(post, Purpose.MEETING)


def the_members_if_notified(move: Move) -> Iterator[NoticeTo]:
    """Those who have the notice learn that it changed."""
    if move.subject.notified_at:
        yield from the_members(move)


def the_members_to_read(move: Move) -> Iterator[NoticeTo]:
    """The minutes are there to be read, until a date."""
    due = clocks.running(move.case)
    for post in members_of(move.subject.body):
        yield NoticeTo(post, Purpose.FOR_ACTION, reply_by=due.due_at if due else None)


def the_members_for_information(move: Move) -> Iterator[NoticeTo]:
    for post in members_of(move.subject.body):
        yield NoticeTo(post, Purpose.COPIED)


def the_convener(move: Move) -> Iterator[NoticeTo]:
    yield NoticeTo(ladder.convener(move.subject.body), Purpose.FOR_ACTION)


def the_chair_to_confirm(move: Move) -> Iterator[NoticeTo]:
    due = clocks.running(move.case)
    yield NoticeTo(move.case.holder, Purpose.FOR_ACTION, reply_by=due.due_at if due else None)
    yield NoticeTo(ladder.convener(move.subject.body), Purpose.COPIED)


def the_reminded(move: Move) -> Iterator[NoticeTo]:
    """Whoever has let a date pass; the chair reads along."""
    due = clocks.running(move.case)
    yield NoticeTo(move.case.holder, Purpose.REMINDER, reply_by=due.due_at if due else None)
    yield NoticeTo(ladder.chair(move.subject.body), Purpose.COPIED)
