"""The funnel as rows of a page and of a file: each count with what it is out of, what was published, and its list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from geography.models import State
from strategies.funnel.reached import Funnel
from strategies.funnel.stages import STAGES, Published, Scope, Stage, published


@dataclass(frozen=True)
class Row:
    """A stage of India: so many of so many."""

    stage: Stage
    count: int
    of: int
    url: str
    published: Published | None

    @property
    def percent(self) -> float:
        return 100 * self.count / self.of if self.of else 0.0


def of_india(found: Funnel, scope: str) -> list[Row]:
    """A row for each stage."""
    return [
        Row(
            stage, len(found.places(scope, stage.code)), found.of(scope), list_url(found, scope, stage.code),
            published().get((scope, stage.code)),
        )
        for stage in STAGES[scope]
    ]  # fmt: skip


@dataclass(frozen=True)
class StateRow:
    """A State: how many of its districts have reached each stage, and which its own strategy has."""

    state: State
    districts: int
    counts: list[dict[str, Any]]
    own: list[Any]  # labels of the stages the State itself has reached


def by_state(found: Funnel) -> list[StateRow]:
    """Every State in alphabetical order."""
    counted: dict[tuple[str, int], int] = {}
    for stage in STAGES[Scope.DISTRICTS]:
        for place in found.places(Scope.DISTRICTS, stage.code):
            key = stage.code, found.districts[place].state_id
            counted[key] = counted.get(key, 0) + 1
    there_are: dict[int, int] = {}
    for place in found.districts.values():
        there_are[place.state_id] = there_are.get(place.state_id, 0) + 1
    return [
        StateRow(state, there_are.get(pk, 0), [
            {"label": stage.label, "count": counted.get((stage.code, pk), 0),
             "url": list_url(found, Scope.DISTRICTS, stage.code, state)}
            for stage in STAGES[Scope.DISTRICTS]
        ], [stage.label for stage in STAGES[Scope.STATES] if pk in found.places(Scope.STATES, stage.code)])
        for pk, state in found.states.items()
    ]  # fmt: skip


def list_url(found: Funnel, scope: str, stage: str, state: State | None = None) -> str:
    """The places behind a number."""
    asked = {"on": found.on.isoformat()} | ({"state": state.code} if state else {})
    return f"{reverse('funnel-places', args=[scope, stage])}?{urlencode(asked)}"


HEADINGS = ("on", "place", "scope", "stage", "count", "of", "published", "published_year", "published_source")


def as_table(found: Funnel) -> Iterator[tuple[Any, ...]]:
    """The same for a file: India first, then each State."""
    for scope, stages in STAGES.items():
        for row in of_india(found, scope):
            told = row.published
            more = (told.count, told.year, told.source) if told else ("", "", "")
            yield (found.on.isoformat(), "India", str(scope), row.stage.code, row.count, row.of, *more)
        for pk, state in found.states.items():
            for stage in stages:
                count = len(found.places(scope, stage.code, pk))
                yield (found.on.isoformat(), state.name, str(scope), stage.code, count, found.of(scope, pk), "", "", "")
