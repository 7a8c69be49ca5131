"""The agenda: gathered from what waits for the committee, then ordered by people.

Each source yields proposals; what is on the agenda already is not proposed twice, and what people moved stays moved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F, Max, Q

from bottlenecks.models import Bottleneck, BottleneckQuerySet, Status
from cases.models import Case
from committees.models import (
    AgendaItem,
    Circulation,
    CirculationStatus,
    Decision,
    ItemKind,
    Meeting,
)
from escalations.models import Deadline, DeadlineKind
from institutions import clock
from institutions.models import BodyKind, Post
from products.models import IdentifiedProduct, ProductStatus
from strategies.completeness import gaps
from strategies.models import DocumentKind, DocumentStatus

AT_MOST = 25  # items one source may put on an agenda; the committee's page lists the rest
PROMISED_WITHIN = timedelta(days=14)  # of the meeting


WAITS_FOR = {  # kind of committee -> statuses in which a bottleneck waits for its word
    BodyKind.DEPC: (Status.DECLINED, Status.RESOLVED, Status.WATCHED, Status.INFORMATION_ASKED),
    BodyKind.SEPC: (Status.RAISED, Status.ACKNOWLEDGED),
}


@dataclass(frozen=True)
class Proposed:
    """An item a source proposes."""

    kind: str
    title: str
    about: Case | None = None
    ratifies: Decision | None = None
    note: str = ""
    proposed_by: Post | None = None


Source = Callable[[Meeting], Iterable[Proposed]]


def action_taken(meeting: Meeting) -> Iterator[Proposed]:
    """Always the first item: what became of what the committee decided before."""
    yield Proposed(ItemKind.ACTION_TAKEN, "Action taken on the last minutes")  # pages show its kind, in their language


def to_ratify(meeting: Meeting) -> Iterator[Proposed]:
    """Decisions taken without quorum, and decisions by circulation that wait for a meeting."""
    rows = Decision.objects.filter(item__meeting__body=meeting.body, provisional=True, set_aside_at=None)
    for decision in rows.exclude(item__meeting=meeting).select_related("item")[:AT_MOST]:
        yield Proposed(ItemKind.RATIFY, decision.item.title, ratifies=decision, note=decision.text)
    waiting = [CirculationStatus.PASSED, CirculationStatus.CALLED]
    for one in Circulation.objects.filter(body=meeting.body, case__status__in=waiting).select_related("case")[:AT_MOST]:
        yield Proposed(ItemKind.CIRCULATION, one.case.title, about=one.case, note=one.text)


def bottlenecks(meeting: Meeting) -> Iterator[Proposed]:
    """Overdue ones, promises due about the day of the meeting, what waits for the committee, and what is new."""
    mine = _of_the_committee(meeting).select_related("case").order_by("case__opened_at")
    seen: set[int] = set()
    promised = Deadline.objects.running().filter(
        kind__in=[DeadlineKind.COMMITMENT, DeadlineKind.INTERIM], due_at__lte=meeting.starts_at + PROMISED_WITHIN
    )
    asked = WAITS_FOR[meeting.body.kind]
    last = last_held(meeting)
    since = last.starts_at if last else None
    groups = [
        (ItemKind.OVERDUE, mine.overdue(clock.now())),
        (ItemKind.COMMITMENT, mine.filter(case__in=promised.values("case"))),
        (ItemKind.WAITING, mine.filter(case__status__in=asked)),
        (ItemKind.NEW, mine.filter(Q(case__status=Status.OPEN) & (Q(case__opened_at__gt=since) if since else Q()))),
    ]
    for kind, rows in groups:
        for one in rows.exclude(pk__in=seen)[:AT_MOST]:
            seen.add(one.pk)
            yield Proposed(kind, one.case.title, about=one.case)


def _of_the_committee(meeting: Meeting) -> BottleneckQuerySet:
    """A district's committee looks after all of its district, a State's after what it holds."""
    body = meeting.body
    if body.kind == BodyKind.DEPC:
        return Bottleneck.objects.live().filter(case__district=body.district_id)
    return Bottleneck.objects.live().filter(case__holder__body=body)


PRODUCTS_FOR = {  # kind of committee -> what it has to say about products, what is due first before the others
    BodyKind.DEPC: (ProductStatus.RETURNED, ProductStatus.LISTED),
    BodyKind.SEPC: (ProductStatus.PROPOSED, ProductStatus.ENDORSED),
}
LISTED_AT_MOST = 5  # names of national lists nobody took up yet; the list of products has the rest


def products(meeting: Meeting) -> Iterator[Proposed]:
    """Products that wait for the committee: returned to the district, or proposed to the State; then listed ones."""
    body, now = meeting.body, clock.now()
    place = {"case__district": body.district_id} if body.kind == BodyKind.DEPC else {"case__state": body.state_id}
    rows = IdentifiedProduct.objects.filter(**place, case__opened_at__lte=now).select_related("case")
    for status in PRODUCTS_FOR[body.kind]:
        most = LISTED_AT_MOST if status == ProductStatus.LISTED else AT_MOST
        for one in rows.filter(case__status=status).order_by("case__changed_at", "pk")[:most]:
            yield Proposed(ItemKind.PRODUCT, one.case.title, about=one.case)


OWN_DOCUMENTS = (DocumentStatus.RETURNED, DocumentStatus.SIGNING, DocumentStatus.CONSULTATION, DocumentStatus.DRAFT)
TO_REVIEW = (DocumentStatus.REVIEW, DocumentStatus.SUBMITTED)


def plans(meeting: Meeting) -> Iterator[Proposed]:
    """The committee's own plan or strategy while it is discussed, approved or ready; then what districts submitted."""
    body = meeting.body
    cases = Case.objects.filter(opened_at__lte=clock.now()).order_by("changed_at", "pk")
    for case in cases.filter(kind__in=DocumentKind.values, origin=body, status__in=OWN_DOCUMENTS)[:AT_MOST]:
        if case.status != DocumentStatus.DRAFT or not gaps(case):
            yield Proposed(ItemKind.PLAN, case.title, about=case)
    if body.kind == BodyKind.SEPC:
        for case in cases.filter(kind=DocumentKind.PLAN, state=body.state_id, status__in=TO_REVIEW)[:AT_MOST]:
            yield Proposed(ItemKind.PLAN, case.title, about=case)


