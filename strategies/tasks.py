"""Jobs of plans and strategies: each finds its work in the database and may run twice."""

from __future__ import annotations

from celery import shared_task

from strategies.outputs.printing import draw_waiting, remove_old

LONGEST = 10 * 60  # seconds


@shared_task(time_limit=LONGEST, soft_time_limit=LONGEST - 30)
def draw_documents() -> int:
    """Make the documents somebody asked for."""
    return draw_waiting()


@shared_task
def remove_old_documents() -> int:
    """Documents nobody read for long; whoever asks again gets a new one."""
    return remove_old()
