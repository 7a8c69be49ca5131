"""Names and values of a version's fields as a reader knows them: of plain data, so that old versions stay readable."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from strategies.life.years import in_words
from strategies.models import Intervention, PlanProduct, StrategyItem, Target

MODELS: dict[str, type[Model]] = {
    "targets": Target, "interventions": Intervention, "items": StrategyItem, "products": PlanProduct,
}  # fmt: skip
KEYS = {"targets": "id", "interventions": "id", "items": "id", "products": "reference"}  # by which a row is found again
UNSHOWN = frozenset({"id", "code", "reference", "years"})  # what a row is found by, and figures shown year by year
UNSAID = frozenset({"title"})  # the row is named by it
DAYS = frozenset({"starts_on", "due_on"})


def kinds() -> dict[str, str]:
    """The lists of rows a document may have, in the order they are read."""
    return {
        "products": _("Products"), "targets": _("Targets"), "interventions": _("Interventions"), "items": _("Items"),
    }  # fmt: skip


def label_of(kind: str, name: str) -> str:
    """The name of a field of a row; a year of a target is a financial year."""
    if kind == "targets" and name.isdigit():
        return in_words(int(name))
    found = getattr(_field(kind, name), "verbose_name", "") or name.replace("_", " ")
    return capfirst(str(found))


def _field(kind: str, name: str) -> Any:
    """The field of the model a row came from; None for what has none, or has none any more."""
    try:
        return MODELS[kind]._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def value_of(kind: str, name: str, value: Any) -> str:
    """A value in words: choices by their label, days as they are written, lists joined."""
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, list):
        return ", ".join(" ".join(str(part) for part in one) if isinstance(one, list) else str(one) for one in value)
    if name in DAYS and (day := parse_date(str(value))):
        return date_format(day, "j F Y")
    if name.endswith("_year") and isinstance(value, int):
        return in_words(value)
    choices = dict(getattr(_field(kind, name), "choices", None) or ())
    return str(choices.get(value, value))


def title_of(row: dict[str, Any]) -> str:
    """What a row is called: its code and title."""
    return " ".join(str(row[name]) for name in ("code", "reference", "title") if row.get(name))


def flat(kind: str, row: dict[str, Any]) -> dict[str, Any]:
    """The fields of a row that say something about it, in the order of its form; each year of a target is its own."""
    places = {one.name: place for place, one in enumerate(MODELS[kind]._meta.get_fields())}
    names = sorted((name for name in row if name not in UNSHOWN), key=lambda name: (places.get(name, 999), name))
    return {name: row[name] for name in names} | (
        dict(sorted(row.get("years", {}).items())) if kind == "targets" else {}
    )


def said_of(kind: str, row: dict[str, Any]) -> list[tuple[str, str]]:
    """What a row says: (name, value) of the fields that are filled in."""
    pairs = [(name, value_of(kind, name, value)) for name, value in flat(kind, row).items() if name not in UNSAID]
    return [(label_of(kind, name), value) for name, value in pairs if value]
