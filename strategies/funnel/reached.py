"""Who had reached which stage by a day: from events and entries with their dates, never from a present status.

An event counts on the day it was recorded. What was returned or revised later stays reached; what was withdrawn is
out from that day on. A place counts once per stage, from its first event.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Case as Choice
from django.db.models import CharField, Exists, F, Min, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, TruncDate

from cases.models import Event
from geography.models import District, State
from institutions import clock
from strategies.funnel.stages import MONEY, PROGRESS, STAGES, Scope, Stage
from strategies.models import MoneyEntry, Progress, Step


@dataclass(frozen=True)
class Reached:
    """Since when, and the case whose event shows it; None where entries do."""

    since: date
    case: int | None = None


@dataclass(frozen=True)
class Funnel:
    """As of a day. reached: by scope, stage and place (the id of a District or State)."""

    on: date
    districts: dict[int, District]
    states: dict[int, State]
    reached: dict[str, dict[str, dict[int, Reached]]]

    def places(self, scope: str, stage: str, state: int | None = None) -> dict[int, Reached]:
        """The places of a stage, those of one State where one is named."""
        found = self.reached[scope][stage]
        if state is None:
            return found
        if scope == Scope.STATES:
            return {place: one for place, one in found.items() if place == state}
        return {place: one for place, one in found.items() if self.districts[place].state_id == state}

    def of(self, scope: str, state: int | None = None) -> int:
        """Out of how many."""
        if scope == Scope.STATES:
            return len(self.states) if state is None else 1
        return sum(state in (None, place.state_id) for place in self.districts.values())


def funnel(on: date) -> Funnel:
    """Everything there is to say as of a day (four queries)."""
    districts = {place.pk: place for place in _districts(on)}
    states = {place.pk: place for place in State.objects.order_by("name")}
    found = {scope: {stage.code: {} for stage in stages} for scope, stages in STAGES.items()}
    for kind, stage, district, state, since, case in _events(on):
        scope, place = (Scope.DISTRICTS, district) if kind in OF_DISTRICTS and district else (Scope.STATES, state)
        if place in (districts if scope == Scope.DISTRICTS else states):
            _note(found[scope], stage, place, Reached(since, case))
            if also := ALSO.get((scope, stage)):
                _note(found[scope], also, place, Reached(since, case))
    for stage, district, state, since in _entries(on):
        if district in districts:
            _note(found[Scope.DISTRICTS], stage, district, Reached(since))
        _note(found[Scope.STATES], stage, state, Reached(since))
    return Funnel(on, districts, states, found)


ALSO = {(scope, stage.code): stage.also for scope, stages in STAGES.items() for stage in stages if stage.also}
OF_DISTRICTS = frozenset(stage.kind for stage in STAGES[Scope.DISTRICTS] if stage.kind)


def _note(found: dict[str, dict[int, Reached]], stage: str, place: int, one: Reached) -> None:
    """The first counts."""
    if stage in found and (place not in found[stage] or one.since < found[stage][place].since):
        found[stage][place] = one


def _districts(on: date) -> QuerySet[District]:
    """Those there were on the day."""
    formed = Q(formed_year=None) | Q(formed_year__lte=on.year)
    there = District.objects.filter(formed, Q(retired_on=None) | Q(retired_on__gt=on))
    return there.select_related("state").order_by("state__name", "name")


def _events(on: date) -> QuerySet:
    """(kind, stage, district, state, day, case) of the first event of each place."""
    stages: dict[tuple[str, tuple[str, ...]], Stage] = {
        (stage.kind, stage.verbs): stage for rows in STAGES.values() for stage in rows if stage.kind
    }
    shows = [(Q(case__kind=kind, verb__in=verbs), stage.code) for (kind, verbs), stage in stages.items()]
    verbs = {verb for _kind, some in stages for verb in some}
    withdrawn = Event.objects.filter(case=OuterRef("case"), verb="withdraw", effective_on__lte=on)
    rows = Event.objects.filter(~Exists(withdrawn), verb__in=verbs, effective_on__lte=on)
    rows = rows.annotate(stage=Choice(*(When(when, Value(code)) for when, code in shows), output_field=CharField()))
    rows = rows.exclude(stage=None).order_by("case__kind", "stage", "district", "state", "effective_on", "pk")
    rows = rows.distinct("case__kind", "stage", "district", "state")
    return rows.values_list("case__kind", "stage", "district", "state", "effective_on", "case")


def _entries(on: date) -> QuerySet:
    """(stage, district, state, day) of progress and of money, in one query."""
    return _progress(on).union(_money(on))


def _progress(on: date) -> QuerySet:
    """Figures with evidence that moved from the baseline; of a quarter the latest entry there was on the day."""
    until = datetime.combine(on + timedelta(days=1), time.min, clock.INDIA)
    later = Progress.objects.filter(
        intervention=OuterRef("intervention"), year=OuterRef("year"), quarter=OuterRef("quarter"),
        number__gt=OuterRef("number"), at__lt=until,
    )  # fmt: skip
    rows = Progress.objects.filter(~Exists(later), at__lt=until, actual__isnull=False, evidence__isnull=False)
    rows = rows.exclude(intervention=None).exclude(actual=Coalesce(F("intervention__baseline"), Value(0)))
    rows = rows.values(stage=Value(PROGRESS.code), place=F("case__district"), home=F("case__state"))
    rows = rows.annotate(first=Min(TruncDate("at", tzinfo=clock.INDIA))).order_by()
    return rows.values_list("stage", "place", "home", "first")


def _money(on: date) -> QuerySet:
    """Releases that had not been reversed on the day."""
    undone = MoneyEntry.objects.filter(reverses=OuterRef("pk"), event__effective_on__lte=on)
    rows = MoneyEntry.objects.filter(
        ~Exists(undone), step=Step.RELEASED, amount__gt=0, reverses=None, event__effective_on__lte=on
    )
    rows = rows.values(stage=Value(MONEY.code), place=F("event__district"), home=F("event__state"))
    rows = rows.annotate(first=Min("event__effective_on")).order_by()
    return rows.values_list("stage", "place", "home", "first")
