"""Who has answered a circulation and who has not, seat by seat, and what the answers come to as they stand now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from committees.circulation.counting import Count, count
from committees.models import Answer, Circulation, Reply
from committees.procedure import holders_of, posts_of, votes
from institutions import clock
from institutions.actors import Actor
from institutions.models import Post


@dataclass(frozen=True)
class Line:
    """One counted seat: its last answer, or none yet; vacant seats are not waited for."""

    post: Post
    answer: Answer | None
    vacant: bool
    own: bool

    @property
    def reply(self) -> str:
        return Reply(self.answer.reply).label if self.answer else ""

    @property
    def since(self) -> datetime | None:
        return self.answer.at if self.answer else None


@dataclass(frozen=True)
class Ballot:
    """lines: the counted seats, one's own first. count: what it comes to now."""

    lines: list[Line]
    count: Count

    @property
    def own(self) -> Line | None:
        return next((line for line in self.lines if line.own), None)


def ballot(circulation: Circulation, actor: Actor) -> Ballot:
    """The seats and the count today (about eight queries)."""
    on = clock.today()
    posts = [post for post in posts_of(circulation.body, on) if votes(post)]
    holders, substitutes = holders_of(posts, on)
    last = {answer.post_id: answer for answer in circulation.answers.order_by("pk")}
    mine = actor.post.pk if actor.post and actor.is_current else None
    lines = [
        Line(post, last.get(post.pk), post.pk not in holders and post.pk not in substitutes, post.pk == mine)
        for post in posts
    ]
    return Ballot(sorted(lines, key=lambda line: not line.own), count(circulation))
