"""Telling the workers that a table, or what another layer names, waits. The row is the truth: beat comes anyway."""

from __future__ import annotations

import logging
import threading
from functools import partial

from celery import current_app
from django.db import transaction

TASK = "trade.tasks.take_batches"
EXPIRES = 60  # seconds

log = logging.getLogger(__name__)


def after_commit(task: str = TASK) -> None:
    """Nudge once the caller's transaction is committed, from a thread: the broker may be slow or away."""
    transaction.on_commit(partial(_start, task), robust=True)


def _start(task: str) -> None:
    app = current_app._get_current_object()
    threading.Thread(target=_publish, args=(app, task), name=f"nudge-{task}", daemon=True).start()


def _publish(app, task: str) -> None:
    try:
        app.send_task(task, expires=EXPIRES, retry=False)
    except Exception as problem:  # whatever the broker does, the batch is kept
        log.warning("nudge_lost", extra={"problem": str(problem)})
