"""What happened to a bottleneck, newest first."""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bottlenecks.models import Status
from cases.models import Case, Event
from workflow import history

TONES = {  # of moves in the timeline; the others are "info"
    "escalate": "late", "renew": "late", "remind": "wait", "raise": "wait", "forward": "wait", "appeal": "wait",
    "reopen": "late", "decline": "wait", "report_resolution": "good", "confirm": "good", "close": "good",
    "resolve_locally": "good", "watch": "good", "withdraw": "ended", "mark_duplicate": "ended",
    "accept_decision": "ended",
}  # fmt: skip


def timeline(case: Case) -> list[dict[str, Any]]:
    """Rows for the timeline component, with what was promised in each commitment."""
    beginnings = {"create": _("Draft begun")}
    hidden = frozenset({Status.DRAFT})
    return history.timeline(
        case, beginnings=beginnings, tones=TONES, words=_promise, related=("commitment",), hidden=hidden
    )


def _promise(event: Event) -> list[str]:
    promise = getattr(event, "commitment", None)
    return [f"{date_format(promise.due_on, 'j M Y')}: {promise.deliverable}"] if promise else []
