"""Plans and strategies that were adopted on paper, at each step of being brought in."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from strategies.life.start import bring_in
from strategies.models import DocumentKind, Intervention, Plan, Strategy, StrategyItem, Target, TargetYear
from tests.cast import Cast
from tests.strategies.planning import WHOLE, go

PAPER = {
    "title": "Export plan of Ri Bhoi 2022", "first_year": "2022", "last_year": "2027", "order_number": "DIC/2022/9",
    "order_date": "2022-07-14", "issued_by": "Deputy Commissioner, Ri Bhoi",
}  # fmt: skip
OF_THE_STATE = PAPER | {"title": "Export strategy of Meghalaya 2022", "issued_by": "Chief Secretary, Meghalaya"}
WRONG = {"reason": "The order speaks of three mills and not of two."}


def pdf(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.4\n% " + name.encode() + b"\n%%EOF", content_type="application/pdf")


def papers() -> dict[str, SimpleUploadedFile]:
    return {"plan_paper": pdf("plan.pdf"), "order_paper": pdf("order.pdf")}


def begun(cast: Cast, name: str = "convener", **changed) -> Plan:
    """Brought in, nothing entered yet."""
    return bring_in(by=cast.actor(name), kind=DocumentKind.PLAN, data=PAPER | changed, files=papers())


def entered(cast: Cast) -> Plan:
    """With an intervention as it was adopted (I-01: to 2027) and a target of exports; no text, no product."""
    plan = begun(cast)
    Intervention.objects.create(
        plan=plan, code="I-01", title="A training centre at Nongpoh", **WHOLE | {"starts_on": "2022-10-01"}
    )
    target = Target.objects.create(case=plan.case, kind="export_value", title="Exports", unit="INR crore", baseline=4)
    for year in range(2022, 2028):
        TargetYear.objects.create(target=target, year=year, value=year - 2015)
    return plan


def put_forward(cast: Cast) -> Plan:
    return go(cast, entered(cast), "put_forward", "convener")


def confirmed(cast: Cast) -> Plan:
    """By the district's chair: the State has it."""
    return go(cast, put_forward(cast), "confirm", "chair")


def brought_in(cast: Cast) -> Plan:
    """In force."""
    return go(cast, confirmed(cast), "confirm_for_the_state", "sepc")


def strategy_begun(cast: Cast, name: str = "sepc") -> Strategy:
    return bring_in(by=cast.actor(name), kind=DocumentKind.STRATEGY, data=OF_THE_STATE, files=papers())


def strategy_entered(cast: Cast) -> Strategy:
    strategy = strategy_begun(cast)
    StrategyItem.objects.create(strategy=strategy, code="S-01", title="A single window", owner=cast.sepc.post)
    return strategy


def strategy_put_forward(cast: Cast) -> Strategy:
    return go(cast, strategy_entered(cast), "put_forward", "sepc")


def strategy_brought_in(cast: Cast) -> Strategy:
    """In force; the Centre has to note it."""
    return go(cast, strategy_put_forward(cast), "confirm", "sepc_chair")
