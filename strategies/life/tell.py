"""Who is told of a move of a document: the `notify` column of the transition table."""

from __future__ import annotations

from collections.abc import Iterator

from escalations import clocks
from institutions import clock, roles
from institutions.models import Appointment, Post
from notices.models import Purpose
from notices.outbox import NoticeTo
from strategies.life import papers, posts
from strategies.life.signing import Signing, asked_now, seats_of, signing_of
from strategies.models import DocumentKind, DocumentStatus
from workflow.engine import Move


def the_holder_to_act(move: Move) -> Iterator[NoticeTo]:
    """Whoever has it now has to act, by a date; those its rung names read along."""
    yield _to(move, move.case.holder, Purpose.FOR_ACTION)
    for post in posts.copied(move.case.level, move.subject):
        yield NoticeTo(post, Purpose.COPIED)


def the_confirmers(move: Move) -> Iterator[NoticeTo]:
    """Every post of the committee that may confirm what was adopted on paper; if none can, whoever sees to that."""
    yield from _to_confirm(move, Purpose.FOR_ACTION)


def _to_confirm(move: Move, purpose: str) -> Iterator[NoticeTo]:
    able = papers.confirmers(move.subject)
    for post in able:
        yield _to(move, post, purpose)
    if not able:
        yield NoticeTo(_above(move), Purpose.ALERT)


def the_approvers(move: Move) -> Iterator[NoticeTo]:
    """Every post of the acting committee whose approval is missing; if none can give it, whoever sees to that."""
    yield from _the_missing(move, signing_of(move.case, move.by.body), Purpose.FOR_ACTION)


def _the_missing(move: Move, signing: Signing, purpose: str) -> Iterator[NoticeTo]:
    wanted = [seat for seat in seats_of(signing) if seat.wanted]
    for seat in wanted:
        if not seat.spent:
            yield _to(move, seat.post, purpose)
    if not any(seat.can_act for seat in wanted):
        yield NoticeTo(_above(move), Purpose.ALERT)


def _above(move: Move) -> Post | None:
    """Who is told that a committee has nobody to approve: the State's convener of a district, DGFT of a State."""
    of_a_district = move.case.kind == DocumentKind.PLAN and move.case.status == DocumentStatus.SIGNING
    return posts.resolve("sepc.convener" if of_a_district else "apex.nodal_officer", move.subject)


def who_was_asked(move: Move) -> Iterator[NoticeTo]:
    """Nothing is asked any more of the approvers, or of the State, from whom a document was taken back."""
    if move.source == DocumentStatus.SIGNING and move.subject.bringing_in:
        asked = papers.confirmers(move.subject)
    elif move.source == DocumentStatus.SIGNING:
        signing = signing_of(move.case, move.subject.body)
        asked = signing.posts(signing.roles) if signing else []
    else:
        asked = Post.objects.select_related("body").filter(pk=move.data["from_post"])
    for post in asked:
        if post.pk != move.by.post.pk:
            yield NoticeTo(post, Purpose.COPIED)


def the_committee(move: Move) -> Iterator[NoticeTo]:
    """Every seat of the committee that somebody holds, save those that only look on."""
    held = Appointment.objects.holders(clock.today()).values("post")
    seats = move.subject.body.posts.filter(retired_on=None, pk__in=held).exclude(pk=move.by.post.pk)
    for post in seats.select_related("body"):
        if roles.TAKE_PART in roles.permissions_of(post.body.kind, post.role):
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
    """Whoever let the date pass, and those its rung names; before an approval everybody whose approval is missing."""
    if move.case.status == DocumentStatus.SIGNING and (signing := asked_now(move.subject)):
        yield from _the_missing(move, signing, Purpose.REMINDER)
    elif move.case.status == DocumentStatus.SIGNING:
        yield from _to_confirm(move, Purpose.REMINDER)
    yield _to(move, move.case.holder, Purpose.REMINDER)
    for post in posts.copied(move.case.level, move.subject):
        yield NoticeTo(post, Purpose.COPIED)


def both_committees(move: Move) -> Iterator[NoticeTo]:
    """The district's committee and the State's, save whoever did it."""
    for resolver in ("depc.convener", "sepc.convener"):
        post = posts.resolve(resolver, move.subject)
        if post and post.pk != move.by.post.pk:
            yield NoticeTo(post, Purpose.COPIED)


def the_centre_to_note(move: Move) -> Iterator[NoticeTo]:
    """DGFT headquarters has the adopted strategy to note."""
    yield _to(move, move.case.holder, Purpose.FOR_ACTION)


def _to(move: Move, post: Post, purpose: str) -> NoticeTo:
    due = clocks.running(move.case)
    return NoticeTo(post, purpose, reply_by=due.due_at if due else None)
