"""The life of an aggregation round: open for pledges, procured, settled."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from cases.models import Case, InvolvementRole
from cases.record import involve, next_reference
from escalations import clocks
from escalations.firing import Fired, note_fired, still_fires
from escalations.models import DeadlineKind
from institutions import clock, roles
from institutions.actors import Actor
from notices.models import Purpose
from notices.outbox import NoticeTo
from strategies.mechanisms.aggregation import inputs
from strategies.mechanisms.aggregation.sums import standing_lots, sums_of
from strategies.mechanisms.entries import may_enter
from strategies.models import AggregationRound, Dispatch, Lot, Plan, Pledge
from strategies.models import RoundStatus as S
from workflow.engine import Move, Workflow, start
from workflow.engine import Transition as T
from workflow.errors import Invalid
from workflow.inputs import OptionalNote, Reason

# Who ------------------------------------------------------------------------------------------------------------------


def the_clock(actor: Actor, round_: Any) -> bool:
    return actor.is_system


def the_convener(actor: Actor, round_: Any) -> bool:
    """The convener of the committee that posted it."""
    return actor.may(roles.SUBMIT) and actor.body.pk == round_.case.origin_id


def the_committee(actor: Actor, round_: Any) -> bool:
    """Who writes for the committee that posted it: takes the pledges of firms, which have no seat here."""
    return actor.may(roles.WRITE) and actor.body.pk == round_.case.origin_id


def the_aggregator(actor: Actor, round_: Any) -> bool:
    """The aggregator's own post."""
    return actor.is_current and actor.post is not None and actor.post.pk == round_.aggregator_id


# Guards and effects ---------------------------------------------------------------------------------------------------


def window_is_open(move: Move) -> str | None:
    if clock.local_date(move.at) > move.subject.closes_on:
        return _("Pledges were possible until %(day)s.") % {"day": move.subject.closes_on.isoformat()}
    return None


def is_in_stock(move: Move) -> str | None:
    """No more leaves than was procured."""
    stock = sums_of(move.subject).in_stock
    if move.inputs["tonnes"] > stock:
        in_words = f"{stock.normalize():f}"
        return _("Only %(stock)s tonnes are in stock: procured and not dispatched yet.") % {"stock": in_words}
    return None


def may_be_reversed(move: Move) -> str | None:
    """What has left already cannot be taken out of stock."""
    lot = standing_lots(move.subject).filter(number=move.inputs["number"]).first()
    if lot is None or sums_of(move.subject).in_stock < lot.procured:
        return _("This lot has been dispatched, or reversed already.")
    return None


def is_another_lot(move: Move) -> str | None:
    """The same figures of the same firm and day are one lot sent twice."""
    said = {name: move.inputs[name] for name in ("offered", "procured", "rejected", "on")}
    if standing_lots(move.subject).filter(key=move.inputs["firm"], **said).exists():
        return _("This lot is entered already. If the firm brought the same once more, enter both as one lot.")
    return None


def keep_pledge(move: Move) -> None:
    said = move.inputs
    Pledge.objects.create(
        round=move.subject, event=move.event, firm=said["firm"], key=said["key"], firm_kind=said["firm_kind"],
        tonnes=said["tonnes"], at=move.at,
    )  # fmt: skip


def keep_lot(move: Move) -> None:
    said = move.inputs
    facts = {name: said[name] for name in ("offered", "procured", "rejected", "why_rejected", "on")}
    Lot.objects.create(round=move.subject, event=move.event, number=_next(move), key=said["firm"], **facts)


def keep_reversal(move: Move) -> None:
    lot = Lot.objects.get(round=move.subject, number=move.inputs["number"])
    Lot.objects.create(
        round=move.subject, event=move.event, number=_next(move), key=lot.key, offered=0, procured=0, rejected=0,
        on=clock.local_date(move.at), reverses=lot,
    )  # fmt: skip


def keep_dispatch(move: Move) -> None:
    said = {name: move.inputs[name] for name in ("tonnes", "to", "paper", "on")}
    Dispatch.objects.create(round=move.subject, event=move.event, **said)


def _next(move: Move) -> int:
    return move.subject.lots.count() + 1


def to_the_aggregator(move: Move) -> None:
    move.hand_to(move.subject.aggregator, 0)


# Clock and notices ----------------------------------------------------------------------------------------------------


def settle(move: Move) -> None:
    if "deadline" in move.inputs:
        note_fired(move)
    if move.transition.clock == "stop":
        clocks.stop(case=move.case)


