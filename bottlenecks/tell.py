"""Who is told of a move: the `notify` column of the transition table."""

from collections.abc import Iterator

from bottlenecks import ladder
from escalations import clocks
from institutions.models import Post
from notices.models import Purpose
from notices.outbox import NoticeTo
from workflow.engine import Move


def the_new_holder(move: Move) -> Iterator[NoticeTo]:
    """A formal, numbered notice to the post that now has it; copies, committee and last holder read along."""
    due = clocks.running(move.case)
    yield NoticeTo(
        move.case.holder,
        Purpose.ESCALATION,
        reply_by=due.due_at if due else None,
        verb="acknowledge" if due and due.kind == "acknowledge" else "",
    )
    policy = ladder.rung(move.subject, move.case.level)
    for post in ladder.copied(policy, move.subject):
        yield NoticeTo(post, Purpose.COPIED)
    yield from _committee(move, Purpose.COPIED)
    if move.data.get("from_post"):
        yield NoticeTo(Post.objects.select_related("body").get(pk=move.data["from_post"]), Purpose.COPIED)


def the_new_holder_and_apex(move: Move) -> Iterator[NoticeTo]:
    """As above; the second transfer also alerts DGFT headquarters."""
    yield from the_new_holder(move)
    if move.subject.transfers >= 2:
        yield NoticeTo(ladder.resolve("apex.nodal_officer", move.subject), Purpose.ALERT)


def the_committee(move: Move) -> Iterator[NoticeTo]:
    """The committee has an answer to read."""
    yield from _committee(move, Purpose.ANSWERED)


def the_committee_to_act(move: Move) -> Iterator[NoticeTo]:
    """The committee has to give its view or to confirm, by a date."""
    due = clocks.running(move.case)
    yield NoticeTo(move.case.holder, Purpose.FOR_ACTION, reply_by=due.due_at if due else None)
    yield NoticeTo(ladder.resolve("depc.chair", move.subject), Purpose.COPIED)
    yield NoticeTo(ladder.resolve("sepc.convener", move.subject), Purpose.COPIED)


def the_holder(move: Move) -> Iterator[NoticeTo]:
    """Whoever has it learns what happened."""
    yield NoticeTo(move.case.holder, Purpose.COPIED)


def the_committee_is_asked(move: Move) -> Iterator[NoticeTo]:
    """The committee is asked for information; its answer restarts the clock."""
    yield NoticeTo(ladder.resolve("depc.convener", move.subject), Purpose.FOR_ACTION)


def the_assignee(move: Move) -> Iterator[NoticeTo]:
    yield NoticeTo(move.subject.assigned_to, Purpose.ASSIGNED)


def the_answering_body(move: Move) -> Iterator[NoticeTo]:
    """The body that answered learns what became of it."""
    if move.subject.routed_to and move.case.level >= ladder.answering_level(move.subject.ladder):
        yield NoticeTo(ladder.resolve("agency.nodal_officer", move.subject), Purpose.COPIED)
    elif move.case.level:
        yield NoticeTo(ladder.resolve("sepc.convener", move.subject), Purpose.COPIED)


def the_reminded(move: Move) -> Iterator[NoticeTo]:
    """Whoever has let a date pass, with the level above reading along."""
    due = clocks.running(move.case)
    yield NoticeTo(move.case.holder, Purpose.REMINDER, reply_by=due.due_at if due else None)
    yield NoticeTo(ladder.resolve("depc.chair", move.subject), Purpose.COPIED)
    yield NoticeTo(ladder.resolve("sepc.convener", move.subject), Purpose.COPIED)


def the_top(move: Move) -> Iterator[NoticeTo]:
    """The highest level of the ladder let its date pass: its head and the State's committee are alerted."""
    yield from the_new_holder(move)
    yield NoticeTo(ladder.resolve("apex.head", move.subject), Purpose.ALERT)
    yield NoticeTo(ladder.resolve("sepc.convener", move.subject), Purpose.COPIED)


def _committee(move: Move, purpose: str) -> Iterator[NoticeTo]:
    yield NoticeTo(ladder.resolve("depc.convener", move.subject), purpose)
