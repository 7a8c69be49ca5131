"""The sections of the Harmonized System: roman numbers, the chapters they hold, their names in two languages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.utils.translation import get_language

from institutions.tables import read_table

DATA = Path(__file__).parent.parent / "data"


@dataclass(frozen=True)
class Section:
    """A section; `first` and `last` are its chapters, both included."""

    number: str
    first: str
    last: str
    name: str
    name_hi: str

    def __str__(self) -> str:
        return self.name_hi if get_language() == "hi" else self.name

    def holds(self, code: str) -> bool:
        return self.first <= code[:2] <= self.last


@lru_cache(maxsize=1)
def sections() -> tuple[Section, ...]:
    return tuple(
        Section(row["section"], row["first"], row["last"], row["name"], row["name_hi"])
        for row in read_table(DATA / "sections.csv")
    )


def section_of(code: str) -> Section | None:
    """The section of a code of any length; None for what is no chapter (00, 77)."""
    return next((section for section in sections() if code[:2] != "77" and section.holds(code)), None)
