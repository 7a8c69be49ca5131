"""What happened to a bottleneck, newest first, in the words of the transition table."""

from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bottlenecks.models import Status
from bottlenecks.workflow import BOTTLENECK
from cases.models import Case, Event, Evidence, EvidenceState

BY_THE_CLOCK = frozenset({"escalate", "renew", "remind"})
TONES = {  # of moves in the timeline; the others are "info"
    "escalate": "late", "renew": "late", "remind": "wait", "raise": "wait", "forward": "wait", "appeal": "wait",
    "reopen": "late", "decline": "wait", "report_resolution": "good", "confirm": "good", "close": "good",
    "resolve_locally": "good", "watch": "good", "withdraw": "ended", "mark_duplicate": "ended",
    "accept_decision": "ended",
}  # fmt: skip


def timeline(case: Case) -> list[dict[str, Any]]:
    """Rows for the timeline component: designations, never names."""
    events = case.events.select_related("actor_post__body", "holder__body", "remark", "commitment")
    events = list(events.prefetch_related("evidence").order_by("version"))
    labels = {transition.verb: transition.label for transition in BOTTLENECK.transitions} | {"create": _("Draft begun")}
    rows, before = [], None
    for event in events:
        rows.append(_row(event, before, labels))
        before = event
    return rows[::-1]


def _row(event: Event, before: Event | None, labels: dict) -> dict[str, Any]:
    head = str(labels.get(event.verb, event.verb))
    if before is not None and before.level != event.level:
        head = f"{head}: L{before.level} → L{event.level}"
    return {
        "head": head,
        "at": event.recorded_at,
        "by": event.actor_post or (_("the clock") if event.verb in BY_THE_CLOCK else event.get_actor_kind_display()),
        "note": _note(event, before),
        "text": _words(event),
        "tone": TONES.get(event.verb, "info"),
        "files": [_file(one) for one in event.evidence.all() if one.state == EvidenceState.CLEAN],
    }


def _note(event: Event, before: Event | None) -> str:
    """Who has it from here on, and through which door it came, where that is news."""
    parts = []
    if event.actor_kind == "link":
        parts.append(_("from the notice"))
    if event.actor_kind == "credential":
        parts.append(_("by a connected system"))
    if event.holder and (before is None or before.holder_id != event.holder_id) and event.target != Status.DRAFT:
        parts.append(_("now with %(post)s") % {"post": event.holder})
    return " · ".join(parts)


def _words(event: Event) -> str:
    promise = getattr(event, "commitment", None)
    remark = getattr(event, "remark", None)
    words = [f"{date_format(promise.due_on, 'j M Y')}: {promise.deliverable}"] if promise else []
    if remark and remark.erased_at:
        words.append(_("(these words were erased)"))
    elif remark:
        words.append(remark.text)
    return "\n".join(words)


def _file(one: Evidence) -> dict[str, Any]:
    return {"url": reverse("evidence", args=[one.key]), "name": one.name, "size": one.size}
