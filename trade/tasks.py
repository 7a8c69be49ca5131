"""Jobs of trade data: each finds its work in the database and may run twice."""

from __future__ import annotations

from time import time

from celery import shared_task

from trade.importer import files, nudge
from trade.importer.run import take
from trade.models import Batch, BatchState
from trade.names.mapping import compute_stale

LONGEST = 60 * 60  # seconds for one table
ABANDONED = 24 * 60 * 60  # seconds after which a file that belongs to no batch goes


@shared_task(time_limit=LONGEST, soft_time_limit=LONGEST - 60)
def take_batches() -> dict[str, int]:
    """A table that waits, those of a killed worker after the others; then figures whose names were settled since.

    Where more wait the task calls for itself, so that each table has the whole time.
    """
    state = _take_one()
    if state and Batch.objects.waiting().exists():
        nudge.after_commit()
    applied, refused = state == BatchState.APPLIED, state == BatchState.REFUSED
    return {"taken": int(applied), "refused": int(refused), "computed": compute_stale()}


def _take_one() -> str:
    """The first that no other worker has in hand, and what became of it; empty where there is none."""
    for batch in Batch.objects.waiting().order_by("attempts", "pk"):
        if take(batch).state in (BatchState.APPLIED, BatchState.REFUSED):
            return batch.state
    return ""


@shared_task
def remove_abandoned_files() -> int:
    """Files sent with a form that was never finished; how many."""
    folder, gone = files.place_of(files.FOLDER), 0
    for path in folder.glob("*/*"):
        old = path.stat().st_mtime < time() - ABANDONED
        if old and not Batch.objects.filter(path=f"{files.FOLDER}/{path.parent.name}/{path.name}").exists():
            path.unlink(missing_ok=True)
            gone += 1
    return gone
