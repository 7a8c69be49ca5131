"""Reading what seldom changes once while many moves are made in one go, as when the demonstration is loaded.

Outside `once()` nothing is kept: every operation reads the rules as they stand.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any

_kept: ContextVar[dict | None] = ContextVar("kept", default=None)


@contextmanager
def once() -> Iterator[None]:
    """Keep what is read inside; whoever changes seats or rules meanwhile calls `forget()`."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def forget() -> None:
    """Read everything afresh from now on."""
    kept = _kept.get()
    if kept is not None:
        kept.clear()


def keeps(key: Callable[..., Any]) -> Callable:
    """Mark a reading function whose answer may be kept under a key made of its arguments."""

    def mark(read: Callable) -> Callable:
        @wraps(read)
        def reading(*args, **kwargs):
            kept = _kept.get()
            if kept is None:
                return read(*args, **kwargs)
            place = (read, key(*args, **kwargs))
            if place not in kept:
                kept[place] = read(*args, **kwargs)
            return kept[place]

        return reading

    return mark
