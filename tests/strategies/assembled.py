"""Adopted plans of Meghalaya's districts, and a strategy put together from them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Max

from bottlenecks.models import Bottleneck, ChainStage
from cases.models import Case
from cases.record import next_reference
from geography.models import District
from institutions import clock
from institutions.models import Body, Post
from strategies.models import (
    Adoption,
    DocumentStatus,
    Intervention,
    Plan,
    Scheme,
    Section,
    SectionKind,
    Strategy,
    Version,
)
from strategies.versions.content import content_of, fingerprint
from tests.cast import Cast
from tests.strategies.planning import prepared, strategy_drafted

CRORE = Decimal("10000000")


@pytest.fixture
def assembling(cast, at_monday) -> Cast:
    """The cast with `ribhoi_plan` and `khasi_plan` adopted, four interventions in three likenesses, and `strategy`.

    lab_a (Ri Bhoi) and lab_b (East Khasi Hills): laboratories asked of APEDA, ₹ 2 and 3 crore. depot (Ri Bhoi): no
    scheme, ₹ 1 crore. tied (East Khasi Hills): as lab_b, under TIES, ₹ 4 crore, half of it asked of the scheme.
    """
    prepared(cast)
    cast.ties = Scheme.objects.create(code="ties", name="TIES", source="Test order")
    cast.ribhoi_plan, cast.khasi_plan = plan_of(cast.depc_ribhoi), plan_of(cast.depc_khasi)
    lab = {"stage": cast.testing, "category": cast.lab, "asks_centre": cast.apeda, "ask": "A laboratory for residues"}
    cast.lab_a = intervention(cast.ribhoi_plan, "Residue laboratory", amount=2 * CRORE, **lab)
    cast.depot = intervention(
        cast.ribhoi_plan, "Road to the depot", stage=cast.testing, category=cast.road, amount=CRORE
    )
    cast.lab_b = intervention(cast.khasi_plan, "Laboratory in Sohra", amount=3 * CRORE, **lab)
    tied = lab | {"scheme": cast.ties, "scheme_share": Decimal(50), "own_contribution": CRORE / 2}
    cast.tied = intervention(cast.khasi_plan, "Accreditation", amount=4 * CRORE, **tied)
    adopt(cast.ribhoi_plan)
    adopt(cast.khasi_plan)
    cast.strategy = strategy_drafted(cast)
    return cast


def plan_of(body: Body) -> Plan:
    """A plan of a district's committee, with its sections written; nothing is adopted yet."""
    at, district = clock.now(), body.district
    case = Case.objects.create(
        kind="plan", title=f"Export plan of {district.name}", district=district, state=district.state, origin=body,
        reference=next_reference(prefix=f"{district.state.code}-{district.code}-DEAP", year=at.year),
        status=DocumentStatus.DRAFT, created_at=at, opened_at=at, changed_at=at,
    )  # fmt: skip
    plan = Plan.objects.create(case=case, body=body, first_year=2026, last_year=2028)
    kinds = SectionKind.objects.filter(document="plan")
    Section.objects.bulk_create(Section(case=case, kind=kind, text="Two thousand growers.", number=1) for kind in kinds)
    return plan


def intervention(plan: Plan, title: str, **facts: Any) -> Intervention:
    """One more intervention of a plan, complete, owned by its convener."""
    last = Intervention.objects.filter(plan=plan).aggregate(last=Max("code"))["last"] or "I-00"
    usual: dict[str, Any] = {
        "owner": Post.objects.filter(body=plan.body, role="convener").first(), "starts_on": date(2026, 6, 1),
        "due_on": date(2027, 1, 31), "budget_head": "2852", "indicator": "Tests a month", "unit": "tests",
        "baseline": Decimal(0), "target": Decimal(40), "evidence_type": "certificate",
    }  # fmt: skip
    return Intervention.objects.create(plan=plan, code=f"I-{int(last[2:]) + 1:02d}", title=title, **usual | facts)


