"""The life of a source of money: asked for, granted, released, used and certified, each in parts if need be."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as lazy

from escalations.firing import Fired, still_fires
from strategies.models import Funding
from strategies.models import FundingStatus as S
from strategies.money import effects, inputs, posts, tell, who
from strategies.money.clocks import settle
from workflow.engine import Transition as T
from workflow.engine import Workflow
from workflow.inputs import OptionalNote, Reason

LIVE = (S.REQUESTED, S.SANCTIONED, S.RELEASED, S.UTILISED, S.CERTIFYING)
GRANTED = (S.SANCTIONED, S.RELEASED, S.UTILISED, S.CERTIFYING)
OVER = (S.REFUSED, S.LAPSED, S.TAKEN_BACK)
RELEASE = {
    "by": who.who_releases, "inputs": inputs.Release, "still": effects.decided_once, "effect": effects.release,
    "keep": effects.keep_entries, "clock": "release", "notify": tell.the_district, "tone": "primary",
}  # fmt: skip
LAPSE = {
    "by": who.who_releases, "inputs": inputs.Lapse, "effect": effects.lapse, "keep": effects.keep_entries,
    "clock": "release", "notify": tell.the_district, "tone": "danger",
}  # fmt: skip

TRANSITIONS = (
    # Whoever releases it, or the State's committee in its stead ---------------------------------------------------
    T(
        "sanction", lazy("Sanction it"), (S.REQUESTED,), S.SANCTIONED, by=who.who_releases, inputs=inputs.Sanction,
        still=effects.decided_once, effect=effects.sanction, keep=effects.keep_entries, clock="release",
        notify=tell.the_district, tone="primary", hint=lazy("From the order. Its day of release runs on a clock."),
    ),
    T(
        "refuse", lazy("Refuse it"), (S.REQUESTED,), S.REFUSED, by=who.who_releases, inputs=Reason,
        still=effects.two_persons, effect=effects.refuse, clock="stop", notify=tell.the_district, tone="danger",
    ),
    T("release", lazy("Enter a release"), (S.SANCTIONED,), S.RELEASED, **RELEASE),
    T(
        "release_more", lazy("Enter a further release"), (S.RELEASED, S.UTILISED, S.CERTIFYING), None,
        offered=effects.has_rest, **RELEASE,
    ),
    T(
        "accept", lazy("Accept the certificate"), (S.CERTIFYING,), S.CERTIFIED, by=who.who_releases,
        inputs=OptionalNote, still=effects.certificate_holds, effect=effects.accept, keep=effects.keep_entries,
        clock="release", notify=tell.the_district, tone="primary",
        hint=lazy("What it certifies counts from then on; the source is closed once everything is certified."),
    ),
    T(
        "send_back", lazy("Send the certificate back"), (S.CERTIFYING,), S.UTILISED, by=who.who_releases,
        inputs=Reason, still=effects.two_persons, effect=effects.send_back, notify=tell.the_district,
    ),
    T("lapse", lazy("The sanction lapsed"), (S.SANCTIONED,), S.LAPSED, **LAPSE | {"clock": "stop"}),
    T(
        "lapse_rest", lazy("The rest lapsed"), (S.RELEASED, S.UTILISED, S.CERTIFYING), None,
        offered=effects.has_rest, **LAPSE,
    ),
    # The district's convener ----------------------------------------------------------------------------------------
    T(
        "utilise", lazy("Report what was used"), (S.RELEASED,), S.UTILISED, by=who.the_district,
        inputs=inputs.Utilisation, still=effects.entered_once, effect=effects.enter, keep=effects.keep_entries,
        tone="primary",
    ),
    T(
        "utilise_more", lazy("Report what was used"), (S.UTILISED, S.CERTIFYING), None, by=who.the_district,
        inputs=inputs.Utilisation, still=effects.entered_once, effect=effects.enter, keep=effects.keep_entries,
        offered=effects.has_unused, tone="primary",
    ),
    T(
        effects.CLAIM, lazy("Send the utilisation certificate"), (S.UTILISED,), S.CERTIFYING, by=who.the_district,
        inputs=inputs.Certificate, effect=effects.claim, offered=effects.has_uncertified, notify=tell.the_holder,
        tone="primary", hint=lazy("It counts once whoever released the money, or the State's committee, accepts it."),
    ),
    T(
        "take_back", lazy("Take the request back"), (S.REQUESTED,), S.TAKEN_BACK, by=who.the_district,
        inputs=Reason, effect=effects.take_back, keep=effects.keep_entries, clock="stop", tone="danger",
    ),
    T(
        "ask_again", lazy("Ask again"), OVER, S.REQUESTED, by=who.the_district, inputs=inputs.Again,
        effect=effects.ask_again, keep=effects.keep_entries, clock="answer", notify=tell.the_holder,
        hint=lazy("The new request takes the place of the old one; both stay on record."),
    ),
    # Either side, of its own entries --------------------------------------------------------------------------------
    T(
        "reverse", lazy("Reverse an entry made in error"), (*GRANTED, S.CERTIFIED, S.LAPSED), None, by=who.either,
        inputs=inputs.Reversal, effect=effects.reverse, keep=effects.keep_entries, clock="release",
        offered=effects.has_entries, notify=tell.the_district, tone="danger",
        hint=lazy("The entry stays on record, and its negative with your reason beside it."),
    ),
    # The clock ------------------------------------------------------------------------------------------------------
    T(
        "escalate", lazy("Goes up one level"), LIVE, None, by=who.the_clock, inputs=Fired, still=still_fires,
        effect=effects.climb, clock="again", notify=tell.the_level, offered=effects.climbs,
    ),
    T(
        "remind", lazy("Reminder"), LIVE, None, by=who.the_clock, inputs=Fired, still=still_fires, clock="again",
        notify=tell.the_reminded,
    ),
)  # fmt: skip


def overdue(funding: Funding, kind: str) -> str:
    """A request without an answer and a late release go up; at the top whoever has it is reminded."""
    return "escalate" if effects.climbs(funding) else "remind"


FUNDING = Workflow(
    kind=posts.KIND,
    model=Funding,
    statuses=S,
    initial=S.REQUESTED,
    terminal=frozenset({S.CERTIFIED, *OVER}),
    transitions=TRANSITIONS,
    settle=settle,
    overdue=overdue,
    unclocked=frozenset({S.REQUESTED, S.RELEASED, S.UTILISED, S.CERTIFYING, S.CERTIFIED, *OVER}),
    page="funding",
    reads=("case", "intervention", "scheme", "releasing__body"),
)
