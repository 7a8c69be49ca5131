"""The interventions of a State's districts as the adopted versions in force have them, beside what a strategy took."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils.translation import get_language

from strategies.assembly.grouping import Likeness, likeness
from strategies.models import Strategy

# Rows are unfolded once (MATERIALIZED): a version has dozens, and unfolding it again for each row takes seconds.
IN_FORCE = """
    SELECT adoption.case_id AS plan_id, version.number, (row.said ->> 'id')::bigint AS intervention_id, row.said
      FROM strategies_adoption adoption
      JOIN cases_case plan ON plan.id = adoption.case_id AND plan.kind = 'plan' AND plan.state_id = %(state)s
      JOIN strategies_version version ON version.id = adoption.version_id
     CROSS JOIN LATERAL jsonb_array_elements(version.content -> 'interventions') AS row(said)
     WHERE adoption.ended_at IS NULL
"""
NAMED = "CASE WHEN %(hindi)s AND district.name_hi <> '' THEN district.name_hi ELSE district.name END"
NOT_TAKEN = f"""
    WITH in_force AS MATERIALIZED ({IN_FORCE})
    SELECT in_force.intervention_id, in_force.number, plan.reference, district.id, {NAMED},
           said ->> 'code', said ->> 'title', said ->> 'stage', said ->> 'category', said ->> 'scheme',
           said ->> 'asks_centre', said ->> 'ask', said ->> 'due_on', (said ->> 'amount')::numeric
      FROM in_force
      JOIN cases_case plan ON plan.id = in_force.plan_id
      JOIN geography_district district ON district.id = plan.district_id
     WHERE NOT EXISTS (SELECT FROM strategies_itemsource source WHERE source.strategy_id = %(strategy)s
                          AND source.intervention_id = in_force.intervention_id)
     ORDER BY district.name, district.id, said ->> 'code'
"""  # noqa: S608
CHANGED = f"""
    WITH differing AS (
        SELECT source.id, source.item_id, source.intervention_id, source.version_number, source.said,
               intervention.plan_id, version.id AS version_id, version.number
          FROM strategies_itemsource source
          JOIN strategies_intervention intervention ON intervention.id = source.intervention_id
          LEFT JOIN strategies_adoption adoption
            ON adoption.case_id = intervention.plan_id AND adoption.ended_at IS NULL
          LEFT JOIN strategies_version version ON version.id = adoption.version_id
         WHERE source.strategy_id = %(strategy)s AND (%(item)s::bigint IS NULL OR source.item_id = %(item)s)
           AND version.number IS DISTINCT FROM source.version_number
    ), in_force AS MATERIALIZED (
        SELECT (row.said ->> 'id')::bigint AS intervention_id, row.said
          FROM strategies_version version
         CROSS JOIN LATERAL jsonb_array_elements(version.content -> 'interventions') AS row(said)
         WHERE version.id IN (SELECT version_id FROM differing)
    )
    SELECT differing.id, item.code, item.title, plan.reference, {NAMED}, differing.version_number, differing.said,
           differing.number, in_force.said
      FROM differing
      JOIN strategies_strategyitem item ON item.id = differing.item_id
      JOIN cases_case plan ON plan.id = differing.plan_id
      JOIN geography_district district ON district.id = plan.district_id
      LEFT JOIN in_force ON in_force.intervention_id = differing.intervention_id
     WHERE in_force.said IS DISTINCT FROM differing.said
     ORDER BY item.code, district.name, differing.id
"""  # noqa: S608
SAID_NOW = f"""
    SELECT intervention_id, number, said FROM ({IN_FORCE}) in_force WHERE intervention_id = ANY(%(wanted)s)
"""  # noqa: S608


@dataclass(frozen=True)
class Row:
    """An intervention of an adopted plan that is in no item yet. version: of its plan, in force."""

    intervention: int
    version: int
    plan: str
    district_id: int
    district: str
    code: str
    title: str
    likeness: Likeness
    ask: str
    due_on: str | None
    amount: Decimal | None


@dataclass(frozen=True)
class Changed:
    """A row of an item that its plan in force has otherwise, or not any more (`now` is None).

    version: of the plan in force; None when none is.
    """

    source: int
    item: str
    item_title: str
    plan: str
    district: str
    version_pulled: int
    said: dict[str, Any]
    version: int | None
    now: dict[str, Any] | None

    @property
    def fields(self) -> list[tuple[str, Any, Any]]:
        """(field, as pulled, as adopted now); nothing and an empty text are the same."""
        if self.now is None:
            return []
        names = sorted({*self.said, *self.now} - {"id"})
        return [(name, self.said.get(name), self.now.get(name)) for name in names
                if (self.said.get(name) or None) != (self.now.get(name) or None)]  # fmt: skip


def not_taken(strategy: Strategy) -> list[Row]:
    """What the adopted plans of the State's districts have and the strategy has not, in one query."""
    return [
        Row(pk, number, plan, district_id, district, code, title, likeness(
            {"stage": stage, "category": category, "scheme": scheme, "asks_centre": agency}), ask or "", due_on, amount)
        for pk, number, plan, district_id, district, code, title, stage, category, scheme, agency, ask, due_on, amount
        in _rows(NOT_TAKEN, strategy)
    ]  # fmt: skip


def changed(strategy: Strategy, item: int | None = None) -> list[Changed]:
    """The rows (of one item) that are otherwise, or gone, in the version in force of their plan, in one query."""
    found = [
        Changed(pk, item, title, plan, district, pulled, json.loads(said), version, json.loads(now) if now else None)
        for pk, item, title, plan, district, pulled, said, version, now in _rows(CHANGED, strategy, item=item)
    ]
    return [row for row in found if row.now is None or row.fields]


def said_now(strategy: Strategy, interventions: list[int]) -> dict[int, tuple[int, dict[str, Any]]]:
    """intervention → (version in force of its plan, the row as that version has it)."""
    rows = _rows(SAID_NOW, strategy, wanted=interventions)
    return {intervention: (number, json.loads(said)) for intervention, number, said in rows}


def _rows(statement: str, strategy: Strategy, **more: Any) -> list[tuple]:
    named = {"state": strategy.case.state_id, "strategy": strategy.pk, "hindi": get_language() == "hi"}
    with connection.cursor() as cursor:
        cursor.execute(statement, named | more)
        return cursor.fetchall()
