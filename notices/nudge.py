"""Telling the workers that something waits. The row is the truth: a nudge may be lost and holds nobody up."""

import threading

import structlog
from celery import current_app
from django.db import transaction

TASK = "notices.tasks.send_due"
EXPIRES = 60  # seconds; beat calls the same task anyway

log = structlog.get_logger()
_under_way = threading.Lock()


def after_commit() -> None:
    """Nudge once the caller's transaction is committed: never before, and never when it is rolled back."""
    transaction.on_commit(nudge, robust=True)


def nudge() -> None:
    """Ask for the outbox to be drained, from a thread of its own: the broker may be slow, silent or away.

    One at a time: while a nudge is on its way (or stuck), another would say nothing new that beat does not say.
    """
    if _under_way.acquire(blocking=False):
        threading.Thread(target=_publish, args=(current_app._get_current_object(),), name="nudge", daemon=True).start()


def _publish(app) -> None:
    try:
        app.send_task(TASK, expires=EXPIRES, retry=False)
    except Exception as problem:  # whatever the broker does, the caller's work is saved and beat comes round
        log.warning("nudge_lost", problem=str(problem))
    finally:
        _under_way.release()
