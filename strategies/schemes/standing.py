"""Whether a scheme is open, for how long, and what it pays in a State."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from geography.models import State
from institutions.tables import read_table
from strategies.models import Scheme

SOON = timedelta(days=90)
UNVERIFIED = "[unverified]"
CLASSES = {
    "ne": lazy("North Eastern States"),
    "himalayan": lazy("Himalayan States and Union Territories"),
    "islands": lazy("Island Union Territories"),
}


@cache
def _classes() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in read_table(Path(__file__).parent.parent / "data" / "state_classes.csv"):
        found.setdefault(row["state"], set()).add(row["class"])
    return {state: frozenset(names) for state, names in found.items()}


def classes_of(state: State) -> frozenset[str]:
    """The classes schemes give special terms to that a State belongs to; none for most."""
    return _classes().get(state.code, frozenset())


def names_of(classes: list[str]) -> list[str]:
    return [str(CLASSES.get(name, name)) for name in classes]


@dataclass(frozen=True)
class Standing:
    """Where a scheme stands on a day. code: "open", "soon" (closes within 90 days), "closed" or "ahead"."""

    code: str
    words: str

    @property
    def tone(self) -> str:
        return {"open": "good", "soon": "wait", "closed": "ended", "ahead": "info"}[self.code]


def standing_of(scheme: Scheme, on: date) -> Standing:
    """Open from its first day to its last, both included."""
    if scheme.retired_on and scheme.retired_on <= on:
        return Standing("closed", _("Withdrawn on %(day)s") % {"day": said(scheme.retired_on)})
    if closed_on(scheme, on):
        return Standing("closed", _("Closed on %(day)s") % {"day": said(scheme.closes_on)})
    if scheme.opens_on and scheme.opens_on > on:
        return Standing("ahead", _("Opens on %(day)s") % {"day": said(scheme.opens_on)})
    if scheme.closes_on and scheme.closes_on - on <= SOON:
        return Standing("soon", _("Closes on %(day)s") % {"day": said(scheme.closes_on)})
    if scheme.closes_on:
        return Standing("open", _("Open until %(day)s") % {"day": said(scheme.closes_on)})
    return Standing("open", _("Open, no last day known"))


def closed_on(scheme: Scheme, on: date) -> bool:
    """Whether its last day lies before a day."""
    return scheme.closes_on is not None and scheme.closes_on < on


def share_in(scheme: Scheme, state: State) -> Decimal | None:
    """Per cent of the cost it pays in a State; None where it pays no share or none is known."""
    special = scheme.share_special is not None and classes_of(state) & set(scheme.special_classes)
    return scheme.share_special if special else scheme.share


def is_for(scheme: Scheme, state: State) -> bool:
    """Whether a State can have it; a scheme that names no class is for all."""
    return not scheme.state_classes or bool(classes_of(state) & set(scheme.state_classes))


def is_unverified(scheme: Scheme) -> bool:
    """Its terms were not checked against a document: pages say so."""
    return UNVERIFIED in scheme.source


def said(day: date) -> str:
    """A day as sentences write it: 31 March 2026."""
    return date_format(day, "j F Y")
