"""The one way in for people and systems: a move or a new case, taken once however often it is sent."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from cases.models import Case
from cases.receipts import fingerprint, once
from institutions.actors import Actor
from workflow.engine import perform

NOT_CONTENT = frozenset({"csrfmiddlewaretoken", "token", "version", "next"})


def submit(
    *, by: Actor, case: Case, verb: str, data: Any, files: Any = None, version: int | None = None, token: str = ""
) -> tuple[Case, bool]:
    """Perform a move once: (case, whether this was a repeat). Raises what `perform()` raises, and TokenReused."""
    return once(
        by=by,
        token=token,
        verb=verb,
        print_=fingerprint(verb, str(case.key), content(data, files)),
        operation=lambda: perform(case, verb, by=by, data=data, files=files, version=version).case,
    )


def create(
    *, by: Actor, verb: str, target: str, data: Any, token: str, operation: Callable[[], Case]
) -> tuple[Case, bool]:
    """Make a new case once: (case, whether this was a repeat). `target` says where, for example a district's code."""
    return once(by=by, token=token, verb=verb, print_=fingerprint(verb, target, content(data)), operation=operation)


def content(data: Any, files: Any = None) -> dict[str, Any]:
    """What was sent, reduced to what a second sending must repeat: every field, and a hash of every file."""
    lists = data.lists() if hasattr(data, "lists") else (data or {}).items()
    sent: dict[str, Any] = {name: value for name, value in lists if name not in NOT_CONTENT}
    if isinstance(files, Mapping) or hasattr(files, "items"):
        for name, upload in files.items():
            sent[f"file:{name}"] = hashlib.sha256(upload.read()).hexdigest()
            upload.seek(0)
    return sent
