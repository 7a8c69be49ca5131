"""What a production installation refuses to start with. It is one when DEH_ENV=production.

The settings are judged whenever Django starts; the data when a server starts, and by `check --database default`.
"""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import checks
from django.db import DatabaseError

DEMO_SUFFIX = ".invalid"  # no address in it can receive mail [RFC 2606]; every demo account's ends so
SHORTEST_SECRET = 50
LOCAL_HOSTS = {"127.0.0.1", "localhost", "::1", "[::1]", ""}


def settings_problems() -> list[str]:
    """One sentence per setting that is unsafe in production; none anywhere else."""
    return list(_unsafe_settings()) if settings.PRODUCTION else []


def data_problems() -> list[str]:
    """One sentence per kind of row that must not exist in production."""
    if not settings.PRODUCTION:
        return []
    try:
        demo_accounts = get_user_model().objects.active().filter(email__endswith=DEMO_SUFFIX).count()
    except DatabaseError:  # not migrated yet, or away: the health checks tell
        return []
    if not demo_accounts:
        return []
    return [f"{demo_accounts} demo accounts (addresses in {DEMO_SUFFIX}) can log in: start with an empty database."]


def refuse(problems: list[str]) -> None:
    """End the process, saying what to correct, when there is anything to correct."""
    if problems:
        raise SystemExit("\n".join(["The portal does not start in production:", *(f"  - {line}" for line in problems)]))


def check_settings(app_configs, **kwargs) -> list[checks.CheckMessage]:
    return [checks.Error(problem, id="deh.E001") for problem in settings_problems()]


def check_data(app_configs, databases, **kwargs) -> list[checks.CheckMessage]:
    return [checks.Error(problem, id="deh.E002") for problem in (data_problems() if databases else [])]


def _unsafe_settings() -> Iterator[str]:
    site = urlsplit(settings.SITE_URL)
    database = settings.DATABASES["default"]
    if settings.DEBUG:
        yield "DEBUG is on: set DEBUG=0."
    if settings.DEMO:
        yield "DEMO is on: set DEMO=0 and start with an empty database."
    if settings.SECRET_KEY == settings.INSECURE_SECRET or len(settings.SECRET_KEY) < SHORTEST_SECRET:
        yield f"SECRET_KEY is the default or shorter than {SHORTEST_SECRET} characters: set a long random one."
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS or set(settings.ALLOWED_HOSTS) <= LOCAL_HOSTS:
        yield "ALLOWED_HOSTS does not name the public host: set it to the name people type."
    if site.scheme != "https":
        yield f"SITE_URL is {settings.SITE_URL}: set it to the public address, which begins with https://."
    elif site.hostname not in settings.ALLOWED_HOSTS and not any(
        host.startswith(".") and f".{site.hostname}".endswith(host) for host in settings.ALLOWED_HOSTS
    ):
        yield f"SITE_URL names {site.hostname}, which ALLOWED_HOSTS does not contain."
    if not database.get("PASSWORD") and database.get("HOST", "").startswith(tuple("123456789")):
        yield "DATABASE_URL has no password: give the runtime role one."
    if settings.EMAIL_PORT == settings.CATCHER_PORT:
        yield "EMAIL_URL is not set: notices would go to the demo's mail catcher."
    if settings.DEFAULT_FROM_EMAIL.rstrip(">").endswith(DEMO_SUFFIX):
        yield f"DEFAULT_FROM_EMAIL ends in {DEMO_SUFFIX}: set the address that notices come from."
