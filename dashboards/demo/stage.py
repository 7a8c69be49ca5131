"""Plays the demo's plots under a moving frozen clock, through the same operations that people use.

Every event, deadline, notice and escalation of the demo is therefore true history. A move the calendar made
impossible (a holiday shifted a date, the clock was faster) is left out, as in life, and counted.
"""

from __future__ import annotations

import heapq
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Min

from bottlenecks.actions import draft, report
from bottlenecks.models import LIVE, Bottleneck
from cases.models import Case
from dashboards.demo.barriers import Barrier
from dashboards.demo.paper import page
from dashboards.demo.plots import Plot, Step
from dashboards.demo.tables import DISTRICTS
from dashboards.demo.words import say
from escalations.models import Deadline, Escalation
from escalations.sweep import sweep
from geography.models import District
from institutions import clock
from institutions.actors import Actor, person
from institutions.models import Appointment, Body, BodyKind, Post, PostRole
from workflow.engine import perform
from workflow.errors import Invalid, NotNow, NotPermitted

AFTER_DUE = timedelta(seconds=40)  # the sweep comes within a minute
APART = timedelta(minutes=20)
FILES = ("evidence",)
OTHER_AGENCIES = {  # whom an agency could believably name as the right one, by area
    "quality": ("EIC", "FSSAI", "NABL"),
    "packaging": ("DC-MSME", "IIP", "APEDA"),
    "aggregation": ("SFAC", "NABARD", "NAFED"),
    "dry-port": ("CONCOR", "CBIC", "DPIIT-LOGISTICS"),
    "local-content": ("DPIIT-ODOP", "CGPDTM", "DC-HANDICRAFTS"),
    "skills": ("MSDE", "NSDC", "DC-MSME"),
    "coordination": ("DOC", "DPIIT-ODOP", "FIEO"),
}


class Cast:
    """The demo's officers by post, read once."""

    def __init__(self) -> None:
        self.by_post = {row.post_id: row for row in Appointment.objects.holders(clock.today()).with_place()}
        self.posts = {(row.post.body_id, row.post.role): row.post for row in self.by_post.values()}
        self.bodies = {(body.kind, body.district_id or body.state_id): body for body in Body.objects.filter(
            kind__in=[BodyKind.DEPC, BodyKind.SEPC]
        )}  # fmt: skip
        self.apex = Body.objects.get(kind=BodyKind.APEX)
        self.districts = {row.lgd_code: row for row in District.objects.select_related("state")}

    def actor(self, post: Post) -> Actor:
        return person(self.by_post[post.pk])

    def join(self, post: Post) -> None:
        """Somebody was appointed to a further seat while the demo was played."""
        row = Appointment.objects.with_place().get(post=post)
        self.by_post[post.pk] = row

    def seats(self, body: Body) -> list[Post]:
        """The seats of a committee that somebody holds, in their order."""
        return sorted((r.post for r in self.by_post.values() if r.post.body_id == body.pk), key=lambda post: post.pk)

    def offices(self, district: District) -> list[Post]:
        rows = self.by_post.values()
        return [
            r.post
            for r in rows
            if r.post.body.district_id == district.pk and r.post.body.kind == BodyKind.DISTRICT_OFFICE
        ]


@dataclass(frozen=True, eq=False)
class Cue:
    """A move of a scene at its time."""

    at: datetime
    step: Step


@dataclass
class Scene:
    """One case of the demo while it is being played."""

    barrier: Barrier
    plot: Plot
    cast: Cast
    dice: random.Random
    bottleneck: Bottleneck | None = None
    reacted: set[int] = field(default_factory=set)
    ahead: list[Cue] = field(default_factory=list)

    def next_cue(self) -> Cue | None:
        """Its next move; a meeting may make it instead, and takes it from `ahead`."""
        return min(self.ahead, key=lambda cue: cue.at, default=None)

    @property
    def district(self) -> District:
        return self.cast.districts[self.barrier.lgd]

    @property
    def case(self) -> Case:
        return self.bottleneck.case

    @property
    def year(self) -> int:
        return clock.today().year

    @property
    def office(self) -> Post:
        return self.dice.choice(self.cast.offices(self.district))

    def day(self, ahead: int) -> str:
        return (clock.today() + timedelta(days=ahead)).isoformat()

    def say(self, kind: str) -> str:
        about = next(row for row in DISTRICTS if row["lgd"] == self.barrier.lgd)
        return say(kind, area=self.barrier.area, about=about, dice=self.dice)

    def paper(self, title: str) -> SimpleUploadedFile:
        text = [title, self.case.reference, self.barrier.opening["title"], f"{clock.today():%d %B %Y}"]
        return SimpleUploadedFile(f"{title.replace(' ', '-').lower()}.pdf", page(text), "application/pdf")

    def another_agency(self) -> str:
        others = OTHER_AGENCIES[self.bottleneck.area.code]
        return next(code for code in others if code != self.bottleneck.routed_to.code)

    def another_reference(self) -> str:
        live = Case.objects.filter(district=self.district, status__in=LIVE, reference__isnull=False)
        return live.exclude(pk=self.case.pk).order_by("pk").values_list("reference", flat=True).first() or ""

    def actor(self, who: str) -> Actor:
        """Whoever holds the part now."""
        if who == "holder":
            self.case.refresh_from_db()
            return self.cast.actor(self.case.holder)
        if who == "assignee":
            return self.cast.actor(self.bottleneck.assigned_to)
        return self.cast.actor(self.cast.posts[self._part(who)])

    def _part(self, who: str) -> tuple[int, str]:
        depc = self.cast.bodies[BodyKind.DEPC, self.district.pk]
        sepc = self.cast.bodies[BodyKind.SEPC, self.district.state_id]
        return {
            "convener": (depc.pk, PostRole.CONVENER),
            "chair": (depc.pk, PostRole.CHAIR),
            "sepc": (sepc.pk, PostRole.CONVENER),
            "agency": (self.bottleneck.routed_to_id if self.bottleneck else None, PostRole.NODAL_OFFICER),
            "apex": (self.cast.apex.pk, PostRole.NODAL_OFFICER),
        }[who]


