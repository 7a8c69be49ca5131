"""Counting a circulation: people, each once by their last answer; silence is not consent unless the rules say so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from committees.models import Circulation, Reply
from committees.procedure import holders_of, posts_of, quorum_rule, rules_of, votes
from committees.quorum import Presence, Seat, Verdict, judge
from institutions import clock


@dataclass(frozen=True)
class Given:
    """An answer as it was given: from which seat, by whom, what."""

    post: int
    person: int | None
    reply: str


@dataclass(frozen=True)
class Tally:
    """Who speaks with what: person -> reply; who is silent; which seats took part, by whom."""

    replies: Mapping[int, str]
    silent: frozenset[int]
    taking_part: tuple[Presence, ...]


@dataclass(frozen=True)
class Count:
    """People for it, against it, abstaining and silent; whether those who took part make a quorum."""

    agree: int
    disagree: int
    abstain: int
    silent: int
    verdict: Verdict

    @property
    def passed(self) -> bool:
        """More members for it than against, and enough who answered."""
        return self.verdict.met and self.agree > self.disagree


def tally(held: Mapping[int, tuple[int, ...]], given: Iterable[Given], *, silence_is_consent: bool) -> Tally:
    """held: seat -> the people who hold it or stand in for its holder, the holder first; a vacant seat is not in it.

    given: the answers in order. Who answers for two seats, or twice for one, counts once, by the last answer.
    """
    last: dict[int, Given] = {}
    for answer in given:
        if answer.post in held:
            last.pop(answer.post, None)  # so that the later one also comes later
            last[answer.post] = answer
    seats = {seat: _person(answer, held[seat]) for seat, answer in last.items()}
    replies = {seats[seat]: answer.reply for seat, answer in last.items()}
    quiet = {people[0] for seat, people in held.items() if seat not in seats} - set(replies)
    if silence_is_consent:
        replies |= dict.fromkeys(quiet, Reply.AGREE.value)
        seats |= {seat: people[0] for seat, people in held.items() if seat not in seats and people[0] in quiet}
    present = tuple(Presence(seat, person) for seat, person in sorted(seats.items()))
    return Tally(replies, frozenset(quiet), present)


def _person(answer: Given, people: tuple[int, ...]) -> int:
    """Who gave it, if they hold the seat today or stand in; else it stands for whoever holds it now."""
    return answer.person if answer.person in people else people[0]


def count(circulation: Circulation) -> Count:
    """How the members answered as their seats are held today (about five queries)."""
    on = clock.today()
    posts = [post for post in posts_of(circulation.body, on) if votes(post)]
    held = _held(posts, on)
    rows = circulation.answers.order_by("pk").values_list("post_id", "event__actor_user_id", "reply")
    found = tally(held, (Given(*row) for row in rows), silence_is_consent=circulation.silence_is_consent)
    seats = [Seat(post.pk, post.role, post.category, held=post.pk in held) for post in posts]
    verdict = judge(quorum_rule(rules_of(circulation.body, on)), seats, found.taking_part)
    numbers = Counter(found.replies.values())
    return Count(numbers[Reply.AGREE], numbers[Reply.DISAGREE], numbers[Reply.ABSTAIN], len(found.silent), verdict)


def _held(posts, on) -> dict[int, tuple[int, ...]]:
    holders, substitutes = holders_of(posts, on)
    found = {}
    for post in posts:
        people = [rows[post.pk].user_id for rows in (holders, substitutes) if post.pk in rows]
        if people:
            found[post.pk] = tuple(people)
    return found
