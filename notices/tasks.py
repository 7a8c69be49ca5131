"""What Celery nudges. The task finds its own work in the database and may run twice."""

from celery import shared_task

from notices import sending


@shared_task(ignore_result=True)
def send_due() -> None:
    sending.send_due()
