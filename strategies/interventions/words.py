"""What an edit of an intervention holds, as people read it: names for codes, money with its sign."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.formats import date_format

from strategies.interventions.choices import Choices
from strategies.interventions.forms import CODED, LABELS, LISTS, InterventionForm

NOTHING = "–"


def in_words(name: str, value: Any, choices: Choices) -> str:
    """One field of an edit as a page says it; a dash where it is empty."""
    if value in (None, "", []):
        return NOTHING
    if name in CODED:
        row = getattr(choices, CODED[name]).get(value)
        return str(row or value)
    if name in LABELS:
        return str(LABELS[name](value).label)
    if name in LISTS:
        return ", ".join(value)
    if name == "owner":
        return choices.post_labels.get(value, value)
    return date_format(date.fromisoformat(value), "j F Y") if name in ("starts_on", "due_on") else str(value)


def label_of(name: str) -> str:
    return str(InterventionForm.base_fields[name].label)