def the_aggregator_to_act(move: Move) -> Iterator[NoticeTo]:
    yield NoticeTo(move.subject.aggregator, Purpose.FOR_ACTION)


def both(move: Move) -> Iterator[NoticeTo]:
    """The aggregator and the convener."""
    yield NoticeTo(move.subject.aggregator, Purpose.COPIED)
    convener = move.case.origin.posts.filter(role="convener", retired_on=None).select_related("body").first()
    if convener and convener != move.subject.aggregator:
        yield NoticeTo(convener, Purpose.COPIED)


TRANSITIONS = (
    T("pledge", lazy("Enter a pledge"), (S.PLEDGING,), None, by=the_committee, inputs=inputs.PledgeOfAFirm,
      still=window_is_open, keep=keep_pledge, tone="primary",
      hint=lazy("Names of firms are seen by your committee and the aggregator only.")),
    T("close", lazy("Close the pledges"), (S.PLEDGING,), S.PROCURING, by=the_convener, inputs=OptionalNote,
      effect=to_the_aggregator, clock="stop", notify=the_aggregator_to_act,
      hint=lazy("Before their day; on that day it happens by itself.")),
    T("lot", lazy("Enter a lot"), (S.PROCURING,), None, by=the_aggregator, inputs=inputs.LotOfAFirm,
      still=is_another_lot, keep=keep_lot, tone="primary"),
    T("reverse", lazy("Reverse a lot"), (S.PROCURING,), None, by=the_aggregator, inputs=inputs.Reversal,
      still=may_be_reversed, keep=keep_reversal, offered=lambda round_: standing_lots(round_).exists()),
    T("dispatch", lazy("Enter a dispatch"), (S.PROCURING,), None, by=the_aggregator, inputs=inputs.ToTheDryPort,
      still=is_in_stock, keep=keep_dispatch, offered=lambda round_: sums_of(round_).in_stock > 0),
    T("settle", lazy("Settle the round"), (S.PROCURING,), S.SETTLED, by=the_convener, inputs=OptionalNote,
      notify=both, hint=lazy("Everybody was paid and what was procured has left. Nothing is entered afterwards.")),
    T("cancel", lazy("Cancel the round"), (S.PLEDGING, S.PROCURING), S.CANCELLED, by=the_convener, inputs=Reason,
      clock="stop", notify=both, tone="danger"),
    T("close_on_the_day", lazy("Pledges closed on their day"), (S.PLEDGING,), S.PROCURING, by=the_clock, inputs=Fired,
      still=still_fires, effect=to_the_aggregator, notify=the_aggregator_to_act),
)  # fmt: skip

AGGREGATION = Workflow(
    kind="aggregation",
    model=AggregationRound,
    statuses=S,
    initial=S.PLEDGING,
    terminal=frozenset({S.SETTLED, S.CANCELLED}),
    transitions=TRANSITIONS,
    settle=settle,
    overdue=lambda round_, kind: "close_on_the_day",
    unclocked=frozenset({S.PROCURING, S.SETTLED, S.CANCELLED}),
    page="aggregation",
    reads=("case__origin", "product__case", "aggregator__body", "dry_port", "intervention__plan"),
)


@transaction.atomic
def post_round(*, by: Actor, plan: Plan, data: Any) -> AggregationRound:
    """Post a round of an adopted plan: pledges are open until its day. Raises PermissionDenied (403), Invalid (422)."""
    if not (may_enter(by, plan) and by.may(roles.SUBMIT)):
        raise PermissionDenied(_("Only the convener of the committee posts a round, once its plan is adopted."))
    form = inputs.Posting(data, subject=plan, actor=by)
    if not form.is_valid():
        raise Invalid(form)
    said, at = form.cleaned_data, clock.now()
    case = Case(
        title=said.pop("title"), district=plan.case.district, state=plan.case.state, origin=plan.body, holder=by.post,
        holder_since=at, opened_at=at,
        reference=next_reference(prefix=f"{plan.case.state.code}-{plan.case.district.code}-AR", year=at.year),
    )  # fmt: skip
    round_ = AggregationRound(**said)
    start(workflow=AGGREGATION, case=case, subject=round_, by=by, verb="post")
    involve(case=case, body=plan.body, role=InvolvementRole.ORIGIN)
    involve(case=case, body=round_.aggregator.body, role=InvolvementRole.ANSWERING)
    clocks.start(
        case=case, kind=DeadlineKind.PLEDGE, post=by.post, body=by.body, started_at=at, promised_on=round_.closes_on
    )
    return round_
