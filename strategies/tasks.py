"""Jobs of plans and strategies: each finds its work in the database and may run twice."""

from __future__ import annotations

from celery import shared_task

from institutions import clock
from strategies import unread
from strategies.outputs.printing import draw_waiting, remove_old

LONGEST = 10 * 60  # seconds
DAYTIME = range(8, 20)  # hours in India: nobody is told at night of what can wait


@shared_task(time_limit=LONGEST, soft_time_limit=LONGEST - 30)
def draw_documents() -> int:
    """Make the documents somebody asked for."""
    return draw_waiting()


@shared_task
def remove_old_documents() -> int:
    """Documents nobody read for long; whoever asks again gets a new one."""
    return remove_old()


@shared_task
def tell_of_comments() -> int:
    """Tell those who take part in comments of what they have not read, by day and once a day per document."""
    return unread.tell_of_comments() if clock.now().astimezone(clock.INDIA).hour in DAYTIME else 0
