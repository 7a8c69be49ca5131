"""Who is asked, by rule: called for every slice that was computed, as often as one likes."""

from __future__ import annotations

from collections import Counter

from django.db import transaction
from django.db.models import Q
from django.utils.text import Truncator

from cases.models import Case, InvolvementRole
from cases.record import involve, next_reference
from institutions import clock
from institutions.actors import SYSTEM
from institutions.models import Body, BodyKind
from notices.models import Purpose
from notices.outbox import NoticeTo, write
from products.codes import dotted
from products.models import ProductCode, ProductStatus
from trade.focus import posts
from trade.focus.bar import Bar, bar
from trade.focus.workflow import SPECIAL_FOCUS, start_clock
from trade.indicators import read
from trade.indicators.compute import on_computed
from trade.models import Computation, Direction, FocusStatus, PairFigures, Slice, SliceLevel, SpecialFocus
from workflow.engine import perform, start

LETTER = "F"


@on_computed
@transaction.atomic
def ask(slice: Slice) -> list[SpecialFocus]:
    """Ask the committees a slice concerns; those asked before are told of newer data, or need not answer any more.

    Only of the newest slice in force of its level, of headings or finer, with districts, of real exports. A district
    is asked about a product once per period, never about what it identified, and about few at a time.
    """
    if not _concerns(slice):
        return []
    rule = bar()
    _look_again(slice, rule)
    return [_open(slice, pair, body) for pair, body in _due(slice, rule)]


def _concerns(slice: Slice) -> bool:
    if slice.is_synthetic or slice.direction != Direction.EXPORT or slice.level < SliceLevel.HEADING:
        return False
    if not slice.grain.startswith("district"):
        return False
    newest = read.current(slice.level)
    return not _counts(slice) or (newest is not None and newest.pk == slice.pk)


def _counts(slice: Slice) -> bool:
    """Whether it is in force and has figures; one that was withdrawn has none any more."""
    return slice.is_current and Computation.objects.filter(slice=slice).exists()


def _look_again(slice: Slice, rule: Bar) -> None:
    """Standing questions of the slice's level: restate what newer data say, withdraw what they do not bear out."""
    newest = read.current(slice.level)
    asked = SpecialFocus.objects.standing().filter(edition=slice.edition, item__level=slice.level)
    for focus in asked.select_related("case"):
        pair = (
            newest
            and PairFigures.objects.filter(slice=newest, district=focus.case.district_id, item=focus.item_id).first()
        )
        if pair is None or pair.share_of_item <= rule.share or pair.usd < rule.floor_usd:
            perform(focus.case, "withdraw", by=SYSTEM)
        elif (newest.pk, pair.usd) != (focus.slice_id, focus.usd):
            said = {"slice": newest.pk, "usd": pair.usd, "share": pair.share_of_item}
            perform(focus.case, "restate", by=SYSTEM, data=said)


def _due(slice: Slice, rule: Bar) -> list[tuple[PairFigures, Body]]:
    """What is to be asked now, the largest value first."""
    if not _counts(slice):
        return []
    committees = {body.district_id: body for body in Body.objects.active().filter(kind=BodyKind.DEPC)}
    room = Counter(SpecialFocus.objects.standing().values_list("body_id", flat=True))
    asked = _asked(slice)
    found = []
    for pair in read.above(slice, rule.share, rule.floor_usd):
        body = committees.get(pair.district_id)
        if body is None or room[body.pk] >= rule.at_a_time or (body.pk, pair.item.code) in asked:
            continue
        if _is_identified(pair):
            continue
        room[body.pk] += 1
        found.append((pair, body))
    return found


def _asked(slice: Slice) -> set[tuple[int, str]]:
    """Asked and standing, or answered for this period. What was withdrawn may be asked again."""
    rows = SpecialFocus.objects.filter(edition=slice.edition)
    rows = rows.filter(Q(is_standing=True) | Q(period=slice.period) & ~Q(case__status=FocusStatus.WITHDRAWN))
    return set(rows.values_list("body_id", "code"))


def _is_identified(pair: PairFigures) -> bool:
    """The district has a product of this code, of a heading above it or a line below it."""
    code = pair.item.code
    above = [code[:length] for length in (2, 4, 6, 8) if length <= len(code)]
    rows = ProductCode.objects.filter(product__case__district=pair.district_id, confirmed_at__isnull=False)
    rows = rows.exclude(product__case__status=ProductStatus.RETIRED)
    return rows.filter(Q(code__code__in=above[1:]) | Q(code__code__startswith=code)).exists()


def _open(slice: Slice, pair: PairFigures, body: Body) -> SpecialFocus:
    district, at = pair.district, clock.now()
    focus = SpecialFocus(
        body=body, slice=slice, item=pair.item, hs=pair.item.hs, edition=slice.edition, code=pair.item.code,
        period=slice.period, usd=pair.usd, share=pair.share_of_item,
    )  # fmt: skip
    case = Case(
        title=Truncator(f"{dotted(pair.item.code)} {focus.name}".strip()).chars(200),
        district=district, state=district.state,
        origin=body, holder_since=at, opened_at=at,
        reference=next_reference(
            prefix=f"{district.state.code}-{district.code}-{LETTER}", year=clock.local_date(at).year
        ),
    )  # fmt: skip
    case.holder = posts.accountable(posts.DISTRICT, case)
    said = {"slice": slice.pk, "usd": str(pair.usd), "share": round(pair.share_of_item, 4)}
    event = start(workflow=SPECIAL_FOCUS, case=case, subject=focus, by=SYSTEM, verb="ask", data=said)
    involve(case=case, body=body, role=InvolvementRole.ORIGIN)
    deadline = start_clock(case, at)
    told = [NoticeTo(case.holder, Purpose.FOR_ACTION, reply_by=deadline.due_at)]
    if chair := posts.chair(body):
        told.append(NoticeTo(chair, Purpose.COPIED))
    write(event=event, to=told)
    return focus
