"""Starting, meeting, moving and closing the one running clock of a case. Callers hold the case's lock."""

from datetime import date, datetime

from django.db import transaction

from cases.models import Case
from escalations import workdays
from escalations.calendars import calendar_of, suspended_days, work_calendar
from escalations.models import Calendar, Deadline, DeadlineState, Pause, Policy
from institutions import clock
from institutions.models import Body, Post


def running(case: Case) -> Deadline | None:
    """The running clock of a case, if it has one."""
    return Deadline.objects.running().filter(case=case).select_related("post__body", "policy", "calendar").first()


def start(
    *,
    case: Case,
    kind: str,
    post: Post | None,
    body: Body | None,
    started_at: datetime,
    days: int | None = None,
    promised_on: date | None = None,
    policy: Policy | None = None,
) -> Deadline:
    """Start a clock for a post, replacing the running one (which counts as met).

    Either `days` working days from `started_at`, or the close of business of `promised_on`; counted on the calendar
    of `body`, the body that has to act.
    """
    stop(case=case, state=DeadlineState.MET)
    calendar = calendar_of(body)
    deadline = Deadline(
        case=case,
        kind=kind,
        level=case.level,
        cycle=case.cycle,
        post=post,
        started_at=started_at,
        allowed_days=days,
        promised_on=promised_on,
        policy=policy,
        policy_version=policy.version if policy else None,
        calendar=calendar,
    )
    _count(deadline, calendar)
    deadline.save()
    return deadline


def stop(*, case: Case, state: str = DeadlineState.CLOSED) -> None:
    """End the running clock of a case, if any: met, or closed with the case."""
    Deadline.objects.running().filter(case=case).update(state=state, ended_at=clock.now())


def pause(
    *, case: Case, reason: str, starts_on: date, ends_on: date, by_post: Post | None, order_reference: str = ""
) -> Pause:
    """Leave days out of the count of a case. A clock that has already run out stays run out."""
    row = Pause.objects.create(
        case=case,
        reason=reason,
        starts_on=starts_on,
        ends_on=ends_on,
        by_post=by_post,
        order_reference=order_reference,
        created_at=clock.now(),
    )
    recount_case(case)
    return row


def resume(*, case: Case, on: date, reason: str | None = None) -> None:
    """End the pauses of a case that are still open on a date; the days already left out stay left out."""
    open_pauses = Pause.objects.filter(case=case, ends_on__gt=on)
    if reason:
        open_pauses = open_pauses.filter(reason=reason)
    for row in open_pauses:
        row.ends_on = max(on, row.starts_on)
        row.save(update_fields=["ends_on"])
    recount_case(case)


def recount_case(case: Case) -> None:
    """Count the running clock of a case afresh, after a pause or a calendar change; never un-breaches one."""
    deadline = Deadline.objects.running().select_for_update().filter(case=case).first()
    if deadline is None or deadline.due_at <= clock.now():
        return
    _count(deadline, Calendar.objects.get(pk=deadline.calendar_id))
    deadline.save()


def recount(*, calendar: Calendar) -> int:
    """Count all running clocks of a calendar afresh, one short transaction each; returns how many moved."""
    moved = 0
    for pk in Deadline.objects.running().filter(calendar=calendar).values_list("case_id", flat=True):
        with transaction.atomic():
            case = Case.objects.select_for_update().get(pk=pk)
            before = running(case)
            recount_case(case)
            after = running(case)
            moved += bool(before and after and before.due_at != after.due_at)
    return moved


def suspend_state(*, state, reason: str, starts_on: date, ends_on: date, order_reference: str, by_post=None) -> Pause:
    """Suspend the clocks of all cases of a State (model code of conduct, disaster) and recount them."""
    row = Pause.objects.create(
        state=state,
        reason=reason,
        starts_on=starts_on,
        ends_on=ends_on,
        order_reference=order_reference,
        by_post=by_post,
        created_at=clock.now(),
    )
    for pk in Deadline.objects.running().filter(case__state=state).values_list("case_id", flat=True):
        with transaction.atomic():
            recount_case(Case.objects.select_for_update().get(pk=pk))
    return row


def _count(deadline: Deadline, calendar: Calendar) -> None:
    days, suspended = work_calendar(calendar), suspended_days(deadline.case)
    if deadline.promised_on:
        deadline.due_at = workdays.due_on(deadline.promised_on, days, suspended)
    else:
        deadline.due_at = workdays.due(deadline.started_at, deadline.allowed_days, days, suspended)
    deadline.next_try_at = deadline.due_at
    deadline.attempts, deadline.error = 0, ""
    deadline.calendar_version = calendar.version
