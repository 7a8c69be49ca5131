"""What Celery nudges. The task finds its own work in the database and may run twice."""

from celery import shared_task
from django.conf import settings

from cases import scanner


@shared_task(ignore_result=True)
def scan_evidence() -> None:
    if settings.CLAMAV_ADDRESS:
        scanner.scan_waiting()
