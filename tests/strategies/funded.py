"""Adopted plans with interventions made directly, and money at each of its stages: helpers for money and monitoring."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.backends.postgresql.psycopg_any import DateRange

from bottlenecks.models import ChainStage
from cases.models import Case
from escalations.models import Policy
from institutions import clock
from strategies.models import Adoption, DocumentStatus, Funding, Intervention, Plan, Target, TargetYear, Version
from strategies.money.start import request_money
from strategies.monitoring.measures import record_measures
from strategies.versions.content import content_of, fingerprint
from tests.cast import LONG_AGO, Cast
from tests.strategies.planning import drafted
from workflow.engine import perform

INDIA = ZoneInfo("Asia/Kolkata")
REQUEST = {"source": "state", "year": "2026", "amount": "10,00,000", "on": "2026-03-02", "paper": "DIC/F/1"}
SANCTION = {"amount": "800000", "on": "2026-03-02", "paper": "S/1", "release_due_on": "2026-03-31"}
RELEASE = {"amount": "800000", "on": "2026-03-02", "paper": "R/1"}
USE = {"amount": "500000", "on": "2026-03-02", "paper": "B/1", "note": "The floor and the roof of the packhouse."}
CERTIFICATE = {"amount": "500000", "on": "2026-03-02", "paper": "UC/1"}
WRONG = "A digit too many was typed."
LADDER = [  # level, holder, copied, acknowledge, act
    (0, "releasing", "", 30, None),
    (1, "sepc.convener", "releasing", None, 15),
    (2, "sepc.chair", "sepc.convener", None, 15),
]


def at(day: str, hour: int = 10) -> datetime:
    """A moment in India, for `clock.freeze`."""
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), INDIA).replace(hour=hour)


def add_ladder() -> None:
    """The rungs of the ladder "funding" of the tests."""
    Policy.objects.bulk_create(
        Policy(
            kind="funding", ladder="document", level=level, title=f"funding {level}", holder=holder, copied=copied,
            acknowledge_days=acknowledge, act_days=act, source="Test order", during=DateRange(LONG_AGO, None),
        )
        for level, holder, copied, acknowledge, act in LADDER
    )  # fmt: skip


def intervention(plan: Plan, code: str = "I-01", **facts) -> Intervention:
    """A packhouse: nothing in April 2026, twelve tonnes a day in March 2027."""
    said = {
        "title": "Packhouse at Nongpoh", "indicator": "Capacity", "unit": "tonnes a day", "baseline": Decimal(0),
        "target": Decimal(12), "starts_on": date(2026, 4, 1), "due_on": date(2027, 3, 31),
        "amount": Decimal(1_600_000), "budget_head": "2852-08", "stage": ChainStage.objects.first(),
        "owner": plan.body.posts.first(), "evidence_type": "report", "description": "For turmeric and ginger.",
    } | facts  # fmt: skip
    return Intervention.objects.create(plan=plan, code=code, **said)


def target(case, title: str = "Exports of the district", **facts) -> Target:
    """Exports of 100 in 2026-27 and 200 in 2027-28."""
    years = facts.pop("years", {2026: 100, 2027: 200})
    said = {"kind": "export_value", "unit": "INR crore", "baseline": Decimal(80), "baseline_year": 2024} | facts
    made = Target.objects.create(case=case, title=title, **said)
    for year, value in years.items():
        TargetYear.objects.create(target=made, year=year, value=Decimal(value))
    return made


def in_force(plan: Plan) -> Plan:
    """The plan as after its approvals and order, written directly: the way there has tests of its own."""
    case, at = plan.case, clock.now()
    content = content_of(case)
    version = Version.objects.create(
        case=case, number=1, cycle=1, content=content, sha256=fingerprint(content),
        by_post=plan.body.posts.get(role="convener"), at=at,
    )  # fmt: skip
    adoption = Adoption.objects.create(
        case=case, version=version, order_number="DIC/2026/17", order_date=clock.today(), adopted_at=at
    )
    record_measures(adoption)
    Case.objects.filter(pk=case.pk).update(status=DocumentStatus.ADOPTED)
    case.refresh_from_db()
    return plan


def adopted_with(cast: Cast, number: int = 1, **facts) -> tuple[Plan, list[Intervention]]:
    """An adopted plan with so many interventions of the tests."""
    plan = drafted(cast)
    rows = [intervention(plan, f"I-{50 + n}", **facts) for n in range(number)]
    return in_force(plan), rows


def requested(cast: Cast, row: Intervention, **said) -> Funding:
    return request_money(by=cast.actor("convener"), intervention=row, data=REQUEST | said)


def move(cast: Cast, funding: Funding, verb: str, name: str, data: dict | None = None, files=None) -> Funding:
    """Make a move as somebody of the cast; the source of money as it is afterwards."""
    return perform(funding.case, verb, by=cast.actor(name), data=data, files=files).subject


def sanctioned(cast: Cast, row: Intervention, **said) -> Funding:
    return move(cast, requested(cast, row), "sanction", "sepc", SANCTION | said)


def released(cast: Cast, row: Intervention) -> Funding:
    return move(cast, sanctioned(cast, row), "release", "sepc", RELEASE)


def used(cast: Cast, row: Intervention) -> Funding:
    return move(cast, released(cast, row), "utilise", "convener", USE)
