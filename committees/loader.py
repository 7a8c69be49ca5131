"""Loads the likely composition, the rules of procedure and the competencies from the tables in data/."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from committees.models import Competency, CompositionRow, ProcedureRule
from institutions.tables import add_dated, add_missing, in_force, read_table

DATA = Path(__file__).parent / "data"
TEXTS = ("required", "minima", "source", "kind")


@dataclass(frozen=True)
class Loaded:
    """How many rows were added."""

    composition: int
    procedures: int
    competencies: int


@transaction.atomic
def load_committees() -> Loaded:
    """Create the rows which are missing; what officers changed is not overwritten."""
    competencies = [Competency(**row) for row in read_table(DATA / "competencies.csv")]
    return Loaded(
        composition=_add_composition(),
        procedures=add_dated(_procedures(), key=lambda row: (row.kind, row.body_id)),
        competencies=add_missing(competencies),
    )


def _add_composition() -> int:
    present = set(CompositionRow.objects.values_list("committee", "role", "seat"))
    rows = read_table(DATA / "composition.csv")
    new = [
        CompositionRow(**{**row, "invited": row["invited"] == "1"})
        for row in rows
        if (row["committee"], row["role"], row["seat"]) not in present
    ]
    CompositionRow.objects.bulk_create(new)
    return len(new)


def _procedures() -> list[ProcedureRule]:
    return [
        ProcedureRule(
            during=in_force(row),
            **{name: row[name] for name in TEXTS},
            **{name: _number(cell) for name, cell in row.items() if name not in (*TEXTS, "valid_from")},
        )
        for row in read_table(DATA / "procedure.csv")
    ]


def _number(cell: str) -> int | None:
    return int(cell) if cell else None
