"""What other layers know of a case and its page does not: a registry, so that no lower layer imports a higher one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from cases.models import Case
from institutions.actors import Actor


@dataclass(frozen=True)
class Link:
    """One line beside a case: what it is, where it leads, when it was, and a few words more."""

    label: str
    url: str
    on: date | None = None
    note: str = ""


Source = Callable[[Case, Actor], Iterable[Link]]
_sources: list[Source] = []


def register(source: Source) -> Source:
    """Add a source of links; to be used as a decorator."""
    _sources.append(source)
    return source


def links_of(case: Case, actor: Actor) -> list[Link]:
    """The links of a case, newest first; each source leaves out what the actor does not see."""
    found = [link for source in _sources for link in source(case, actor)]
    return sorted(found, key=lambda link: link.on or date.min, reverse=True)
