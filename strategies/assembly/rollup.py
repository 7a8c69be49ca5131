"""What the adopted plans of a State's districts have in common: shown beside the section that rolls them up."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils.translation import get_language

from strategies.assembly.adopted import IN_FORCE
from strategies.models import Strategy

MOST = 8
KINDS = f"""
    WITH in_force AS MATERIALIZED ({IN_FORCE})
    SELECT stage.name, stage.name_hi, category.code, category.name, category.name_hi, common.districts, common.rows,
           common.amount
      FROM (SELECT said ->> 'stage' AS stage, said ->> 'category' AS category, count(DISTINCT plan_id) AS districts,
                   count(*) AS rows, sum((said ->> 'amount')::numeric) AS amount
              FROM in_force GROUP BY 1, 2) common
      LEFT JOIN bottlenecks_chainstage stage ON stage.code = common.stage
      LEFT JOIN bottlenecks_category category ON category.code = common.category
     ORDER BY common.districts DESC, common.rows DESC, category.code, stage.position LIMIT %(most)s
"""  # noqa: S608
PRODUCTS = """
    SELECT left(code, 4), count(DISTINCT adoption.case_id)
      FROM strategies_adoption adoption
      JOIN cases_case plan ON plan.id = adoption.case_id AND plan.kind = 'plan' AND plan.state_id = %(state)s
      JOIN strategies_version version ON version.id = adoption.version_id
     CROSS JOIN LATERAL jsonb_array_elements(version.content -> 'products') AS product(said)
     CROSS JOIN LATERAL jsonb_array_elements_text(product.said -> 'codes') AS hs(code)
     WHERE adoption.ended_at IS NULL
     GROUP BY 1 HAVING count(DISTINCT adoption.case_id) > 1 ORDER BY 2 DESC, 1 LIMIT %(most)s
"""
ADOPTED = """
    SELECT count(DISTINCT plan.district_id) FILTER (WHERE adoption.id IS NOT NULL), count(DISTINCT district.id)
      FROM geography_district district
      LEFT JOIN cases_case plan ON plan.district_id = district.id AND plan.kind = 'plan'
      LEFT JOIN strategies_adoption adoption ON adoption.case_id = plan.id AND adoption.ended_at IS NULL
     WHERE district.state_id = %(state)s AND district.retired_on IS NULL
"""


@dataclass(frozen=True)
class Common:
    """Interventions of one stage and sub-category: in how many districts, how many, for how much."""

    label: str
    districts: int
    rows: int
    amount: Decimal | None


@dataclass(frozen=True)
class RollUp:
    """adopted: districts with a plan in force, of `districts` the State has. headings: HS heading → districts."""

    adopted: int
    districts: int
    kinds: list[Common]
    headings: list[tuple[str, int]]


def roll_up(strategy: Strategy) -> RollUp:
    """Three queries over the versions in force."""
    [(adopted, districts)] = _rows(ADOPTED, strategy)
    kinds = [Common(_label(*row[:5]), *row[5:]) for row in _rows(KINDS, strategy)]
    return RollUp(adopted, districts, kinds, _rows(PRODUCTS, strategy))


def _label(stage: str | None, stage_hi: str, code: str | None, category: str, category_hi: str) -> str:
    hindi = get_language() == "hi"
    named = [
        f"{code} {category_hi if hindi and category_hi else category}" if code else "",
        (stage_hi if hindi and stage_hi else stage) or "",
    ]
    return " · ".join(name for name in named if name) or "–"


def _rows(statement: str, strategy: Strategy) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"state": strategy.case.state_id, "most": MOST})
        return cursor.fetchall()
