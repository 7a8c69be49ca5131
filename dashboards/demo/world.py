"""Loads the demo in two acts, each of them one transaction: what a visitor meets first, and everything else.

The second is played while the portal serves. Until it commits nobody sees any of it, neither pages nor the sweep, and
when it is killed nothing of it was ever there: the next start plays it from its beginning.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction

from bottlenecks.ladder import rungs_loaded_once
from committees.models import Constitution
from dashboards.demo import (
    calendar,
    focus,
    hero,
    mailbag,
    markets,
    people,
    plans,
    products,
    results,
    silence,
    strategies,
)
from dashboards.demo.barriers import Barrier, barriers
from dashboards.demo.plots import PLOTS, STATE_PLOTS, Plot
from dashboards.demo.stage import Cast, Scene, Stage
from dashboards.demo.tables import DISTRICTS, HOME
from escalations.sweep import sweep
from geography.models import District, State
from institutions import clock, reading

UNTIL_SERVED = 600  # seconds; the start of the portal arms the hero case again
SEED = 2023  # the same demo for everybody who starts on the same day
LATELY = timedelta(minutes=1)  # what is this new is sent: visitors wrote some of it while the second act was played
LOCK = 4031  # advisory: the second act is played by one process at a time
PLAYED, PRODUCTS, PLANS, RESULTS, STRATEGIES = 60, 71, 88, 92, 97  # percent of the second act’s time that is over
Districts = frozenset[str] | None  # LGD codes; None: all of the demo (tests are patient for a few, not for forty)
Tell = Callable[[int], None]


@dataclass(frozen=True)
class Loaded:
    people: int
    cases: int
    committees: int
    mails: int
    left_out: Counter[str]

    def __add__(self, other: "Loaded") -> "Loaded":
        return Loaded(
            self.people + other.people, self.cases + other.cases, self.committees + other.committees,
            self.mails + other.mails, self.left_out + other.left_out,
        )  # fmt: skip


def load(*, districts: Districts = None) -> Loaded:
    """Both acts. Requires the reference data, and a database without demo people."""
    return begin(districts=districts) + fill(districts=districts)


@transaction.atomic
def begin(*, districts: Districts = None) -> Loaded:
    """What a visitor meets first: everybody in post, the State the front page is about with its two years, the hero."""
    appointed, act = people.appoint_everybody(), _Act(districts, home=True)
    act.play()
    mails = mailbag.record_as_sent(mailbag.waiting())
    mailbag.mark_old_as_read()
    sweep()
    hero.arm(seconds=UNTIL_SERVED)
    return Loaded(appointed, len(act.stage.scenes), act.committees, mails, act.stage.left_out)


@transaction.atomic
def fill(*, districts: Districts = None, tell: Tell = lambda percent: None) -> Loaded | None:
    """The two years of all other States; `tell` hears how many percent are done. None when they are there already."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    if is_filled():
        return None
    others = list(mailbag.waiting().values_list("pk", flat=True))
    act = _Act(districts, home=False)
    act.stage.follow(silence.looked_at(act.stage.now))
    act.play(tell)
    markets.enter(act.stage, act.cast)
    focus.enter(act.stage, act.cast, districts=districts)
    own = mailbag.waiting().filter(created_at__lt=act.stage.now - LATELY).exclude(pk__in=others)
    mails = mailbag.record_as_sent(own, keep=0)
    mailbag.mark_old_as_read()
    sweep()
    return Loaded(0, len(act.stage.scenes), act.committees, mails, act.stage.left_out)


def is_filled() -> bool:
    """Whether the second act was played: no committee outside the visitor's State is constituted without it."""
    return Constitution.objects.exclude(case__state__in=_home_state()).exists()


def _home_state():
    return State.objects.filter(districts__lgd_code=HOME)


class _Act:
    """The history of some districts and of their States, ready to be played."""

    def __init__(self, districts: Districts, *, home: bool) -> None:
        dice = random.Random(SEED)
        self.stage, self.cast = Stage(now=clock.now()), Cast()
        self.districts = _districts(districts, home=home)
        self.states = _states(districts, self.districts, home=home)
        rows = [row for row in barriers(dice) if districts is None or row.lgd in districts]
        for barrier, plot in _dealt(rows, dice):
            if barrier.lgd in self.districts:
                self.stage.enter(Scene(barrier, plot, self.cast, dice))
        self.committees = calendar.enter(self.stage, self.cast, districts=self.districts)

    def play(self, tell: Tell = lambda percent: None) -> None:
        stage, cast = self.stage, self.cast
        with rungs_loaded_once(), reading.once():
            stage.play(lambda share: tell(int(share * PLAYED)))
            products.enter(stage, cast, districts=self.districts)
            tell(PRODUCTS)
            made = plans.enter(stage, cast, districts=self.districts)
            tell(PLANS)
            results.enter(stage, cast, made)
            tell(RESULTS)
            strategies.enter(stage, cast, states=self.states)
            tell(STRATEGIES)
            with clock.freeze(stage.now - timedelta(days=1)):
                sweep()  # what their silence set going is of the past, like everything else


def _districts(chosen: Districts, *, home: bool) -> frozenset[str]:
    """Those of the demo's districts that lie in the visitor's State, or those that do not."""
    found = District.objects.filter(lgd_code__in=[row["lgd"] for row in DISTRICTS])
    found = found.filter(state__in=_home_state()) if home else found.exclude(state__in=_home_state())
    codes = frozenset(found.values_list("lgd_code", flat=True))
    return codes if chosen is None else codes & chosen


def _states(chosen: Districts, districts: frozenset[str], *, home: bool) -> frozenset[str]:
    """Codes of the States whose strategies are played: of the districts, and in the second act every other State."""
    rows = State.objects.all()
    if chosen is None and not home:
        rows = rows.exclude(pk__in=_home_state())
    else:
        rows = rows.filter(districts__lgd_code__in=districts)
    return frozenset(rows.values_list("code", flat=True))


def _dealt(rows: list[Barrier], dice: random.Random) -> Iterator[tuple[Barrier, Plot]]:
    """Every bottleneck with a plot of its ladder, in the plots' shares; never the same order of plots per district."""
    for state_owned, plots in ((False, PLOTS), (True, STATE_PLOTS)):
        own = [row for row in rows if row.state_owned == state_owned]
        pack = _pack(plots, len(own))
        dice.shuffle(pack)
        yield from zip(own, pack, strict=True)


def _pack(plots: tuple[Plot, ...], size: int) -> list[Plot]:
    """As many plots as there are cases, by largest remainder; a plot of share 1 stays one."""
    single = [plot for plot in plots if plot.share == 1]
    shared = [plot for plot in plots if plot.share > 1]
    total, places = sum(plot.share for plot in shared), max(0, size - len(single))
    exact = {plot.name: places * plot.share / total for plot in shared}
    counts = {name: int(value) for name, value in exact.items()}
    short = places - sum(counts.values())
    for name in sorted(exact, key=lambda name: exact[name] - counts[name], reverse=True)[:short]:
        counts[name] += 1
    return (single + [plot for plot in shared for _ in range(counts[plot.name])])[:size]
