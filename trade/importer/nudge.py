"""Telling the workers that a table waits. The row is the truth: beat comes round anyway."""

from __future__ import annotations

import logging
import threading

from celery import current_app
from django.db import transaction

TASK = "trade.tasks.take_batches"
EXPIRES = 60  # seconds

log = logging.getLogger(__name__)


def after_commit() -> None:
    """Nudge once the caller's transaction is committed, from a thread: the broker may be slow or away."""
    transaction.on_commit(_start, robust=True)


def _start() -> None:
    app = current_app._get_current_object()
    threading.Thread(target=_publish, args=(app,), name="nudge-imports", daemon=True).start()


def _publish(app) -> None:
    try:
        app.send_task(TASK, expires=EXPIRES, retry=False)
    except Exception as problem:  # whatever the broker does, the batch is kept
        log.warning("nudge_lost", extra={"problem": str(problem)})
