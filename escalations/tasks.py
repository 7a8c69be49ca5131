"""What Celery nudges. Each task finds its own work in the database and may run twice."""

import structlog
from celery import shared_task

from escalations import auditor
from escalations import sweep as sweeper

log = structlog.get_logger()


@shared_task(ignore_result=True)
def sweep() -> None:
    sweeper.sweep()


@shared_task(ignore_result=True)
def audit() -> None:
    """Log every finding, so that monitoring sees what the Ministry page shows."""
    for sentence in auditor.findings():
        log.warning("escalation_audit", finding=sentence)
