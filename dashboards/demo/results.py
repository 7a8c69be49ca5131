"""What became of the demo's adopted plans: money, quarters reported, and records of their mechanisms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from dashboards.demo.plans import LAKH, REFUSED, committee, morning
from dashboards.demo.stage import Cast, Stage
from geography.models import District
from institutions import clock
from institutions.actors import Actor
from institutions.models import PostRole
from products.models import Facility, FacilityKind
from strategies.mechanisms import entries
from strategies.mechanisms.aggregation.sums import sums_of
from strategies.mechanisms.aggregation.workflow import post_round
from strategies.mechanisms.forms import FORMS
from strategies.models import AggregationRound, Funding, Intervention, Mechanism, Plan
from strategies.money.start import request_money
from strategies.monitoring.entry import rows_of, save_rows
from strategies.monitoring.quarters import quarter_of
from workflow.engine import perform

FIRMS = (("Upper block growers (demo)", "fpo", "22"), ("Lower block growers (demo)", "fpo", "14.5"),
         ("Women’s collective (demo)", "shg", "6"))  # fmt: skip
PACES = ("1.05", "0.94", "0.78", "0.5")  # of the planned path: green, green, amber, red
SOURCE = "Register of the DIC (demo)"


def enter(stage: Stage, cast: Cast, plans: list[Plan]) -> int:
    """Play them for the plans that are adopted; how many there are. What a rule refused is left out and counted."""
    adopted = [plan for plan in plans if plan.case.adoptions.filter(ended_at=None).exists()]
    for place, plan in enumerate(adopted):
        play = Results(stage, cast, plan, place)
        for part in (play.money, play.quarter, play.packaging, play.training, play.leaders, play.round):
            try:
                part()
            except REFUSED as problem:
                stage.left_out[f"{plan}: {part.__name__} ({problem})"[:200]] += 1
    return len(adopted)


@dataclass
class Results:
    """One adopted plan and what is entered about it."""

    stage: Stage
    cast: Cast
    plan: Plan
    place: int

    @property
    def district(self) -> District:
        return self.plan.case.district

    @property
    def convener(self) -> Actor:
        return self.cast.actor(self.cast.posts[committee(self.cast, self.district).pk, PostRole.CONVENER])

    def at(self, days: float) -> Any:
        return clock.freeze(morning(self.stage.now, days))

    def of(self, mechanism: str) -> Intervention | None:
        rows = Intervention.objects.current().filter(plan=self.plan, mechanism=mechanism)
        return rows.select_related("plan__case", "plan__body").first()

    def money(self) -> None:
        """The State's money of the first intervention: asked for, granted, released late in every third district."""
        one = (
            Intervention.objects.current().filter(plan=self.plan).select_related("plan__case__district__state").first()
        )
        amount = int(one.amount or LAKH)
        with self.at(80):
            asked = {"source": "state", "year": str(self.plan.first_year), "amount": str(amount), "paper": "DIC/demo/3"}
            funding = request_money(by=self.convener, intervention=one, data=asked | {"on": clock.today().isoformat()})
        releasing = self.cast.actor(funding.releasing)
        with self.at(70):
            on = {"on": clock.today().isoformat()}
            due = {"release_due_on": (clock.today() + timedelta(days=30)).isoformat()}
            said = {"amount": str(amount * 9 // 10), "paper": "Sanction (demo) 41"}
            self._money(funding, "sanction", releasing, said | on | due)
        if self.place % 3 == 1:
            return
        with self.at(45):
            rest = {"rest_due_on": (clock.today() + timedelta(days=90)).isoformat()}
            said = {"amount": str(amount // 2), "paper": "Release (demo) 12", "on": clock.today().isoformat()}
            self._money(funding, "release", releasing, said | rest)
        if self.place % 2 == 0:
            with self.at(12):
                said = {"amount": str(amount // 3), "note": "Equipment ordered and paid for on delivery."}
                self._money(funding, "utilise", self.convener, said | {"on": clock.today().isoformat()})

    def _money(self, funding: Funding, verb: str, by: Actor, said: dict[str, str]) -> None:
        perform(funding.case, verb, by=by, data=said)

    def quarter(self) -> None:
        """The last full quarter, reported; every fifth district is silent."""
        if self.place % 5 == 4:
            return
        with self.at(20):
            quarter = quarter_of(clock.today() - timedelta(days=75))
            data: dict[str, str] = {}
            for n, row in enumerate(rows_of(self.plan.case, quarter)):
                pace = Decimal(PACES[(n + self.place) % len(PACES)])
                if row.default is not None:
                    data |= {f"{row.name}-actual": str((row.default * pace).quantize(Decimal("0.01"))),
                             f"{row.name}-seen": "0"}  # fmt: skip
            save_rows(by=self.convener, document=self.plan, quarter=quarter, data=data, files={})

    def packaging(self) -> None:
        if one := self.of(Mechanism.PACKAGING):
            with self.at(15):
                self._record("packaging", {
                    "intervention": one.pk, "provider": f"Common facility centre, {self.district.name} (demo)",
                    "unit_cost": "38.00", "unit": "box of 5 kg", "users": str(4 + self.place % 6),
                    "standard": "ISPM-15",
                    "standard_met_on": (clock.today() - timedelta(days=9)).isoformat(),
                })  # fmt: skip

    def training(self) -> None:
        if one := self.of(Mechanism.TRAINING):
            with self.at(14):
                ended = clock.today() - timedelta(days=20)
                counted = {"exporting": "4", "counted_on": clock.today().isoformat()} if self.place % 2 else {}
                self._record("training", {
                    "intervention": one.pk, "title": "Export papers in three days (demo)", "stage": one.stage_id,
                    "began_on": (ended - timedelta(days=3)).isoformat(), "ended_on": ended.isoformat(),
                    "trained": "32", "certified": "27",
                } | counted)  # fmt: skip

    def leaders(self) -> None:
        if one := self.of(Mechanism.LEADERS):
            with self.at(10):
                self._record("recognition", {
                    "intervention": one.pk, "rule": "handover", "leader": "A local leader (demo)", "agreed": "on",
                    "outcome": "Carries the register of lots of the cluster since April.",
                    "paper": "Minutes of the committee (demo)", "recognised_on": clock.today().isoformat(),
                })  # fmt: skip

    def _record(self, kind: str, said: dict[str, Any]) -> None:
        entries.enter(by=self.convener, plan=self.plan, kind=FORMS[kind], data=said | {"source": SOURCE})

    def round(self) -> None:
        """A round that is open in one district, being procured in the next, settled in the third."""
        one = self.of(Mechanism.AGGREGATION)
        offices = self.cast.offices(self.district)
        if one is None or not offices:
            return
        port = Facility.objects.filter(
            kind__in=[FacilityKind.ICD, FacilityKind.CFS], district__state=self.district.state
        )
        began = (12, 40, 70)[self.place % 3]
        with self.at(began):
            product = one.products.first()
            said = {
                "title": f"{product} for one buyer (demo)"[:200], "intervention": one.pk, "product": product.pk,
                "quality": "Even grade, moisture as the buyer’s contract says", "quantity": "40",
                "closes_on": (clock.today() + timedelta(days=21)).isoformat(), "aggregator": offices[0].pk,
                "dry_port": getattr(port.order_by("name").first(), "pk", ""),
            }  # fmt: skip
            round_ = post_round(by=self.convener, plan=self.plan, data=said)
        for firm, kind, tonnes in FIRMS:
            with self.at(began - 4):
                perform(
                    round_.case, "pledge", by=self.convener, data={"firm": firm, "firm_kind": kind, "tonnes": tonnes}
                )
        if began > 21:
            self._procured(round_, self.cast.actor(offices[0]), began)

    def _procured(self, round_: AggregationRound, aggregator: Actor, began: int) -> None:
        with self.at(began - 14):
            perform(round_.case, "close", by=self.convener, data={})
        with self.at(began - 20):
            on = {"on": clock.today().isoformat()}
            for firm in sums_of(round_).firms:
                tonnes = firm.pledged
                said = {"firm": firm.key, "offered": tonnes, "procured": tonnes * 9 / 10, "rejected": tonnes / 10}
                perform(round_.case, "lot", by=aggregator, data=said | on | {"why_rejected": "Mixed grades"})
            stock = sums_of(round_).in_stock
            if round_.dry_port and began > 60:
                said = {"tonnes": stock, "to": round_.dry_port_id, "paper": "LR 118 (demo)"}
                perform(round_.case, "dispatch", by=aggregator, data=said | on)
                perform(round_.case, "settle", by=self.convener, data={})
