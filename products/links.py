"""What higher layers say of a product on its page: a registry of sections, so that no layer imports a higher one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from cases.links import Link
from institutions.actors import Actor
from products.models import IdentifiedProduct


@dataclass(frozen=True)
class Section:
    """A box of the page: a heading, some lines, and where the rest of them is."""

    title: str
    links: list[Link] = field(default_factory=list)
    more_url: str = ""
    more_label: str = ""


Source = Callable[[IdentifiedProduct, Actor], Section | None]
_sources: list[Source] = []


def register(source: Source) -> Source:
    """Add a source of a section; to be used as a decorator."""
    _sources.append(source)
    return source


def sections_of(product: IdentifiedProduct, actor: Actor) -> list[Section]:
    """The sections that have something to say; each source leaves out what the actor does not see."""
    return [section for source in _sources if (section := source(product, actor)) and section.links]
