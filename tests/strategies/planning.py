"""The cast with what plans and strategies need: their sections, rules of approval, clocks, and the approving posts."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.backends.postgresql.psycopg_any import DateRange

from escalations.models import Policy
from institutions.models import Post
from products.identified.listing import Entry, list_products
from products.models import IdentifiedProduct, ProductKind
from strategies.life.start import start_document
from strategies.loader import load_outlines
from strategies.models import (
    DocumentKind,
    Intervention,
    Plan,
    PlanProduct,
    Section,
    Strategy,
    StrategyItem,
    Target,
    TargetYear,
)
from tests.cast import LONG_AGO, Cast, appoint
from workflow.engine import perform

PLAN = {"title": "Export plan of Ri Bhoi", "first_year": "2026", "last_year": "2028"}
STRATEGY = {"title": "Export strategy of Meghalaya", "first_year": "2026", "last_year": "2030"}
REASON = "The targets do not say from which baseline they start."
ORDER = {"order_number": "DIC/2026/17", "order_date": "2026-03-02", "eoffice_number": "E-4711"}
WHOLE = {  # what an intervention is asked for, less stage and owner
    "starts_on": date(2026, 4, 1), "due_on": date(2027, 3, 31), "budget_head": "State budget 2851",
    "indicator": "Nurses trained", "unit": "nurses", "baseline": 0, "target": 120, "evidence_type": "certificate",
}  # fmt: skip
LADDERS = [  # kind, level, holder, copied, acknowledge, act
    ("plan", 0, "depc.convener", "depc.chair", None, 20),
    ("plan", 1, "depc.chair", "depc.co_chair", None, 15),
    ("plan", 2, "sepc.convener", "", 5, 30),
    ("plan", 3, "sepc.chair", "sepc.convener", None, 15),
    ("strategy", 0, "sepc.convener", "sepc.co_convener", None, 20),
    ("strategy", 1, "sepc.chair", "sepc.convener", None, 20),
    ("strategy", 2, "apex.nodal_officer", "sepc.convener", None, 30),
    ("condition", 0, "committee.convener", "committee.chair", None, None),
    ("condition", 1, "above.convener", "committee.chair", None, 10),
]


@pytest.fixture
def planning(cast, at_monday) -> Cast:
    """The cast with `co_chair` (district), `co_convener` and `sepc_member` (State), and what documents need."""
    return prepared(cast)


def prepared(cast: Cast) -> Cast:
    for name, body, role, seat in [
        ("co_chair", cast.depc_ribhoi, "co_chair", "dgft-ra"),
        ("co_convener", cast.sepc_ml, "co_convener", "dgft-ra"),
        ("sepc_member", cast.sepc_ml, "member", "finance"),
    ]:
        post = Post.objects.create(body=body, role=role, seat=seat, title=role.replace("_", " ").capitalize())
        setattr(cast, name, appoint(name, post, DateRange(LONG_AGO, None)))
    load_outlines()
    Policy.objects.bulk_create(
        Policy(kind=kind, ladder="document", level=level, title=f"{kind} {level}", holder=holder, copied=copied,
               acknowledge_days=acknowledge, act_days=act, source="Test order", during=DateRange(LONG_AGO, None))
        for kind, level, holder, copied, acknowledge, act in LADDERS
    )  # fmt: skip
    return cast


def drafted(cast: Cast) -> Plan:
    """A plan of Ri Bhoi just begun by its convener: nothing is filled in."""
    return start_document(by=cast.actor("convener"), kind=DocumentKind.PLAN, data=PLAN)


def written(cast: Cast) -> Plan:
    """The plan with all it needs: a text in every section, a product, an intervention and a target."""
    plan = drafted(cast)
    Section.objects.filter(case=plan.case).update(text="Two thousand growers, three mills.", number=1)
    filled(cast, plan)
    return plan


def filled(cast: Cast, plan: Plan) -> None:
    """Give a plan a service as its product, one whole intervention (I-50) and a target for each of its years."""
    service = Entry(cast.ribhoi, "Nursing training for hospitals abroad", kind=ProductKind.SERVICE)
    list_products([service], listed_in="List of a test", suggested_by="")
    product = IdentifiedProduct.objects.get(list_row=service.row)
    PlanProduct.objects.create(plan=plan, product=product)
    Intervention.objects.create(
        plan=plan, code="I-50", title="A training centre at Nongpoh", stage=cast.testing, owner=cast.convener.post,
        **WHOLE,
    )  # fmt: skip
    target = Target.objects.create(
        case=plan.case, kind="export_value", title="Exports of services", unit="INR crore", baseline=4,
        baseline_year=2024, source="Survey of the district",
    )  # fmt: skip
    for year in range(plan.first_year, plan.last_year + 1):
        TargetYear.objects.create(target=target, year=year, value=year - 2020)


def go(cast: Cast, document: Plan | Strategy, verb: str, name: str, data: dict | None = None, files=None):
    """Make a move as somebody of the cast; returns the document as it is afterwards."""
    return perform(document.case, verb, by=cast.actor(name), data=data, files=files).subject


def submitted(cast: Cast) -> Plan:
    """With the two approvers of the district."""
    return go(cast, written(cast), "submit", "convener")


def sent(cast: Cast) -> Plan:
    """Approved by the district's chair and co-chair: with the State's committee, not accepted yet."""
    return go(cast, go(cast, submitted(cast), "sign", "chair"), "countersign", "co_chair")


def accepted(cast: Cast) -> Plan:
    """Under review by the State's committee, locked."""
    return go(cast, sent(cast), "accept", "sepc")


