"""Loads the whole demo in one transaction: people, cases, two years of meetings, products, plans, the hero case."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from bottlenecks.ladder import rungs_loaded_once
from dashboards.demo import calendar, focus, hero, mailbag, markets, people, plans, products, results, strategies
from dashboards.demo.barriers import Barrier, barriers
from dashboards.demo.plots import PLOTS, STATE_PLOTS, Plot
from dashboards.demo.stage import Cast, Scene, Stage
from escalations.sweep import sweep
from institutions import clock, reading

UNTIL_SERVED = 600  # seconds; the start of the portal arms the hero case again
SEED = 2023  # the same demo for everybody who starts on the same day


@dataclass(frozen=True)
class Loaded:
    people: int
    cases: int
    committees: int
    mails: int
    left_out: dict[str, int]


@transaction.atomic
def load(*, districts: frozenset[str] | None = None) -> Loaded:
    """Everything or nothing. Requires the reference data, and a database without demo people.

    `districts`: LGD codes; only their cases (tests are patient for a few districts, not for forty).
    """
    now, dice = clock.now(), random.Random(SEED)
    appointed = people.appoint_everybody()
    stage, cast = Stage(now=now), Cast()
    rows = [row for row in barriers(dice) if districts is None or row.lgd in districts]
    for barrier, plot in _dealt(rows, dice):
        stage.enter(Scene(barrier, plot, cast, dice))
    sitting = calendar.enter(stage, cast, districts=districts)
    with rungs_loaded_once(), reading.once():
        stage.play()
        products.enter(stage, cast, districts=districts)
        results.enter(stage, cast, plans.enter(stage, cast, districts=districts))
        strategies.enter(stage, cast, states=_states(cast, districts))
        with clock.freeze(now - timedelta(days=1)):
            sweep()  # what their silence set going is of the past, like everything else
    markets.enter(stage, cast)
    focus.enter(stage, cast, districts=districts)
    mails = mailbag.record_as_sent()
    mailbag.mark_old_as_read()
    sweep()
    hero.arm(seconds=UNTIL_SERVED)
    return Loaded(appointed, len(stage.scenes), sitting, mails, dict(stage.left_out))


def _states(cast: Cast, districts: frozenset[str] | None) -> frozenset[str] | None:
    """The codes of the States of some districts; None for all States."""
    return None if districts is None else frozenset(cast.districts[code].state.code for code in districts)


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
