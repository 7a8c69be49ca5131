"""Two addresses for whoever watches the portal: what is the state (/healthz), and may it serve (/readyz)."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import Redis
from redis.exceptions import RedisError

from escalations.sweep import last_clean_sweep
from institutions import clock

SWEEPS_MISSED = 5  # as the auditor counts
LEAST_PATIENCE = 120  # seconds; a demo sweeps every ten


def state() -> dict:
    """Whether database and broker answer, and the seconds since the last clean sweep (None before the first)."""
    database, age = True, None
    try:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        if last := last_clean_sweep():
            age = round((clock.now() - last).total_seconds())
    except DatabaseError:
        database = False
    return {"database": database, "broker": _broker_answers(), "last_clean_sweep_seconds": age}


def problems(state: dict) -> list[str]:
    """Why the portal should not be relied upon; one sentence each."""
    found = []
    if not state["database"]:
        found.append("The database does not answer.")
    if not state["broker"]:
        found.append("The broker does not answer: work is saved, and notices wait.")
    age, patience = state["last_clean_sweep_seconds"], max(settings.SWEEP_SECONDS * SWEEPS_MISSED, LEAST_PATIENCE)
    if state["database"] and (age is None or age > patience):
        found.append("No sweep has run cleanly lately: overdue cases do not move." if age else "No sweep has run yet.")
    return found


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Always 200 while the process can answer, so that a broken database does not restart every web server."""
    found = state()
    return JsonResponse({"status": "degraded" if problems(found) else "ok", **found})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when everything the portal promises is kept, else 503 with the reasons."""
    found = state()
    reasons = problems(found)
    return JsonResponse({"ready": not reasons, "problems": reasons, **found}, status=503 if reasons else 200)


def _broker_answers() -> bool:
    try:
        with Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1) as broker:
            broker.ping()
    except (RedisError, OSError):
        return False
    return True
