"""How far the demonstration's history has been played, for the line every page shows until it is there.

Kept in the cache: the history is one transaction, and what is written in it nobody else sees before it ends.
"""

from collections.abc import Callable

from django.core.cache import cache

KEY = "demo-filling"
LASTS = 15 * 60  # seconds without a word of the player, after which pages say nothing of it


def begin() -> Callable[[int], None]:
    """From now on pages say that something is missing; returns what is told how much is there, each percent once."""
    told: set[int] = set()

    def tell(percent: int) -> None:
        if percent not in told:
            told.add(percent)
            cache.set(KEY, percent, LASTS)

    tell(0)
    return tell


def end() -> None:
    cache.delete(KEY)


def percent() -> int | None:
    """How much is played; None when nothing is missing."""
    return cache.get(KEY)
