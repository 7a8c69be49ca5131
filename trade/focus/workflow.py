"""The life of a special focus: one row per move."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from cases.models import InvolvementRole
from cases.record import involve
from escalations import clocks
from escalations.firing import Fired, note_fired, still_fires
from escalations.models import DeadlineKind
from notices.models import Purpose
from notices.outbox import NoticeTo
from products.identified.actions import propose
from products.identified.who import the_clock, the_district
from trade.focus import inputs, posts
from trade.focus.bar import bar
from trade.models import FocusStatus as S
from trade.models import Slice, SpecialFocus
from trade.models.focus import STANDING
from workflow.engine import Inputs, Move, Workflow
from workflow.engine import Transition as T
from workflow.inputs import Reason

TERMINAL = frozenset({S.ADDED, S.LEFT, S.WITHDRAWN})


class Restated(Inputs):
    """What a newer slice says of the same product: given by the rule, never by a person."""

    slice = forms.ModelChoiceField(Slice.objects.current(), widget=forms.HiddenInput)
    usd = forms.DecimalField(widget=forms.HiddenInput)
    share = forms.FloatField(widget=forms.HiddenInput)


def is_the_same(move: Move) -> str | None:
    now, then = move.inputs, move.subject
    same = (now["slice"].pk, now["usd"]) == (then.slice_id, Decimal(then.usd))
    return _("These data are on record already.") if same else None


# Effects --------------------------------------------------------------------------------------------------------------


def add(move: Move) -> None:
    """It becomes an identified product, proposed to the State by whoever answers."""
    data = inputs.proposal(move.subject, move.inputs["title"])
    product = propose(by=move.by, district=move.case.district, data=data)
    move.subject.product = product
    move.data = {"product": product.pk}
    done(move)


def done(move: Move) -> None:
    move.subject.is_standing = False


def restate(move: Move) -> None:
    focus, said = move.subject, move.inputs
    move.data = {"slice": said["slice"].pk, "usd": str(said["usd"]), "share": round(said["share"], 4)}
    focus.slice, focus.period = said["slice"], said["slice"].period
    focus.usd, focus.share = said["usd"], said["share"]


def climb(move: Move) -> None:
    """To the State's committee, which sees that the district answers; there it stays and is reminded of."""
    if move.case.level >= posts.STATE:
        return
    post = posts.accountable(posts.STATE, move.case)
    move.data = {"from_post": move.case.holder_id, "to_post": post.pk}
    move.hand_to(post, posts.STATE)
    involve(case=move.case, body=post.body, role=InvolvementRole.SUPERVISING)


# Clocks ---------------------------------------------------------------------------------------------------------------


def settle(move: Move) -> None:
    if "deadline" in move.inputs:
        note_fired(move)
    if move.transition.clock == "stop":
        clocks.stop(case=move.case)
    if move.transition.clock == "answer":
        start_clock(move.case, move.at)


def start_clock(case, at) -> clocks.Deadline:
    """The time the level that has it now has to answer, or to see that the district answers."""
    policy, holder = posts.rung(case.level), case.holder
    days = (policy.act_days if policy else None) or bar().days
    return clocks.start(
        case=case, kind=DeadlineKind.FOCUS, post=holder, body=holder.body, started_at=at, days=days, policy=policy
    )


# Told -----------------------------------------------------------------------------------------------------------------


def the_level(move: Move) -> Iterator[NoticeTo]:
    """Whoever has it now; the district's chair reads along, since the district still has to answer."""
    due = clocks.running(move.case)
    yield NoticeTo(move.case.holder, Purpose.ESCALATION, reply_by=due.due_at if due else None)
    if chair := posts.chair(move.subject.body):
        yield NoticeTo(chair, Purpose.COPIED)


def the_state(move: Move) -> Iterator[NoticeTo]:
    """The State's committee learns the answer."""
    yield NoticeTo(posts.accountable(posts.STATE, move.case), Purpose.ANSWERED)


def the_district_convener(move: Move) -> Iterator[NoticeTo]:
    yield NoticeTo(posts.accountable(posts.DISTRICT, move.case), Purpose.COPIED)


TRANSITIONS = (
    T(
        "add", lazy("Add it to the district’s products"), STANDING, S.ADDED, by=the_district,
        inputs=inputs.Add, effect=add, clock="stop", notify=the_state, tone="primary",
        hint=lazy("It is proposed to the State’s committee with its HS code."),
    ),
    T(
        "decline", lazy("Do not add it"), STANDING, S.LEFT, by=the_district,
        inputs=Reason, effect=done, clock="stop", notify=the_state,
        hint=lazy("Say why: for example that the goods are only shipped from here, and made elsewhere."),
    ),
    T(
        "restate", lazy("Newer data"), STANDING, None, by=the_clock,
        inputs=Restated, still=is_the_same, effect=restate,
    ),
    T(
        "withdraw", lazy("Withdrawn: newer data do not bear it out"), STANDING, S.WITHDRAWN, by=the_clock,
        effect=done, clock="stop", notify=the_district_convener,
    ),
    T(
        "escalate", lazy("Not answered in time"), STANDING, S.OVERDUE, by=the_clock,
        inputs=Fired, still=still_fires, effect=climb, clock="answer", notify=the_level,
    ),
)  # fmt: skip


def overdue(focus: SpecialFocus, kind: str) -> str:
    return "escalate"


SPECIAL_FOCUS = Workflow(
    kind=posts.KIND,
    model=SpecialFocus,
    statuses=S,
    initial=S.WAITING,
    terminal=TERMINAL,
    transitions=TRANSITIONS,
    settle=settle,
    overdue=overdue,
    unclocked=TERMINAL,
    page="special-focus",
    reads=("body", "hs", "item", "slice"),
)
