"""The one source of time: every instant the portal writes or compares comes from `now()`.

No SQL now(), no auto_now, no database default: a frozen clock then moves the whole product at once.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

INDIA = ZoneInfo("Asia/Kolkata")

_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)


def now() -> datetime:
    """The current instant, aware, in UTC."""
    return _frozen.get() or datetime.now(UTC)


def today() -> date:
    """The current date in Asia/Kolkata."""
    return local_date(now())


def local_date(instant: datetime) -> date:
    """The date an instant falls on in Asia/Kolkata."""
    return instant.astimezone(INDIA).date()


def at(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """The UTC instant of a wall-clock time in Asia/Kolkata."""
    return datetime.combine(day, time(hour, minute), INDIA).astimezone(UTC)


@contextmanager
def freeze(instant: datetime) -> Iterator[None]:
    """Hold the clock at an aware instant (tests, and the demo story)."""
    token = _frozen.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)
