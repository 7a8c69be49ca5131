"""A form of a document sent twice is done once: by the token that stands in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from cases.models import Case
from cases.receipts import fingerprint, once
from workflow.submission import content


def done_once(request: HttpRequest, case: Case, verb: str, operation: Callable[[], Any]) -> tuple[Any, bool]:
    """(what the operation gave, whether it had been done before: then None). Raises TokenReused and what it raises."""
    given: list[Any] = []

    def run() -> Case:
        given.append(operation())
        return case

    print_ = fingerprint(verb, str(case.key), content(request.POST))
    _case, repeated = once(
        by=request.actor, token=request.POST.get("token", "")[:100], verb=verb, print_=print_, operation=run
    )
    return (given[0] if given else None), repeated
