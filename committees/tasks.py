"""Jobs of the committees: each finds its work in the database and may run twice."""

from celery import shared_task

from committees.compliance.reviews import list_missed
from committees.compliance.revivals import ask_for_revival
from committees.minutes.sealing import make_missing_files


@shared_task
def look_at_meetings() -> dict[str, int]:
    """This month's lists of missed meetings, and revival plans of dormant committees."""
    return {"lists": list_missed(), "revivals": ask_for_revival()}


@shared_task
def seal_minutes() -> int:
    """Make the files of confirmed minutes that have none yet."""
    return make_missing_files()
