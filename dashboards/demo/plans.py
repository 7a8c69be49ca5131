"""The demo's District Export Action Plans: forty districts in believable stages, played by the real operations."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from cases.models import Case
from dashboards.demo import people
from dashboards.demo.paper import page
from dashboards.demo.stage import Cast, Stage
from dashboards.demo.tables import DISTRICTS, PLAN_INTERVENTIONS, PLAN_SECTIONS
from geography.models import District, State
from institutions import clock
from institutions.actors import Actor
from institutions.models import Body, BodyKind, PostRole
from strategies import comments
from strategies.interventions import write as interventions
from strategies.interventions.choices import Choices
from strategies.interventions.gaps import GONE
from strategies.life.start import start_document
from strategies.life.years import financial_year
from strategies.models import DocumentKind, Plan, Section, Strategy
from strategies.schemes.standing import closed_on
from strategies.targets import write as targets
from strategies.views.sections import write_section
from workflow.engine import perform
from workflow.errors import Invalid, NotNow, NotPermitted

REFUSED = (Invalid, NotNow, NotPermitted, LookupError, Case.DoesNotExist)
LAKH = 100_000
CHANGES = (
    "Say for each target from which year and which source its baseline is.\n"
    "Name who pays for the upkeep of the shared line."
)
CONDITION = "The State's share is released once the land for the shared line is handed over to the committee."
REMARK = "The figure of exporters is older than the register; the DIC has 14 more since April."


@dataclass(frozen=True)
class Beat:
    """A move of a plan: days after it was begun, verb, whose seat (of the district unless `state`)."""

    day: int
    verb: str
    seat: str
    state: bool = False
    said: dict[str, str] = field(default_factory=dict)


LIFE = (
    Beat(9, "consult", PostRole.CONVENER, said={"note": "Look at the targets and at who owns what."}),
    Beat(24, "end_consultation", PostRole.CONVENER),
    Beat(26, "submit", PostRole.CONVENER),
    Beat(30, "sign", PostRole.CHAIR),
    Beat(36, "countersign", PostRole.CO_CHAIR),
    Beat(41, "accept", PostRole.CONVENER, state=True),
    Beat(60, "approve", PostRole.CHAIR, state=True),
    Beat(66, "co_approve", PostRole.CONVENER, state=True),
    Beat(74, "notify", PostRole.CONVENER),
)
STAGES = {  # where a plan has come to -> the move after which it stands still
    "adopted": "notify", "approved": "co_approve", "review": "accept", "submitted": "countersign",
    "signing": "submit", "consultation": "consult", "draft": "", "returned": "accept",
}  # fmt: skip
DEALT = (  # by place in the demo's table of districts; none where it is empty
    "adopted", "adopted", "review", "adopted", "approved", "returned", "adopted", "signing", "consultation", "adopted",
    "adopted", "draft", "adopted", "submitted", "adopted", "", "adopted", "review", "adopted", "adopted",
    "returned", "adopted", "signing", "adopted", "approved", "consultation", "adopted", "", "adopted", "draft",
    "review", "adopted", "", "submitted", "adopted", "adopted", "approved", "adopted", "returned", "",
)  # fmt: skip
LONG_AGO = 390  # days since the first plan was begun; each district five days after the one before it
STANDS_FOR = {"approved": 8, "review": 12, "submitted": 3, "signing": 6, "consultation": 7, "draft": 5, "returned": 9}
ADOPTED_UNTIL = 96  # days ago: by then every plan that is adopted was


def enter(stage: Stage, cast: Cast, *, districts: frozenset[str] | None = None) -> list[Plan]:
    """Play them; what a rule refused is left out and counted. The adopted plans come first."""
    made = []
    for place, (row, life) in enumerate(zip(DISTRICTS, DEALT, strict=True)):
        if life and (districts is None or row["lgd"] in districts):
            play = Play(stage, cast, row, place, life)
            made += [plan] if (plan := play.run()) else []
    return made


@dataclass
class Play:
    """One district's plan while it is being played."""

    stage: Stage
    cast: Cast
    row: dict[str, str]
    place: int
    life: str

    @property
    def district(self) -> District:
        return self.cast.districts[self.row["lgd"]]

    @property
    def began(self) -> int:
        """Days ago: adopted ones in turn, the others so that their last move was a few days ago."""
        if self.life == "adopted":
            return max(LONG_AGO - 5 * self.place, ADOPTED_UNTIL + LIFE[-1].day)
        last = max([beat.day for beat in beats_until(LIFE, STAGES[self.life])], default=0)
        return STANDS_FOR[self.life] + self.place % 3 + last

    def run(self) -> Plan | None:
        plan = None
        try:
            with clock.freeze(morning(self.stage.now, self.began)):
                plan = self._begin()
            for beat in beats_until(LIFE, STAGES[self.life]):
                with clock.freeze(morning(self.stage.now, self.began - beat.day)):
                    self._move(plan, beat)
            if self.life == "returned":
                with clock.freeze(morning(self.stage.now, 4)):
                    self._act(plan, "return", PostRole.CONVENER, {"reason": CHANGES}, state=True)
        except REFUSED as problem:
            self._left_out(problem)
        return plan

    def _begin(self) -> Plan:
        convener = self._actor(PostRole.CONVENER)
        first = financial_year(clock.today())
        data = {"title": f"Export plan of {self.district.name}", "first_year": first, "last_year": first + 2}
        plan = start_document(by=convener, kind=DocumentKind.PLAN, data=data)
        words = self._words()
        written = 5 if self.life == "draft" else len(PLAN_SECTIONS)
        fill_sections(plan, convener, words, most=written)
        choices = Choices(plan, convener)
        rows = [row for row in PLAN_INTERVENTIONS if row["kinds"] == "all" or self.row["kind"] in row["kinds"].split()]
        for row in rows[: 2 if self.life == "draft" else 4 + self.place % 3]:
            interventions.add(plan, self._intervention(row, words, choices), by=convener, choices=choices)
        if self.life != "draft":
            targets.add(plan, self._target(plan), by=convener)
        return plan

    def _move(self, plan: Plan, beat: Beat) -> None:
        said, files = dict(beat.said), {}
        if beat.verb == "consult":
            said["until"] = (clock.today() + timedelta(days=14)).isoformat()
        if beat.verb == "approve" and self.place % 4 == 0:
            due = (clock.today() + timedelta(days=75)).isoformat()
            self._act(plan, "add_condition", PostRole.CONVENER, {"condition": CONDITION, "due_on": due}, state=True)
        if beat.verb == "notify":
            said |= order_of(self.district, clock.today())
            files = {"evidence": order_paper(plan.case, said["order_number"])}
        self._act(plan, beat.verb, beat.seat, said, files, state=beat.state)
        if beat.verb == "consult" and (member := self._member()):
            remark = comments.add(plan, by=member, data={"kind": "industry-profile", "text": REMARK})
            if self.life != "consultation":
                settled = {"text": "The register of this month is used now."}
                comments.settle(plan, remark.pk, by=self._actor(PostRole.CONVENER), data=settled)

    def _act(self, plan, verb, seat, said, files=None, *, state=False) -> None:
        plan.case = perform(plan.case, verb, by=self._actor(seat, state=state), data=said, files=files).case

    def _actor(self, seat: str, *, state: bool = False) -> Actor:
        body = committee(self.cast, self.district, state=state)
        return self.cast.actor(self.cast.posts[body.pk, seat])

    def _member(self) -> Actor | None:
        body = committee(self.cast, self.district)
        post = self.cast.posts.get((body.pk, PostRole.MEMBER))
        return self.cast.actor(post) if post else None

    def _words(self) -> dict[str, str]:
        return self.row | {
            "district": self.district.name, "exporters": str(14 + self.place % 9 * 4),
            "language": people.language(self._actor(PostRole.CONVENER).post),
        }  # fmt: skip

    def _intervention(self, row: dict[str, str], words: dict[str, str], choices: Choices) -> dict[str, Any]:
        """The fields of the form of an intervention, from a row of the demo's table."""
        starts = clock.today() + timedelta(days=100)
        scheme = "aif" if row["code"] == "bulk" and "farm" in row["kinds"] else "epm-niryat-disha"
        scheme = scheme if float(row["scheme_share"]) and open_now(choices, scheme) else ""
        amount = int(row["lakh"]) * LAKH
        hindi, asks = words["language"] == "hi", row["asks"] if row["asks"] in choices.agencies else ""
        return {
            "title": row["title_hi" if hindi else "title"].format(**words),
            "mechanism": row["mechanism"], "stage": row["stage"], "category": row["category"],
            "products": [key for key, one in choices.products.items() if one.publications.exists()],
            "bottlenecks": ", ".join(self._bottlenecks(row, choices)),
            "owner": choices.post_labels.get(str(self._owner(row).pk), ""),
            "starts_on": starts.isoformat(), "due_on": (starts + timedelta(days=int(row["due"]))).isoformat(),
            "amount": str(amount), "budget_head": "2852 Industries, export promotion",
            "scheme": scheme, "scheme_share": row["scheme_share"] if scheme else "",
            "own_contribution": str(amount * int(row["own"]) // 100), "delivery": "public",
            "indicator": row["indicator"], "unit": row["unit"], "baseline": row["baseline"], "target": row["target"],
            "evidence_type": row["evidence"],
            "asks_centre": asks, "ask": row["ask"] if asks else "",
        }  # fmt: skip

    def _bottlenecks(self, row: dict[str, str], choices: Choices) -> list[str]:
        """References of those of its sub-category that were on the register by then."""
        now = clock.now()
        return [
            key
            for key, one in choices.bottlenecks.items()
            if one.category and one.category.code == row["category"] and one.case.opened_at <= now
            if one.case.status not in GONE
        ][:2]

    def _owner(self, row: dict[str, str]):
        """The head of an office of the district, in turn; the convener for what has none."""
        offices = self.cast.offices(self.district)
        return offices[len(row["code"]) % len(offices)] if offices else self._actor(PostRole.CONVENER).post

    def _target(self, plan: Plan) -> dict[str, Any]:
        baseline = 120 + self.place * 7
        years = range(plan.first_year, plan.last_year + 1)
        figures = {f"year_{year}": str(baseline * (108 + 9 * n) // 100) for n, year in enumerate(years)}
        return {
            "kind": "export_value", "title": f"Exports of {self.row['product']}", "unit": "INR crore",
            "baseline": str(baseline), "baseline_year": str(plan.first_year - 1),
            "source": "Declared by the exporters of the district (demo)",
        } | figures  # fmt: skip

    def _left_out(self, problem: Exception) -> None:
        said = problem.form.errors.as_text() if isinstance(problem, Invalid) else problem
        self.stage.left_out[f"{self.district}: plan ({said})"[:200]] += 1


def beats_until(life: tuple[Beat, ...], verb: str) -> tuple[Beat, ...]:
    """The moves of a life up to one, that one included; none for no verb."""
    before = list(takewhile(lambda beat: beat.verb != verb, life))
    return life[: len(before) + 1] if verb else ()


def fill_sections(document: Plan | Strategy, by: Actor, words: dict[str, str], *, most: int = 99) -> None:
    """Write the demo's text into the sections of a document, in the language of its committee."""
    said = {(row["document"], row["code"]): row for row in PLAN_SECTIONS}
    name = "text_hi" if words["language"] == "hi" else "text"
    rows = Section.objects.filter(case=document.case).select_related("kind").order_by("kind__position")
    for section in rows[:most]:
        if row := said.get((section.kind.document, section.kind.code)):
            write_section(document.case, section, text=row[name].format(**words), base=section.number, by=by)


def open_now(choices: Choices, code: str) -> bool:
    scheme = choices.schemes.get(code)
    opened = scheme is not None and (scheme.opens_on is None or scheme.opens_on <= clock.today())
    return opened and closed_on(scheme, clock.today()) is None


def order_of(place: District | State, day: date) -> dict[str, str]:
    """The demo's order by which a document is notified."""
    return {
        "order_number": f"DEMO/{place.code}/{day.year}/{day.timetuple().tm_yday}", "order_date": day.isoformat(),
        "eoffice_number": f"E-{place.lgd_code}{day:%m%d}",
    }  # fmt: skip


def order_paper(case: Case, number: str) -> SimpleUploadedFile:
    lines = [f"Order {number}", case.reference, case.title, "is notified."]
    return SimpleUploadedFile("order.pdf", page(lines), "application/pdf")


def committee(cast: Cast, district: District, *, state: bool = False) -> Body:
    key = (BodyKind.SEPC, district.state_id) if state else (BodyKind.DEPC, district.pk)
    return cast.bodies[key]


def morning(now: datetime, days: float) -> datetime:
    """Eleven o'clock of the day so many days ago."""
    return clock.at(clock.local_date(now - timedelta(days=days)), 11, 0)
