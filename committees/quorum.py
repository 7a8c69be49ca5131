"""The quorum engine: pure rules over seats, so that every verdict can be worked out on paper.

Counted are seats, each once, and people, each once: who sits for two seats counts for one. A member who left an item
for an interest in it does not count for it; the number needed stays that of the committee.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

FEW, ROLE, CATEGORY = "few", "role", "category"


@dataclass(frozen=True)
class Rule:
    """number: this many; else numerator/denominator of the seats, rounded up; never below one.

    required: groups of roles, each of which must be there by one of its roles. minima: category -> least number.
    """

    numerator: int = 1
    denominator: int = 3
    number: int | None = None
    required: tuple[frozenset[str], ...] = ()
    minima: tuple[tuple[str, int], ...] = ()
    counts_vacant: bool = False
    counts_online: bool = True


@dataclass(frozen=True)
class Seat:
    """A voting seat: its role and category, and whether anybody holds it."""

    post: int
    role: str
    category: str = ""
    held: bool = True


@dataclass(frozen=True)
class Presence:
    """A seat that is filled at the table: by which person, and whether from afar."""

    post: int
    person: int
    online: bool = False


@dataclass(frozen=True)
class Lack:
    """What is missing: too few people, a role of a group, or members of a category."""

    kind: str
    what: tuple[str, ...] = ()
    short: int = 1


@dataclass(frozen=True)
class Verdict:
    """strength: seats the fraction is taken of; needed and counted: people."""

    strength: int
    needed: int
    counted: int
    lacks: tuple[Lack, ...]

    @property
    def met(self) -> bool:
        return not self.lacks


def judge(rule: Rule, seats: Iterable[Seat], present: Iterable[Presence], recused: Iterable[int] = ()) -> Verdict:
    """Whether those present make a quorum; presences of posts that are no voting seat are ignored."""
    seats = {seat.post: seat for seat in seats}
    away = frozenset(recused)
    strength = sum(seat.held or rule.counts_vacant for seat in seats.values())
    needed = max(rule.number if rule.number is not None else ceil(strength * rule.numerator / rule.denominator), 1)
    there = {
        one.post: one.person
        for one in present
        if one.post in seats and one.post not in away and (rule.counts_online or not one.online)
    }
    counted = len(set(there.values()))
    lacks = [Lack(FEW, short=needed - counted)] if counted < needed else []
    roles = {seats[post].role for post in there}
    lacks += [Lack(ROLE, tuple(sorted(group))) for group in rule.required if not group & roles]
    for category, least in rule.minima:
        people = {person for post, person in there.items() if seats[post].category == category}
        if len(people) < least:
            lacks.append(Lack(CATEGORY, (category,), least - len(people)))
    return Verdict(strength, needed, counted, tuple(lacks))
