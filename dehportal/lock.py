"""One running portal per folder: a lock the kernel drops when its holder ends, so it is never stale."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class AlreadyRunning(Exception):
    """Somebody holds the lock; the message is a sentence for the person at the terminal."""


@contextmanager
def hold(path: Path) -> Iterator[Path]:
    """Hold the lock; the file tells others who holds it. Raises AlreadyRunning."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise AlreadyRunning(f"The portal already runs from this folder{_told(lock.read())}.") from None
        lock.truncate(0)
        yield path


def _told(note: str) -> str:
    return f" ({note.strip()})" if note.strip() else ""
