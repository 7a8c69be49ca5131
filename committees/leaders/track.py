"""How far a trainee has come: competencies signed off, meetings attended, and the step from trainee to lead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from cases.models import Event
from committees.models import COUNTED, HELD, Attendance, Competency, SignOff, Traineeship, TraineeStatus
from committees.procedure import rules_of
from institutions import clock

STAGES = (TraineeStatus.LEARNING, TraineeStatus.SHADOW, TraineeStatus.JOINT, TraineeStatus.LEAD)


@dataclass(frozen=True)
class Tick:
    """One competency of all, and the mentor's word for it where it is given."""

    competency: Competency
    sign_off: SignOff | None


@dataclass(frozen=True)
class Track:
    """One traineeship; `stage` is the last step it reached, also when it ended before the lead."""

    traineeship: Traineeship
    stage: str
    ticks: list[Tick]
    attended: int
    asked: int

    @property
    def status_label(self) -> str:
        return TraineeStatus(self.traineeship.case.status).label

    @property
    def signed(self) -> int:
        return sum(tick.sign_off is not None for tick in self.ticks)

    @property
    def steps(self) -> list[dict[str, str]]:
        """For the steps component; whoever leads has done them all."""
        reached, case = STAGES.index(self.stage), self.traineeship.case
        last = "done" if case.closed_at else "current"
        states = ["done" if n < reached else last if n == reached else "" for n in range(len(STAGES))]
        return [{"label": stage.label, "state": state} for stage, state in zip(STAGES, states, strict=True)]


def tracks(rows: Sequence[Traineeship]) -> list[Track]:
    """The tracks of traineeships of one committee (about five queries, however many)."""
    if not rows:
        return []
    signed = {
        (row.traineeship_id, row.competency_id): row
        for row in SignOff.objects.filter(traineeship__in=rows).select_related("by_post__body")
    }
    known = {competency for _traineeship, competency in signed}
    competencies = list(Competency.objects.filter(Q(retired_on=None) | Q(pk__in=known)))
    asked, attended, stages = rules_of(rows[0].body).trainee_meetings, _attended(rows), _stages(rows)
    return [Track(row, stages[row.pk], _ticks(row, competencies, signed), attended[row.pk], asked) for row in rows]


def _ticks(row: Traineeship, competencies: list[Competency], signed: dict) -> list[Tick]:
    """Those asked for today, and retired ones this trainee has."""
    found = [Tick(one, signed.get((row.pk, one.pk))) for one in competencies]
    return [tick for tick in found if tick.sign_off or tick.competency.retired_on is None]


def _attended(rows: Sequence[Traineeship]) -> dict[int, int]:
    """Meetings of the committee since each traineeship began at which the trainee's seat was filled."""
    asked = Q()
    for row in rows:
        asked |= Q(post=row.trainee_id, meeting__body=row.body_id, meeting__starts_at__gte=clock.at(row.began_on))
    held = Attendance.objects.filter(asked, state__in=COUNTED, meeting__case__status__in=HELD)
    days = list(held.values_list("post_id", "meeting__starts_at"))
    return {row.pk: sum(post == row.trainee_id and at >= clock.at(row.began_on) for post, at in days) for row in rows}


def _stages(rows: Sequence[Traineeship]) -> dict[int, str]:
    """The status each has, or had before it ended."""
    ended = [row.pk for row in rows if row.case.status == TraineeStatus.ENDED]
    before = {}
    if ended:
        events = Event.objects.filter(case__in=ended, target=TraineeStatus.ENDED)
        before = dict(events.values_list("case_id", "source"))
    return {row.pk: before.get(row.pk, TraineeStatus.LEARNING) if row.pk in ended else row.case.status for row in rows}
