"""Celery, and every periodic job on one screen.

A job finds its own work in the database and may run twice (docs/adr/0004): a second beat or a lost message is harmless.
"""

import os

from celery import Celery
from celery.signals import worker_init, worker_process_init, worker_ready
from django.conf import settings

from dehportal import processes, production

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dehportal.settings")

app = Celery("dehportal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.set_default()  # the app of every thread, not only of the one that imported this
app.autodiscover_tasks()

AUDIT_SECONDS = 300
SEND_SECONDS = 15
SCAN_SECONDS = 30
MEETINGS_SECONDS = 6 * 60 * 60
SEAL_SECONDS = 30
IMPORT_SECONDS = 15
CERTIFICATES_SECONDS = 24 * 60 * 60
DOCUMENTS_SECONDS = 15
COMMENTS_SECONDS = 60 * 60

app.conf.beat_schedule = {
    # what                        calls                              every … seconds, and what lags behind is dropped
    "move up what is overdue": {"task": "escalations.tasks.sweep", "schedule": settings.SWEEP_SECONDS},
    "send what was written": {"task": "notices.tasks.send_due", "schedule": SEND_SECONDS},
    "scan what is in quarantine": {"task": "cases.tasks.scan_evidence", "schedule": SCAN_SECONDS},
    "look for broken promises": {"task": "escalations.tasks.audit", "schedule": AUDIT_SECONDS},
    "look who has not met": {"task": "committees.tasks.look_at_meetings", "schedule": MEETINGS_SECONDS},
    "take tables of trade": {"task": "trade.tasks.take_batches", "schedule": IMPORT_SECONDS},
    "remove files nobody sent": {"task": "trade.tasks.remove_abandoned_files", "schedule": MEETINGS_SECONDS},
    "seal confirmed minutes": {"task": "committees.tasks.seal_minutes", "schedule": SEAL_SECONDS},
    "make documents asked for": {"task": "strategies.tasks.draw_documents", "schedule": DOCUMENTS_SECONDS},
    "remove documents nobody reads": {"task": "strategies.tasks.remove_old_documents", "schedule": MEETINGS_SECONDS},
    "tell of unread comments": {"task": "strategies.tasks.tell_of_comments", "schedule": COMMENTS_SECONDS},
    "tell of certificates that end": {"task": "products.tasks.alert_expiring", "schedule": CERTIFICATES_SECONDS},
}
for job in app.conf.beat_schedule.values():
    job["options"] = {"expires": job["schedule"] * 2}
app.conf.beat_schedule_filename = str(settings.VAR_DIR / "beat-schedule")


@worker_process_init.connect
def die_with_the_worker(**kwargs) -> None:
    """A pool process whose worker was killed must not go on."""
    if os.environ.get("DEH_SUPERVISED"):
        processes.die_with_parent()


@worker_init.connect
def refuse_demo_data(**kwargs) -> None:
    production.refuse(production.data_problems())


@worker_ready.connect
def sweep_at_once(**kwargs) -> None:
    """What fell due while no worker ran does not wait for the next beat."""
    app.send_task("escalations.tasks.sweep", expires=60)