def approved(cast: Cast) -> Plan:
    """Approved by the State's chair and convener; the district has to notify it."""
    return go(cast, go(cast, accepted(cast), "approve", "sepc_chair"), "co_approve", "sepc")


def adopted(cast: Cast) -> Plan:
    """Notified by its order: in force."""
    return go(cast, approved(cast), "notify", "convener", ORDER, {"evidence": order()})


def order() -> SimpleUploadedFile:
    """The paper of the order: a PDF by its first bytes."""
    return SimpleUploadedFile("order.pdf", b"%PDF-1.4\n% a test order\n%%EOF", content_type="application/pdf")


def strategy_drafted(cast: Cast) -> Strategy:
    """A strategy of Meghalaya just begun by its convener."""
    return start_document(by=cast.actor("sepc"), kind=DocumentKind.STRATEGY, data=STRATEGY)


def strategy_written(cast: Cast) -> Strategy:
    """The strategy with all it needs: a text in every section, an item (S-050) with its owner, and a target."""
    strategy = strategy_drafted(cast)
    Section.objects.filter(case=strategy.case).update(text="Spices first.", number=1)
    StrategyItem.objects.create(
        strategy=strategy, code="S-050", title="A single window for exporters", owner=cast.sepc.post
    )
    target = Target.objects.create(
        case=strategy.case, kind="export_value", title="Exports of the State", unit="INR crore", baseline=40,
        baseline_year=2024, source="Commerce Department",
    )  # fmt: skip
    for year in range(strategy.first_year, strategy.last_year + 1):
        TargetYear.objects.create(target=target, year=year, value=10 * (year - 2020))
    return strategy


def strategy_submitted(cast: Cast) -> Strategy:
    """With the State's chair and co-convener."""
    return go(cast, strategy_written(cast), "submit", "sepc")


def strategy_adopted(cast: Cast) -> Strategy:
    """In force; the Centre has to note it."""
    strategy = go(cast, strategy_submitted(cast), "approve", "sepc_chair")
    strategy = go(cast, strategy, "co_approve", "co_convener")
    return go(cast, strategy, "notify", "sepc", ORDER, {"evidence": order()})
