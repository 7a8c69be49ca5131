"""Which clock runs after a move of a meeting: the `clock` column, carried out."""

from __future__ import annotations

from datetime import date, timedelta

from bottlenecks.ladder import allowance
from committees import ladder
from committees.meetings.inputs import notice_asked
from committees.models import Meeting
from committees.procedure import calendar_for, rules_of
from committees.recurrence import working_days_between
from escalations import clocks
from escalations.firing import note_fired
from escalations.models import DeadlineKind as K
from institutions import clock
from workflow.engine import Move


def settle(move: Move) -> None:
    """Record what fired, then start the clock the table names."""
    if "deadline" in move.inputs:
        note_fired(move)
    if move.transition.clock:
        STARTERS[move.transition.clock](move)


def notice(move: Move) -> None:
    """Until the notice must go out, the convener is reminded."""
    start_notice_clock(move.subject)


def start_notice_clock(meeting: Meeting) -> None:
    post = ladder.convener(meeting.body) or meeting.case.holder
    clocks.start(
        case=meeting.case, kind=K.NOTICE, post=post, body=meeting.body, started_at=clock.now(),
        promised_on=last_day_for_notice(meeting),
    )  # fmt: skip


def last_day_for_notice(meeting: Meeting) -> date:
    """The last day on which a notice leaves the working days the rules ask for; not before tomorrow."""
    held, calendar, asked = clock.local_date(meeting.starts_at), calendar_for(meeting.body), notice_asked(meeting)
    day, earliest = held - timedelta(days=1), clock.today() + timedelta(days=1)
    while day > earliest and (working_days_between(day, held, calendar) < asked or calendar.off(day)):
        day -= timedelta(days=1)
    return max(day, earliest)


def hold(move: Move) -> None:
    """On the day of the meeting it is opened, moved or cancelled; a day later the convener is reminded."""
    meeting = move.subject
    _run(move, K.HOLD, promised_on=clock.local_date(meeting.ends_at))


def of_rule(kind: str, days: str):
    """A clock of so many working days, as the committee's rules say."""

    def start(move: Move) -> None:
        _run(move, kind, days=getattr(rules_of(move.subject.body), days))

    return start


def again(move: Move) -> None:
    """The same clock once more, from now: a reminder, not a climb."""
    clocks.start(
        case=move.case, kind=move.inputs["deadline"].kind, post=move.case.holder, body=move.subject.body,
        started_at=move.at, days=allowance("committee-reminder-days"),
    )  # fmt: skip


def stop(move: Move) -> None:
    clocks.stop(case=move.case)


def _run(move: Move, kind: str, **measure) -> None:
    clocks.start(
        case=move.case, kind=kind, post=move.case.holder, body=move.subject.body, started_at=move.at, **measure
    )


STARTERS = {
    "notice": notice,
    "hold": hold,
    "minutes": of_rule(K.MINUTES, "minutes_days"),
    "objections": of_rule(K.OBJECTIONS, "objection_days"),
    "seal": of_rule(K.SEAL, "confirm_days"),
    "again": again,
    "stop": stop,
}
