"""Jobs of the products: each finds its work in the database and may run twice."""

from celery import shared_task

from products.records.alerts import alert_expiring as tell


@shared_task
def alert_expiring() -> int:
    """Tell the committees of certificates that end within 90 and 30 days."""
    return tell()
