"""The sweep: finds clocks that ran out and performs, as the system, what the workflow says follows.

Safe to run twice, at once, and to be killed at any point: ids are read unlocked, then one short transaction per case
locks the case (skipping one that is busy), then its deadline, re-checks and acts.
"""

from datetime import datetime, timedelta

import structlog
from django.db import transaction

from cases.models import Case
from escalations.models import Deadline, SweepRun
from institutions import clock
from institutions.actors import SYSTEM
from workflow.engine import perform, workflow_of

log = structlog.get_logger()

AT_ONCE = 20_000  # due clocks one sweep takes on; the next sweep takes the rest
FIRST_BACKOFF = timedelta(minutes=1)
LONGEST_BACKOFF = timedelta(hours=6)
KEEP_RUNS = timedelta(days=7)


def sweep(*, limit: int = AT_ONCE) -> SweepRun:
    """Handle every clock due now, each at most once and by one level at most; returns the recorded run."""
    at = clock.now()
    run = SweepRun.objects.create(started_at=at)
    for pk in list(Deadline.objects.due(at).values_list("pk", flat=True)[:limit]):
        run.due += 1
        outcome = _handle(pk)
        setattr(run, outcome, getattr(run, outcome) + 1)
    run.finished_at = clock.now()
    run.save()
    SweepRun.objects.filter(started_at__lt=at - KEEP_RUNS).delete()
    return run


def last_clean_sweep() -> datetime | None:
    """When the last sweep without a failure ended; None when there was none."""
    done = SweepRun.objects.filter(failed=0, finished_at__isnull=False).order_by("-finished_at")
    return done.values_list("finished_at", flat=True).first()


def _handle(pk: int) -> str:
    """Fire one deadline in its own transaction: "fired", "skipped" (busy or no longer due) or "failed"."""
    try:
        with transaction.atomic():
            return "fired" if _fire(pk) else "skipped"
    except Exception as error:  # a poison item must never stop the sweep; its error is kept and reported
        log.exception("deadline_failed", deadline=pk)
        _back_off(pk, error)
        return "failed"


def _fire(pk: int) -> bool:
    case_id = Deadline.objects.filter(pk=pk).values_list("case_id", flat=True).get()
    case = Case.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=case_id).first()
    if case is None:
        return False
    deadline = Deadline.objects.select_for_update().get(pk=pk)
    if deadline.state != "running" or deadline.next_try_at > clock.now():
        return False
    workflow = workflow_of(case.kind)
    verb = workflow.overdue(workflow.subject_of(case), deadline.kind)
    perform(case, verb, by=SYSTEM, data={"deadline": deadline.pk})
    return True


@transaction.atomic
def _back_off(pk: int, error: Exception) -> None:
    deadline = Deadline.objects.select_for_update().get(pk=pk)
    if deadline.state != "running":
        return
    deadline.attempts += 1
    deadline.error = f"{type(error).__name__}: {error}"[:2000]
    wait = min(FIRST_BACKOFF * 2 ** min(deadline.attempts - 1, 12), LONGEST_BACKOFF)
    deadline.next_try_at = clock.now() + wait
    deadline.save(update_fields=["attempts", "error", "next_try_at"])
