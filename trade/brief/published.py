"""What the policy brief published: the table trade/data/brief.csv, read once."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trade.money import whole

TABLE = Path(__file__).parents[1] / "data" / "brief.csv"
NAMES = "names"


@dataclass(frozen=True)
class Published:
    """One figure as the brief has it.

    unit: number, percent, at_least, more_than, about, or names (of districts, each with its LGD code).
    """

    code: str
    section: str
    sentence_en: str
    sentence_hi: str
    value: str
    unit: str
    year: str
    source: str

    @property
    def sentence(self) -> str:
        return self.sentence_hi if get_language() == "hi" else self.sentence_en

    @property
    def number(self) -> float | None:
        return None if self.unit == NAMES else float(self.value)

    @property
    def places(self) -> dict[str, str]:
        """LGD code -> the name as the brief spells it, for a list of districts."""
        parts = self.value.split("; ") if self.unit == NAMES else []
        return {code: name for name, code in (part.rsplit(" ", 1) for part in parts)}

    @property
    def names(self) -> list[str]:
        return list(self.places.values())

    @property
    def shown(self) -> str:
        """The figure as a page prints it."""
        if self.unit == NAMES:
            return ", ".join(self.names)
        places = len(self.value.partition(".")[2])
        number = whole(float(self.value), places)
        return {
            "percent": _("%(number)s %%"),
            "at_least": _("at least %(number)s"),
            "more_than": _("more than %(number)s"),
            "about": _("about %(number)s"),
        }.get(self.unit, "%(number)s") % {"number": number}


@cache
def published() -> tuple[Published, ...]:
    """Every figure, in the order of the page."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return tuple(
            Published(sentence_en=row.pop("sentence"), sentence_hi=row.pop("sentence_hi"), **row)
            for row in csv.DictReader(file)
        )
