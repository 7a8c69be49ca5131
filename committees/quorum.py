"""The quorum engine: pure rules over seats, so that every verdict can be worked out on paper.

Counted are seats, each once, and people, each once: who sits for two seats counts for one, a holder and their
substitute for one together. A member who left an item for an interest in it counts for it in no seat of theirs; the
number needed stays that of the committee.
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
    """Whether those present make a quorum; presences of posts that are no voting seat are ignored.

    recused: posts whose holders left the item. The interest is the person's: they leave with every seat they sit for.
    """
    seats, away, present = {seat.post: seat for seat in seats}, frozenset(recused), list(present)
    strength = sum(seat.held or rule.counts_vacant for seat in seats.values())
    needed = max(rule.number if rule.number is not None else ceil(strength * rule.numerator / rule.denominator), 1)
    left = {one.person for one in present if one.post in away}
    there: dict[int, set[int]] = {}
    for one in present:
        stays = one.post not in away and one.person not in left
        if one.post in seats and stays and (rule.counts_online or not one.online):
            there.setdefault(one.post, set()).add(one.person)
    counted = heads(there)
    lacks = [Lack(FEW, short=needed - counted)] if counted < needed else []
    roles = {seats[post].role for post in there}
    lacks += [Lack(ROLE, tuple(sorted(group))) for group in rule.required if not group & roles]
    for category, least in rule.minima:
        of_it = heads({post: people for post, people in there.items() if seats[post].category == category})
        if of_it < least:
            lacks.append(Lack(CATEGORY, (category,), least - of_it))
    return Verdict(strength, needed, counted, tuple(lacks))


def heads(there: dict[int, set[int]]) -> int:
    """The most seats that can be given each a person of its own: post -> people sitting for it."""
    sits: dict[int, int] = {}  # person -> seat

    def seat(post: int, asked: set[int]) -> bool:
        for person in there[post] - asked:
            asked.add(person)
            if person not in sits or seat(sits[person], asked):
                sits[person] = post
                return True
        return False

    return sum(seat(post, set()) for post in there)
