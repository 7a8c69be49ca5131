"""The writing desk of the minutes: each item with its latest text, who saved it, and a text made of the record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from committees.models import AgendaItem, Meeting, MinuteText


@dataclass(frozen=True)
class Sheet:
    """One text of the minutes: of an item, or (item None) of the opening. `number` is the item's in the document."""

    item: AgendaItem | None
    number: int
    latest: MinuteText | None
    assembled: str

    @property
    def key(self) -> int:
        """The item's id, 0 for the opening: what stands in addresses and ids of the page."""
        return self.item.pk if self.item else 0

    @property
    def revision(self) -> int:
        return self.latest.revision if self.latest else 0

    @property
    def text(self) -> str:
        """What the box holds: the text that was saved last, or the one made of the record."""
        return self.latest.text if self.latest else self.assembled

    @property
    def rows(self) -> int:
        """Lines the box shows: about as many as its text has."""
        return min(max(4, sum(len(line) // 90 + 1 for line in self.text.splitlines())), 14)


def sheets_of(meeting: Meeting) -> list[Sheet]:
    """Opening and items in order (four queries, however many items)."""
    latest = {row.item_id: row for row in revisions_of(meeting)}
    items = list(meeting.items.filter(dropped_at=None).select_related("about", "proposed_by__body"))
    settled: dict[int, int] = {}
    for pk in meeting.items.filter(decisions__isnull=False).values_list("pk", flat=True):
        settled[pk] = settled.get(pk, 0) + 1
    opening = Sheet(None, 0, latest.get(None), _opening(meeting))
    return [
        opening,
        *(
            Sheet(item, number, latest.get(item.pk), assembled(item, number, settled.get(item.pk, 0)))
            for number, item in enumerate(items, start=1)
        ),
    ]


def revisions_of(meeting: Meeting):
    """Every saved text, oldest first."""
    rows = MinuteText.objects.filter(meeting=meeting).select_related("by_post__body", "item")
    return rows.order_by("revision", "pk")


def _opening(meeting: Meeting) -> str:
    if meeting.chaired_by is None:
        return ""
    return _("%(chair)s took the chair and welcomed the members.") % {"chair": meeting.chaired_by.label}


def assembled(item: AgendaItem, number: int, decisions: int) -> str:
    """The words of an item as the record has them; its decisions stand under it by themselves, numbered."""
    lines = []
    if item.proposed_by:
        lines.append(_("%(post)s proposed this item.") % {"post": item.proposed_by.label})
    if item.about:
        lines.append(_("The committee considered %(reference)s.") % {"reference": item.about.reference})
    if item.note:
        lines.append(item.note.strip())
    if decisions:
        said = ngettext(
            "After discussion the committee decided as under %(first)s.",
            "After discussion the committee decided as under %(first)s to %(last)s.",
            decisions,
        )
        lines.append(said % {"first": f"{number}.1", "last": f"{number}.{decisions}"})
    else:
        lines.append(_("The committee took note. Nothing was decided under this item."))
    return "\n".join(lines)


def merged(theirs: str, yours: str) -> str:
    """Theirs, then the lines of yours which it lacks: a beginning for whoever puts the two together."""
    there = {line.strip() for line in theirs.splitlines()}
    missing = [line for line in yours.splitlines() if line.strip() and line.strip() not in there]
    return "\n".join([theirs.rstrip(), *missing]) if missing else theirs


def noting(shown: dict[str, Any], *, status: str) -> str:
    """A note to paste into an e-Office file: subject, references, decisions and action points in brief."""
    record = shown["record"]
    lines = [
        _("Subject: %(title)s, held on %(on)s") % {"title": shown["title"], "on": shown["on"]},
        _("Reference: %(reference)s") % {"reference": record["reference"]},
    ]
    if record["file_number"]:
        lines.append(_("File: %(number)s") % {"number": record["file_number"]})
    lines += [_("Status: %(status)s") % {"status": status}, ""]
    said = "; ".join(part.rstrip(".।") for part in (shown["attendance"]["sentence"], shown["quorum"]) if part)
    lines += [f"1. {_('Attendance')}: {said}".rstrip(), f"2. {_('Decisions')}:", *_briefly(shown["items"])]
    lines.append(f"3. {_('Action points')}:")
    lines += [
        f"   {point['number']} {point['title']} – {point['owner']}, {_('by %(due)s') % {'due': point['due']}}"
        f" ({point['reference']})"
        for point in shown["actions"]
    ] or [f"   {_('None.')}"]
    if "code" in shown:
        lines += ["", _("Verify at: %(address)s") % {"address": shown["verify_address"]}]
    return "\n".join([*lines, "", _("Submitted for perusal, please.")])


def _briefly(items: list[dict[str, Any]]) -> list[str]:
    """Each decision on a line, with its number and item."""
    lines = []
    for item in items:
        for decision in item["decisions"]:
            lines.append(f"   {decision['number']} {item['title']}: {decision['kind']}: {_short(decision['text'])}")
            if decision["provisional"]:
                lines[-1] += f" ({_('provisional')})"
    return lines or [f"   {_('None.')}"]


def _short(text: str, longest: int = 240) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= longest else flat[: longest - 1].rsplit(" ", 1)[0] + "…"
