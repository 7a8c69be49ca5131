"""What happened to a case, newest first, in the words of its transition table."""

from collections.abc import Callable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cases.models import Case, Event, Evidence, EvidenceState
from workflow.engine import workflow_of

Extra = Callable[[Event], list[str]]


def timeline(
    case: Case,
    *,
    beginnings: Mapping[str, Any],
    tones: Mapping[str, str],
    words: Extra | None = None,
    related: tuple[str, ...] = (),
    hidden: frozenset[str] = frozenset(),
) -> list[dict[str, Any]]:
    """Rows for the timeline component: designations, never names.

    beginnings: how verbs outside the table (the first event) are called. tones: verb -> tone, "info" else. words: more
    lines of an event, from rows of its kind fetched by `related`. hidden: statuses before which the holder is no news.
    """
    events = case.events.select_related("actor_post__body", "holder__body", "remark", *related)
    labels = {transition.verb: transition.label for transition in workflow_of(case.kind).transitions} | dict(beginnings)
    rows, before = [], None
    for event in events.prefetch_related("evidence").order_by("version"):
        head = str(labels.get(event.verb, event.verb))
        if before is not None and before.level != event.level:
            head = f"{head}: {_between(before, event)}"
        rows.append(
            {
                "head": head,
                "at": event.recorded_at,
                "by": event.actor_post or _("the clock"),
                "note": _note(event, before, hidden),
                "text": "\n".join([*(words(event) if words else ()), *_remark(event)]),
                "tone": tones.get(event.verb, "info"),
                "files": [_file(one) for one in event.evidence.all() if one.state == EvidenceState.CLEAN],
            }
        )
        before = event
    return rows[::-1]


def _between(before: Event, event: Event) -> str:
    """Between which levels a case moved, by whose they are: the bodies where these differ in kind, else the posts."""
    ends = before.holder, event.holder
    if not all(ends) or ends[0] == ends[1]:
        names = [_("level %(n)d") % {"n": one.level} for one in (before, event)]
    elif ends[0].body.kind != ends[1].body.kind:
        names = [post.body.get_kind_display() for post in ends]
    else:
        names = [str(post) for post in ends]
    return _("from %(before)s to %(after)s") % {"before": names[0], "after": names[1]}


def _note(event: Event, before: Event | None, hidden: frozenset[str]) -> str:
    """Who has it from here on, and through which door it came, where that is news."""
    parts = []
    if event.actor_kind == "link":
        parts.append(_("from the notice"))
    if event.actor_kind == "credential":
        parts.append(_("by a connected system"))
    if event.holder and (before is None or before.holder_id != event.holder_id) and event.target not in hidden:
        parts.append(_("now with %(post)s") % {"post": event.holder})
    return " · ".join(parts)


def _remark(event: Event) -> list[str]:
    remark = getattr(event, "remark", None)
    if remark is None:
        return []
    return [_("(these words were erased)") if remark.erased_at else remark.text]


def _file(one: Evidence) -> dict[str, Any]:
    return {"url": reverse("evidence", args=[one.key]), "name": one.name, "size": one.size}
