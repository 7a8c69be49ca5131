"""Jobs of trade data: each finds its work in the database and may run twice."""

from __future__ import annotations

from time import time

from celery import shared_task

from trade.importer import files
from trade.importer.run import take
from trade.models import Batch, BatchState
from trade.names.mapping import compute_stale

LONGEST = 60 * 60  # seconds for one table
ABANDONED = 24 * 60 * 60  # seconds after which a file that belongs to no batch goes


@shared_task(time_limit=LONGEST, soft_time_limit=LONGEST - 60)
def take_batches() -> dict[str, int]:
    """Tables that wait, those of a killed worker after the others; then figures whose names were settled since."""
    taken = [take(batch) for batch in Batch.objects.waiting().order_by("attempts", "pk")]
    applied = sum(batch.state == BatchState.APPLIED for batch in taken)
    return {"taken": applied, "refused": len(taken) - applied, "computed": compute_stale()}


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