def said_in(scene: Scene, step: Step) -> tuple[dict, dict]:
    """The inputs of a move and its files."""
    data = step.data(scene) if step.data else {}
    return data, {name: data.pop(name) for name in FILES if name in data}


class Stage:
    """Cues in order of time; before each one the clock sweeps whatever ran out until then."""

    def __init__(self, *, now: datetime) -> None:
        self.now = now
        self.cues: list[tuple[datetime, int, Callable[[], None]]] = []
        self.entered: list[Scene] = []
        self.scenes: dict[int, Scene] = {}
        self.left_out: Counter[str] = Counter()
        self.at: datetime | None = None  # the moment being played
        self._number = 0

    def enter(self, scene: Scene) -> None:
        """Queue the moves of a scene, in working hours, in their order, none later than now."""
        self.entered.append(scene)
        shortest, longest = scene.plot.ended
        end = scene.dice.uniform(shortest, longest)
        begin = scene.plot.began + scene.dice.uniform(0, 0.6)
        steps = [Step(begin, "convener", "report")]
        if begin > 1.9 and not scene.plot.draft:
            steps.append(Step(begin - 0.9, "convener", "describe", lambda scene: scene.barrier.details))
        previous = None
        for step in (*steps, *scene.plot.steps):
            at = self._office_hour(self.now - timedelta(days=end + step.days), scene.dice)
            at = max(at, previous + APART) if previous else at
            previous = min(at, self.now - timedelta(minutes=5))
            self._cue(previous, scene, step)

    def play(self, tell: Callable[[float], None] = lambda share: None) -> None:
        """Everything queued, and what that queues; `tell` hears which share of it is done."""
        swept_on, done = None, 0
        while self.cues:
            at, _number, act = heapq.heappop(self.cues)
            if clock.local_date(at) != swept_on:  # clocks end at the close of business, after the day's moves
                self.sweep_until(at)
                swept_on = clock.local_date(at)
            self.at = at
            with clock.freeze(at):
                act()
            done += 1
            tell(done / (done + len(self.cues)))
        self.sweep_until(self.now)

    def sweep_until(self, at: datetime) -> None:
        """Let the clock do what fell due, at the moments it would have."""
        while (
            due := Deadline.objects.running()
            .filter(next_try_at__lt=at - AFTER_DUE)
            .aggregate(at=Min("next_try_at"))["at"]
        ):
            moment = self.at = due + AFTER_DUE
            with clock.freeze(moment):
                sweep()
            for case_id, level in Escalation.objects.filter(fired_at=moment).values_list("case_id", "to_level"):
                self._react(case_id, level, moment)

    def _react(self, case_id: int, level: int, moment: datetime) -> None:
        scene = self.scenes.get(case_id)
        if scene is None or level in scene.reacted:
            return
        scene.reacted.add(level)
        for step in scene.plot.reactions.get(level, ()):
            at = self._office_hour(moment + timedelta(days=step.days), scene.dice)
            if at < self.now:
                self._cue(at, scene, step)

    def follow(self, script: Iterator[datetime]) -> None:
        """Play a script: it yields the moment at which it goes on, and goes on while that lies in the past."""
        at = next(script, None)
        if at is not None:
            self._at(at, partial(self.follow, script))

    def _cue(self, at: datetime, scene: Scene, step: Step) -> None:
        cue = Cue(at, step)
        scene.ahead.append(cue)
        self._at(at, partial(self._do, scene, cue))

    def _at(self, at: datetime, act: Callable[[], None]) -> None:
        """Queue something: never before the moment being played, and not at all where it has not happened yet."""
        if self.at is not None and at <= self.at:
            at = self.at + APART
        if at < self.now:
            self._number += 1
            heapq.heappush(self.cues, (at, self._number, act))

    def _office_hour(self, at: datetime, dice: random.Random) -> datetime:
        """The same day between ten and five; on a Saturday or Sunday the Friday before."""
        day = clock.local_date(at)
        day -= timedelta(days=max(0, day.weekday() - 4))
        moment = clock.at(day, 10 + dice.randrange(7), dice.randrange(60))
        return moment if moment < self.now else at

    def _do(self, scene: Scene, cue: Cue) -> None:
        if cue not in scene.ahead:
            return  # a meeting made this move
        scene.ahead.remove(cue)
        step = cue.step
        try:
            if step.verb == "report":
                self._log(scene)
                return
            data, files = said_in(scene, step)
            scene.bottleneck = perform(scene.case, step.verb, by=scene.actor(step.who), data=data, files=files).subject
        except (NotNow, NotPermitted, Invalid, Case.DoesNotExist) as problem:
            self.left_out[f"{scene.plot.name}: {step.verb} ({problem})"[:160]] += 1

    def _log(self, scene: Scene) -> None:
        make = draft if scene.plot.draft else report
        scene.bottleneck = make(by=scene.actor("convener"), district=scene.district, data=scene.barrier.opening)
        self.scenes[scene.case.pk] = scene
