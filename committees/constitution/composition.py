"""Who sits, who is missing: the seats of a committee beside the likely composition."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from committees.models import CompositionRow
from committees.procedure import holders_of, posts_of
from institutions import clock
from institutions.models import Appointment, Body, Post


@dataclass(frozen=True)
class SeatLine:
    """One line of the comparison. state: "held", "vacant" (no one holds it), "missing" (no such seat), "invited"."""

    row: CompositionRow | None
    post: Post | None
    holder: Appointment | None
    substitute: Appointment | None

    @property
    def state(self) -> str:
        if self.post is None:
            return "invited" if self.row.invited else "missing"
        return "held" if self.holder else "vacant"

    @property
    def since(self) -> date | None:
        return self.holder.during.lower if self.holder else None


def compare(body: Body, on: date | None = None) -> list[SeatLine]:
    """The rows of the template in order, each with its seat, then the seats the template does not know."""
    on = on or clock.today()
    posts = posts_of(body, on)
    holders, substitutes = holders_of(posts, on)
    by_seat = {(post.role, post.seat): post for post in posts}
    lines = []
    for row in CompositionRow.objects.filter(committee=body.kind, retired_on=None):
        post = by_seat.pop((row.role, row.seat), None)
        lines.append(_line(row, post, holders, substitutes))
    further = [post for post in posts if (post.role, post.seat) in by_seat]
    return [*lines, *(_line(None, post, holders, substitutes) for post in further)]


def _line(row, post, holders, substitutes) -> SeatLine:
    pk = post.pk if post else None
    return SeatLine(row, post, holders.get(pk), substitutes.get(pk))


def counts(lines: Iterable[SeatLine]) -> dict[str, int]:
    """How many seats are held, vacant and missing."""
    found = {"held": 0, "vacant": 0, "missing": 0, "invited": 0}
    for line in lines:
        found[line.state] += 1
    return found