def adopt(plan: Plan) -> Version:
    """What the plan says now is its adopted version from now on."""
    case, at = plan.case, clock.now()
    by = Post.objects.filter(body=plan.body, role="convener").first()
    number = case.versions.count() + 1
    content = content_of(case)
    version = Version.objects.create(
        case=case, number=number, cycle=number, content=content, sha256=fingerprint(content), by_post=by, at=at
    )
    Adoption.objects.filter(case=case, ended_at=None).update(ended_at=at)
    Adoption.objects.create(
        case=case, version=version, order_number=f"DIC/2026/{case.pk}/{number}", order_date=date(2026, 3, 2),
        adopted_at=at,
    )  # fmt: skip
    Case.objects.filter(pk=case.pk).update(status=DocumentStatus.ADOPTED)
    return version


def bottleneck_of(body: Body, title: str, cast: Cast, **facts: Any) -> Bottleneck:
    """A bottleneck logged by a district's committee, without its life so far."""
    at, district = clock.now(), body.district
    case = Case.objects.create(
        kind="bottleneck", title=title, district=district, state=district.state, origin=body, status="open",
        reference=next_reference(prefix=f"{district.state.code}-{district.code}", year=at.year),
        created_at=at, opened_at=at, changed_at=at,
    )  # fmt: skip
    usual = {"area": cast.quality, "category": cast.lab, "affected": "12 exporters", "severity": "high"}
    return Bottleneck.objects.create(case=case, **usual | facts)


def a_state_of(cast: Cast, districts: int, interventions: int) -> Strategy:
    """A strategy of Meghalaya with as many more districts, each with so many interventions in its adopted plan."""
    prepared(cast)
    for n in range(9):
        ChainStage.objects.create(code=f"stage-{n}", name=f"Stage {n}", position=n)
    more_districts(cast, range(districts), interventions)
    return strategy_drafted(cast)


def more_districts(cast: Cast, numbers: range, interventions: int) -> None:
    """Districts with adopted plans. Every tenth intervention is asked of APEDA, every fourth is for a bottleneck."""
    stages = list(ChainStage.objects.order_by("position", "pk"))
    for n in numbers:
        district = District.objects.create(
            lgd_code=f"9{n:03d}", state=cast.meghalaya, code=f"D{n:03d}", name=f"District {n:03d}", lat=25.5, lon=91.9
        )
        body = Body.objects.create(
            kind="depc",
            code=f"DEPC-ML-D{n:03d}",
            name=f"DEPC District {n:03d}",
            state=cast.meghalaya,
            district=district,
        )
        Post.objects.create(body=body, role="convener", seat="dic-gm", title="Convener")
        plan = plan_of(body)
        rows = _interventions(cast, plan, stages, interventions)
        stuck = bottleneck_of(body, f"No laboratory in {district.name}", cast, rupees_at_stake=10_000_000,
                              stake_basis="Exporters' estimate")  # fmt: skip
        stuck.interventions.set(rows[::4])
        adopt(plan)


def _interventions(cast: Cast, plan: Plan, stages: list, count: int) -> list[Intervention]:
    owner = Post.objects.get(body=plan.body)
    return Intervention.objects.bulk_create(
        Intervention(
            plan=plan, code=f"I-{n:02d}", title=f"Intervention {n} of {plan.body.district.name}",
            description="What is done, where, by whom and with which result, in the words of the committee. " * 4,
            stage=stages[n % len(stages)], category=cast.lab if n % 2 else cast.road, owner=owner,
            starts_on=date(2026, 6, 1), due_on=date(2027 + n % 3, 1, 31), amount=CRORE * (n + 1) / 10,
            indicator="Tests a month", unit="tests", baseline=Decimal(0), target=Decimal(n), evidence_type="report",
            asks_centre=None if n % 10 else cast.apeda, ask="" if n % 10 else "A laboratory for residues",
        )
        for n in range(1, count + 1)
    )  # fmt: skip