def carried_over(meeting: Meeting) -> Iterator[Proposed]:
    """What the last meeting did not come to."""
    last = last_held(meeting)
    if last is None:
        return
    kinds = [ItemKind.PROPOSAL, ItemKind.OTHER, ItemKind.PLAN, ItemKind.PRODUCT]
    left = last.items.filter(dropped_at=None, kind__in=kinds, decisions=None).select_related("about", "proposed_by")
    for item in left:
        yield Proposed(item.kind, item.title, item.about, note=item.note, proposed_by=item.proposed_by)


SOURCES: list[Source] = [action_taken, to_ratify, bottlenecks, products, plans, carried_over]


def last_held(meeting: Meeting) -> Meeting | None:
    """The meeting of the same committee that was held before this one."""
    rows = Meeting.objects.held().filter(body=meeting.body, starts_at__lt=meeting.starts_at)
    return rows.order_by("-starts_at").first()


def build(meeting: Meeting) -> list[AgendaItem]:
    """Add what is missing; returns the new items. Called under the meeting's lock.

    What people took off this agenda is not put back.
    """
    present = meeting.items.all()
    about = set(present.exclude(about=None).values_list("about", flat=True))
    ratifies = set(present.exclude(ratifies=None).values_list("ratifies", flat=True))
    titles = set(present.filter(about=None, ratifies=None).values_list("kind", "title"))
    wanted = []
    for source in SOURCES:
        for one in source(meeting):
            if (one.about and one.about.pk in about) or (one.ratifies and one.ratifies.pk in ratifies):
                continue
            if one.about is None and one.ratifies is None:
                if (one.kind, one.title) in titles:
                    continue
                titles.add((one.kind, one.title))
            about |= {one.about.pk} if one.about else set()
            ratifies |= {one.ratifies.pk} if one.ratifies else set()
            wanted.append(one)
    added = append(meeting, *wanted)
    for item in added:
        if item.kind == ItemKind.ACTION_TAKEN:
            place(item, 1)
    return added


def append(meeting: Meeting, *proposed: Proposed) -> list[AgendaItem]:
    """Put items last, in their order."""
    top = meeting.items.filter(dropped_at=None).aggregate(top=Max("position"))["top"] or 0
    return AgendaItem.objects.bulk_create(
        AgendaItem(
            meeting=meeting, position=position, kind=one.kind, title=one.title[:200], note=one.note, about=one.about,
            ratifies=one.ratifies, proposed_by=one.proposed_by,
        )
        for position, one in enumerate(proposed, start=top + 1)
    )  # fmt: skip


def place(item: AgendaItem, position: int) -> None:
    """Put an item at a place, the others closing up; the action taken on the last minutes stays first."""
    items = [one for one in item.meeting.items.filter(dropped_at=None) if one.pk != item.pk]
    first = sum(one.kind == ItemKind.ACTION_TAKEN for one in items[:1])
    index = 0 if item.kind == ItemKind.ACTION_TAKEN else max(position - 1, first)
    items.insert(index, item)
    for number, one in enumerate(items, start=1):
        one.position = number
    AgendaItem.objects.bulk_update(items, ["position"])


def drop(item: AgendaItem) -> None:
    """Take an item off; its place closes."""
    item.dropped_at = clock.now()
    item.save(update_fields=["dropped_at"])
    item.meeting.items.filter(dropped_at=None, position__gt=item.position).update(position=F("position") - 1)
