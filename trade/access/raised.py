"""What became a bottleneck: a registry, since bottlenecks lie above this layer and own the link."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from institutions.actors import Actor


@dataclass(frozen=True)
class Raised:
    """A bottleneck drafted from a gap, as far as its reader sees it."""

    title: str
    url: str
    status: str
    status_label: str
    place: str = ""


Source = Callable[[Collection[str], Actor], dict[str, list[Raised]]]
_sources: list[Source] = []


def register(source: Source) -> Source:
    """Add a source: gaps → what was drafted from each, only what the actor sees. To be used as a decorator."""
    _sources.append(source)
    return source


def raised_from(gaps: Collection[str], actor: Actor) -> dict[str, list[Raised]]:
    """What the actor sees of the bottlenecks drafted from these gaps."""
    found: dict[str, list[Raised]] = {}
    for source in _sources if gaps else ():
        for gap, rows in source(gaps, actor).items():
            found.setdefault(gap, []).extend(rows)
    return found
