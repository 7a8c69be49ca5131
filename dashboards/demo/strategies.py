"""The demo's State Export Strategies: 28 of the 36 States have one, in believable stages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dashboards.demo import people
from dashboards.demo.plans import REFUSED, Beat, beats_until, fill_sections, morning, order_of, order_paper
from dashboards.demo.stage import Cast, Stage
from geography.models import State
from institutions import clock
from institutions.actors import Actor
from institutions.models import BodyKind, Post, PostRole
from strategies.assembly import items, parts
from strategies.assembly.pulling import pull
from strategies.life.start import start_document
from strategies.life.years import financial_year
from strategies.models import DocumentKind, Strategy
from strategies.targets import write as targets
from workflow.engine import perform
from workflow.errors import Invalid

LIFE = (
    Beat(8, "submit", PostRole.CONVENER),
    Beat(12, "approve", PostRole.CHAIR),
    Beat(18, "co_approve", PostRole.CO_CONVENER),
    Beat(26, "notify", PostRole.CONVENER),
    Beat(40, "note", PostRole.NODAL_OFFICER),
)
STAGES = {"noted": "note", "adopted": "notify", "approved": "co_approve", "signing": "submit", "draft": ""}
STANDS_FOR = {  # days since its last move
    "noted": 30, "adopted": 9, "approved": 6, "signing": 5, "draft": 4, "consultation": 4,
}  # fmt: skip
DEALT = (  # in the order of the States' codes; none where it is empty
    "noted", "adopted", "noted", "", "noted", "signing", "noted", "", "draft", "noted", "noted", "adopted",
    "noted", "", "approved", "noted", "consultation", "noted", "", "noted", "noted", "adopted", "noted", "",
    "noted", "noted", "signing", "noted", "", "noted", "noted", "", "adopted", "noted", "draft", "",
)  # fmt: skip
OWN = {
    "title": "One desk for the papers of small exporters", "text": "In the office of the Export Commissioner.",
    "indicator": "Days to an export code", "unit": "days", "baseline": "12", "target": "3", "evidence_type": "report",
}  # fmt: skip


def enter(stage: Stage, cast: Cast, *, states: frozenset[str] | None = None) -> int:
    """Play them; how many there are. states: codes, for tests that are patient for a few only."""
    made = 0
    for place, (state, life) in enumerate(zip(State.objects.order_by("code"), DEALT, strict=True)):
        if life and (states is None or state.code in states):
            made += Play(stage, cast, state, place, life).run()
    return made


@dataclass
class Play:
    """One State's strategy while it is being played."""

    stage: Stage
    cast: Cast
    state: State
    place: int
    life: str

    def run(self) -> bool:
        beats = beats_until(LIFE, STAGES.get(self.life, ""))
        began = STANDS_FOR[self.life] + self.place % 4 + max([beat.day for beat in beats], default=0)
        try:
            with clock.freeze(morning(self.stage.now, began)):
                strategy = self._begin()
            for beat in beats:
                with clock.freeze(morning(self.stage.now, began - beat.day)):
                    self._move(strategy, beat)
            if self.life == "consultation":
                with clock.freeze(morning(self.stage.now, 3)):
                    until = {"until": clock.local_date(self.stage.now).replace(day=28).isoformat()}
                    perform(strategy.case, "consult", by=self._actor(PostRole.CONVENER), data=until)
        except REFUSED as problem:
            said = problem.form.errors.as_text() if isinstance(problem, Invalid) else problem
            self.stage.left_out[f"{self.state}: strategy ({said})"[:200]] += 1
            return Strategy.objects.filter(case__state=self.state).exists()
        return True

    def _begin(self) -> Strategy:
        convener = self._actor(PostRole.CONVENER)
        first = financial_year(clock.today())
        data = {"title": f"Export strategy of {self.state.name}", "first_year": first, "last_year": first + 4}
        strategy = start_document(by=convener, kind=DocumentKind.STRATEGY, data=data)
        words = {
            "state": self.state.name, "state_hi": self.state.name_hi or self.state.name,
            "language": people.language(convener.post),
        }  # fmt: skip
        fill_sections(strategy, convener, words, most=4 if self.life == "draft" else 99)
        pull(strategy, None, by=convener)
        if self.life != "draft":
            self._owned(strategy, convener)
            targets.add(strategy, self._target(strategy), by=convener)
        return strategy

    def _owned(self, strategy: Strategy, convener: Actor) -> None:
        """The State's own item, and an owner for each that was pulled."""
        due = {"due_on": f"{strategy.last_year}-12-31"}
        items.enter(strategy, OWN | due | {"owner": convener.post.pk}, by=convener)
        for item in items.living(strategy).filter(owner=None):
            said = {name: "" if value is None else value for name, value in parts.content(item).items()}
            said |= {"owner": convener.post.pk} | ({} if item.due_on else due)
            items.change(item, said, base=item.edited, by=convener)

    def _target(self, strategy: Strategy) -> dict[str, Any]:
        baseline = 4000 + 350 * self.place
        years = range(strategy.first_year, strategy.last_year + 1)
        figures = {f"year_{year}": str(baseline * (110 + 10 * n) // 100) for n, year in enumerate(years)}
        return {
            "kind": "export_value", "title": "Exports of the State’s districts", "unit": "INR crore",
            "baseline": str(baseline), "baseline_year": str(strategy.first_year - 1),
            "source": "Export Commissioner (demo)",
        } | figures  # fmt: skip

    def _move(self, strategy: Strategy, beat: Beat) -> None:
        said, files = {}, {}
        if beat.verb == "notify":
            said = order_of(self.state, clock.today())
            files = {"evidence": order_paper(strategy.case, said["order_number"])}
        by = self._centre() if beat.verb == "note" else self._actor(beat.seat)
        strategy.case = perform(strategy.case, beat.verb, by=by, data=said, files=files).case

    def _actor(self, seat: str) -> Actor:
        body = self.cast.bodies[BodyKind.SEPC, self.state.pk]
        return self.cast.actor(self.cast.posts[body.pk, seat])

    def _centre(self) -> Actor:
        post: Post = self.cast.posts[self.cast.apex.pk, PostRole.NODAL_OFFICER]
        return self.cast.actor(post)
