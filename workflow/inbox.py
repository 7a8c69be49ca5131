"""What waits for a post: the move a row leads with, and the rows of kinds of cases the register does not list.

A layer above registers a source of rows; the page of one's work shows them all, the earliest due first.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from institutions import clock
from institutions.actors import Actor
from workflow.engine import Transition, workflow_of


def leading_move(actor: Actor, subject: Any) -> Transition | None:
    """The move a row leads with: the first an actor may make now among those its table marks as primary."""
    for transition in workflow_of(subject.case.kind).transitions:
        if transition.tone == "primary" and transition.by(actor, subject) and transition.applies_to(subject):
            return transition
    return None


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for a post. what: what is asked, in a few words; due_at: until when, None without a date."""

    url: str
    title: str
    reference: str
    what: str
    status: str
    status_label: str
    due_at: datetime | None
    late: bool

    @property
    def due_on(self) -> date | None:
        return clock.local_date(self.due_at) if self.due_at else None


Source = Callable[[Actor], Iterable[Waiting]]
_sources: list[Source] = []


def register(source: Source) -> Source:
    """Add a source of rows; to be used as a decorator."""
    _sources.append(source)
    return source


def waiting_for(actor: Actor) -> list[Waiting]:
    """What other kinds of cases ask of the post somebody acts as, the earliest due first."""
    if actor.post is None:
        return []
    found = [row for source in _sources for row in source(actor)]
    return sorted(found, key=lambda row: (row.due_at is None, row.due_at, row.reference))
