"""The stages of a district and of a State: what each is called, and by which event it is shown."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as lazy

TABLE = Path(__file__).parents[1] / "data" / "published_stages.csv"


class Scope(models.TextChoices):
    DISTRICTS = "districts", lazy("Districts")
    STATES = "states", lazy("States and Union Territories")


@dataclass(frozen=True)
class Stage:
    """kind and verbs: the events of cases by which it is reached; none for what entries of another table show.

    also: the code of another stage a place has reached by the same event.
    """

    code: str
    label: Any
    evidence: Any
    kind: str = ""
    verbs: tuple[str, ...] = ()
    also: str = ""


CONSTITUTED = Stage(
    "constituted", lazy("Committee constituted"), lazy("An order that constitutes it is on record."),
    "constitution", ("constitute",),
)  # fmt: skip
PROGRESS = Stage(
    "progress", lazy("First intervention with progress"),
    lazy("A figure that moved from its baseline, with evidence."),
)  # fmt: skip
MONEY = Stage("money", lazy("Money released"), lazy("A release for an intervention is on record, not reversed."))
STAGES: dict[str, tuple[Stage, ...]] = {
    Scope.DISTRICTS: (
        CONSTITUTED,
        Stage("identified", lazy("Products identified"), lazy("The committee has identified a product."),
              "product", ("identify",)),
        Stage("begun", lazy("Plan drafted"), lazy("The plan has been begun here and not withdrawn."),
              "plan", ("begin",)),
        Stage("submitted", lazy("Plan submitted"), lazy("It has reached the State’s committee, returned or not."),
              "plan", ("countersign", "submit_to_state")),
        Stage("approved", lazy("Plan approved"), lazy("Two posts of the State’s committee have approved it."),
              "plan", ("co_approve",)),
        Stage("adopted", lazy("Plan adopted"),
              lazy("It has been notified by an order, here or before this portal."), "plan", ("notify",)),
        Stage("brought_in", lazy("Adopted before this portal"),
              lazy("Of those above: on paper, and brought in. Not counted as drafted, submitted or approved here."),
              "plan", ("confirm_for_the_state",), also="adopted"),
        PROGRESS,
        MONEY,
    ),
    Scope.STATES: (
        CONSTITUTED,
        Stage("begun", lazy("Strategy drafted"), lazy("The strategy has been begun here and not withdrawn."),
              "strategy", ("begin",)),
        Stage("approved", lazy("Strategy approved"), lazy("Two posts of the committee have approved it."),
              "strategy", ("co_approve",)),
        Stage("adopted", lazy("Strategy adopted"),
              lazy("It has been notified by an order, here or before this portal."), "strategy", ("notify",)),
        Stage("brought_in", lazy("Adopted before this portal"),
              lazy("Of those above: on paper, and brought in. Not counted as drafted or approved here."),
              "strategy", ("confirm",), also="adopted"),
        Stage("noted", lazy("Noted by the Centre"), lazy("The Centre has taken note of the strategy."),
              "strategy", ("note",)),
        PROGRESS,
        MONEY,
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Published:
    """A count somebody published, beside which ours stands."""

    count: int
    year: int
    source: str


@cache
def published() -> dict[tuple[str, str], Published]:
    """By scope and stage."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {(row["scope"], row["stage"]): Published(int(row["count"]), int(row["year"]), row["source"])
                for row in csv.DictReader(file)}  # fmt: skip
