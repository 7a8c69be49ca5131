"""One committee of the demo while its two years are played: its people, its working days, its words."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from cases.models import Case
from dashboards.demo.people import HINDI_STATES
from dashboards.demo.stage import Cast, Stage
from dashboards.demo.tables import AGENDA, COMMITTEES, DISTRICTS
from escalations.calendars import calendar_of, work_calendar
from institutions import clock
from institutions.actors import Actor
from institutions.models import Body, BodyKind, Post, PostRole
from workflow.engine import perform
from workflow.errors import Invalid, NotNow, NotPermitted

PRESIDING = {BodyKind.DEPC: PostRole.CO_CHAIR, BodyKind.SEPC: PostRole.CO_CONVENER}  # where the chair is not there
SEPC_STORIES = {"ML": "ahead", "MH": "recusal"}


@dataclass
class Committee:
    """A committee with its row of the demo's table. began, last: days ago of its constitution and its last meeting."""

    body: Body
    cast: Cast
    stage: Stage
    began: int
    last: int
    missed: frozenset[int]
    mode: str
    stories: frozenset[str]
    about: dict[str, str]
    dice: random.Random = field(init=False)
    topics: list[dict[str, str]] = field(init=False)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.body.code)
        self.topics = [row for row in AGENDA if self._speaks(row)]
        self.dice.shuffle(self.topics)

    def _speaks(self, row: dict[str, str]) -> bool:
        fits = row["kinds"] == "all" or self.about.get("kind", "") in row["kinds"].split()
        return row["committee"] == self.body.kind and row["language"] == self.language and fits

    @property
    def language(self) -> str:
        return "hi" if self.body.state.code in HINDI_STATES else "en"

    @property
    def every(self) -> int:
        """Months from meeting to meeting."""
        return 3 if self.body.kind == BodyKind.DEPC else 6

    @cached_property
    def calendar(self):
        return work_calendar(calendar_of(self.body))

    @cached_property
    def place(self) -> str:
        return self.body.district.name if self.body.district_id else self.body.state.name

    @cached_property
    def venue(self) -> str:
        return f"Collectorate, {self.place}" if self.body.kind == BodyKind.DEPC else f"Secretariat, {self.place}"

    @cached_property
    def seats(self) -> list[Post]:
        """The seats that somebody holds."""
        return self.cast.seats(self.body)

    def seat(self, name: str) -> Post:
        """The seat of a name, or the convener's where nobody holds it."""
        found = [post for post in self.seats if post.seat == name or post.role == name]
        return found[0] if found else self.seat(PostRole.CONVENER)

    def actor(self, name: str) -> Actor:
        return self.cast.actor(self.seat(name))

    def members(self) -> list[Post]:
        return [post for post in self.seats if post.role == PostRole.MEMBER and post.category != "trainee"]

    def do(self, case, verb: str, who: str | Post = PostRole.CONVENER, data: dict | None = None, **files) -> Any:
        """Make a move; returns the subject, or None where it was refused (and counted)."""
        by = self.cast.actor(who) if isinstance(who, Post) else self.actor(who)
        try:
            return perform(case, verb, by=by, data=data or {}, files=files or None).subject
        except (NotNow, NotPermitted, Invalid, Case.DoesNotExist) as problem:
            told = problem.form.errors.as_text() if isinstance(problem, Invalid) else problem
            self.stage.left_out[f"{self.body.code}: {verb} ({told})"[:200]] += 1
            return None

    def say(self, text: str) -> str:
        said = text.format(**self.about)
        return said[:1].upper() + said[1:]

    def next_topic(self) -> dict[str, str]:
        """The topics in turns, so that no two meetings in a row speak of the same."""
        row = self.topics.pop(0)
        self.topics.append(row)
        return {name: self.say(row[name]) for name in ("title", "note", "decision", "action")} | {"seat": row["seat"]}

    # Days -----------------------------------------------------------------------------------------------------------

    def working_day(self, day: date) -> date:
        while self.calendar.off(day):
            day += timedelta(days=1)
        return day

    def working_days_before(self, day: date, days: int) -> date:
        """The latest day that leaves so many whole working days until a day."""
        while days >= 0:
            day -= timedelta(days=1)
            days -= self.calendar.off(day) is None
        return day

    def at(self, day: date, hour: int = 11) -> datetime:
        return clock.at(self.working_day(day), hour, self.dice.randrange(50))

    def ago(self, days: float) -> date:
        return clock.local_date(self.stage.now - timedelta(days=days))


def committees(cast: Cast, stage: Stage, districts: frozenset[str] | None) -> Iterator[Committee]:
    """The committees of the demo's districts and of their States, whose places are those they have among all."""
    rows = {row["lgd"]: row for row in DISTRICTS}
    states: dict[int, str] = {}
    wanted: set[int] = set()
    for row in COMMITTEES:
        district = cast.districts[row["lgd"]]
        states.setdefault(district.state_id, district.state.code)
        if districts is not None and row["lgd"] not in districts:
            continue
        wanted.add(district.state_id)
        yield Committee(
            _body(cast, BodyKind.DEPC, district.pk), cast, stage, int(row["began"]), int(row["last"]),
            frozenset(int(slot) for slot in row["missed"].split()), row["mode"], frozenset(row["stories"].split()),
            rows[row["lgd"]] | {"district": district.name},
        )  # fmt: skip
    for place, (state, code) in enumerate(states.items()):
        if state not in wanted:
            continue
        stories = frozenset(SEPC_STORIES.get(code, "").split())
        yield Committee(
            _body(cast, BodyKind.SEPC, state), cast, stage, 240 + place * 37 % 130, 20 + place * 23 % 150,
            frozenset({1} if place % 9 == 8 else ()), "hybrid" if place % 3 else "in_person", stories, {},
        )  # fmt: skip


def _body(cast: Cast, kind: str, place: int) -> Body:
    return cast.bodies[kind, place]
